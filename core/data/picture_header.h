// What a picture file claims of itself, read before anything is decoded: only the formats that are promised get to a
// decoder, and only in sizes that their bytes make believable.
#pragma once
#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>

namespace bitladder::data
{

enum class PictureFormat : unsigned char { Png, Jpeg, Bmp, Tiff, WebP };

struct PictureHeader {
    PictureFormat format = PictureFormat::Png;
    int width = 0, height = 0; // as stored
    int orientation
        = 1; // EXIF, of PNG and WebP: 1 is upright, 6 and 8 lie on a side (a JPEG's is applied by its decoder)
};

// Fails where the file ends before the picture does: a decoder would make up the rest.
// At most 64 Mi pixels, and no more than 1 Mi + 2048 for each byte of the file (no format compresses photographs like
// that).
Result<PictureHeader> readPictureHeader(std::span<const std::byte> bytes, const std::string& name);

} // namespace bitladder::data
