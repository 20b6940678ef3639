#include "core/engine/kernel_choice.h"

#include "core/engine/compute_row.h"
#include "core/quant/format/family.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fmt/format.h>

namespace bitladder::engine
{

using quant::NumberFormat;
using quant::QuantSpec;
using quant::Symmetry;

namespace
{

// Numbers that need double arithmetic: more mantissa or exponent than float32 has.
bool needsDouble(const NumberFormat& f)
{
    if (quant::isFloat(f)) return f.mantissaBits > 23 || f.exponentBits > 8;
    return f.bits > 24;
}

bool isWide(const NumberFormat& f)
{
    return f.family == &quant::kIntegerFamily;
}

bool bitPlanes(const NumberFormat& f)
{
    return f == quant::ternaryFormat() || f == quant::binaryFormat();
}

// What kernels compute exactly: whole weights, one scale for each output channel, and codes of activations that they
// can make: by the affine rule with the contract's rounding and a scale that is known before the run, or by the sign.
bool executes(const QuantSpec& weights, const QuantSpec& activations)
{
    return quant::wholeRange(weights) && quant::hasIntegerCodes(activations.format)
        && activations.format.family->blockSize == 0 && quant::granularityOf(weights) != quant::Granularity::Group
        && activations.rounding == &quant::kHalfEven && &activations.estimator() != &quant::kOfRun
        && (activations.format.family->affine || activations.format == quant::binaryFormat());
}

// Bits that w − zero needs, its sign included: an asymmetric range takes one more than its codes.
int weightBits(const QuantSpec& spec)
{
    if (isWide(spec.format)) return spec.format.bits + (spec.symmetry == Symmetry::Asymmetric ? 1 : 0);
    const quant::Range whole = quant::wholeRange(spec).value_or(quant::Range {});
    return 1 + std::bit_width(static_cast<uint64_t>(std::max(-whole.low, whole.high)));
}

int activationBits(const QuantSpec& spec)
{
    return isWide(spec.format) ? spec.format.bits : 2;
}

TranslatableMessage note(const char* text)
{
    return {text, {}};
}

TranslatableMessage note(const char* text, int value)
{
    return {text, fmt::to_string(value)};
}

KernelChoice floatChoice(
    const NumberFormat& w, const NumberFormat& a, const LayerFacts& facts, const kernels::KernelTable& table)
{
    if (w == quant::kBFloat16 && a == quant::kBFloat16) {
        if (table.gemmBf16.run && !facts.depthwise) return {Compute::BF16, Execution::Executed, {}};
        return {Compute::F32, Execution::Simulated,
            facts.depthwise ? note(
                QT_TRANSLATE_NOOP("Note", "rounded to bfloat16, computed in float32: no depthwise kernel for it"))
                            : note(QT_TRANSLATE_NOOP("Note",
                                "rounded to bfloat16, computed in float32: this level has no bfloat16 products"))};
    }
    const bool wide = needsDouble(w) || needsDouble(a);
    const Compute compute = wide ? Compute::F64 : Compute::F32;
    if (quant::isNativeFloat(w) && quant::isNativeFloat(a)) {
        if (w == a) return {compute, Execution::Executed, {}};
        return {compute, Execution::Executed, note(QT_TRANSLATE_NOOP("Note", "mixed floats are computed in float64"))};
    }
    return {compute, Execution::Simulated,
        wide ? note(QT_TRANSLATE_NOOP("Note", "rounded to the grid, computed in float64"))
             : note(QT_TRANSLATE_NOOP("Note", "rounded to the grid, computed in float32"))};
}

} // namespace

KernelChoice chooseKernel(
    const QuantSpec& weights, const QuantSpec& activations, const LayerFacts& facts, const kernels::KernelTable& table)
{
    const NumberFormat& w = weights.format;
    const NumberFormat& a = activations.format;
    if (!executes(weights, activations)) {
        KernelChoice choice = floatChoice(w, a, facts, table);
        if (a.family->blockSize > 0 && choice.execution == Execution::Simulated)
            choice.note
                = note(QT_TRANSLATE_NOOP("Note", "each block of each run has a scale of its own, computed in float"));
        else if (&activations.estimator() == &quant::kOfRun && choice.execution == Execution::Simulated)
            choice.note = note(QT_TRANSLATE_NOOP("Note", "rounded to the range of each run, computed in float"));
        return choice;
    }

    const int wb = weightBits(weights), ab = activationBits(activations);
    if (bitPlanes(w) && bitPlanes(a) && !facts.depthwise && facts.wordGroups) {
        if (w == quant::binaryFormat() && a == quant::binaryFormat()) return {Compute::Binary, Execution::Executed, {}};
        return {Compute::Ternary, Execution::Executed,
            w.family == a.family ? TranslatableMessage {}
                                 : note(QT_TRANSLATE_NOOP("Note", "binary is executed as ternary without zeros"))};
    }
    const auto widened = [&](int bits) -> TranslatableMessage {
        if (isWide(w) && isWide(a) && w.bits == a.bits && w.bits > bits / 2) return {};
        return note(QT_TRANSLATE_NOOP("Note", "widened to %1-bit integers"), bits);
    };
    // Σ |a − zero|·|w − zero| ≤ depth · (2^ab − 1) · 2^(wb − 1) must fit the accumulator.
    const double sumBits = ab + (wb - 1) + std::log2(static_cast<double>(std::max<int64_t>(facts.depth, 1)));
    if (wb <= 4 && ab <= 8 && !facts.depthwise && facts.depth <= kernels::kMaxNarrowDepth) {
        const bool oneBit = w == quant::binaryFormat() && facts.tapDepth % 32 == 0;
        const int kept = oneBit ? 1 : wb <= 2 ? 2 : 4;
        return {oneBit    ? Compute::U8S1
                : wb <= 2 ? Compute::U8S2
                          : Compute::U8S4,
            Execution::Executed,
            oneBit ? note(QT_TRANSLATE_NOOP("Note", "weights kept in 1 bit, multiplied as 8-bit integers"))
                   : note(QT_TRANSLATE_NOOP("Note", "weights kept in %1 bits, multiplied as 8-bit integers"), kept)};
    }
    if (wb <= 8 && ab <= 8 && sumBits < 31)
        return {wb <= 7 && table.gemmU8S7.run && !facts.depthwise ? Compute::U8S7 : Compute::U8S8, Execution::Executed,
            isWide(w) && isWide(a) && std::min<int>(w.bits, a.bits) > 4 ? TranslatableMessage {} : widened(8)};
    if (wb <= 16 && ab <= 16)
        return {sumBits < 31 ? Compute::S16S16 : Compute::S16S16Wide, Execution::Executed, widened(16)};
    if (wb <= 32 && ab <= 32 && sumBits < 63) return {Compute::S32S32, Execution::Executed, widened(32)};
    if (wb > 64)
        return {Compute::F64, Execution::Simulated,
            note(QT_TRANSLATE_NOOP(
                "Note", "asymmetric 64-bit weights need 65 bits: rounded to the grid, computed in float64"))};
    return {Compute::S64S64, Execution::Executed,
        wb <= 32 && ab <= 32 ? note(QT_TRANSLATE_NOOP("Note", "widened to %1-bit integers, the sums to 192 bits"), 64)
                             : note(QT_TRANSLATE_NOOP("Note", "sums of 192 bits, slow"))};
}

std::vector<IntegerWay> plainWays(Compute own, const QuantSpec& weights, const QuantSpec& activations,
    const LayerFacts& facts, const kernels::KernelTable& table)
{
    std::vector<IntegerWay> ways {{own, 0}};
    if (!executes(weights, activations)) return ways;
    const int wb = weightBits(weights), ab = activationBits(activations);
    if (wb > 8 || ab > 8) return ways;
    const auto add = [&](bool can, Compute compute) {
        if (can && compute != own) ways.push_back({compute, 0});
    };
    const double sumBits = ab + (wb - 1) + std::log2(static_cast<double>(std::max<int64_t>(facts.depth, 1)));
    const bool narrow = !facts.depthwise && facts.depth <= kernels::kMaxNarrowDepth;
    add(narrow && weights.format == quant::binaryFormat() && facts.tapDepth % 32 == 0, Compute::U8S1);
    add(narrow && wb <= 2, Compute::U8S2);
    add(narrow && wb <= 4, Compute::U8S4);
    add(wb <= 7 && table.gemmU8S7.run && !facts.depthwise && sumBits < 31, Compute::U8S7);
    add(sumBits < 31, Compute::U8S8);
    return ways;
}

KernelChoice inWay(const KernelChoice& own, const IntegerWay& way)
{
    if (way == IntegerWay {own.compute, 0}) return own;
    if (way.winogradTile > 0)
        return {way.compute, own.execution,
            note(QT_TRANSLATE_NOOP("Note", "the same sums by Winograd's algorithm in 16-bit integers"))};
    if (const int bits = rowOf(way.compute).weightBits; bits < 8)
        return {way.compute, own.execution,
            note(QT_TRANSLATE_NOOP("Note", "weights kept in %1 bits, multiplied as 8-bit integers"), bits)};
    return {way.compute, own.execution, note(QT_TRANSLATE_NOOP("Note", "widened to %1-bit integers"), 8)};
}

} // namespace bitladder::engine
