// What was *computed* from a spec: a grid for numbers. A slice is what shares one scale: the whole tensor, a channel,
// or a group of neighbours within a channel.
#pragma once
#include "core/quant/format.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace bitladder::quant
{

enum class Symmetry : unsigned char { Symmetric, Asymmetric };
// Group: so many neighbours of a channel, in the order [taps, input channels] of its weights, share a scale.
enum class Granularity : unsigned char { Tensor, Channel, Group };
// Which scales there may be. PowerOfTwo: 2^k, the smallest that covers the range, so that scaling is a shift.
enum class ScaleRule : unsigned char { Any, PowerOfTwo };

struct RoundingRule; // rounding.h
extern const RoundingRule kHalfEven;

struct Range {
    double low = 0, high = 0;
    friend bool operator==(const Range&, const Range&) = default;
};

// For slice s: q = clamp(rint(x / scale[s]) + zero[s], qmin, qmax), x̂ = (q − zero[s])·scale[s].
// Integers: symmetric uses the narrow range ±(2^(b−1) − 1) and zero 0; asymmetric the full range. Scales of integers of
// up to 16 bits, of ternary and binary are float32 values, and the division is done in float32; wider ones use double
// for both. Float formats: x̂ = roundToFloat(x / scale)·scale; scale is 1 from 16 bits on.
// Binary: q = x < 0 ? −1 : +1. Ternary: qmin = −1, qmax = 1. Code books: x̂ = levels[q]·scale. Other families: as their
// files say.
struct Quantizer {
    NumberFormat format = kFloat32;
    Granularity granularity = Granularity::Tensor;
    int64_t groupSize = 0; // of Granularity::Group
    int64_t qmin = 0, qmax = 0; // of families with codes
    std::vector<double> scales; // one, or one per slice
    std::vector<int64_t> zeroPoints; // as many
    std::vector<Range> clips; // as many: the values that qmin and qmax stand for
    const RoundingRule* rounding = &kHalfEven; // of x / scale; never null
    uint64_t seed = 0; // of rounding rules that throw dice
    ScaleRule scaleRule = ScaleRule::Any;
    double tensorScale = 1; // of formats with scales on two levels: what all slices' scales are multiples of
    std::vector<double> thresholds; // of formats with a limit of their own: one per slice
    // Of code books: so many for each slice, or once for all slices; ascending, in units of the scale.
    std::vector<float> levels;
    size_t levelCount = 0; // of one slice
    int64_t axis = 0; // of grids that a file gives: the axis along which the slices lie
    // Of activations: every run finds scale and zero point anew; those here are of the calibration. See ofRun().
    bool perRun = false;

    double scale(size_t slice) const { return scales[scales.size() == 1 ? 0 : slice]; }
    int64_t zeroPoint(size_t slice) const { return zeroPoints[zeroPoints.size() == 1 ? 0 : slice]; }
    std::span<const float> levelsAt(size_t slice) const
    {
        const std::span<const float> all(levels);
        return all.subspan(levels.size() == levelCount ? 0 : slice * levelCount, levelCount);
    }
    Range clip(size_t slice) const { return clips[clips.size() == 1 ? 0 : slice]; }
    // Calls visit(slice, first, count) for the slices of one channel of `length` values.
    template<typename Visit> void eachSlice(size_t channel, size_t length, Visit visit) const
    {
        if (granularity != Granularity::Group) {
            visit(granularity == Granularity::Tensor ? size_t {0} : channel, size_t {0}, length);
            return;
        }
        const auto size = static_cast<size_t>(groupSize);
        const size_t groups = (length + size - 1) / size;
        for (size_t g = 0; g < groups; ++g)
            visit(channel * groups + g, g * size, std::min(size, length - g * size));
    }
    friend bool operator==(const Quantizer&, const Quantizer&) = default;
};

// True where the contract divides in float32.
bool dividesInFloat(const NumberFormat& format);

} // namespace bitladder::quant
