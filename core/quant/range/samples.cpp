// The data that a range is estimated from: values, in vectors, or a histogram, whose bins count as their centres.
#include "core/base/simd_lanes.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/range.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::quant
{

namespace
{

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

Summary summarize(std::span<const float> data)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumUp(data); });
}

Summary summarize(std::span<const double> data)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumUp(data); });
}

// A grid of whole steps, in float: a search needs the order of the candidates, not the last bit.
struct IntegerGrid {
    float scale, low, high; // codes relative to the zero point
};

IntegerGrid integerGrid(const Quantizer& quantizer, size_t slice)
{
    const auto zero = static_cast<double>(quantizer.zeroPoint(slice));
    return {static_cast<float>(quantizer.scale(slice)), static_cast<float>(static_cast<double>(quantizer.qmin) - zero),
        static_cast<float>(static_cast<double>(quantizer.qmax) - zero)};
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

double squaredError(std::span<const float> data, const IntegerGrid& grid, double enough)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return squaredErrorOf(data, grid, enough); });
}

double squaredError(std::span<const double> data, const IntegerGrid& grid, double enough)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return squaredErrorOf(data, grid, enough); });
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

// The same for grids of any kind.
template<typename X>
double squaredErrorOnLevels(std::span<const X> data, const Quantizer& quantizer, size_t slice, double enough)
{
    constexpr size_t kBlock = 1024;
    X rounded[kBlock];
    double total = 0;
    for (size_t begin = 0; begin < data.size() && total < enough; begin += kBlock) {
        const auto block = data.subspan(begin, std::min(kBlock, data.size() - begin));
        fakeQuantize(block, quantizer, slice, std::span<X>(rounded, block.size()));
        for (size_t i = 0; i < block.size(); ++i) {
            const double e = static_cast<double>(rounded[i]) - static_cast<double>(block[i]);
            if (std::isfinite(e)) total += e * e;
        }
    }
    return total;
}

double squaredErrorOnLevels(const Histogram& h, const Quantizer& quantizer, size_t slice, double enough)
{
    std::vector<double> centers(Histogram::kBins), rounded(Histogram::kBins);
    for (int i = 0; i < Histogram::kBins; ++i)
        centers[static_cast<size_t>(i)] = std::clamp(h.binCenter(i), h.low(), h.high());
    fakeQuantize(std::span<const double>(centers), quantizer, slice, std::span<double>(rounded));
    double total = 0;
    const auto bins = h.bins();
    for (size_t i = 0; i < centers.size() && total < enough; ++i) {
        const double e = rounded[i] - centers[i];
        total += static_cast<double>(bins[i]) * e * e;
    }
    return total;
}

template<typename X> Range quantilesOf(std::span<const X> data, double share, Symmetry symmetry)
{
    std::vector<X> finite;
    finite.reserve(data.size());
    for (const X v : data)
        if (std::isfinite(v)) finite.push_back(symmetry == Symmetry::Symmetric ? std::fabs(v) : v);
    if (finite.empty()) return {};
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

// From each side, the edge of the first bin at which that share of the values lies on the inner side.
Range quantilesOf(const Histogram& h, double share, Symmetry symmetry)
{
    if (h.empty()) return {};
    Range range {h.low(), h.high()};
    const double keep = share * static_cast<double>(h.count());
    const auto bins = h.bins();
    double seen = 0;
    for (int i = 0; i < Histogram::kBins && seen < keep; ++i) {
        seen += static_cast<double>(bins[static_cast<size_t>(i)]);
        if (seen >= keep) range.high = std::min(range.high, h.binLow(i) + h.width());
    }
    seen = 0;
    for (int i = Histogram::kBins - 1; i >= 0 && seen < keep; --i) {
        seen += static_cast<double>(bins[static_cast<size_t>(i)]);
        if (seen >= keep) range.low = std::max(range.low, h.binLow(i));
    }
    if (symmetry == Symmetry::Symmetric) {
        const double magnitude = std::max(-range.low, range.high);
        range = {-magnitude, magnitude};
    }
    return range;
}

template<typename X> [[gnu::always_inline]] inline Samples::Above sumAbove(std::span<const X> data, double threshold)
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

Samples::Above above(std::span<const float> data, double threshold)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumAbove(data, threshold); });
}

Samples::Above above(std::span<const double> data, double threshold)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumAbove(data, threshold); });
}

// Histograms: every bin is its centre, weighted.
Samples::Above above(const Histogram& h, double threshold)
{
    Samples::Above result;
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

} // namespace

Samples::Samples(std::span<const float> values)
    : m_data(values)
{
    const Summary summary = summarize(values);
    m_empty = summary.count == 0;
    m_low = summary.low;
    m_high = summary.high;
    m_meanAbs = m_empty ? 0 : summary.sumAbs / static_cast<double>(summary.count);
}

Samples::Samples(std::span<const double> values)
    : m_data(values)
{
    const Summary summary = summarize(values);
    m_empty = summary.count == 0;
    m_low = summary.low;
    m_high = summary.high;
    m_meanAbs = m_empty ? 0 : summary.sumAbs / static_cast<double>(summary.count);
}

Samples::Samples(const Histogram& statistics)
    : m_data(&statistics)
    , m_low(statistics.empty() ? 0 : statistics.low())
    , m_high(statistics.empty() ? 0 : statistics.high())
    , m_meanAbs(statistics.meanAbs())
    , m_empty(statistics.empty())
{
}

Range Samples::quantiles(double share, Symmetry symmetry) const
{
    return visit([&](const auto& data) { return quantilesOf(data, share, symmetry); });
}

double Samples::squaredError(const Quantizer& quantizer, size_t slice, double enough) const
{
    const bool steps
        = quantizer.format.family->affine && dividesInFloat(quantizer.format) && quantizer.rounding == &kHalfEven;
    return visit([&](const auto& data) {
        return steps ? bitladder::quant::squaredError(data, integerGrid(quantizer, slice), enough)
                     : squaredErrorOnLevels(data, quantizer, slice, enough);
    });
}

Samples::Above Samples::above(double threshold) const
{
    return visit([&](const auto& data) { return bitladder::quant::above(data, threshold); });
}

} // namespace bitladder::quant
