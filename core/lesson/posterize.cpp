#include "core/lesson/posterize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace bitladder::lesson
{

namespace
{

constexpr double kPeak = 255;

// A rectangle of one channel, or of all of them, that shares a grid.
struct Area {
    int left, top, right, bottom; // without right and bottom
    int firstChannel, lastChannel; // without the last
};

template<typename Visit> void eachValue(const data::Picture& picture, const Area& area, Visit visit)
{
    for (int y = area.top; y < area.bottom; ++y)
        for (int x = area.left; x < area.right; ++x)
            for (int c = area.firstChannel; c < area.lastChannel; ++c)
                visit((static_cast<size_t>(y) * static_cast<size_t>(picture.width) + static_cast<size_t>(x))
                        * static_cast<size_t>(picture.channels)
                    + static_cast<size_t>(c));
}

std::vector<Area> areasOf(const data::Picture& picture, const PosterizeQuestion& question)
{
    using Grid = PosterizeQuestion::Grid;
    if (question.grid == Grid::Picture) return {{0, 0, picture.width, picture.height, 0, picture.channels}};
    std::vector<Area> areas;
    const int side
        = question.grid == Grid::Block ? std::max(1, question.block) : std::max(picture.width, picture.height);
    for (int top = 0; top < picture.height; top += side)
        for (int left = 0; left < picture.width; left += side)
            for (int c = 0; c < picture.channels; ++c)
                areas.push_back(
                    {left, top, std::min(left + side, picture.width), std::min(top + side, picture.height), c, c + 1});
    return areas;
}

} // namespace

Result<Posterized> posterize(const data::Picture& picture, const PosterizeQuestion& question, const Job& job)
{
    if (question.bits < 1 || question.bits > 8) return fail("{} bits: 1 to 8 are possible", question.bits);
    const size_t count = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height)
        * static_cast<size_t>(picture.channels);
    if (count == 0 || picture.pixels.size() != count) return fail("the picture is empty");
    Posterized result {picture};
    const double steps = std::ldexp(1.0, question.bits) - 1;
    double error2 = 0;
    for (const Area& area : areasOf(picture, question)) {
        if (job.stopped()) return cancelled();
        double low = kPeak, high = 0;
        eachValue(picture, area, [&](size_t i) {
            low = std::min(low, static_cast<double>(picture.pixels[i]));
            high = std::max(high, static_cast<double>(picture.pixels[i]));
        });
        ++result.grids;
        const double step = (high - low) / steps;
        if (!(step > 0)) continue; // one value is exact
        eachValue(picture, area, [&](size_t i) {
            const double x = static_cast<double>(picture.pixels[i]);
            const double whole
                = question.rounding->apply((x - low) / step, quant::chanceAt(question.seed, static_cast<uint64_t>(i)));
            result.picture.pixels[i] = static_cast<float>(low + std::clamp(whole, 0.0, steps) * step);
            const double e = static_cast<double>(result.picture.pixels[i]) - x;
            error2 += e * e;
        });
    }
    constexpr double kDb = 10;
    result.psnrDb = kDb * std::log10(kPeak * kPeak * static_cast<double>(count) / error2);
    std::set<std::array<float, 3>> colours;
    for (size_t i = 0; i < count; i += static_cast<size_t>(picture.channels)) {
        std::array<float, 3> colour {};
        std::copy_n(result.picture.pixels.begin() + static_cast<std::ptrdiff_t>(i), std::min(picture.channels, 3),
            colour.begin());
        colours.insert(colour);
    }
    result.colours = colours.size();
    return result;
}

} // namespace bitladder::lesson
