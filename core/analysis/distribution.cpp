#include "core/analysis/distribution.h"

#include "core/base/simd_lanes.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <array>
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

// Values that are looked at together: a few vectors' worth of work for each loop, and small enough for the nearest
// cache.
constexpr size_t kBlock = 512;
using Doubles = std::array<double, kBlock>;
using Indices = std::array<int32_t, kBlock>;

struct Bins {
    double low, scale, last;
};

void findBins(const Doubles& x, size_t n, const Bins& bins, Indices& index)
{
    alsoAvx2([&]() BITLADDER_INLINE {
        // At least 0, so that cutting off is the same as rounding down.
        for (size_t i = 0; i < n; ++i)
            index[i] = static_cast<int32_t>(std::min(std::max(0.0, (x[i] - bins.low) * bins.scale), bins.last));
    });
}

// Counts into equal bins over [low, high]; at most 2^32 values.
class Counter
{
public:
    Counter(double low, double high, size_t bins)
        : m_bins {low, high > low ? static_cast<double>(bins) / (high - low) : 0, static_cast<double>(bins - 1)}
        , m_counts(kRows * bins)
    {
    }
    void add(const Doubles& x, size_t n)
    {
        Indices index;
        findBins(x, n, m_bins, index);
        // Neighbours often fall into the same bin: with a row for each, no count waits for the one before.
        const size_t length = m_counts.size() / kRows;
        for (size_t i = 0; i < n; ++i)
            ++m_counts[i % kRows * length + static_cast<size_t>(index[i])];
    }
    std::vector<double> counts() const
    {
        const size_t length = m_counts.size() / kRows;
        std::vector<double> sums(length);
        for (size_t i = 0; i < m_counts.size(); ++i)
            sums[i % length] += m_counts[i];
        return sums;
    }

private:
    static constexpr size_t kRows = 4;
    Bins m_bins;
    std::vector<uint32_t> m_counts;
};

std::vector<double> edgesOf(double low, double high, int bins)
{
    std::vector<double> edges(static_cast<size_t>(bins) + 1);
    for (size_t i = 0; i < edges.size(); ++i)
        edges[i] = low + (high - low) * static_cast<double>(i) / bins;
    return edges;
}

// About as many bins over [low, high], laid out with the grid of levels k·step: each bin holds the same number of
// levels, or each level lies in the middle of a bin. Otherwise the two beat against each other, and the histogram of
// the quantized values has peaks that the values have not. A step of 0: no even grid.
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

// Some values that share one scale, with the extremes of all that they stand for, and their place in the quantized
// tensor.
template<typename X> struct Slice {
    std::span<const X> values;
    size_t slice = 0; // of the quantizer
    quant::Range extremes;
    size_t channel = 0, first = 0; // of the tensor
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
            pieces.back().push_back(
                {slice.values.subspan(begin, n), slice.slice, slice.extremes, slice.channel, slice.first + begin});
            begin += n;
            room -= n;
        }
    }
    return pieces;
}

enum class Unit { Values, Steps };

// How a value is drawn: as it is, or in steps of its own grid.
struct Drawing {
    Unit unit;
    double scale, zero;
};

template<typename X>
[[gnu::always_inline]] inline void drawAll(const X* x, size_t n, const Drawing& drawing, Doubles& out)
{
    if (drawing.unit == Unit::Values) {
        for (size_t i = 0; i < n; ++i)
            out[i] = static_cast<double>(x[i]);
        return;
    }
    for (size_t i = 0; i < n; ++i)
        out[i] = static_cast<double>(x[i]) / drawing.scale + drawing.zero;
}

void draw(const float* x, size_t n, const Drawing& drawing, Doubles& out)
{
    alsoAvx2([&]() BITLADDER_INLINE { drawAll(x, n, drawing, out); });
}

void draw(const double* x, size_t n, const Drawing& drawing, Doubles& out)
{
    alsoAvx2([&]() BITLADDER_INLINE { drawAll(x, n, drawing, out); });
}

// Codes that came through a float scale, back to whole numbers; beyond 2^51 they are whole.
void roundToCodes(Doubles& x, size_t n)
{
    alsoAvx2([&]() BITLADDER_INLINE {
        constexpr double kRound = 6755399441055744.0; // 1.5·2^52
        for (size_t i = 0; i < n; ++i)
            x[i] = std::fabs(x[i]) < kRound / 3 ? (x[i] + kRound) - kRound : x[i];
    });
}

// Σe² of what was rounded and of what was clipped.
struct Squares {
    double rounding = 0, clipping = 0;
};

template<typename X>
[[gnu::always_inline]] inline Squares sumSquares(const X* x, const X* rounded, size_t n, const quant::Range& clip)
{
    Doubles4 rounding = {}, clipping = {};
    const Doubles4 low = Doubles4 {} + clip.low, high = Doubles4 {} + clip.high, zero = {};
    const auto add = [&](const X* values, const X* results) {
        Doubles4 v, r;
        load(v, values);
        load(r, results);
        const Doubles4 e = r - v, e2 = e * e;
        const auto outside = (v < low) | (v > high);
        clipping += outside ? e2 : zero;
        rounding += outside ? zero : e2;
    };
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        add(x + i, rounded + i);
    if (i < n) {
        X values[4] = {}, results[4] = {};
        std::copy(x + i, x + n, values);
        std::copy(rounded + i, rounded + n, results);
        add(values, results);
    }
    return {sumOf(rounding), sumOf(clipping)};
}

Squares squares(const float* x, const float* rounded, size_t n, const quant::Range& clip)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumSquares(x, rounded, n, clip); });
}

Squares squares(const double* x, const double* rounded, size_t n, const quant::Range& clip)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumSquares(x, rounded, n, clip); });
}

// Takes `what` away, and says how large the largest difference is.
double subtract(Doubles& from, const Doubles& what, size_t n)
{
    return alsoAvx2([&]() BITLADDER_INLINE {
        double largest = 0;
        for (size_t i = 0; i < n; ++i) {
            from[i] -= what[i];
            largest = std::max(largest, std::fabs(from[i]));
        }
        return largest;
    });
}

// The finite values of a slice, block by block: the values, what the grid makes of them, and both as they are drawn.
template<typename X> class Blocks
{
public:
    // `codes`: what the values became, where that is known; null: they are rounded to the nearest.
    Blocks(const quant::Quantizer& params, Unit unit, const quant::QuantizedTensor* codes)
        : m_params(params)
        , m_unit(unit)
        , m_whole(quant::hasIntegerCodes(params.format))
        , m_codes(codes && !codes->unchanged() ? codes : nullptr)
    {
    }
    template<typename Visit> void each(const Slice<X>& slice, Visit visit)
    {
        const Drawing drawing {
            m_unit, m_params.scale(slice.slice), static_cast<double>(m_params.zeroPoint(slice.slice))};
        for (size_t begin = 0; begin < slice.values.size(); begin += kBlock) {
            const auto values = slice.values.subspan(begin, std::min(kBlock, slice.values.size() - begin));
            size_t finite = 0;
            for (const X v : values) {
                x[finite] = v;
                finite += std::isfinite(v) ? 1 : 0;
            }
            n = finite;
            if (m_codes) {
                m_codes->dequantize(slice.channel, slice.first + begin, std::span<X>(rounded.data(), values.size()));
                size_t kept = 0;
                for (size_t i = 0; i < values.size(); ++i) {
                    rounded[kept] = rounded[i];
                    kept += std::isfinite(values[i]) ? 1 : 0;
                }
            } else {
                quant::fakeQuantize(
                    std::span<const X>(x.data(), n), m_params, slice.slice, std::span<X>(rounded.data(), n));
            }
            draw(x.data(), n, drawing, shownX);
            draw(rounded.data(), n, drawing, shownQ);
            if (m_unit == Unit::Steps && m_whole) roundToCodes(shownQ, n);
            visit();
        }
    }

    std::array<X, kBlock> x, rounded;
    Doubles shownX, shownQ;
    size_t n = 0;

private:
    const quant::Quantizer& m_params;
    Unit m_unit;
    bool m_whole; // steps are whole numbers
    const quant::QuantizedTensor* m_codes;
};

// The values that the codes stand for, in steps: of whole codes the codes, else the limits of the levels.
quant::Range clipInSteps(const quant::Quantizer& params)
{
    if (quant::hasIntegerCodes(params.format))
        return {static_cast<double>(params.qmin), static_cast<double>(params.qmax)};
    const quant::Range c = params.clip(0);
    return {c.low / params.scale(0), c.high / params.scale(0)};
}

// What one piece adds to the picture.
struct Part {
    std::vector<double> original, quantized, errors;
    double roundingError2 = 0, clippingError2 = 0, largest = 0;
    int64_t notFinite = 0;
    ErrorStats stats;
};

// The axis: from the least to the largest of values and grid, with edges between the levels where they are even.
template<typename X>
Distribution emptyDistribution(const std::vector<Slice<X>>& slices, const quant::Quantizer& params, Unit unit, int bins)
{
    const auto drawn = [&](double x, size_t channel) {
        return unit == Unit::Steps ? x / params.scale(channel) + static_cast<double>(params.zeroPoint(channel)) : x;
    };
    Distribution d;
    d.inSteps = unit == Unit::Steps;
    d.low = std::numeric_limits<double>::infinity();
    d.high = -d.low;
    quant::Range clip {0, 0};
    for (const Slice<X>& s : slices) {
        d.low = std::min(d.low, drawn(s.extremes.low, s.slice));
        d.high = std::max(d.high, drawn(s.extremes.high, s.slice));
        const quant::Range c = params.clip(s.slice);
        clip = {std::min(clip.low, c.low), std::max(clip.high, c.high)};
    }
    if (!(d.low <= d.high)) d.low = d.high = 0;
    const bool native = params.format == quant::kFloat64 || params.format == quant::kFloat32;
    d.clip = native ? quant::Range {d.low, d.high} : d.inSteps ? clipInSteps(params) : clip;
    const auto [from, to] = spanOf(d.low, d.high, d.clip);
    const bool even = quant::hasIntegerCodes(params.format) && (d.inSteps || slices.size() == 1);
    d.edges = edgesOnGrid(from, to, bins, !even ? 0 : d.inSteps ? 1 : params.scale(slices.front().slice));
    return d;
}

// One grid can be drawn where all slices share it; else none.
template<typename X>
std::vector<double> sharedGrid(
    const std::vector<Slice<X>>& slices, const quant::Quantizer& params, const Distribution& d)
{
    if (d.inSteps) {
        quant::Quantizer steps = params;
        steps.granularity = quant::Granularity::Tensor;
        steps.scales = {1.0};
        steps.zeroPoints = {0};
        steps.clips = {d.clip};
        return quant::levelsOf(steps, 0, kMostGridLines);
    }
    if (slices.empty() || (params.scales.size() != 1 && slices.size() != 1)) return {};
    return quant::levelsOf(params, slices.front().slice, kMostGridLines);
}

// `weight`: how many values each of these stands for.
template<typename X>
Result<Distribution> distributionOf(const std::vector<Slice<X>>& slices, const quant::Quantizer& params, Unit unit,
    const quant::QuantizedTensor* codes, double weight, int bins, const Threads& threads, const Job& job)
{
    Distribution d = emptyDistribution(slices, params, unit, bins);
    const size_t drawnBins = d.edges.size() - 1;

    const auto pieces = piecesOf(slices);
    std::vector<Part> parts(pieces.size());
    threads.each(pieces.size(), [&](size_t p) {
        if (job.stopped()) return;
        Part& part = parts[p];
        Counter originals(d.edges.front(), d.edges.back(), drawnBins);
        Counter quantized(d.edges.front(), d.edges.back(), drawnBins);
        Blocks<X> block(params, unit, codes);
        for (const Slice<X>& slice : pieces[p]) {
            const quant::Range c = params.clip(slice.slice);
            part.notFinite += static_cast<int64_t>(slice.values.size());
            block.each(slice, [&] {
                part.notFinite -= static_cast<int64_t>(block.n);
                part.stats.add({block.x.data(), block.n}, std::span<const X>(block.rounded.data(), block.n));
                const Squares e2 = squares(block.x.data(), block.rounded.data(), block.n, c);
                part.roundingError2 += e2.rounding;
                part.clippingError2 += e2.clipping;
                originals.add(block.shownX, block.n);
                quantized.add(block.shownQ, block.n);
                part.largest = std::max(part.largest, subtract(block.shownQ, block.shownX, block.n));
            });
        }
        part.original = originals.counts();
        part.quantized = quantized.counts();
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
        Counter errors(-reach, reach, kErrorBins);
        Blocks<X> block(params, unit, codes);
        for (const Slice<X>& slice : pieces[p])
            block.each(slice, [&] {
                subtract(block.shownQ, block.shownX, block.n);
                errors.add(block.shownQ, block.n);
            });
        parts[p].errors = errors.counts();
    });
    if (job.stopped()) return cancelled();
    for (const Part& part : parts)
        addTo(d.errors, part.errors);
    for (std::vector<double>* counts : {&d.original, &d.quantized, &d.errors})
        for (double& n : *counts)
            n *= weight;
    d.grid = sharedGrid(slices, params, d);
    return d;
}

template<typename X>
std::vector<Slice<X>> slicesOf(const LayerWeights& weights, const quant::ChannelValues& w, const std::vector<X>& data,
    const quant::Quantizer& quantizer, int channel)
{
    std::vector<Slice<X>> slices;
    const auto n = static_cast<size_t>(w.perChannel);
    for (size_t c = 0; c < static_cast<size_t>(w.channels); ++c) {
        const size_t real = weights.channelOf(w, c);
        if (channel >= 0 && real != static_cast<size_t>(channel)) continue;
        quantizer.eachSlice(real, n, [&](size_t slice, size_t first, size_t count) {
            slices.push_back({{data.data() + c * n + first, count}, slice, weights.extremes[real], real, first});
        });
    }
    return slices;
}

template<typename X>
Result<Distribution> activationsOf(const tensor::Tensor& values, const quant::Quantizer& params, Extent extent,
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
    auto d = distributionOf<X>({{seen, 0, extremes, 0, 0}}, params, Unit::Values, nullptr, weight, bins, threads, job);
    if (d) d->total = static_cast<int64_t>(all.size());
    return d;
}

} // namespace

Result<Distribution> weightDistribution(const LayerWeights& weights, Extent extent, const quant::Quantizer& params,
    int channel, int bins, const Threads& threads, const Job& job, const quant::QuantizedTensor* codes)
{
    // One channel is short enough to be looked at as a whole; groups and codes belong to all values.
    const bool sample = channel < 0 && !codes && params.granularity != quant::Granularity::Group;
    const quant::ChannelValues& w = sample ? weights.of(extent) : weights.all;
    // Where the scales differ but nothing else does, all channels have one grid in steps of their scales.
    const auto hasScale = params.format.family->hasScale;
    const bool scaled = !hasScale || hasScale(params.format);
    const bool shared = params.levels.empty() || params.levels.size() == params.levelCount;
    const Unit unit = scaled && shared && params.scales.size() > 1 && channel < 0 ? Unit::Steps : Unit::Values;
    const double weight = static_cast<double>(weights.all.perChannel * weights.all.channels)
        / static_cast<double>(std::max<int64_t>(1, w.perChannel * w.channels));
    auto d = w.isDouble()
        ? distributionOf(slicesOf(weights, w, w.f64, params, channel), params, unit, codes, weight, bins, threads, job)
        : distributionOf(slicesOf(weights, w, w.f32, params, channel), params, unit, codes, weight, bins, threads, job);
    if (d) d->total = (channel < 0 ? weights.all.channels : 1) * weights.all.perChannel;
    return d;
}

ValuePairs weightPairs(const LayerWeights& weights, const quant::Quantizer& params, int channel, size_t most,
    const quant::QuantizedTensor* codes)
{
    const quant::ChannelValues& all = weights.all;
    const auto length = static_cast<size_t>(all.perChannel);
    const size_t first = channel < 0 ? 0 : static_cast<size_t>(channel) * length,
                 count = channel < 0 ? static_cast<size_t>(all.channels) * length : length,
                 taken = std::min(count, most);
    ValuePairs pairs;
    for (size_t k = 0; k < taken; ++k) {
        const size_t at = first + k * count / taken, c = at / length, i = at % length;
        const double x = all.isDouble() ? all.f64[at] : static_cast<double>(all.f32[at]);
        double rounded = x;
        if (codes && !codes->unchanged())
            codes->dequantize(c, i, std::span(&rounded, 1));
        else
            params.eachSlice(c, length, [&](size_t slice, size_t begin, size_t n) {
                if (i < begin || i >= begin + n) return;
                // In the type of the weights: float32 is divided in float32.
                if (all.isDouble()) {
                    quant::fakeQuantize(std::span<const double>(&x, 1), params, slice, std::span(&rounded, 1));
                    return;
                }
                float narrow = all.f32[at];
                quant::fakeQuantize(std::span<const float>(&all.f32[at], 1), params, slice, std::span(&narrow, 1));
                rounded = static_cast<double>(narrow);
            });
        pairs.original.push_back(x);
        pairs.quantized.push_back(rounded);
    }
    return pairs;
}

std::vector<ChannelRange> weightRanges(const LayerWeights& weights, const quant::Quantizer& params)
{
    std::vector<ChannelRange> ranges;
    for (size_t c = 0; c < weights.extremes.size(); ++c) {
        quant::Range clip;
        params.eachSlice(c, static_cast<size_t>(weights.all.perChannel), [&](size_t slice, size_t, size_t) {
            clip = {std::min(clip.low, params.clip(slice).low), std::max(clip.high, params.clip(slice).high)};
        });
        ranges.push_back({weights.extremes[c].low, weights.extremes[c].high, clip});
    }
    return ranges;
}

Result<Distribution> activationDistribution(const tensor::Tensor& values, const quant::Quantizer& params, Extent extent,
    int bins, const Threads& threads, const Job& job)
{
    if (values.type() == tensor::ElementType::Float64)
        return activationsOf<double>(values, params, extent, bins, threads, job);
    if (values.type() == tensor::ElementType::Float32)
        return activationsOf<float>(values, params, extent, bins, threads, job);
    return Distribution {};
}

double weightSqnrDb(const LayerWeights& weights, const quant::QuantSpec& spec, const Threads& threads)
{
    const quant::ChannelValues& w
        = quant::granularityOf(spec) == quant::Granularity::Group ? weights.all : weights.of(Extent::Sample);
    const quant::Quantizer params = weightQuantizer(weights, Extent::Sample, spec, -1, threads);
    // One piece per channel; merged in order, so that the sum does not depend on the threads.
    std::vector<ErrorStats> parts(static_cast<size_t>(w.channels));
    threads.each(parts.size(), [&](size_t c) {
        const auto n = static_cast<size_t>(w.perChannel);
        std::vector<double> x(n), rounded(n);
        for (size_t i = 0; i < n; ++i)
            x[i] = w.isDouble() ? w.f64[c * n + i] : static_cast<double>(w.f32[c * n + i]);
        params.eachSlice(weights.channelOf(w, c), n, [&](size_t slice, size_t first, size_t count) {
            quant::fakeQuantize(std::span<const double>(x).subspan(first, count), params, slice,
                std::span<double>(rounded).subspan(first, count));
        });
        parts[c].add(std::span<const double>(x), std::span<const double>(rounded));
    });
    ErrorStats stats;
    for (const ErrorStats& part : parts)
        stats.merge(part);
    return stats.sqnrDb();
}

Result<void> widthCurve(const LayerWeights& weights, const quant::QuantSpec& spec, const quant::FormatFamily* family,
    const std::function<bool(int bits)>& wanted, const Threads& threads, const Job& job,
    const std::function<void(int bits, double sqnrDb)>& found)
{
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits) {
        if (!wanted(bits)) continue;
        if (job.stopped()) return cancelled();
        quant::QuantSpec at = spec;
        at.format = family && family->has(bits) ? family->at(bits) : quant::dialFormat(bits);
        if (spec.range == &quant::kByHand || spec.range == &quant::kByStep) at.range = nullptr;
        found(bits, weightSqnrDb(weights, at, threads));
        job.report(static_cast<double>(quant::kMaxBits - bits + 1) / quant::kMaxBits, "error against width");
    }
    return {};
}

} // namespace bitladder::analysis
