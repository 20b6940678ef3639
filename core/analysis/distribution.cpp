#include "core/analysis/study.h"

#include "core/engine/packed_layer.h"
#include "core/quant/estimate.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::analysis
{

namespace
{

constexpr size_t kMostGridLines = 4096;

// Counts into equal bins over [low, high].
struct Bins {
    double low, scale;
    std::vector<double>& counts;
    Bins(double from, double to, std::vector<double>& target)
        : low(from)
        , scale(to > from ? static_cast<double>(target.size()) / (to - from) : 0)
        , counts(target)
    {
    }
    void add(double x)
    {
        const double at = std::floor((x - low) * scale);
        counts[static_cast<size_t>(std::clamp(at, 0.0, static_cast<double>(counts.size() - 1)))] += 1;
    }
};

std::vector<double> edgesOf(double low, double high, int bins)
{
    std::vector<double> edges(static_cast<size_t>(bins) + 1);
    for (size_t i = 0; i < edges.size(); ++i)
        edges[i] = low + (high - low) * static_cast<double>(i) / bins;
    return edges;
}

// The histogram's span: the data and the clip limits, a little air, never empty.
std::pair<double, double> spanOf(double low, double high, const quant::Range& clip)
{
    const double reach = 4 * std::max(std::fabs(low), std::fabs(high));
    if (std::isfinite(clip.low) && std::fabs(clip.low) <= reach) low = std::min(low, clip.low);
    if (std::isfinite(clip.high) && std::fabs(clip.high) <= reach) high = std::max(high, clip.high);
    if (!(high > low)) return {low - 1, high + 1};
    const double air = (high - low) * 0.02;
    return {low - air, high + air};
}

template<typename X> void finiteRange(std::span<const X> values, Distribution& d)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const X v : values) {
        if (!std::isfinite(v)) {
            ++d.notFinite;
            continue;
        }
        low = std::min(low, static_cast<double>(v));
        high = std::max(high, static_cast<double>(v));
    }
    if (low <= high) {
        d.low = low;
        d.high = high;
    }
}

// slices: each with its channel of the params.
template<typename X>
Distribution distributionOf(
    const std::vector<std::pair<std::span<const X>, size_t>>& slices, const quant::QuantParams& params, int bins)
{
    Distribution d;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    quant::Range clip {0, 0};
    for (const auto& [values, channel] : slices) {
        Distribution one;
        finiteRange(values, one);
        d.notFinite += one.notFinite;
        low = std::min(low, one.low);
        high = std::max(high, one.high);
        const quant::Range c = params.clip(channel);
        clip = {std::min(clip.low, c.low), std::max(clip.high, c.high)};
    }
    if (!(low <= high)) low = high = 0;
    d.low = low;
    d.high = high;
    d.clip = clip;
    const bool native = params.format == quant::kFloat64 || params.format == quant::kFloat32;
    if (native) d.clip = {low, high};
    const auto [from, to] = spanOf(low, high, d.clip);
    d.edges = edgesOf(from, to, bins);
    d.original.assign(static_cast<size_t>(bins), 0);
    d.quantized.assign(static_cast<size_t>(bins), 0);
    Bins originals(from, to, d.original), quantized(from, to, d.quantized);
    std::vector<X> rounded;
    double largest = 0;
    std::vector<std::vector<X>> all;
    for (const auto& [values, channel] : slices) {
        rounded.resize(values.size());
        quant::fakeQuantize(values, params, channel, std::span<X>(rounded));
        d.stats.add(values, std::span<const X>(rounded));
        const quant::Range c = params.clip(channel);
        for (size_t i = 0; i < values.size(); ++i) {
            if (!std::isfinite(values[i])) continue;
            const auto x = static_cast<double>(values[i]), q = static_cast<double>(rounded[i]);
            originals.add(x);
            quantized.add(q);
            const double e = q - x;
            (x < c.low || x > c.high ? d.clippingError2 : d.roundingError2) += e * e;
            largest = std::max(largest, std::fabs(e));
        }
        all.push_back(rounded);
    }
    const double reach = largest > 0 ? largest * 1.05 : 1;
    constexpr int kErrorBins = 101;
    d.errorEdges = edgesOf(-reach, reach, kErrorBins);
    d.errors.assign(kErrorBins, 0);
    Bins errors(-reach, reach, d.errors);
    for (size_t s = 0; s < slices.size(); ++s)
        for (size_t i = 0; i < all[s].size(); ++i)
            if (std::isfinite(slices[s].first[i]))
                errors.add(static_cast<double>(all[s][i]) - static_cast<double>(slices[s].first[i]));
    // One grid can be drawn where all slices share it.
    const bool shared = params.scales.size() == 1 || slices.size() == 1;
    if (shared && !slices.empty()) d.grid = quant::gridOf(params, slices.front().second, kMostGridLines);
    return d;
}

struct Slices {
    engine::ChannelWeights weights;
    quant::QuantParams params;
};

// The picture in steps of each channel's scale; what belongs to the values themselves is taken from `d`.
template<typename X>
Distribution inSteps(Distribution d, const std::vector<std::pair<std::span<const X>, size_t>>& slices,
    const quant::QuantParams& params, int bins)
{
    std::vector<X> steps;
    for (const auto& [values, channel] : slices)
        for (const X v : values)
            steps.push_back(static_cast<X>(
                static_cast<double>(v) / params.scale(channel) + static_cast<double>(params.zero(channel))));
    quant::QuantParams codes = params;
    codes.granularity = quant::Granularity::Tensor;
    codes.scales = {1.0};
    codes.zeros = {0};
    codes.clips = {{static_cast<double>(params.qmin), static_cast<double>(params.qmax)}};
    Distribution drawn = distributionOf<X>({{std::span<const X>(steps), 0}}, codes, bins);
    drawn.stats = d.stats;
    drawn.roundingError2 = d.roundingError2;
    drawn.clippingError2 = d.clippingError2;
    drawn.notFinite = d.notFinite;
    drawn.inSteps = true;
    return drawn;
}

Result<Slices> slicesOf(
    const Model& model, const graph::Layer& layer, const quant::QuantSpec& spec, const Threads& threads)
{
    // The geometry's spatial part does not matter for weights, so an unknown input shape is no obstacle here.
    graph::Graph graph = *model.graph;
    if (!graph.value(layer.input).shape || !tensor::elementCount(*graph.value(layer.input).shape)) {
        const int64_t groups = graph.node(layer.node).attributes.integer("group", 1);
        tensor::Shape shape = layer.weightShape;
        if (layer.op == "Gemm" || layer.op == "MatMul") {
            shape = {1, layer.weightShape[layer.channelAxis == 0 ? 1 : 0]};
        } else {
            shape[0] = 1;
            shape[1] = layer.op == "ConvTranspose" ? layer.weightShape[0] : layer.weightShape[1] * groups;
        }
        graph.value(layer.input).shape = shape;
    }
    auto geometry = engine::geometryOf(graph, layer);
    if (!geometry) return pass(geometry.error());
    Slices slices {engine::channelWeights(graph, layer, *geometry), {}};
    slices.params = engine::weightParams(slices.weights, spec, threads);
    return slices;
}

template<typename X>
std::vector<std::pair<std::span<const X>, size_t>> spansOf(
    const std::vector<X>& data, int64_t channels, int64_t perChannel, int channel)
{
    std::vector<std::pair<std::span<const X>, size_t>> spans;
    for (int64_t c = 0; c < channels; ++c)
        if (channel < 0 || c == channel)
            spans.emplace_back(std::span<const X>(data.data() + c * perChannel, static_cast<size_t>(perChannel)),
                static_cast<size_t>(c));
    return spans;
}

} // namespace

Distribution weightDistribution(const Model& model, const graph::Layer& layer, const quant::QuantSpec& spec,
    int channel, int bins, const Threads& threads)
{
    auto slices = slicesOf(model, layer, spec, threads);
    if (!slices) return {};
    const auto& w = slices->weights;
    const bool integer
        = slices->params.format.family != quant::Family::Float && slices->params.scales.size() > 1 && channel < 0;
    const auto draw = [&](const auto& spans) {
        auto d = distributionOf(spans, slices->params, bins);
        return integer ? inSteps(std::move(d), spans, slices->params, bins) : d;
    };
    if (w.isDouble()) return draw(spansOf(w.f64, w.channels, w.perChannel, channel));
    return draw(spansOf(w.f32, w.channels, w.perChannel, channel));
}

std::vector<ChannelRange> weightRanges(
    const Model& model, const graph::Layer& layer, const quant::QuantSpec& spec, const Threads& threads)
{
    auto slices = slicesOf(model, layer, spec, threads);
    std::vector<ChannelRange> ranges;
    if (!slices) return ranges;
    const auto& w = slices->weights;
    for (int64_t c = 0; c < w.channels; ++c) {
        Distribution d;
        if (w.isDouble())
            finiteRange(std::span<const double>(w.f64.data() + c * w.perChannel, static_cast<size_t>(w.perChannel)), d);
        else
            finiteRange(std::span<const float>(w.f32.data() + c * w.perChannel, static_cast<size_t>(w.perChannel)), d);
        ranges.push_back({d.low, d.high, slices->params.clip(static_cast<size_t>(c))});
    }
    return ranges;
}

Distribution activationDistribution(const tensor::Tensor& values, const quant::QuantParams& params, int bins)
{
    if (values.type() == tensor::ElementType::Float64)
        return distributionOf<double>({{values.as<double>(), 0}}, params, bins);
    if (values.type() == tensor::ElementType::Float32)
        return distributionOf<float>({{values.as<float>(), 0}}, params, bins);
    return {};
}

Result<void> widthCurve(const Model& model, const graph::Layer& layer, const quant::QuantSpec& spec,
    std::optional<quant::Family> family, const Threads& threads, const Job& job,
    const std::function<void(int bits, double sqnrDb)>& found)
{
    auto float32 = slicesOf(model, layer, quant::defaultWeightSpec(quant::kFloat32), threads);
    if (!float32) return pass(float32.error());
    const engine::ChannelWeights& w = float32->weights;
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits) {
        if (job.stopped()) return cancelled();
        quant::QuantSpec at = spec;
        at.format
            = family && quant::familyHas(*family, bits) ? quant::formatOf(*family, bits) : quant::dialFormat(bits);
        if (spec.range == quant::RangeMethod::Manual) at.range.reset();
        const quant::QuantParams params = engine::weightParams(w, at, threads);
        // One piece per channel; merged in order, so that the sum does not depend on the threads.
        std::vector<ErrorStats> parts(static_cast<size_t>(w.channels));
        threads.each(parts.size(), [&](size_t c) {
            const auto n = static_cast<size_t>(w.perChannel);
            std::vector<double> x(n), rounded(n);
            for (size_t i = 0; i < n; ++i)
                x[i] = w.isDouble() ? w.f64[c * n + i] : static_cast<double>(w.f32[c * n + i]);
            quant::fakeQuantize(std::span<const double>(x), params, c, std::span<double>(rounded));
            parts[c].add(std::span<const double>(x), std::span<const double>(rounded));
        });
        ErrorStats stats;
        for (const ErrorStats& part : parts)
            stats.merge(part);
        found(bits, stats.sqnrDb());
        job.report(static_cast<double>(quant::kMaxBits - bits + 1) / quant::kMaxBits, "error against width");
    }
    return {};
}

} // namespace bitladder::analysis
