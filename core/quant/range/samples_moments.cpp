// What some estimators and formats ask of the data beside its extremes.
#include "core/quant/quantize.h"
#include "core/quant/range.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

namespace
{

using Weighted = Samples::Weighted;

template<typename X> Histogram histogramOf(std::span<const X> data)
{
    Histogram histogram;
    histogram.add(data);
    return histogram;
}

const Histogram& histogramOf(const Histogram& histogram)
{
    return histogram;
}

template<typename X> std::vector<Weighted> sortedOf(std::span<const X> data)
{
    std::vector<X> finite;
    finite.reserve(data.size());
    std::ranges::copy_if(data, std::back_inserter(finite), [](X v) { return std::isfinite(v); });
    std::ranges::sort(finite);
    std::vector<Weighted> result(finite.size());
    std::ranges::transform(finite, result.begin(), [](X v) { return Weighted {static_cast<double>(v), 1}; });
    return result;
}

std::vector<Weighted> sortedOf(const Histogram& h)
{
    std::vector<Weighted> result;
    for (size_t i = 0; i < h.bins().size(); ++i)
        if (const int64_t n = h.bins()[i]; n > 0)
            result.push_back({std::clamp(h.binCenter(static_cast<int>(i)), h.low(), h.high()), static_cast<double>(n)});
    return result;
}

template<typename X> Samples::Moments momentsOf(std::span<const X> data)
{
    double sum = 0, squares = 0, count = 0;
    for (const X v : data)
        if (std::isfinite(v)) {
            sum += static_cast<double>(v);
            ++count;
        }
    if (count == 0) return {};
    const double mean = sum / count;
    for (const X v : data)
        if (std::isfinite(v)) squares += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean);
    return {mean, std::sqrt(squares / count)};
}

Samples::Moments momentsOf(const Histogram& h)
{
    return {h.mean(), std::sqrt(std::max(0.0, h.meanSquare() - h.mean() * h.mean()))};
}

template<typename X>
double powerErrorOf(std::span<const X> data, const Quantizer& q, size_t slice, double p, double enough)
{
    constexpr size_t kBlock = 1024;
    X rounded[kBlock];
    double total = 0;
    for (size_t begin = 0; begin < data.size() && total < enough; begin += kBlock) {
        const auto block = data.subspan(begin, std::min(kBlock, data.size() - begin));
        fakeQuantize(block, q, slice, std::span<X>(rounded, block.size()));
        for (size_t i = 0; i < block.size(); ++i) {
            const double e = std::fabs(static_cast<double>(rounded[i]) - static_cast<double>(block[i]));
            if (e > 0 && std::isfinite(e)) total += std::pow(e, p);
        }
    }
    return total;
}

double powerErrorOf(const Histogram& h, const Quantizer& q, size_t slice, double p, double enough)
{
    double total = 0;
    for (const Weighted& bin : sortedOf(h)) {
        double rounded = 0;
        fakeQuantize(std::span<const double>(&bin.value, 1), q, slice, std::span<double>(&rounded, 1));
        if (const double e = std::fabs(rounded - bin.value); e > 0) total += bin.weight * std::pow(e, p);
        if (total >= enough) break;
    }
    return total;
}

} // namespace

double Samples::powerError(const Quantizer& quantizer, size_t slice, double p, double enough) const
{
    return visit([&](const auto& data) { return powerErrorOf(data, quantizer, slice, p, enough); });
}

Samples::Moments Samples::moments() const
{
    return visit([&](const auto& data) { return momentsOf(data); });
}

std::vector<Weighted> Samples::sorted() const
{
    return visit([&](const auto& data) { return sortedOf(data); });
}

Histogram Samples::histogram() const
{
    return visit([&](const auto& data) -> Histogram { return histogramOf(data); });
}

std::vector<Range> Samples::portions() const
{
    if (empty()) return {};
    std::vector<Range> result;
    if (const auto* const* histogram = std::get_if<const Histogram*>(&m_data))
        for (const auto& [low, high] : (*histogram)->portions())
            result.push_back({low, high});
    else
        result.push_back({low(), high()});
    return result;
}

} // namespace bitladder::quant
