// How an exact sum becomes an output, element by element: the definition of the contract in kernels.h. For scalar files
// only; everything here has internal linkage.
#pragma once
#include "core/kernels/kernels.h"

namespace bitladder::kernels::detail
{

template<typename T> static inline T clampLikeTheContract(T v, T lo, T hi)
{
    return v < lo ? lo : (v > hi ? hi : v);
}

// clamp(rint(y), ±2^30) + zero, clamped to [qlo, qhi]; a NaN gives what the caller says.
static inline int32_t codeOf(float y, int32_t zero, int32_t qlo, int32_t qhi, int32_t nan)
{
    if (y != y) return nan;
    constexpr float kLimit = 1073741824.0f;
    const int32_t q = static_cast<int32_t>(clampLikeTheContract(__builtin_rintf(y), -kLimit, kLimit)) + zero;
    return clampLikeTheContract(q, qlo, qhi);
}

// IntTile, WideTile and DepthwiseU8 share these members.
template<typename Tile, typename Acc> static inline void storeSum(const Tile& tile, ptrdiff_t at, int c, Acc s)
{
    if (tile.store == Store::Raw) {
        static_cast<Acc*>(tile.out)[at] = s;
        return;
    }
    const float y
        = clampLikeTheContract(__builtin_fmaf(static_cast<float>(s), tile.scale[c], tile.bias[c]), tile.lo, tile.hi);
    switch (tile.store) {
    case Store::Float:
        static_cast<float*>(tile.out)[at] = y;
        break;
    case Store::U8:
        static_cast<uint8_t*>(tile.out)[at] = static_cast<uint8_t>(codeOf(y, tile.zero, tile.qlo, tile.qhi, tile.qlo));
        break;
    case Store::S16:
        static_cast<int16_t*>(tile.out)[at] = static_cast<int16_t>(codeOf(y, tile.zero, tile.qlo, tile.qhi, tile.qlo));
        break;
    case Store::Raw:
        break;
    }
}

// Sums wrap modulo 2^32 or 2^64, as the vector kernels' do; the caller guarantees that the final one fits.
static inline int32_t wrappingAdd(int32_t a, int32_t b)
{
    return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b));
}
static inline int64_t wrappingAdd(int64_t a, int64_t b)
{
    return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}

template<typename Acc> static inline void finishSum(const IntTileOf<Acc>& tile, int r, int c, Acc acc)
{
    Acc s = wrappingAdd(acc, tile.correction[c]);
    if (tile.rowCorrection) s = wrappingAdd(s, tile.rowCorrection[r][c]);
    storeSum(tile, r * tile.outStride + c, c, s);
}

} // namespace bitladder::kernels::detail
