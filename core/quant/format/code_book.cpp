#include "core/quant/format/code_book.h"

#include "core/quant/format/affine.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

namespace
{

// The levels of a slice as numbers, and the way to them.
class Book
{
public:
    Book(const Quantizer& quantizer, size_t slice)
        : m_quantizer(quantizer)
    {
        const auto scale = static_cast<float>(quantizer.scale(slice));
        for (const float level : quantizer.levelsAt(slice))
            m_values.push_back(static_cast<double>(level * scale));
        for (size_t i = 0; i + 1 < m_values.size(); ++i)
            m_middles.push_back(m_values[i] / 2 + m_values[i + 1] / 2);
    }

    size_t codeOf(double x, size_t position) const
    {
        if (std::isnan(x)) x = 0;
        if (m_quantizer.rounding != &kHalfEven) return byRule(x, position);
        const auto at = static_cast<size_t>(std::ranges::lower_bound(m_middles, x) - m_middles.begin());
        return at < m_middles.size() && m_middles[at] == x && at % 2 == 1 ? at + 1 : at;
    }
    double valueOf(size_t code) const { return m_values[code]; }
    const std::vector<double>& values() const { return m_values; }

private:
    size_t byRule(double x, size_t position) const
    {
        if (x <= m_values.front()) return 0;
        if (x >= m_values.back()) return m_values.size() - 1;
        const size_t above = static_cast<size_t>(std::ranges::upper_bound(m_values, x) - m_values.begin());
        const size_t below = above - 1;
        const double gap = m_values[above] - m_values[below];
        // Counted from the neighbour that is nearer to zero, so that odd rules stay odd.
        if (m_values[above] <= 0) {
            const auto parity = static_cast<double>(above % 2);
            const double whole = toWhole(-(parity + (m_values[above] - x) / gap), m_quantizer, position);
            return whole + parity < 0 ? below : above;
        }
        const auto parity = static_cast<double>(below % 2);
        const double whole = toWhole(parity + (x - m_values[below]) / gap, m_quantizer, position);
        return whole - parity > 0 ? above : below;
    }

    const Quantizer& m_quantizer;
    std::vector<double> m_values, m_middles;
};

template<typename X>
void roundAll(std::span<const X> x, const Quantizer& quantizer, size_t slice, std::span<X> out, size_t position)
{
    const Book book(quantizer, slice);
    for (size_t i = 0; i < x.size(); ++i)
        out[i] = static_cast<X>(book.valueOf(book.codeOf(static_cast<double>(x[i]), position + i)));
}

} // namespace

int64_t bookEncode(double x, const Quantizer& quantizer, size_t slice, size_t position)
{
    return static_cast<int64_t>(Book(quantizer, slice).codeOf(x, position));
}

double bookDecode(int64_t q, const Quantizer& quantizer, size_t slice)
{
    return static_cast<double>(
        quantizer.levelsAt(slice)[static_cast<size_t>(q)] * static_cast<float>(quantizer.scale(slice)));
}

void bookRound32(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position)
{
    roundAll(x, quantizer, slice, out, position);
}

void bookRound64(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position)
{
    roundAll(x, quantizer, slice, out, position);
}

std::vector<double> bookLevels(const Quantizer& quantizer, size_t slice, size_t most)
{
    auto values = Book(quantizer, slice).values();
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values.size() > most ? std::vector<double> {} : values;
}

CodeRange bookCodes(const NumberFormat& format, Symmetry)
{
    return {0, (int64_t {1} << format.bits) - 1};
}

void shareLevels(Quantizer& quantizer, std::vector<float> levels)
{
    std::ranges::sort(levels);
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    quantizer.levelCount = levels.size();
    quantizer.levels = std::move(levels);
    quantizer.qmin = 0;
    quantizer.qmax = static_cast<int64_t>(quantizer.levelCount) - 1;
}

void makeRoomForLevels(const QuantSpec& spec, Quantizer& quantizer)
{
    quantizer.levelCount = size_t {1} << spec.format.bits;
    quantizer.levels.assign(quantizer.levelCount * quantizer.scales.size(), 0.0f);
}

void setLevels(Quantizer& quantizer, size_t slice, std::span<const double> levels)
{
    const std::span<float> all(quantizer.levels);
    const auto room
        = all.subspan(all.size() == quantizer.levelCount ? 0 : slice * quantizer.levelCount, quantizer.levelCount);
    std::ranges::transform(levels, room.begin(), [](double level) { return static_cast<float>(level); });
    std::ranges::sort(room);
    quantizer.scales[slice] = 1;
    quantizer.zeroPoints[slice] = 0;
    quantizer.clips[slice] = {static_cast<double>(room.front()), static_cast<double>(room.back())};
}

void evenLevels(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    std::vector<double> levels;
    for (size_t i = 0; i < quantizer.levelCount; ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(quantizer.levelCount - 1);
        levels.push_back(range.low * (1 - share) + range.high * share);
    }
    setLevels(quantizer, slice, levels);
}

void scaleLevels(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    const auto levels = quantizer.levelsAt(slice);
    const double top
        = std::max(std::fabs(static_cast<double>(levels.front())), std::fabs(static_cast<double>(levels.back())));
    const double magnitude = std::max(-range.low, range.high);
    double scale = top > 0 ? storedScale(magnitude / top, quantizer) : 1;
    scale = static_cast<double>(static_cast<float>(scale));
    if (!(scale > 0) || !std::isfinite(scale)) scale = 1;
    quantizer.scales[slice] = scale;
    quantizer.zeroPoints[slice] = 0;
    quantizer.clips[slice]
        = {bookDecode(quantizer.qmin, quantizer, slice), bookDecode(quantizer.qmax, quantizer, slice)};
}

} // namespace bitladder::quant
