#include "core/quant/estimate.h"

#include "core/base/lanes.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::quant
{

namespace
{

struct Codes {
    int64_t qmin, qmax;
};

Codes codesOf(const NumberFormat& format, Symmetry symmetry)
{
    if (format.family == Family::Binary || format.family == Family::Ternary) return {-1, 1};
    const int bits = format.bits;
    const int64_t top = bits == 64 ? std::numeric_limits<int64_t>::max() : (int64_t {1} << (bits - 1)) - 1;
    return {symmetry == Symmetry::Symmetric ? -top : -top - 1, top};
}

double stored(double scale, const NumberFormat& format)
{
    if (!dividesInFloat(format)) return scale > 0 && std::isfinite(scale) ? scale : 1.0;
    const auto single = static_cast<float>(scale);
    return single > 0 && std::isfinite(single) ? static_cast<double>(single) : 1.0;
}

// Of the finite values.
struct Summary {
    double low = 0, high = 0, sumAbs = 0;
    size_t count = 0;
};

// Hands the values on four at a time; the last ones are filled up with infinities.
template<typename X, typename Take> [[gnu::always_inline]] inline void inFours(std::span<const X> data, Take&& take)
{
    size_t i = 0;
    for (; i + 4 <= data.size(); i += 4)
        take(&data[i]);
    if (i < data.size()) {
        X rest[4];
        std::ranges::fill(rest, std::numeric_limits<X>::infinity());
        std::copy(&data[i], &data[0] + data.size(), rest);
        take(rest);
    }
}

template<typename X> [[gnu::always_inline]] inline Summary sumUp(std::span<const X> data)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const Doubles4 zero = {}, most = zero + kInfinity;
    Doubles4 low = most, high = -most, sumAbs = {};
    Longs4 count = {};
    inFours(data, [&](const X* values) {
        Doubles4 v;
        load(v, values);
        const auto finite = v - v == zero; // −1 where it is so
        low = finite & (v < low) ? v : low;
        high = finite & (v > high) ? v : high;
        sumAbs += finite ? (v < zero ? -v : v) : zero;
        count -= finite;
    });
    const int64_t n = count[0] + count[1] + count[2] + count[3];
    if (n == 0) return {};
    return {std::min({low[0], low[1], low[2], low[3]}), std::max({high[0], high[1], high[2], high[3]}), sumOf(sumAbs),
        static_cast<size_t>(n)};
}

BITLADDER_ALSO_AVX2 Summary summarize(std::span<const float> data)
{
    return sumUp(data);
}

BITLADDER_ALSO_AVX2 Summary summarize(std::span<const double> data)
{
    return sumUp(data);
}

// The squared error of quantizing weighted values, in float: a search needs the order of the candidates, not the last bit.
struct IntegerGrid {
    float scale, low, high; // codes relative to the zero point
};

IntegerGrid gridOf(const QuantParams& params, size_t channel)
{
    const auto zero = static_cast<double>(params.zero(channel));
    return {static_cast<float>(params.scale(channel)), static_cast<float>(static_cast<double>(params.qmin) - zero),
        static_cast<float>(static_cast<double>(params.qmax) - zero)};
}

// A sum that has reached `enough` need not be finished.
template<typename X>
[[gnu::always_inline]] inline double squaredErrorOf(std::span<const X> data, const IntegerGrid& grid, double enough)
{
    const Floats8 inverse = Floats8 {} + 1.0f / grid.scale, scale = Floats8 {} + grid.scale;
    const Floats8 low = Floats8 {} + grid.low, high = Floats8 {} + grid.high,
                  round = Floats8 {} + 12582912.0f; // 1.5·2^23
    double total = 0;
    // Blocks of float sums: fast, and exact enough over 1024 terms.
    for (size_t begin = 0; begin < data.size() && total < enough; begin += 1024) {
        const size_t end = std::min(data.size(), begin + 1024);
        Floats8 sums = {};
        const auto add = [&](const X* values) {
            Floats8 x;
            load(x, values);
            Floats8 r = x * inverse;
            r = r < low ? low : r;
            r = r > high ? high : r;
            r = (r + round) - round;
            const Floats8 e = x - r * scale;
            sums += e * e;
        };
        size_t i = begin;
        for (; i + 8 <= end; i += 8)
            add(&data[i]);
        if (i < end) {
            X rest[8] = {}; // a zero has no error
            std::copy(&data[i], &data[0] + end, rest);
            add(rest);
        }
        if (const float sum = sumOf(sums); std::isfinite(sum)) total += static_cast<double>(sum);
    }
    return total;
}

BITLADDER_ALSO_AVX2 double squaredError(std::span<const float> data, const IntegerGrid& grid, double enough)
{
    return squaredErrorOf(data, grid, enough);
}

BITLADDER_ALSO_AVX2 double squaredError(std::span<const double> data, const IntegerGrid& grid, double enough)
{
    return squaredErrorOf(data, grid, enough);
}

// Histograms: every bin is its centre, weighted.
double squaredError(const Histogram& h, const IntegerGrid& grid, double enough)
{
    double total = 0;
    const auto bins = h.bins();
    for (int i = 0; i < Histogram::kBins && total < enough; ++i) {
        const int64_t n = bins[static_cast<size_t>(i)];
        if (n == 0) continue;
        const double x = std::clamp(h.binCenter(i), h.low(), h.high());
        const double r = std::nearbyint(std::clamp(
            x / static_cast<double>(grid.scale), static_cast<double>(grid.low), static_cast<double>(grid.high)));
        const double e = x - r * static_cast<double>(grid.scale);
        total += static_cast<double>(n) * e * e;
    }
    return total;
}

// Shrinks the min-max range by the factor with the least squared error: a coarse walk, then a fine one around its best.
template<typename Data> Range leastSquaresRange(const Data& data, const QuantSpec& spec, Range full)
{
    QuantParams trial = emptyParams(spec, 1);
    double best = 1, bestError = std::numeric_limits<double>::infinity();
    const auto errorAt = [&](double factor) {
        setRange(trial, spec, 0, {full.low * factor, full.high * factor});
        return squaredError(data, gridOf(trial, 0), bestError);
    };
    constexpr int kCoarse = 24;
    bestError = errorAt(1);
    for (int i = 1; i < kCoarse; ++i) {
        const double factor = 1 - static_cast<double>(i) / (kCoarse + 1);
        const double error = errorAt(factor);
        if (error < bestError) {
            best = factor;
            bestError = error;
        }
    }
    const double center = best;
    for (int i = -3; i <= 3; ++i) {
        const double factor = center + i * (1.0 / (4 * (kCoarse + 1)));
        if (i == 0 || factor <= 0 || factor > 1) continue;
        const double error = errorAt(factor);
        if (error < bestError) {
            best = factor;
            bestError = error;
        }
    }
    return {full.low * best, full.high * best};
}

template<typename X> Range percentileRange(std::span<const X> data, double percentile, Symmetry symmetry)
{
    std::vector<X> finite;
    finite.reserve(data.size());
    for (const X v : data)
        if (std::isfinite(v)) finite.push_back(symmetry == Symmetry::Symmetric ? std::fabs(v) : v);
    if (finite.empty()) return {};
    const double share = std::clamp(percentile, 50.0, 100.0) / 100;
    const auto at = [&](double q) {
        const auto i = static_cast<ptrdiff_t>(std::ceil(q * static_cast<double>(finite.size() - 1)));
        std::nth_element(finite.begin(), finite.begin() + i, finite.end());
        return static_cast<double>(finite[static_cast<size_t>(i)]);
    };
    const double high = at(share);
    if (symmetry == Symmetry::Symmetric) return {-high, high};
    // As many from below as from above; 1 − share would not be exact.
    const auto last = static_cast<double>(finite.size() - 1);
    const auto i = static_cast<ptrdiff_t>(last - std::ceil(share * last));
    std::nth_element(finite.begin(), finite.begin() + i, finite.end());
    return {static_cast<double>(finite[static_cast<size_t>(i)]), high};
}

// Of the magnitudes above a threshold.
struct Above {
    double sum = 0, count = 0;
};

template<typename X> [[gnu::always_inline]] inline Above sumAbove(std::span<const X> data, double threshold)
{
    const Doubles4 zero = {}, least = zero + threshold;
    Doubles4 sums = {};
    Longs4 count = {};
    inFours(data, [&](const X* values) {
        Doubles4 v;
        load(v, values);
        const Doubles4 a = v < zero ? -v : v;
        const auto counts = (a > least) & (v - v == zero); // −1 where it is so; only finite values count
        sums += counts ? a : zero;
        count -= counts;
    });
    return {sumOf(sums), static_cast<double>(count[0] + count[1] + count[2] + count[3])};
}

BITLADDER_ALSO_AVX2 Above above(std::span<const float> data, double threshold)
{
    return sumAbove(data, threshold);
}

BITLADDER_ALSO_AVX2 Above above(std::span<const double> data, double threshold)
{
    return sumAbove(data, threshold);
}

// Histograms: every bin is its centre, weighted.
Above above(const Histogram& h, double threshold)
{
    Above result;
    const auto bins = h.bins();
    for (int i = 0; i < Histogram::kBins; ++i) {
        const auto n = static_cast<double>(bins[static_cast<size_t>(i)]);
        const double a = std::fabs(std::clamp(h.binCenter(i), h.low(), h.high()));
        if (n == 0 || a <= threshold) continue;
        result.sum += a * n;
        result.count += n;
    }
    return result;
}

// The least-squares scale of a ternary grid with nearest rounding: alternate between assigning and averaging until it stands.
template<typename Data> double ternaryScale(double start, const Data& data)
{
    double scale = start;
    for (int i = 0; i < 50 && scale > 0; ++i) {
        const auto [sum, count] = above(data, scale / 2);
        const double next = count > 0 ? sum / count : scale;
        if (next == scale) break;
        scale = next;
    }
    return scale;
}

void setScaleOnly(QuantParams& params, size_t channel, double scale)
{
    const double s = stored(scale, params.format);
    params.scales[channel] = s;
    params.zeros[channel] = 0;
    params.clips[channel] = {-s, s};
}

} // namespace

RangeMethod QuantSpec::rangeMethod() const
{
    if (range != RangeMethod::Given) return range.value_or(defaultRange(format.bits));
    const bool holds = given && given->format == format && given->granularity == granularity
        && (symmetry == Symmetry::Asymmetric
            || std::ranges::all_of(given->zeros, [](int64_t zero) { return zero == 0; }));
    return holds ? RangeMethod::Given : defaultRange(format.bits);
}

bool operator==(const QuantSpec& a, const QuantSpec& b)
{
    const bool alike = a.format == b.format && a.symmetry == b.symmetry && a.granularity == b.granularity
        && a.range == b.range && a.percentile == b.percentile && a.manual == b.manual;
    return alike && (a.given == b.given || (a.given && b.given && *a.given == *b.given));
}

RangeMethod defaultRange(int bits)
{
    return bits >= 8 ? RangeMethod::MinMax : RangeMethod::Mse;
}

bool dividesInFloat(const NumberFormat& format)
{
    return format.family == Family::Binary || format.family == Family::Ternary
        || (format.family == Family::Int && format.bits <= 16);
}

QuantSpec defaultWeightSpec(NumberFormat format)
{
    return {format, Symmetry::Symmetric, Granularity::Channel, std::nullopt, 99.99, {}};
}

QuantSpec defaultActivationSpec(NumberFormat format)
{
    return {format, Symmetry::Asymmetric, Granularity::Tensor, std::nullopt, 99.99, {}};
}

QuantParams emptyParams(const QuantSpec& spec, size_t channels)
{
    QuantParams params;
    params.format = spec.format;
    params.granularity = spec.granularity;
    const size_t n = spec.granularity == Granularity::Channel ? channels : 1;
    params.scales.assign(n, 1.0);
    params.zeros.assign(n, 0);
    params.clips.assign(n, {});
    if (spec.format.family != Family::Float) {
        const Codes codes = codesOf(spec.format, spec.symmetry);
        params.qmin = codes.qmin;
        params.qmax = codes.qmax;
    }
    return params;
}

Result<QuantParams> givenParams(NumberFormat format, Granularity granularity, int64_t qmin, int64_t qmax,
    std::vector<double> scales, std::vector<int64_t> zeros)
{
    QuantParams params;
    params.format = format;
    params.granularity = granularity;
    const Codes codes = format.family == Family::Int || format.family == Family::Binary
        ? codesOf(format, Symmetry::Asymmetric)
        : Codes {0, 0};
    if (codes.qmin == codes.qmax || format.bits > 16) return fail("{} carries no scales of its own", name(format));
    if (qmin < codes.qmin || qmax > codes.qmax || qmin >= qmax)
        return fail("codes {} to {} are not codes of {}", qmin, qmax, name(format));
    if (scales.empty() || scales.size() != zeros.size() || (granularity == Granularity::Tensor && scales.size() != 1))
        return fail("{} scales and {} zero points do not go together", scales.size(), zeros.size());
    params.qmin = qmin;
    params.qmax = qmax;
    for (double& scale : scales) {
        scale = static_cast<double>(static_cast<float>(scale));
        if (!(scale > 0) || !std::isfinite(scale)) return fail("a scale of {} is not possible", scale);
    }
    for (const int64_t zero : zeros)
        if (zero < qmin || zero > qmax) {
            if (format.family == Family::Binary && zero == 0) continue;
            return fail("zero point {} is not one of the codes {} to {}", zero, qmin, qmax);
        }
    params.scales = std::move(scales);
    params.zeros = std::move(zeros);
    params.clips.resize(params.scales.size());
    for (size_t c = 0; c < params.clips.size(); ++c)
        params.clips[c] = {dequantize(qmin, params, c), dequantize(qmax, params, c)};
    return params;
}

void setRange(QuantParams& params, const QuantSpec& spec, size_t channel, Range range)
{
    const double low = std::min(0.0, range.low), high = std::max(0.0, range.high);
    const double magnitude = std::max(-low, high);
    const NumberFormat& format = spec.format;
    if (format.family == Family::Binary || format.family == Family::Ternary) {
        setScaleOnly(params, channel, magnitude);
        return;
    }
    if (format.family == Family::Float) {
        const double largest = largestFinite(format);
        const double scale
            = format.bits >= 16 || magnitude == 0 ? 1.0 : static_cast<double>(static_cast<float>(magnitude / largest));
        params.scales[channel] = scale > 0 && std::isfinite(scale) ? scale : 1.0;
        params.clips[channel] = {-largest * params.scales[channel], largest * params.scales[channel]};
        return;
    }
    const auto qmin = static_cast<double>(params.qmin), qmax = static_cast<double>(params.qmax);
    if (spec.symmetry == Symmetry::Symmetric) {
        params.scales[channel] = stored(magnitude / qmax, format);
        params.zeros[channel] = 0;
    } else {
        const double scale = stored((high - low) / (qmax - qmin), format);
        params.scales[channel] = scale;
        const double zero = std::nearbyint(qmin - low / scale);
        params.zeros[channel] = zero <= qmin ? params.qmin : (zero >= qmax ? params.qmax : static_cast<int64_t>(zero));
    }
    params.clips[channel] = {dequantize(params.qmin, params, channel), dequantize(params.qmax, params, channel)};
}

template<typename X>
void estimateChannel(std::span<const X> data, const QuantSpec& spec, QuantParams& params, size_t channel)
{
    const RangeMethod method = spec.rangeMethod();
    if (method == RangeMethod::Manual) {
        setRange(params, spec, channel, spec.manual);
        return;
    }
    const auto summary = summarize(data);
    if (spec.format.family == Family::Binary) {
        setScaleOnly(params, channel, summary.count ? summary.sumAbs / static_cast<double>(summary.count) : 0.0);
        return;
    }
    if (spec.format.family == Family::Ternary && method == RangeMethod::Mse) {
        const double start = summary.count ? summary.sumAbs / static_cast<double>(summary.count) : 0;
        setScaleOnly(params, channel, ternaryScale(start, data));
        return;
    }
    Range range {summary.low, summary.high};
    if (spec.symmetry == Symmetry::Symmetric) {
        const double magnitude = std::max(-summary.low, summary.high);
        range = {-magnitude, magnitude};
    }
    if (method == RangeMethod::Percentile) range = percentileRange(data, spec.percentile, spec.symmetry);
    // The search rounds in float, which knows codes of up to 22 bits; above, clipping never pays.
    if (method == RangeMethod::Mse && spec.format.family == Family::Int && spec.format.bits <= 16
        && range.high > range.low)
        range = leastSquaresRange(data, spec, range);
    setRange(params, spec, channel, range);
}
template void estimateChannel<float>(std::span<const float>, const QuantSpec&, QuantParams&, size_t);
template void estimateChannel<double>(std::span<const double>, const QuantSpec&, QuantParams&, size_t);

QuantParams estimateActivation(const Histogram& statistics, const QuantSpec& asked)
{
    QuantSpec spec = asked;
    spec.granularity = Granularity::Tensor;
    QuantParams params = emptyParams(spec, 1);
    const RangeMethod method = spec.rangeMethod();
    if (method == RangeMethod::Given) return *spec.given;
    if (method == RangeMethod::Manual) {
        setRange(params, spec, 0, spec.manual);
        return params;
    }
    if (statistics.empty()) {
        setRange(params, spec, 0, {});
        return params;
    }
    const auto bins = statistics.bins();
    if (spec.format.family == Family::Binary) {
        setScaleOnly(params, 0, statistics.meanAbs());
        return params;
    }
    if (spec.format.family == Family::Ternary && method == RangeMethod::Mse) {
        setScaleOnly(params, 0, ternaryScale(statistics.meanAbs(), statistics));
        return params;
    }
    Range range {statistics.low(), statistics.high()};
    if (method == RangeMethod::Percentile) {
        const double share = std::clamp(spec.percentile, 50.0, 100.0) / 100;
        const double keep = share * static_cast<double>(statistics.count());
        // From each side, the edge of the first bin at which that share of the values lies on the inner side.
        double seen = 0;
        for (int i = 0; i < Histogram::kBins && seen < keep; ++i) {
            seen += static_cast<double>(bins[static_cast<size_t>(i)]);
            if (seen >= keep) range.high = std::min(range.high, statistics.binLow(i) + statistics.width());
        }
        seen = 0;
        for (int i = Histogram::kBins - 1; i >= 0 && seen < keep; --i) {
            seen += static_cast<double>(bins[static_cast<size_t>(i)]);
            if (seen >= keep) range.low = std::max(range.low, statistics.binLow(i));
        }
    }
    if (spec.symmetry == Symmetry::Symmetric) {
        const double magnitude = std::max(-range.low, range.high);
        range = {-magnitude, magnitude};
    }
    range = {std::min(0.0, range.low), std::max(0.0, range.high)};
    if (method == RangeMethod::Mse && spec.format.family == Family::Int && spec.format.bits <= 16
        && range.high > range.low)
        range = leastSquaresRange(statistics, spec, range);
    setRange(params, spec, 0, range);
    return params;
}

} // namespace bitladder::quant
