#include "core/analysis/layer_weights.h"

#include "core/quant/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::analysis
{

namespace
{

constexpr int64_t kMostOfChannel = 2048; // of a channel, where the channels are many

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

// Of each chosen channel, value i of n is value ⌊i·length/n⌋.
template<typename X> void thin(const LayerWeights& weights, const std::vector<X>& all, std::vector<X>& sample)
{
    const auto channels = static_cast<size_t>(weights.sample.channels),
               n = static_cast<size_t>(weights.sample.perChannel), length = static_cast<size_t>(weights.all.perChannel);
    sample.resize(channels * n);
    for (size_t c = 0; c < channels; ++c)
        for (size_t i = 0; i < n; ++i)
            sample[c * n + i] = all[weights.channelOf(weights.sample, c) * length + i * length / n];
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
    const model::Model& model, const graph::Layer& layer, const Threads& threads, int64_t sampleSize)
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
        graph.edit(layer.input, [&](graph::Value& value) { value.shape = assumed; });
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
    if (all.channels * length > 2 * sampleSize) {
        auto& sample = weights.sample;
        sample.perChannel = std::min(length, std::max(kMostOfChannel, sampleSize / all.channels));
        sample.channels = std::clamp<int64_t>(sampleSize / sample.perChannel, 1, all.channels);
        if (all.isDouble())
            thin(weights, all.f64, sample.f64);
        else
            thin(weights, all.f32, sample.f32);
    }
    return weights;
}

quant::QuantParams weightParams(const LayerWeights& weights, Extent extent, const quant::QuantSpec& spec, int channel,
    const Threads& threads, const Job& job)
{
    const engine::ChannelWeights &all = weights.all, &w = weights.of(extent);
    const bool given = spec.rangeMethod() == quant::RangeMethod::Given;
    const bool wide = spec.format.family == quant::Family::Float && spec.format.bits >= 16;
    const bool one = channel >= 0 && spec.granularity == quant::Granularity::Channel && !given && !wide;
    const bool sampled = extent == Extent::Sample && weights.sampled() && !given && !wide;
    if (!one && !sampled) return engine::weightParams(all, spec, threads, job);

    quant::QuantParams params = quant::emptyParams(spec, static_cast<size_t>(all.channels));
    const auto estimate = [&](const engine::ChannelWeights& from, size_t first, size_t n, size_t to) {
        if (from.isDouble())
            quant::estimateChannel(std::span<const double>(from.f64.data() + first, n), spec, params, to);
        else
            quant::estimateChannel(std::span<const float>(from.f32.data() + first, n), spec, params, to);
    };
    const bool byChannel = params.scales.size() > 1;
    const auto length = static_cast<size_t>(all.perChannel), n = static_cast<size_t>(w.perChannel);
    if (one) { // short enough to be looked at as a whole
        estimate(all, static_cast<size_t>(channel) * length, length, byChannel ? static_cast<size_t>(channel) : 0);
    } else if (onlyExtremesCount(spec)) {
        quant::Range whole;
        for (const quant::Range& r : weights.extremes)
            whole = {std::min(whole.low, r.low), std::max(whole.high, r.high)};
        for (size_t c = 0; c < params.scales.size(); ++c)
            quant::setRange(params, spec, c, rangeFor(spec, byChannel ? weights.extremes[c] : whole));
    } else if (byChannel) {
        threads.each(
            static_cast<size_t>(w.channels), [&](size_t c) { estimate(w, c * n, n, weights.channelOf(w, c)); });
    } else {
        estimate(w, 0, static_cast<size_t>(w.channels) * n, 0);
    }
    return params;
}

} // namespace bitladder::analysis
