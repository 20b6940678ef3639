#include "core/analysis/accumulators.h"

#include "core/engine/geometry.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace bitladder::analysis
{

namespace
{

// The bits of two's complement that hold every number of this magnitude.
int bitsOf(int64_t magnitude)
{
    return static_cast<int>(std::bit_width(static_cast<uint64_t>(magnitude))) + 1;
}

// One layer, while pictures go by.
struct Watch {
    engine::Geometry geometry;
    std::vector<int32_t> weights; // w − its zero point, [channels, perChannel]
    std::vector<int64_t> taps;
    quant::Quantizer activations;
    int32_t unsignedBy = 0; // what makes the codes of the activations unsigned bytes
    double exact = 0, error = 0; // Σ of squares
    int64_t largest = 0;
    LayerBites bites;
};

// None where the layer does not sum integers of a width that the accumulator is for.
Result<std::optional<Watch>> watchOf(
    const engine::QuantizedNetwork& network, const graph::Layer& layer, const Accumulator& accumulator)
{
    const auto& quantized = network.layers[static_cast<size_t>(layer.id.index)];
    if (layer.arithmetic == graph::Arithmetic::Operator || !quantized.weights || quantized.weights->unchanged()
        || !quantized.activations)
        return std::optional<Watch> {};
    const int most = accumulator.what == Accumulator::What::Pairs ? 8 : 16;
    const auto &w = quantized.weights->quantizer, &a = *quantized.activations;
    for (const quant::NumberFormat& format : {w.format, a.format})
        if (!quant::hasIntegerCodes(format) || format.bits > most) return std::optional<Watch> {};
    Watch watch;
    auto geometry = engine::geometryOf(*network.graph, layer);
    if (!geometry) return pass(geometry.error());
    watch.geometry = *std::move(geometry);
    watch.taps.resize(static_cast<size_t>(watch.geometry.taps()));
    watch.activations = a;
    // Signed codes of b bits become unsigned by 2^(b − 1), as kernels of bytes have them.
    watch.unsignedBy = a.qmin < 0 ? int32_t {1} << (a.format.bits > 1 ? a.format.bits - 1 : 0) : 0;
    const auto channels = static_cast<size_t>(quantized.weights->channels);
    for (size_t c = 0; c < channels; ++c) {
        const auto codes = quantized.weights->codesOf(c);
        w.eachSlice(c, codes.size(), [&](size_t slice, size_t first, size_t count) {
            for (size_t i = first; i < first + count; ++i)
                watch.weights.push_back(static_cast<int32_t>(codes[i] - w.zeroPoint(slice)));
        });
    }
    return std::optional<Watch>(std::move(watch));
}

int64_t largestActivation(const Watch& watch, const Accumulator& accumulator)
{
    const auto& a = watch.activations;
    if (accumulator.what == Accumulator::What::Pairs) return a.qmax + watch.unsignedBy;
    return std::max(std::abs(a.qmax - a.zeroPoint(0)), std::abs(a.qmin - a.zeroPoint(0)));
}

void worstCase(Watch& watch, const Accumulator& accumulator)
{
    const int64_t a = largestActivation(watch, accumulator);
    const auto length = static_cast<size_t>(watch.geometry.taps() * watch.geometry.inPerGroup());
    int64_t most = 0;
    for (size_t first = 0; first < watch.weights.size(); first += length) {
        int64_t sum = 0;
        for (size_t i = 0; i < length; ++i) {
            sum += std::abs(int64_t {watch.weights[first + i]}) * a;
            if (accumulator.what == Accumulator::What::Pairs && i % 2 == 1) {
                most = std::max(most, sum);
                sum = 0;
            }
        }
        most = std::max(most, sum);
    }
    watch.bites.bitsForAnything = bitsOf(most);
}

void look(Watch& watch, const tensor::Tensor& input, const Accumulator& accumulator, int64_t positions)
{
    const engine::Geometry& g = watch.geometry;
    const int64_t rows = g.outRows(), used = std::min(rows, positions), depth = g.inPerGroup(), pixels = g.inPixels();
    const auto length = static_cast<size_t>(g.taps() * depth);
    const bool pairs = accumulator.what == Accumulator::What::Pairs;
    const auto zero = static_cast<int32_t>(watch.activations.zeroPoint(0));
    std::vector<int32_t> codes(length);
    for (int64_t i = 0; i < used; ++i) {
        g.tapsOf(i * rows / used, watch.taps.data());
        for (int64_t group = 0; group < g.groups; ++group) {
            size_t to = 0;
            for (const int64_t at : watch.taps)
                for (int64_t k = 0; k < depth; ++k, ++to) {
                    int64_t q = zero; // padding
                    if (at >= 0)
                        q = quant::quantize(
                            input.at((at / pixels * g.inChannels + group * depth + k) * pixels + at % pixels),
                            watch.activations, 0);
                    codes[to] = static_cast<int32_t>(q) + (pairs ? watch.unsignedBy : -zero);
                }
            for (int64_t o = 0; o < g.outPerGroup(); ++o) {
                const auto channel = static_cast<size_t>(group * g.outPerGroup() + o);
                const std::span<const int32_t> w(watch.weights.data() + channel * length, length);
                int64_t exact = 0;
                for (size_t k = 0; k < length; ++k)
                    exact += int64_t {codes[k]} * w[k];
                const int64_t sum = emulatedSum(codes, w, accumulator, &watch.largest);
                ++watch.bites.sums;
                watch.bites.bitten += sum != exact;
                const auto e = static_cast<double>(sum - exact), x = static_cast<double>(exact);
                watch.error += e * e;
                watch.exact += x * x;
            }
        }
    }
}

} // namespace

int64_t emulatedSum(
    std::span<const int32_t> q, std::span<const int32_t> w, const Accumulator& accumulator, int64_t* largest)
{
    const int64_t high = (int64_t {1} << (accumulator.bits - 1)) - 1, low = -high - 1;
    const auto fit = [&](int64_t sum) {
        // What a negative number needs is what its complement needs.
        if (largest) *largest = std::max(*largest, sum < 0 ? ~sum : sum);
        if (sum >= low && sum <= high) return sum;
        if (accumulator.overflow == Accumulator::Overflow::Saturate) return sum < low ? low : high;
        const int64_t modulus = int64_t {1} << accumulator.bits;
        const int64_t wrapped = ((sum - low) % modulus + modulus) % modulus + low;
        return wrapped;
    };
    int64_t sum = 0;
    if (accumulator.what == Accumulator::What::Sum) {
        for (size_t i = 0; i < q.size(); ++i)
            sum = fit(sum + int64_t {q[i]} * w[i]);
        return sum;
    }
    for (size_t i = 0; i < q.size(); i += 2) {
        int64_t pair = int64_t {q[i]} * w[i];
        if (i + 1 < q.size()) pair += int64_t {q[i + 1]} * w[i + 1];
        sum += fit(pair);
    }
    return sum;
}

std::vector<int> AccumulatorReport::bittenLayers() const
{
    std::vector<int> list;
    for (const LayerBites& layer : layers)
        if (layer.bitten > 0) list.push_back(layer.layer);
    return list;
}

Result<AccumulatorReport> accumulatorReport(engine::Executable& network, const methods::CalibrationSet& inputs,
    const Accumulator& accumulator, int64_t positions, const Job& job)
{
    const engine::QuantizedNetwork& quantized = *network.network();
    if (!quantized.modelLayers.empty())
        return fail("a method split layers of this network: what their sums need is not looked at yet");
    std::vector<std::optional<Watch>> watches;
    const auto layers = graph::layersOf(*quantized.graph);
    for (const graph::Layer& layer : layers) {
        auto watch = watchOf(quantized, layer, accumulator);
        if (!watch) return pass(watch.error());
        watches.push_back(*std::move(watch));
        if (watches.back()) worstCase(*watches.back(), accumulator);
    }
    BITLADDER_TRY(inputs([&](std::span<const tensor::Tensor> picture) -> Result<void> {
        auto trace = network.run(picture, job, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
            auto& watch = watches[static_cast<size_t>(id.index)];
            if (tap == engine::Tap::LayerInput && watch) look(*watch, value, accumulator, positions);
        });
        if (!trace) return pass(trace.error());
        return {};
    }));
    AccumulatorReport report;
    for (size_t i = 0; i < layers.size(); ++i) {
        LayerBites bites;
        if (watches[i]) {
            bites = watches[i]->bites;
            bites.applies = true;
            bites.bitsNeeded = bitsOf(watches[i]->largest);
            bites.sqnrDb = watches[i]->error > 0 ? 10 * std::log10(watches[i]->exact / watches[i]->error)
                                                 : std::numeric_limits<double>::infinity();
        }
        bites.layer = static_cast<int>(i);
        bites.name = layers[i].name;
        report.layers.push_back(std::move(bites));
    }
    return report;
}

} // namespace bitladder::analysis
