#include "core/analysis/layer_weights.h"

#include "core/engine/layer_values.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

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
    const quant::FormatFamily& family = *spec.format.family;
    if (family.alwaysBestScale || family.fit) return false;
    if (&spec.estimator() == &quant::kMinMax) return true;
    return &spec.estimator() == &quant::kLeastSquares && !family.bestScale
        && !(family.searches && family.searches(spec.format));
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
    return layerWeights(*model.graph, layer, threads, sampleSize);
}

Result<LayerWeights> layerWeights(
    const graph::Graph& graph, const graph::Layer& layer, const Threads& threads, int64_t sampleSize)
{
    if (!layer.weights) return fail("layer {} ({}): it has no weights of its own", layer.name, layer.op);
    auto values = engine::layerValues(graph, layer);
    if (!values) return pass(values.error());
    LayerWeights weights {*std::move(values), {}, {}};
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

quant::Quantizer weightQuantizer(const LayerWeights& weights, Extent extent, const quant::QuantSpec& spec, int channel,
    const Threads& threads, const Job& job)
{
    const quant::ChannelValues &all = weights.all, &w = weights.of(extent);
    const bool data = quant::needsData(spec);
    const bool one = channel >= 0 && quant::granularityOf(spec) == quant::Granularity::Channel && data;
    const bool sampled = extent == Extent::Sample && weights.sampled() && data
        && quant::granularityOf(spec) != quant::Granularity::Group;
    if (!one && !sampled) return quant::quantizerFor(all, spec, threads, job);

    quant::Quantizer quantizer = quant::emptyQuantizer(spec, static_cast<size_t>(all.channels));
    const auto estimate = [&](const quant::ChannelValues& from, size_t first, size_t n, size_t to) {
        const auto samples = from.isDouble() ? quant::Samples(std::span(from.f64).subspan(first, n))
                                             : quant::Samples(std::span(from.f32).subspan(first, n));
        quant::estimate(samples, spec, quantizer, to);
    };
    const bool byChannel = quantizer.scales.size() > 1;
    const auto length = static_cast<size_t>(all.perChannel), n = static_cast<size_t>(w.perChannel);
    if (one) { // short enough to be looked at as a whole
        estimate(all, static_cast<size_t>(channel) * length, length, byChannel ? static_cast<size_t>(channel) : 0);
    } else if (onlyExtremesCount(spec)) {
        quant::Range whole;
        for (const quant::Range& r : weights.extremes)
            whole = {std::min(whole.low, r.low), std::max(whole.high, r.high)};
        for (size_t c = 0; c < quantizer.scales.size(); ++c)
            quant::setRange(quantizer, spec, c, rangeFor(spec, byChannel ? weights.extremes[c] : whole));
    } else if (byChannel) {
        threads.each(
            static_cast<size_t>(w.channels), [&](size_t c) { estimate(w, c * n, n, weights.channelOf(w, c)); });
    } else {
        estimate(w, 0, static_cast<size_t>(w.channels) * n, 0);
    }
    return quantizer;
}

} // namespace bitladder::analysis
