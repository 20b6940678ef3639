#include "widgets/equalizer/ladder_scale.h"

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

struct Knot {
    double bits;
    double position;
};

// Half of the way belongs to 8…1, where people work; a fader 100 px high then still has 6 px for a bit.
using Knots = std::array<Knot, 5>;
constexpr Knots kOpen {{{0.0, 0.0}, {8.0, 0.5}, {16.0, 0.73}, {32.0, 0.89}, {64.0, 1.0}}};
constexpr Knots kClosed {{{0.0, 0.0}, {8.0, 0.64}, {16.0, 0.86}, {32.0, 0.94}, {64.0, 1.0}}};

const Knots& knotsOf(Fold fold)
{
    return fold == Fold::Closed ? kClosed : kOpen;
}

} // namespace

double ladderPosition(double bits, Fold fold)
{
    const Knots& knots = knotsOf(fold);
    const double clamped = std::clamp(bits, 0.0, 64.0);
    for (std::size_t i = 1; i < knots.size(); ++i) {
        if (clamped <= knots[i].bits) {
            const Knot& a = knots[i - 1];
            const Knot& b = knots[i];
            return a.position + (clamped - a.bits) / (b.bits - a.bits) * (b.position - a.position);
        }
    }
    return 1.0;
}

double ladderBits(double position, Fold fold)
{
    const Knots& knots = knotsOf(fold);
    const double clamped = std::clamp(position, 0.0, 1.0);
    for (std::size_t i = 1; i < knots.size(); ++i) {
        if (clamped <= knots[i].position) {
            const Knot& a = knots[i - 1];
            const Knot& b = knots[i];
            return a.bits + (clamped - a.position) / (b.position - a.position) * (b.bits - a.bits);
        }
    }
    return 64.0;
}

int nearestWidth(double position, Fold fold)
{
    return std::clamp(static_cast<int>(std::lround(ladderBits(position, fold))), kMinBits, kMaxBits);
}

} // namespace bitladder::widgets
