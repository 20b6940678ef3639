// Animated GIF files (GIF89a): pictures of indexed colours, each shown for a while, repeated for ever. Own, small and
// complete: OpenCV and Qt as Debian ships them write none.
#pragma once
#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bitladder::lesson
{

struct GifColor {
    uint8_t red = 0, green = 0, blue = 0;
    friend bool operator==(const GifColor&, const GifColor&) = default;
};

struct GifFrame {
    std::vector<uint8_t> pixels; // [height, width], places in the palette
    int milliseconds = 400; // shown so long; GIF counts in hundredths of a second
};

struct GifMovie {
    int width = 0, height = 0; // 1 … 65535
    std::vector<GifColor> palette; // 1 … 256, of all frames
    std::vector<GifFrame> frames; // at least one
};

// The bytes of the file. Fails where a size is none, or a pixel lies beyond the palette.
Result<std::string> gifBytes(const GifMovie& movie);

} // namespace bitladder::lesson
