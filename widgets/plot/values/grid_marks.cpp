#include "widgets/plot/values/grid_marks.h"

namespace bitladder::widgets
{

GridMarks gridMarks(const std::vector<double>& pixels, double minGap)
{
    GridMarks marks;
    std::size_t first = 0;
    while (first < pixels.size()) {
        std::size_t last = first;
        while (last + 1 < pixels.size() && pixels[last + 1] - pixels[last] < minGap)
            ++last;
        if (last == first)
            marks.lines.push_back(pixels[first]);
        else
            marks.bands.emplace_back(pixels[first], pixels[last]);
        first = last + 1;
    }
    return marks;
}

} // namespace bitladder::widgets
