// What the epilogues of all vector levels ask before they store codes as bytes. For files with instruction set flags;
// everything here has internal linkage.
#pragma once
#include "core/kernels/kernels.h"

namespace bitladder::kernels::detail
{

namespace
{

// Whether limits have to be taken, or what narrows to bytes saturates at them anyway.
enum class Limits { Taken, Saturated };

// Bytes whose limits and zero point fit 16 bits.
template<typename Tile> bool fitsBytes(const Tile& tile)
{
    return tile.store == Store::U8 && tile.qlo >= 0 && tile.qlo <= tile.qhi && tile.qhi <= 255 && tile.zero >= -32000
        && tile.zero <= 32000;
}

// Precondition: fitsBytes(tile).
template<typename Tile> Limits limitsOf(const Tile& tile)
{
    const bool saturates = tile.range == SumBound::Bounded && tile.qlo == 0 && tile.qhi == 255
        && tile.lo <= static_cast<float>(-tile.zero) && tile.hi >= static_cast<float>(255 - tile.zero);
    return saturates ? Limits::Saturated : Limits::Taken;
}

} // namespace

} // namespace bitladder::kernels::detail
