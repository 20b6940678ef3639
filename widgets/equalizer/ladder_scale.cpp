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
constexpr std::array<Knot, 5> kKnots {{{0.0, 0.0}, {8.0, 0.5}, {16.0, 0.73}, {32.0, 0.89}, {64.0, 1.0}}};

} // namespace

double ladderPosition(double bits)
{
    const double clamped = std::clamp(bits, 0.0, 64.0);
    for (std::size_t i = 1; i < kKnots.size(); ++i) {
        if (clamped <= kKnots[i].bits) {
            const Knot& a = kKnots[i - 1];
            const Knot& b = kKnots[i];
            return a.position + (clamped - a.bits) / (b.bits - a.bits) * (b.position - a.position);
        }
    }
    return 1.0;
}

double ladderBits(double position)
{
    const double clamped = std::clamp(position, 0.0, 1.0);
    for (std::size_t i = 1; i < kKnots.size(); ++i) {
        if (clamped <= kKnots[i].position) {
            const Knot& a = kKnots[i - 1];
            const Knot& b = kKnots[i];
            return a.bits + (clamped - a.position) / (b.position - a.position) * (b.bits - a.bits);
        }
    }
    return 64.0;
}

int nearestWidth(double position)
{
    return std::clamp(static_cast<int>(std::lround(ladderBits(position))), kMinBits, kMaxBits);
}

} // namespace bitladder::widgets
