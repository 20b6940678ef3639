#include "core/quant/histogram.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

namespace
{

// Merges pairs of bins away from zero: the range doubles, zero stays in the middle.
void mergePairs(std::vector<int64_t>& bins)
{
    constexpr int kHalf = Histogram::kBins / 2;
    std::vector<int64_t> merged(bins.size(), 0);
    for (int i = 0; i < kHalf; ++i) {
        merged[static_cast<size_t>(kHalf + i / 2)] += bins[static_cast<size_t>(kHalf + i)];
        merged[static_cast<size_t>(kHalf - 1 - i / 2)] += bins[static_cast<size_t>(kHalf - 1 - i)];
    }
    bins = std::move(merged);
}

} // namespace

void Histogram::grow(double magnitude)
{
    constexpr double kHalf = kBins / 2;
    if (m_bins.empty()) m_bins.assign(kBins, 0);
    if (m_width == 0) {
        // Widths are powers of two, so that every history of growth ends on the same grid.
        int exponent = 0;
        std::frexp(magnitude, &exponent);
        // The smallest width has a finite inverse, the largest range does not overflow.
        static_assert(kBins == 4096);
        m_width = std::ldexp(1.0, std::max(exponent - 11, -1000));
        return;
    }
    while (magnitude >= m_width * kHalf) {
        mergePairs(m_bins);
        m_width *= 2;
    }
}

template<typename X> void Histogram::addValues(std::span<const X> values)
{
    double low = m_low, high = m_high;
    if (empty()) {
        low = INFINITY;
        high = -INFINITY;
    }
    int64_t finite = 0;
    double sumAbs = 0, sum = 0, sumSquares = 0;
    Portion portion {INFINITY, -INFINITY};
    for (const X v : values) {
        if (!std::isfinite(v)) continue;
        ++finite;
        const auto d = static_cast<double>(v);
        sumAbs += std::fabs(d);
        sum += d;
        sumSquares += d * d;
        portion.low = std::min(portion.low, d);
        portion.high = std::max(portion.high, d);
    }
    low = std::min(low, portion.low);
    high = std::max(high, portion.high);
    m_notFinite += static_cast<int64_t>(values.size()) - finite;
    if (finite == 0) return;
    m_low = low;
    m_high = high;
    m_sumAbs += sumAbs;
    m_sum += sum;
    m_sumSquares += sumSquares;
    if (m_portions.size() < kPortions) m_portions.push_back(portion);
    m_count += finite;
    const double magnitude = std::max(std::fabs(low), std::fabs(high));
    if (magnitude > 0 || m_bins.empty()) {
        if (m_bins.empty()) m_bins.assign(kBins, 0);
        if (magnitude > 0) {
            // Zeros that came before the first width lie in the bin above zero already.
            grow(magnitude);
        }
    }
    const double inverse = m_width > 0 ? 1 / m_width : 0; // a power of two: exact
    for (const X v : values) {
        if (!std::isfinite(v)) continue;
        const double position = std::floor(static_cast<double>(v) * inverse) + kBins / 2;
        ++m_bins[static_cast<size_t>(std::clamp(position, 0.0, static_cast<double>(kBins - 1)))];
    }
}

void Histogram::add(std::span<const float> values)
{
    addValues(values);
}

void Histogram::add(std::span<const double> values)
{
    addValues(values);
}

void Histogram::merge(const Histogram& other)
{
    m_notFinite += other.m_notFinite;
    if (other.empty()) return;
    if (empty()) {
        const int64_t notFinite = m_notFinite;
        *this = other;
        m_notFinite = notFinite;
        return;
    }
    std::vector<int64_t> bins = other.m_bins;
    double width = other.m_width;
    if (m_width == 0) m_width = width;
    if (width == 0) width = m_width;
    while (m_width < width) {
        mergePairs(m_bins);
        m_width *= 2;
    }
    while (width < m_width) {
        mergePairs(bins);
        width *= 2;
    }
    for (size_t i = 0; i < bins.size(); ++i)
        m_bins[i] += bins[i];
    m_low = std::min(m_low, other.m_low);
    m_high = std::max(m_high, other.m_high);
    m_sumAbs += other.m_sumAbs;
    m_sum += other.m_sum;
    m_sumSquares += other.m_sumSquares;
    const size_t room = kPortions - std::min(kPortions, m_portions.size());
    m_portions.insert(m_portions.end(), other.m_portions.begin(),
        other.m_portions.begin() + static_cast<ptrdiff_t>(std::min(room, other.m_portions.size())));
    m_count += other.m_count;
}

} // namespace bitladder::quant
