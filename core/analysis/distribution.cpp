#include "core/analysis/study.h"

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
constexpr int kErrorBins = 101;
// Values of one piece of work: pieces do not depend on the threads, so that sums do not either.
constexpr size_t kPiece = 32768;

// Counts into equal bins over [low, high].
struct Bins {
    double low, scale, last;
    std::vector<double>& counts;
    Bins(double from, double to, std::vector<double>& target)
        : low(from)
        , scale(to > from ? static_cast<double>(target.size()) / (to - from) : 0)
        , last(static_cast<double>(target.size() - 1))
        , counts(target)
    {
    }
    void add(double x)
    {
        // At least 0, so that cutting off is the same as rounding down.
        counts[static_cast<size_t>(std::min(std::max((x - low) * scale, 0.0), last))] += 1;
    }
};

std::vector<double> edgesOf(double low, double high, int bins)
{
    std::vector<double> edges(static_cast<size_t>(bins) + 1);
    for (size_t i = 0; i < edges.size(); ++i)
        edges[i] = low + (high - low) * static_cast<double>(i) / bins;
    return edges;
}

// About as many bins over [low, high], laid out with the grid of levels k·step: each bin holds the same number of levels, or
// each level lies in the middle of a bin. Otherwise the two beat against each other, and the histogram of the quantized values
// has peaks that the values have not. A step of 0: no even grid.
std::vector<double> edgesOnGrid(double low, double high, int bins, double step)
{
    const double wanted = (high - low) / bins;
    if (!(step > 0) || !std::isfinite(step / wanted)) return edgesOf(low, high, bins);
    const double width = step >= wanted ? step / std::floor(step / wanted) : step * std::ceil(wanted / step);
    const double below = std::min(step, width) / 2; // from a level down to the edge of its bin
    const double first = std::floor((low + below) / width) * width - below;
    const double count = std::max(1.0, std::ceil((high - first) / width));
    return edgesOf(first, first + count * width, static_cast<int>(count));
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

void addTo(std::vector<double>& sum, const std::vector<double>& part)
{
    std::ranges::transform(sum, part, sum.begin(), std::plus<>());
}

// Some values that share one scale, with the extremes of all that they stand for.
template<typename X> struct Slice {
    std::span<const X> values;
    size_t channel = 0;
    quant::Range extremes;
};

// One slice after the other, cut into pieces of about the same size.
template<typename X> std::vector<std::vector<Slice<X>>> piecesOf(const std::vector<Slice<X>>& slices)
{
    std::vector<std::vector<Slice<X>>> pieces;
    size_t room = 0;
    for (const Slice<X>& slice : slices) {
        for (size_t begin = 0; begin < slice.values.size();) {
            if (room == 0) {
                pieces.emplace_back();
                room = kPiece;
            }
            const size_t n = std::min(room, slice.values.size() - begin);
            pieces.back().push_back({slice.values.subspan(begin, n), slice.channel, slice.extremes});
            begin += n;
            room -= n;
        }
    }
    return pieces;
}

enum class Unit { Values, Steps };

// What one piece adds to the picture.
struct Part {
    std::vector<double> original, quantized, errors;
    double roundingError2 = 0, clippingError2 = 0, largest = 0;
    int64_t notFinite = 0;
    ErrorStats stats;
};

// `weight`: how many values each of these stands for.
template<typename X>
Result<Distribution> distributionOf(const std::vector<Slice<X>>& slices, const quant::QuantParams& params, Unit unit,
    double weight, int bins, const Threads& threads, const Job& job)
{
    const auto drawn = [&](double x, size_t channel) {
        return unit == Unit::Steps ? x / params.scale(channel) + static_cast<double>(params.zero(channel)) : x;
    };
    Distribution d;
    d.inSteps = unit == Unit::Steps;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    quant::Range clip {0, 0};
    for (const Slice<X>& s : slices) {
        low = std::min(low, drawn(s.extremes.low, s.channel));
        high = std::max(high, drawn(s.extremes.high, s.channel));
        const quant::Range c = params.clip(s.channel);
        clip = {std::min(clip.low, c.low), std::max(clip.high, c.high)};
    }
    if (!(low <= high)) low = high = 0;
    d.low = low;
    d.high = high;
    const bool native = params.format == quant::kFloat64 || params.format == quant::kFloat32;
    d.clip = native ? quant::Range {low, high}
        : d.inSteps ? quant::Range {static_cast<double>(params.qmin), static_cast<double>(params.qmax)}
                    : clip;
    const auto [from, to] = spanOf(low, high, d.clip);
    const auto family = params.format.family;
    const bool even
        = (family == quant::Family::Int || family == quant::Family::Ternary || family == quant::Family::Binary)
        && (d.inSteps || slices.size() == 1);
    d.edges = edgesOnGrid(from, to, bins, !even ? 0 : d.inSteps ? 1 : params.scale(slices.front().channel));
    const size_t drawnBins = d.edges.size() - 1;

    const auto pieces = piecesOf(slices);
    std::vector<Part> parts(pieces.size());
    threads.each(pieces.size(), [&](size_t p) {
        if (job.stopped()) return;
        Part& part = parts[p];
        part.original.assign(drawnBins, 0);
        part.quantized.assign(drawnBins, 0);
        Bins originals(d.edges.front(), d.edges.back(), part.original);
        Bins quantized(d.edges.front(), d.edges.back(), part.quantized);
        std::vector<X> rounded;
        for (const auto& [values, channel, extremes] : pieces[p]) {
            rounded.resize(values.size());
            quant::fakeQuantize(values, params, channel, std::span<X>(rounded));
            part.stats.add(values, std::span<const X>(rounded));
            const quant::Range c = params.clip(channel);
            for (size_t i = 0; i < values.size(); ++i) {
                if (!std::isfinite(values[i])) {
                    ++part.notFinite;
                    continue;
                }
                const auto x = static_cast<double>(values[i]), q = static_cast<double>(rounded[i]);
                const double shownX = drawn(x, channel);
                const double shownQ = d.inSteps ? std::nearbyint(drawn(q, channel)) : q;
                originals.add(shownX);
                quantized.add(shownQ);
                const double e = q - x;
                (x < c.low || x > c.high ? part.clippingError2 : part.roundingError2) += e * e;
                part.largest = std::max(part.largest, std::fabs(shownQ - shownX));
            }
        }
    });
    if (job.stopped()) return cancelled();
    d.original.assign(drawnBins, 0);
    d.quantized.assign(drawnBins, 0);
    double largest = 0;
    for (const Part& part : parts) {
        addTo(d.original, part.original);
        addTo(d.quantized, part.quantized);
        d.roundingError2 += part.roundingError2;
        d.clippingError2 += part.clippingError2;
        d.notFinite += part.notFinite;
        d.stats.merge(part.stats);
        largest = std::max(largest, part.largest);
    }

    // Only now it is known how far the errors reach; rounding once more is cheaper than keeping what was rounded.
    const double reach = largest > 0 ? largest * 1.05 : 1;
    d.errorEdges = edgesOf(-reach, reach, kErrorBins);
    d.errors.assign(kErrorBins, 0);
    threads.each(pieces.size(), [&](size_t p) {
        if (job.stopped()) return;
        parts[p].errors.assign(kErrorBins, 0);
        Bins errors(-reach, reach, parts[p].errors);
        std::vector<X> rounded;
        for (const auto& [values, channel, extremes] : pieces[p]) {
            rounded.resize(values.size());
            quant::fakeQuantize(values, params, channel, std::span<X>(rounded));
            for (size_t i = 0; i < values.size(); ++i) {
                if (!std::isfinite(values[i])) continue;
                const double q = drawn(static_cast<double>(rounded[i]), channel);
                errors.add((d.inSteps ? std::nearbyint(q) : q) - drawn(static_cast<double>(values[i]), channel));
            }
        }
    });
    if (job.stopped()) return cancelled();
    for (const Part& part : parts)
        addTo(d.errors, part.errors);
    for (std::vector<double>* counts : {&d.original, &d.quantized, &d.errors})
        for (double& n : *counts)
            n *= weight;

    // One grid can be drawn where all slices share it.
    if (d.inSteps) {
        quant::QuantParams codes = params;
        codes.granularity = quant::Granularity::Tensor;
        codes.scales = {1.0};
        codes.zeros = {0};
        codes.clips = {d.clip};
        d.grid = quant::gridOf(codes, 0, kMostGridLines);
    } else if (params.scales.size() == 1 || slices.size() == 1) {
        if (!slices.empty()) d.grid = quant::gridOf(params, slices.front().channel, kMostGridLines);
    }
    return d;
}

template<typename X>
std::vector<Slice<X>> slicesOf(
    const LayerWeights& weights, const engine::ChannelWeights& w, const std::vector<X>& data, int channel)
{
    std::vector<Slice<X>> slices;
    const auto n = static_cast<size_t>(w.perChannel);
    for (size_t c = 0; c < static_cast<size_t>(w.channels); ++c)
        if (channel < 0 || c == static_cast<size_t>(channel))
            slices.push_back({{data.data() + c * n, n}, c, weights.extremes[c]});
    return slices;
}

template<typename X>
Result<Distribution> activationsOf(const tensor::Tensor& values, const quant::QuantParams& params, Extent extent,
    int bins, const Threads& threads, const Job& job)
{
    const std::span<const X> all = values.as<X>();
    X low = std::numeric_limits<X>::infinity(), high = -low;
    for (const X v : all) {
        if (!std::isfinite(v)) continue;
        low = std::min(low, v);
        high = std::max(high, v);
    }
    quant::Range extremes;
    if (low <= high) extremes = {static_cast<double>(low), static_cast<double>(high)};
    std::vector<X> sample;
    const auto most = static_cast<size_t>(kSampleSize);
    if (extent == Extent::Sample && all.size() > 2 * most) {
        sample.resize(most);
        for (size_t i = 0; i < most; ++i)
            sample[i] = all[i * all.size() / most];
    }
    const std::span<const X> seen = sample.empty() ? all : std::span<const X>(sample);
    const double weight = seen.empty() ? 1 : static_cast<double>(all.size()) / static_cast<double>(seen.size());
    auto d = distributionOf<X>({{seen, 0, extremes}}, params, Unit::Values, weight, bins, threads, job);
    if (d) d->total = static_cast<int64_t>(all.size());
    return d;
}

} // namespace

Result<Distribution> weightDistribution(const LayerWeights& weights, Extent extent, const quant::QuantParams& params,
    int channel, int bins, const Threads& threads, const Job& job)
{
    // One channel is short enough to be looked at as a whole.
    const engine::ChannelWeights& w = channel < 0 ? weights.of(extent) : weights.all;
    const Unit unit = params.format.family != quant::Family::Float && params.scales.size() > 1 && channel < 0
        ? Unit::Steps
        : Unit::Values;
    const double weight
        = static_cast<double>(weights.all.perChannel) / static_cast<double>(std::max<int64_t>(1, w.perChannel));
    auto d = w.isDouble()
        ? distributionOf(slicesOf(weights, w, w.f64, channel), params, unit, weight, bins, threads, job)
        : distributionOf(slicesOf(weights, w, w.f32, channel), params, unit, weight, bins, threads, job);
    if (d) d->total = (channel < 0 ? weights.all.channels : 1) * weights.all.perChannel;
    return d;
}

std::vector<ChannelRange> weightRanges(const LayerWeights& weights, const quant::QuantParams& params)
{
    std::vector<ChannelRange> ranges;
    for (size_t c = 0; c < weights.extremes.size(); ++c)
        ranges.push_back({weights.extremes[c].low, weights.extremes[c].high, params.clip(c)});
    return ranges;
}

Result<Distribution> activationDistribution(const tensor::Tensor& values, const quant::QuantParams& params,
    Extent extent, int bins, const Threads& threads, const Job& job)
{
    if (values.type() == tensor::ElementType::Float64)
        return activationsOf<double>(values, params, extent, bins, threads, job);
    if (values.type() == tensor::ElementType::Float32)
        return activationsOf<float>(values, params, extent, bins, threads, job);
    return Distribution {};
}

Result<void> widthCurve(const LayerWeights& weights, const quant::QuantSpec& spec, std::optional<quant::Family> family,
    const std::function<bool(int bits)>& wanted, const Threads& threads, const Job& job,
    const std::function<void(int bits, double sqnrDb)>& found)
{
    const engine::ChannelWeights& w = weights.of(Extent::Sample);
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits) {
        if (!wanted(bits)) continue;
        if (job.stopped()) return cancelled();
        quant::QuantSpec at = spec;
        at.format
            = family && quant::familyHas(*family, bits) ? quant::formatOf(*family, bits) : quant::dialFormat(bits);
        if (spec.range == quant::RangeMethod::Manual) at.range.reset();
        const quant::QuantParams params = weightParams(weights, Extent::Sample, at, -1, threads);
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
