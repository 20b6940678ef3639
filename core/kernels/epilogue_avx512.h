// How exact sums become outputs, a vector of columns at a time. The tile's sums come through a small buffer: one copy of
// this code serves every tile height, and the loop over the depth keeps the registers to itself. For files of the AVX-512
// level only; everything here has internal linkage.
#pragma once
#include "core/kernels/kernels.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

inline __mmask16 firstLanes16(int count)
{
    return static_cast<__mmask16>(count >= 16 ? 0xffffu : (1u << count) - 1);
}
inline __mmask8 firstLanes8(int count)
{
    return static_cast<__mmask8>(count >= 8 ? 0xffu : (1u << count) - 1);
}

// What the rows of a tile share. A code is clamped before the zero point is added, which gives the same and lets the
// conversion's answer to a NaN, the smallest integer, become qlo. Values beyond the integers are clamped beforehand, in the
// limits themselves: those are whole numbers, so that it does not matter whether rounding or clamping comes first.
struct Finish {
    __m512 lo, hi;
    __m512i zero, qlo, qhi; // qlo and qhi without the zero point
};

template<typename Tile> inline Finish finishOf(const Tile& tile)
{
    Finish f = {_mm512_set1_ps(tile.lo), _mm512_set1_ps(tile.hi), _mm512_set1_epi32(tile.zero),
        _mm512_set1_epi32(tile.qlo - tile.zero), _mm512_set1_epi32(tile.qhi - tile.zero)};
    if (tile.store != Store::Float) {
        const __m512 limit = _mm512_set1_ps(1073741824.0f);
        const __m512 minusLimit = _mm512_set1_ps(-1073741824.0f);
        f.lo = _mm512_min_ps(limit, _mm512_max_ps(minusLimit, f.lo));
        f.hi = _mm512_min_ps(limit, _mm512_max_ps(minusLimit, f.hi));
    }
    return f;
}

inline __m512 scaled(const Finish& f, __m512 x, __m512 scale, __m512 bias)
{
    // The order of the operands lets a NaN through, as the contract's clamp does.
    return _mm512_min_ps(f.hi, _mm512_max_ps(f.lo, _mm512_fmadd_ps(x, scale, bias)));
}

inline __m512i codesOf(const Finish& f, __m512 y)
{
    const __m512i q = _mm512_min_epi32(f.qhi, _mm512_max_epi32(f.qlo, _mm512_cvtps_epi32(y)));
    return _mm512_add_epi32(q, f.zero);
}

// The same for bytes, four vectors at a time, where everything fits 16 bits: the codes' limits become limits of y (whole
// numbers again), the zero point is added in 16 bits, and a NaN stays the smallest number until qlo is taken instead.
struct ByteFinish {
    __m512 lo, hi;
    __m512i zero, qlo; // 16 bits, 8 bits

    template<typename Tile> static bool fits(const Tile& tile)
    {
        return tile.store == Store::U8 && tile.qlo >= 0 && tile.qlo <= tile.qhi && tile.qhi <= 255
            && tile.zero >= -32000 && tile.zero <= 32000;
    }
    template<typename Tile> static ByteFinish of(const Tile& tile)
    {
        const __m512 least = _mm512_set1_ps(static_cast<float>(tile.qlo - tile.zero));
        const __m512 most = _mm512_set1_ps(static_cast<float>(tile.qhi - tile.zero));
        return {_mm512_min_ps(most, _mm512_max_ps(least, _mm512_set1_ps(tile.lo))),
            _mm512_min_ps(most, _mm512_max_ps(least, _mm512_set1_ps(tile.hi))),
            _mm512_set1_epi16(static_cast<int16_t>(tile.zero)), _mm512_set1_epi8(static_cast<char>(tile.qlo))};
    }
    // One code without its zero point per lane.
    __m512i rounded(__m512i sum, __m512 scale, __m512 bias) const
    {
        const __m512 y = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, bias);
        return _mm512_cvtps_epi32(_mm512_min_ps(hi, _mm512_max_ps(lo, y)));
    }
    // Within every 128-bit lane: the bytes of q0, q1, q2, q3.
    __m512i packed(__m512i q0, __m512i q1, __m512i q2, __m512i q3) const
    {
        const __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(q0, q1), zero);
        const __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(q2, q3), zero);
        return _mm512_max_epu8(_mm512_packus_epi16(low, high), qlo);
    }
};

// y = fma(x, scale, bias), clamped, stored as the tile wants it; `at` counts elements of the output.
template<Store kStore, typename Tile>
inline void storeScaled(
    const Tile& tile, const Finish& f, __m512 x, __m512 scale, __m512 bias, ptrdiff_t at, __mmask16 mask)
{
    const __m512 y = scaled(f, x, scale, bias);
    if constexpr (kStore == Store::Float) {
        float* out = static_cast<float*>(tile.out) + at;
        if (mask == 0xffff)
            _mm512_storeu_ps(out, y);
        else
            _mm512_mask_storeu_ps(out, mask, y);
    } else {
        const __m512i q = codesOf(f, y);
        if constexpr (kStore == Store::U8) {
            uint8_t* out = static_cast<uint8_t*>(tile.out) + at;
            const __m128i bytes = _mm512_cvtepi32_epi8(q);
            if (mask == 0xffff)
                _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
            else
                _mm_mask_storeu_epi8(out, mask, bytes);
        } else {
            int16_t* out = static_cast<int16_t*>(tile.out) + at;
            const __m256i words = _mm512_cvtepi32_epi16(q);
            if (mask == 0xffff)
                _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), words);
            else
                _mm256_mask_storeu_epi16(out, mask, words);
        }
    }
}

// Whether the tile's correction is in the sums already, because the accumulators started there.
enum class Correction { Missing, Added };

template<Store kStore> inline void finishRows(const IntTile& tile, const int32_t* sums, Correction state)
{
    const TileInput& in = tile.in;
    const Finish f = finishOf(tile);
    for (int c = 0; c < in.n; c += 16) {
        const __mmask16 mask = firstLanes16(in.n - c);
        const __m512i correction = state == Correction::Missing ? _mm512_maskz_loadu_epi32(mask, tile.correction + c)
                                                                : _mm512_setzero_si512();
        const __m512 scale = kStore == Store::Raw ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(mask, tile.scale + c);
        const __m512 bias = kStore == Store::Raw ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(mask, tile.bias + c);
        for (int r = 0; r < in.m; ++r) {
            __m512i s = _mm512_add_epi32(_mm512_maskz_loadu_epi32(mask, sums + r * in.panelWidth + c), correction);
            if (tile.rowCorrection) s = _mm512_add_epi32(s, _mm512_maskz_loadu_epi32(mask, tile.rowCorrection[r] + c));
            const ptrdiff_t at = r * tile.outStride + c;
            if constexpr (kStore == Store::Raw)
                _mm512_mask_storeu_epi32(static_cast<int32_t*>(tile.out) + at, mask, s);
            else
                storeScaled<kStore>(tile, f, _mm512_cvtepi32_ps(s), scale, bias, at, mask);
        }
    }
}

template<Store kStore> inline void finishRows(const WideTile& tile, const int64_t* sums, Correction)
{
    const TileInput& in = tile.in;
    const Finish f = finishOf(tile);
    for (int c = 0; c < in.n; c += 8) {
        const __mmask8 mask = firstLanes8(in.n - c);
        const __m512i correction = _mm512_loadu_si512(tile.correction + c);
        const __m256 scale = kStore == Store::Raw ? _mm256_setzero_ps() : _mm256_loadu_ps(tile.scale + c);
        const __m256 bias = kStore == Store::Raw ? _mm256_setzero_ps() : _mm256_loadu_ps(tile.bias + c);
        for (int r = 0; r < in.m; ++r) {
            __m512i s = _mm512_add_epi64(_mm512_load_si512(sums + r * in.panelWidth + c), correction);
            if (tile.rowCorrection) s = _mm512_add_epi64(s, _mm512_loadu_si512(tile.rowCorrection[r] + c));
            const ptrdiff_t at = r * tile.outStride + c;
            if constexpr (kStore == Store::Raw)
                _mm512_mask_storeu_epi64(static_cast<int64_t*>(tile.out) + at, mask, s);
            else // one rounding from 64 bits; the upper half of the vector is never stored
                storeScaled<kStore>(tile, f, _mm512_castps256_ps512(_mm512_cvtepi64_ps(s)),
                    _mm512_castps256_ps512(scale), _mm512_castps256_ps512(bias), at, mask);
        }
    }
}

// Bytes of panels of 32 columns, two rows at a time: the usual case of a quantized network.
[[maybe_unused]] __attribute__((noinline)) void finishBytes(const IntTile& tile, const int32_t* sums)
{
    const TileInput& in = tile.in;
    const ByteFinish f = ByteFinish::of(tile);
    const auto mask = static_cast<__mmask32>(in.n >= 32 ? ~0u : (1u << in.n) - 1);
    const __m512 scale0 = _mm512_loadu_ps(tile.scale);
    const __m512 scale1 = _mm512_loadu_ps(tile.scale + 16);
    const __m512 bias0 = _mm512_loadu_ps(tile.bias);
    const __m512 bias1 = _mm512_loadu_ps(tile.bias + 16);
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    uint8_t* out = static_cast<uint8_t*>(tile.out);
    for (int r = 0; r < in.m; r += 2, out += 2 * tile.outStride) {
        const int32_t* first = sums + r * 32;
        const int32_t* second = r + 1 < in.m ? first + 32 : first;
        const __m512i bytes = f.packed(f.rounded(_mm512_load_si512(first), scale0, bias0),
            f.rounded(_mm512_load_si512(first + 16), scale1, bias1),
            f.rounded(_mm512_load_si512(second), scale0, bias0),
            f.rounded(_mm512_load_si512(second + 16), scale1, bias1));
        const __m512i inOrder = _mm512_permutexvar_epi32(order, bytes);
        _mm256_mask_storeu_epi8(out, mask, _mm512_castsi512_si256(inOrder));
        if (r + 1 < in.m) _mm256_mask_storeu_epi8(out + tile.outStride, mask, _mm512_extracti64x4_epi64(inOrder, 1));
    }
}

// sums: [m, panelWidth], 64-byte aligned. A panel of bit planes may be narrower than a vector, hence the masks.
template<typename Acc>
__attribute__((noinline)) void finish(
    const IntTileOf<Acc>& tile, const Acc* sums, Correction state = Correction::Missing)
{
    switch (tile.store) {
    case Store::Float:
        return finishRows<Store::Float>(tile, sums, state);
    case Store::U8:
        return finishRows<Store::U8>(tile, sums, state);
    case Store::S16:
        return finishRows<Store::S16>(tile, sums, state);
    case Store::Raw:
        return finishRows<Store::Raw>(tile, sums, state);
    }
}

} // namespace

} // namespace bitladder::kernels::detail
