#include "core/methods/level_grid.h"

#include "core/quant/quantize.h"

#include <algorithm>

namespace bitladder::methods
{

std::optional<LevelGrid> LevelGrid::of(const quant::Quantizer& quantizer)
{
    constexpr size_t kMost = 4096;
    LevelGrid grid;
    grid.m_levels.resize(quantizer.scales.size());
    for (size_t s = 0; s < grid.m_levels.size(); ++s) {
        grid.m_levels[s] = quant::levelsOf(quantizer, s, kMost);
        if (grid.m_levels[s].empty()) return std::nullopt;
    }
    return grid;
}

LevelGrid::Between LevelGrid::around(double x, size_t slice) const
{
    const auto& all = levels(slice);
    const auto above = std::ranges::lower_bound(all, x);
    if (above == all.end()) return {all.back(), all.back()};
    if (above == all.begin() || *above == x) return {*above, *above};
    return {*std::prev(above), *above};
}

double LevelGrid::nearest(double x, size_t slice) const
{
    const auto [below, above] = around(x, slice);
    return x - below <= above - x ? below : above;
}

std::vector<size_t> slicesOf(const quant::Quantizer& quantizer, size_t channel, size_t length)
{
    std::vector<size_t> slices(length);
    quantizer.eachSlice(channel, length, [&](size_t slice, size_t first, size_t count) {
        std::fill_n(slices.begin() + static_cast<ptrdiff_t>(first), count, slice);
    });
    return slices;
}

quant::QuantizedTensor codesOfLevels(
    std::vector<double> levels, int64_t channels, const quant::Quantizer& quantizer, const Threads& threads)
{
    quant::ChannelValues values;
    values.channels = channels;
    values.perChannel = static_cast<int64_t>(levels.size()) / channels;
    values.f64 = std::move(levels);
    quant::Quantizer exact = quantizer;
    exact.rounding = &quant::kHalfEven;
    auto tensor = quant::quantizeNearest(values, std::move(exact), threads);
    tensor.quantizer.rounding = quantizer.rounding;
    return tensor;
}

} // namespace bitladder::methods
