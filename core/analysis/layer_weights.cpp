#include "core/analysis/layer_weights.h"

#include "core/quant/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::analysis
{

namespace
{

constexpr int64_t kLeastOfChannel = 16;

template<typename X> quant::Range extremesOf(std::span<const X> values)
{
    X low = std::numeric_limits<X>::infinity(), high = -low;
    for (const X v : values) {
        if (!std::isfinite(v)) continue;
        low = std::min(low, v);
        high = std::max(high, v);
    }
    if (!(low <= high)) return {};
    return {static_cast<double>(low), static_cast<double>(high)};
}

// Value i of n is value ⌊i·length/n⌋ of all.
template<typename X>
void thin(const std::vector<X>& all, std::vector<X>& sample, int64_t channels, int64_t length, int64_t n)
{
    sample.resize(static_cast<size_t>(channels * n));
    for (int64_t c = 0; c < channels; ++c)
        for (int64_t i = 0; i < n; ++i)
            sample[static_cast<size_t>(c * n + i)] = all[static_cast<size_t>(c * length + i * length / n)];
}

// True where the spec's range is that of the extremes.
bool onlyExtremesCount(const quant::QuantSpec& spec)
{
    const auto family = spec.format.family;
    if (family == quant::Family::Binary) return false;
    if (spec.rangeMethod() == quant::RangeMethod::MinMax) return true;
    return spec.rangeMethod() == quant::RangeMethod::Mse && family != quant::Family::Ternary
        && !(family == quant::Family::Int && spec.format.bits <= 16);
}

quant::Range rangeFor(const quant::QuantSpec& spec, quant::Range r)
{
    if (spec.symmetry == quant::Symmetry::Asymmetric) return r;
    const double magnitude = std::max(-r.low, r.high);
    return {-magnitude, magnitude};
}

} // namespace

Result<LayerWeights> layerWeights(
    const Model& model, const graph::Layer& layer, const Threads& threads, int64_t sampleSize)
{
    if (!layer.weights) return fail("layer {} ({}): it has no weights of its own", layer.name, layer.op);
    // The geometry's spatial part does not matter for weights, so an unknown input shape is no obstacle here.
    Result<engine::Geometry> geometry = fail("not known yet");
    const auto& shape = model.graph->value(layer.input).shape;
    if ((shape && tensor::elementCount(*shape)) || layer.arithmetic == graph::Arithmetic::Operator) {
        geometry = engine::geometryOf(*model.graph, layer);
    } else {
        graph::Graph graph = *model.graph;
        const int64_t groups = graph.node(layer.node).attributes.integer("group", 1);
        tensor::Shape assumed = layer.weightShape;
        if (layer.op == "Gemm" || layer.op == "MatMul") {
            assumed = {1, layer.weightShape[layer.channelAxis == 0 ? 1 : 0]};
        } else {
            assumed[0] = 1;
            assumed[1] = layer.op == "ConvTranspose" ? layer.weightShape[0] : layer.weightShape[1] * groups;
        }
        graph.value(layer.input).shape = assumed;
        geometry = engine::geometryOf(graph, layer);
    }
    if (!geometry) return pass(geometry.error());
    LayerWeights weights {engine::channelWeights(*model.graph, layer, *geometry), {}, {}};
    const auto& all = weights.all;
    const int64_t length = all.perChannel;
    weights.extremes.resize(static_cast<size_t>(all.channels));
    threads.each(weights.extremes.size(), [&](size_t c) {
        const auto n = static_cast<size_t>(length);
        weights.extremes[c] = all.isDouble() ? extremesOf(std::span<const double>(all.f64.data() + c * n, n))
                                             : extremesOf(std::span<const float>(all.f32.data() + c * n, n));
    });
    const int64_t n = std::max(kLeastOfChannel, sampleSize / std::max<int64_t>(1, all.channels));
    if (all.channels * length > 2 * sampleSize && n < length) {
        auto& sample = weights.sample;
        sample.channels = all.channels;
        sample.perChannel = n;
        if (all.isDouble())
            thin(all.f64, sample.f64, all.channels, length, n);
        else
            thin(all.f32, sample.f32, all.channels, length, n);
    }
    return weights;
}

quant::QuantParams weightParams(
    const LayerWeights& weights, Extent extent, const quant::QuantSpec& spec, int channel, const Threads& threads)
{
    const engine::ChannelWeights& w = weights.of(extent);
    const bool one = channel >= 0 && spec.granularity == quant::Granularity::Channel
        && spec.rangeMethod() != quant::RangeMethod::Given;
    const bool wide = spec.format.family == quant::Family::Float && spec.format.bits >= 16;
    if (!wide && (one || (extent == Extent::Sample && weights.sampled() && onlyExtremesCount(spec)))) {
        quant::QuantParams params = quant::emptyParams(spec, static_cast<size_t>(w.channels));
        if (one) {
            // One channel is short enough to be looked at as a whole.
            const auto c = static_cast<size_t>(channel), n = static_cast<size_t>(weights.all.perChannel);
            const auto& all = weights.all;
            if (all.isDouble())
                quant::estimateChannel(std::span<const double>(all.f64.data() + c * n, n), spec, params, c);
            else
                quant::estimateChannel(std::span<const float>(all.f32.data() + c * n, n), spec, params, c);
        } else if (params.scales.size() > 1) {
            for (size_t c = 0; c < params.scales.size(); ++c)
                quant::setRange(params, spec, c, rangeFor(spec, weights.extremes[c]));
        } else {
            quant::Range all;
            for (const quant::Range& r : weights.extremes)
                all = {std::min(all.low, r.low), std::max(all.high, r.high)};
            quant::setRange(params, spec, 0, rangeFor(spec, all));
        }
        return params;
    }
    return engine::weightParams(w, spec, threads);
}

} // namespace bitladder::analysis
