// A streaming histogram with bounded memory: the range grows by merging neighbouring bins in pairs, so that bins stay
// aligned to zero and two histograms of the same stream in another order are equal up to the widths that their ranges
// needed.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace bitladder::quant
{

class Histogram
{
public:
    static constexpr int kBins = 4096;

    void add(std::span<const float> values);
    void add(std::span<const double> values);
    void merge(const Histogram& other);

    // Exact, over the finite values seen; low > high while there are none.
    double low() const { return m_low; }
    double high() const { return m_high; }
    double meanAbs() const { return m_count ? m_sumAbs / static_cast<double>(m_count) : 0; }
    double mean() const { return m_count ? m_sum / static_cast<double>(m_count) : 0; }
    double meanSquare() const { return m_count ? m_sumSquares / static_cast<double>(m_count) : 0; }
    // The extremes of what each call of add() brought, in order, of the first kPortions calls; merge() puts them
    // behind.
    struct Portion {
        double low = 0, high = 0;
    };
    static constexpr size_t kPortions = 1 << 14;
    std::span<const Portion> portions() const { return m_portions; }
    int64_t count() const { return m_count; }
    int64_t notFinite() const { return m_notFinite; }
    bool empty() const { return m_count == 0; }

    // Bin i covers [binLow(i), binLow(i) + width()), symmetric around zero.
    double width() const { return m_width; }
    double binLow(int i) const { return (i - kBins / 2) * m_width; }
    double binCenter(int i) const { return binLow(i) + m_width / 2; }
    std::span<const int64_t> bins() const { return m_bins; }

private:
    template<typename X> void addValues(std::span<const X> values);
    void grow(double magnitude);

    std::vector<int64_t> m_bins;
    double m_width = 0;
    double m_low = 1, m_high = -1;
    double m_sumAbs = 0, m_sum = 0, m_sumSquares = 0;
    std::vector<Portion> m_portions;
    int64_t m_count = 0, m_notFinite = 0;
};

} // namespace bitladder::quant
