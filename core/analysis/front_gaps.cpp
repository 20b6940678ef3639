#include "core/analysis/front_gaps.h"

#include <algorithm>
#include <cmath>

namespace bitladder::analysis
{

std::vector<FrontGap> frontGaps(std::span<const CostAndRate> points)
{
    std::vector<CostAndRate> all(points.begin(), points.end()), front;
    std::ranges::stable_sort(all, {}, &CostAndRate::cost);
    for (const CostAndRate& point : all)
        if (front.empty() || point.rate > front.back().rate) front.push_back(point);
    std::vector<FrontGap> gaps;
    for (size_t i = 1; i < front.size(); ++i) {
        const CostAndRate &low = front[i - 1], &high = front[i];
        if (!(low.cost > 0 && high.cost > low.cost)) continue;
        const auto between = std::ranges::count_if(
            all, [&](const CostAndRate& point) { return point.cost > low.cost && point.cost < high.cost; });
        gaps.push_back({low.cost, high.cost,
            (high.rate - low.rate) * std::log(high.cost / low.cost) / static_cast<double>(1 + between)});
    }
    std::ranges::stable_sort(gaps, std::ranges::greater(), &FrontGap::size);
    return gaps;
}

} // namespace bitladder::analysis
