// Where the front of what was measured has gaps: neighbours whose costs lie far apart while what they are worth
// differs.
#pragma once
#include <span>
#include <vector>

namespace bitladder::analysis
{

struct CostAndRate {
    double cost = 0, rate = 0; // cost > 0
};
struct FrontGap {
    double low = 0, high = 0; // costs of the two neighbours
    double size = 0; // difference of the rates × logarithm of the ratio of costs, shared by the points in between
};
// Largest first. Points in between did not close it, so that the gap counts less with each. `points`: any order.
std::vector<FrontGap> frontGaps(std::span<const CostAndRate> points);

} // namespace bitladder::analysis
