// How exact sums become outputs, a vector of columns at a time. The tile's sums come through a small buffer: one copy
// of this code serves every tile height, and the loop over the depth keeps the registers to itself. For files of the
// AVX-512 level only; everything here has internal linkage.
#pragma once
#include "core/kernels/byte_limits.h"

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
// conversion's answer to a NaN, the smallest integer, become qlo. Values beyond the integers are clamped beforehand, in
// the limits themselves: those are whole numbers, so that it does not matter whether rounding or clamping comes first.
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

// The same for bytes, four vectors at a time, where everything fits 16 bits: the codes' limits become limits of y
// (whole numbers again), the zero point is added in 16 bits, and a NaN stays the smallest number until qlo is taken
// instead.
struct ByteFinish {
    __m512 lo, hi;
    __m512i zero, qlo; // 16 bits, 8 bits

    template<typename Tile> static ByteFinish of(const Tile& tile)
    {
        const __m512 least = _mm512_set1_ps(static_cast<float>(tile.qlo - tile.zero));
        const __m512 most = _mm512_set1_ps(static_cast<float>(tile.qhi - tile.zero));
        return {_mm512_min_ps(most, _mm512_max_ps(least, _mm512_set1_ps(tile.lo))),
            _mm512_min_ps(most, _mm512_max_ps(least, _mm512_set1_ps(tile.hi))),
            _mm512_set1_epi16(static_cast<int16_t>(tile.zero)), _mm512_set1_epi8(static_cast<char>(tile.qlo))};
    }
    // One code without its zero point per lane.
    template<Limits kLimits> __m512i rounded(__m512i sum, __m512 scale, __m512 bias) const
    {
        const __m512 y = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, bias);
        if constexpr (kLimits == Limits::Saturated) return _mm512_cvtps_epi32(y);
        return _mm512_cvtps_epi32(_mm512_min_ps(hi, _mm512_max_ps(lo, y)));
    }
    // Within every 128-bit lane: the bytes of q0, q1, q2, q3.
    template<Limits kLimits> __m512i packed(__m512i q0, __m512i q1, __m512i q2, __m512i q3) const
    {
        const __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(q0, q1), zero);
        const __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(q2, q3), zero);
        const __m512i bytes = _mm512_packus_epi16(low, high);
        return kLimits == Limits::Saturated ? bytes : _mm512_max_epu8(bytes, qlo);
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

// A masked load costs an arithmetic slot besides the load.
inline __m512i loadInts(__mmask16 mask, const int32_t* p)
{
    return mask == 0xffff ? _mm512_loadu_si512(p) : _mm512_maskz_loadu_epi32(mask, p);
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
            __m512i s = _mm512_add_epi32(loadInts(mask, sums + r * in.panelWidth + c), correction);
            if (tile.rowCorrection) s = _mm512_add_epi32(s, loadInts(mask, tile.rowCorrection[r] + c));
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

// Bytes of panels of 16 or 32 columns whose sums have their correction: the usual case of a quantized network. Four
// vectors are packed together, which are two rows or four; packing leaves their quarters transposed.
template<int kColumns, Limits kLimits>
[[maybe_unused]] __attribute__((noinline)) void finishBytes(const IntTile& tile, const int32_t* sums)
{
    constexpr int kVectors = kColumns / 16;
    constexpr int kRows = 4 / kVectors;
    const TileInput& in = tile.in;
    const ByteFinish f = ByteFinish::of(tile);
    __m512 scale[kVectors];
    __m512 bias[kVectors];
    for (int v = 0; v < kVectors; ++v) {
        scale[v] = _mm512_loadu_ps(tile.scale + v * 16);
        bias[v] = _mm512_loadu_ps(tile.bias + v * 16);
    }
    const auto mask = static_cast<__mmask32>(in.n >= 32 ? ~0u : (1u << in.n) - 1);
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    uint8_t* out = static_cast<uint8_t*>(tile.out);
    for (int r = 0; r < in.m; r += kRows) {
        __m512i q[4];
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i) {
            const int row = r + i / kVectors < in.m ? r + i / kVectors : r;
            const int v = i % kVectors;
            q[i] = f.rounded<kLimits>(_mm512_load_si512(sums + row * kColumns + v * 16), scale[v], bias[v]);
        }
        const __m512i bytes = _mm512_permutexvar_epi32(order, f.packed<kLimits>(q[0], q[1], q[2], q[3]));
        alignas(64) uint8_t rows[kRows][kColumns];
        if constexpr (kRows == 2) {
            _mm256_mask_storeu_epi8(out, mask, _mm512_castsi512_si256(bytes));
            if (r + 1 < in.m) _mm256_mask_storeu_epi8(out + tile.outStride, mask, _mm512_extracti64x4_epi64(bytes, 1));
        } else {
            _mm512_store_si512(rows, bytes);
            for (int i = 0; i < kRows && r + i < in.m; ++i)
                _mm_mask_storeu_epi8(out + i * tile.outStride, static_cast<__mmask16>(mask),
                    _mm_load_si128(reinterpret_cast<const __m128i*>(rows[i])));
        }
        out += kRows * tile.outStride;
    }
}

template<int kColumns> inline void finishBytes(const IntTile& tile, const int32_t* sums)
{
    limitsOf(tile) == Limits::Saturated ? finishBytes<kColumns, Limits::Saturated>(tile, sums)
                                        : finishBytes<kColumns, Limits::Taken>(tile, sums);
}

// Floats of whole panels whose sums have their correction.
template<int kColumns>
[[maybe_unused]] __attribute__((noinline)) void finishFloats(const IntTile& tile, const int32_t* sums)
{
    constexpr int kVectors = kColumns / 16;
    const Finish f = finishOf(tile);
    __m512 scale[kVectors];
    __m512 bias[kVectors];
    for (int v = 0; v < kVectors; ++v) {
        scale[v] = _mm512_loadu_ps(tile.scale + v * 16);
        bias[v] = _mm512_loadu_ps(tile.bias + v * 16);
    }
    float* out = static_cast<float*>(tile.out);
    for (int r = 0; r < tile.in.m; ++r, out += tile.outStride, sums += kColumns)
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v)
            _mm512_storeu_ps(
                out + v * 16, scaled(f, _mm512_cvtepi32_ps(_mm512_load_si512(sums + v * 16)), scale[v], bias[v]));
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
