// Pictures changed a little, so that a few of them teach as many would: turned, moved, scaled, mirrored, brighter or
// darker, with noise.
#pragma once
#include "core/data/picture.h"

#include <cstdint>

namespace bitladder::data
{

// How far each change may go; 0: not at all. Each picture draws its own, uniformly.
struct Augmentation {
    double turn = 0; // degrees to either side
    double shift = 0; // of the picture's sides, to either side
    double scale = 0; // share by which it may grow or shrink
    double brightness = 0; // of the full range, up or down
    double contrast = 0; // share by which it may grow or shrink
    double noise = 0; // of the full range, the deviation of each pixel's
    double mirror = 0; // the chance that left and right change places, 0 … 1
    bool none() const
    {
        return turn == 0 && shift == 0 && scale == 0 && brightness == 0 && contrast == 0 && noise == 0 && mirror == 0;
    }
    friend bool operator==(const Augmentation&, const Augmentation&) = default;
};

struct AugmentationField {
    std::string_view name;
    double Augmentation::*value;
    double most;
};
std::span<const AugmentationField> augmentationFields();

// The same picture, changes and seed give the same result. What comes in from outside is the nearest pixel of the edge.
Picture augmented(const Picture& picture, const Augmentation& changes, uint64_t seed);

} // namespace bitladder::data
