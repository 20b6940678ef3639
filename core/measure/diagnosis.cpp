#include "core/measure/diagnosis.h"

#include "core/kernels/kernels.h"

#include <algorithm>

namespace bitladder::measure
{

namespace
{

// Bytes of one activation where it is stored.
double activationBytes(const engine::LayerInfo& layer)
{
    const auto& format = layer.activations.format;
    if (quant::isFloat(format)) return format.bits > 32 ? 8 : 4;
    if (format.bits <= 8) return 1;
    if (format.bits <= 16) return 2;
    return format.bits <= 32 ? 4 : 8;
}

constexpr double kEnoughMs = 0.3; // shares of this long are worth a thread
constexpr double kWaits = 0.25; // of the time

bool waits(const engine::LayerTime& time)
{
    return time.waitingMs > kWaits * time.totalMs;
}

} // namespace

Cores coresDuring(const Timing& timing)
{
    const bool held = timing.total.disturbed() || std::ranges::any_of(timing.parts, [](const engine::LayerTime& part) {
        return part.totalMs > kEnoughMs && waits(part);
    });
    return held ? Cores::Held : Cores::Ours;
}

double arithmeticIntensity(const engine::LayerInfo& layer)
{
    const double values = static_cast<double>(layer.inputs + layer.outputs);
    const double bytes = static_cast<double>(layer.residentBytes) + values * activationBytes(layer);
    return bytes > 0 ? static_cast<double>(layer.macs) / bytes : 0;
}

Diagnosis diagnosisOf(const engine::LayerInfo& layer, const LayerSpeed& speed)
{
    if (layer.execution == engine::Execution::Simulated)
        return layer.note.empty()
            ? Diagnosis {{QT_TRANSLATE_NOOP("Diagnosis", "simulated: rounded to the grid, computed in float"), {}}, {}}
            : Diagnosis {{QT_TRANSLATE_NOOP("Diagnosis", "simulated: %1"), {}}, layer.note};
    const double chosenMs = speed.quantized.totalMs;
    const double reformat = chosenMs > 0 ? speed.quantized.reformatMs / chosenMs : 0;
    if (reformat > 0.25)
        return {QT_TRANSLATE_NOOP("Diagnosis", "format conversions take %1 % of the time"),
            fmt::format("{:.0f}", 100 * reformat)};
    // Below this nothing but the call itself is measured.
    constexpr double kCallMs = 0.005;
    if (chosenMs < kCallMs)
        return {QT_TRANSLATE_NOOP("Diagnosis", "so small that calling it takes most of the time"), {}};
    if (waits(speed.quantized) && (chosenMs > kEnoughMs || speed.cores == Cores::Held))
        return {QT_TRANSLATE_NOOP("Diagnosis", "threads wait for %1 % of the time: other programs hold the cores"),
            fmt::format("{:.0f}", 100 * speed.quantized.waitingMs / chosenMs)};
    if (waits(speed.quantized))
        return {QT_TRANSLATE_NOOP("Diagnosis", "threads wait for %1 % of the time: too little work to share"),
            fmt::format("{:.0f}", 100 * speed.quantized.waitingMs / chosenMs)};
    const auto& w = layer.weights.format;
    if (layer.products < layer.macs && !layer.ways.empty())
        return {QT_TRANSLATE_NOOP(
                    "Diagnosis", "by Winograd's algorithm in 16-bit integers, exactly: %1 times fewer products"),
            fmt::format("{:.1f}", static_cast<double>(layer.macs) / static_cast<double>(layer.products))};
    if (layer.products < layer.macs)
        return {QT_TRANSLATE_NOOP("Diagnosis", "float by Winograd's algorithm: %1 times fewer products"),
            fmt::format("{:.1f}", static_cast<double>(layer.macs) / static_cast<double>(layer.products))};
    if (quant::isFloat(w) && chosenMs >= 0.95 * speed.floatMs)
        return {QT_TRANSLATE_NOOP("Diagnosis", "float as in the file"), {}};
    if (layer.depthwise)
        return {QT_TRANSLATE_NOOP(
                    "Diagnosis", "depthwise: only %1 products for each output, so loading and storing set the pace"),
            fmt::to_string(layer.depth)};
    constexpr int64_t kFewRows = 8;
    if (layer.rows == 1)
        return {
            QT_TRANSLATE_NOOP("Diagnosis", "memory-bound: each weight is used once, so its width is what counts"), {}};
    if (layer.rows < kFewRows)
        return {
            QT_TRANSLATE_NOOP("Diagnosis", "memory-bound: each weight is used %1 times, so its width is what counts"),
            fmt::to_string(layer.rows)};
    constexpr int64_t kFewProducts = 64, kFewColumns = 16;
    if (layer.depth < kFewProducts)
        return {QT_TRANSLATE_NOOP(
                    "Diagnosis", "only %1 products for each output: finishing it takes as long as computing it"),
            fmt::to_string(layer.depth)};
    if (layer.columns < kFewColumns)
        return {QT_TRANSLATE_NOOP("Diagnosis", "only %1 channels: a tile has room for more"),
            fmt::to_string(layer.columns)};
    const auto& bytes = kernels::table(layer.level).gemmU8S8;
    if (bytes.wordRows && layer.kernel == bytes.name)
        return {
            QT_TRANSLATE_NOOP("Diagnosis", "without VNNI, weights of 8 bits are multiplied in 16 bits: 7 are faster"),
            {}};
    if (layer.kernel.starts_with("gemm_s64s64"))
        return {QT_TRANSLATE_NOOP("Diagnosis",
                    "products of 64 by 64 bits and sums of 192: one at a time, since vectors hold no carry"),
            {}};
    constexpr double kMuchOfAWord = 0.75;
    if (layer.usefulBits < kMuchOfAWord)
        return {QT_TRANSLATE_NOOP("Diagnosis",
                    "only %1 % of the bits in its 64-bit words are numbers: the channels of a tap do not fill them"),
            fmt::format("{:.0f}", 100 * layer.usefulBits)};
    if (!layer.note.empty()) return {{"%1", {}}, layer.note};
    return {QT_TRANSLATE_NOOP("Diagnosis", "compute-bound: the kernel does what it can"), {}};
}

std::string diagnose(const engine::LayerInfo& layer, const LayerSpeed& speed)
{
    const Diagnosis found = diagnosisOf(layer, speed);
    return found.because.empty() ? found.sentence.english()
                                 : TranslatableMessage {found.sentence.text, found.because.english()}.english();
}

} // namespace bitladder::measure
