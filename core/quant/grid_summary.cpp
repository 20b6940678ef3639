#include "core/quant/grid_summary.h"

#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <limits>

namespace bitladder::quant
{

namespace
{

constexpr size_t kMostLevels = size_t {1} << 16;

double smallestGap(const std::vector<double>& levels)
{
    double gap = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i + 1 < levels.size(); ++i)
        gap = std::min(gap, levels[i + 1] - levels[i]);
    return levels.size() < 2 ? 0 : gap;
}

} // namespace

GridSummary summaryOf(const Quantizer& q)
{
    GridSummary summary;
    summary.slices = q.scales.size();
    const auto [leastScale, mostScale] = std::ranges::minmax(q.scales);
    summary.leastScale = leastScale;
    summary.mostScale = mostScale;
    const auto [leastZero, mostZero] = std::ranges::minmax(q.zeroPoints);
    summary.leastZero = leastZero;
    summary.mostZero = mostZero;
    const bool ownLevels = q.levelCount > 0 && q.levels.size() > q.levelCount;
    if (ownLevels) {
        summary.leastStep = std::numeric_limits<double>::infinity();
        for (size_t s = 0; s < q.scales.size(); ++s) {
            const auto levels = levelsOf(q, s, kMostLevels);
            summary.levels = std::max(summary.levels, levels.size());
            summary.leastStep = std::min(summary.leastStep, smallestGap(levels));
            summary.mostStep = std::max(summary.mostStep, smallestGap(levels));
        }
        return summary;
    }
    // All slices are the same grid, scaled.
    const auto levels = levelsOf(q, 0, kMostLevels);
    summary.levels = levels.size();
    double step = smallestGap(levels) / q.scale(0);
    if (levels.empty() && q.format.family->affine) step = 1;
    summary.leastStep = step * leastScale;
    summary.mostStep = step * mostScale;
    return summary;
}

std::string rangeText(double least, double most)
{
    return least == most ? fmt::format("{:.6g}", least) : fmt::format("{:.6g} to {:.6g}", least, most);
}

} // namespace bitladder::quant
