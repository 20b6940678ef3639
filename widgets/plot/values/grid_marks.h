// Decides how representable values are drawn: alone as a line where the neighbours are far enough away, together as a
// shaded band where they are too close to be told apart. Works on pixels, knows no plot.
#pragma once

#include <utility>
#include <vector>

namespace bitladder::widgets
{

struct GridMarks {
    std::vector<double> lines; // pixel positions, increasing
    std::vector<std::pair<double, double>> bands; // from pixel, to pixel; disjoint and increasing
};

// Neighbours nearer than this many pixels merge into a band.
inline constexpr double kMinGridGap = 3.0;

// `pixels` increases.
GridMarks gridMarks(const std::vector<double>& pixels, double minGap = kMinGridGap);

} // namespace bitladder::widgets
