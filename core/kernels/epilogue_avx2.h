// How exact sums become outputs, a vector of columns at a time. The tile's sums come through a small buffer: one copy
// of this code serves every tile height, and the loop over the depth keeps the registers to itself. For files of the
// AVX2 level only; everything here has internal linkage.
#pragma once
#include "core/kernels/byte_limits.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

template<typename T> inline void copyFew(const T* from, int count, T* to)
{
    for (int i = 0; i < count; ++i)
        to[i] = from[i];
}

// What the rows of a tile share. A code is clamped before the zero point is added, which gives the same and lets the
// conversion's answer to a NaN, the smallest integer, become qlo. Values beyond the integers are clamped beforehand, in
// the limits themselves: those are whole numbers, so that it does not matter whether rounding or clamping comes first.
struct Finish {
    __m256 lo, hi;
    __m256i zero, qlo, qhi; // qlo and qhi without the zero point
};

template<typename Tile> inline Finish finishOf(const Tile& tile)
{
    Finish f = {_mm256_set1_ps(tile.lo), _mm256_set1_ps(tile.hi), _mm256_set1_epi32(tile.zero),
        _mm256_set1_epi32(tile.qlo - tile.zero), _mm256_set1_epi32(tile.qhi - tile.zero)};
    if (tile.store != Store::Float) {
        const __m256 limit = _mm256_set1_ps(1073741824.0f);
        const __m256 minusLimit = _mm256_set1_ps(-1073741824.0f);
        f.lo = _mm256_min_ps(limit, _mm256_max_ps(minusLimit, f.lo));
        f.hi = _mm256_min_ps(limit, _mm256_max_ps(minusLimit, f.hi));
    }
    return f;
}

// Eight codes as bytes or words in the low part of a vector.
inline __m128i wordsOf(__m256i codes)
{
    return _mm_packs_epi32(_mm256_castsi256_si128(codes), _mm256_extracti128_si256(codes, 1));
}
inline __m128i bytesOf(__m256i codes)
{
    const __m128i words = wordsOf(codes);
    return _mm_packus_epi16(words, words);
}

inline void storeWords(int16_t* out, __m256i codes, int count)
{
    if (count >= 8) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out), wordsOf(codes));
        return;
    }
    int16_t few[8];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(few), wordsOf(codes));
    copyFew(few, count, out);
}
inline void storeBytes(uint8_t* out, __m256i codes, int count)
{
    if (count >= 8) {
        _mm_storel_epi64(reinterpret_cast<__m128i*>(out), bytesOf(codes));
        return;
    }
    uint8_t few[8];
    _mm_storel_epi64(reinterpret_cast<__m128i*>(few), bytesOf(codes));
    copyFew(few, count, out);
}
inline void storeFloats(float* out, __m256 x, int count)
{
    if (count >= 8) {
        _mm256_storeu_ps(out, x);
        return;
    }
    float few[8];
    _mm256_storeu_ps(few, x);
    copyFew(few, count, out);
}

inline __m256 scaled(const Finish& f, __m256 x, const float* scale, const float* bias)
{
    // The order of the operands lets a NaN through, as the contract's clamp does.
    const __m256 y = _mm256_fmadd_ps(x, _mm256_loadu_ps(scale), _mm256_loadu_ps(bias));
    return _mm256_min_ps(f.hi, _mm256_max_ps(f.lo, y));
}

inline __m256i codesOf(const Finish& f, __m256 y)
{
    const __m256i inRange = _mm256_min_epi32(f.qhi, _mm256_max_epi32(f.qlo, _mm256_cvtps_epi32(y)));
    return _mm256_add_epi32(inRange, f.zero);
}

// y = fma(x, scale, bias), clamped, stored as the tile wants it; `at` counts elements of the output.
template<Store kStore, typename Tile>
inline void storeScaled(
    const Tile& tile, const Finish& f, __m256 x, const float* scale, const float* bias, ptrdiff_t at, int count)
{
    const __m256 y = scaled(f, x, scale, bias);
    if constexpr (kStore == Store::Float) {
        storeFloats(static_cast<float*>(tile.out) + at, y, count);
    } else {
        const __m256i q = codesOf(f, y);
        if constexpr (kStore == Store::U8)
            storeBytes(static_cast<uint8_t*>(tile.out) + at, q, count);
        else
            storeWords(static_cast<int16_t*>(tile.out) + at, q, count);
    }
}

inline __m256i loadInts(const int32_t* p)
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

// Eight finished sums of a tile or of a depthwise pixel; scale and bias are those of the same columns.
template<Store kStore, typename Tile>
inline void storeSums(
    const Tile& tile, const Finish& f, __m256i s, const float* scale, const float* bias, ptrdiff_t at, int count)
{
    if constexpr (kStore == Store::Raw) {
        int32_t* out = static_cast<int32_t*>(tile.out) + at;
        if (count >= 8) {
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), s);
            return;
        }
        int32_t few[8];
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(few), s);
        copyFew(few, count, out);
    } else {
        storeScaled<kStore>(tile, f, _mm256_cvtepi32_ps(s), scale, bias, at, count);
    }
}

// Whether the tile's correction is in the sums already, because the accumulators started there.
enum class Correction { Missing, Added };

template<Store kStore> inline void finishRows(const IntTile& tile, const int32_t* sums, Correction state)
{
    const TileInput& in = tile.in;
    const Finish f = finishOf(tile);
    const auto sumsAt = [&](int r, int c) __attribute__((always_inline))
    {
        __m256i s = loadInts(sums + r * in.panelWidth + c);
        if (state == Correction::Missing) s = _mm256_add_epi32(s, loadInts(tile.correction + c));
        if (tile.rowCorrection) s = _mm256_add_epi32(s, loadInts(tile.rowCorrection[r] + c));
        return s;
    };
    for (int r = 0; r < in.m; ++r) {
        const ptrdiff_t at = r * tile.outStride;
        for (int c = 0; c < in.n; c += 8)
            storeSums<kStore>(tile, f, sumsAt(r, c), tile.scale + c, tile.bias + c, at + c, in.n - c);
    }
}

// There is no vector conversion from 64 bits at this level; one by one it is a single rounding all the same.
template<Store kStore> inline void finishRows(const WideTile& tile, const int64_t* sums, Correction)
{
    const TileInput& in = tile.in;
    const Finish f = finishOf(tile);
    for (int r = 0; r < in.m; ++r) {
        for (int c = 0; c < in.n; c += 8) {
            const int count = in.n - c < 8 ? in.n - c : 8;
            const ptrdiff_t at = r * tile.outStride + c;
            alignas(32) float x[8] = {};
            alignas(32) float scale[8] = {};
            alignas(32) float bias[8] = {};
            for (int i = 0; i < count; ++i) {
                uint64_t s = static_cast<uint64_t>(sums[r * in.panelWidth + c + i])
                    + static_cast<uint64_t>(tile.correction[c + i]);
                if (tile.rowCorrection) s += static_cast<uint64_t>(tile.rowCorrection[r][c + i]);
                if constexpr (kStore == Store::Raw) {
                    static_cast<int64_t*>(tile.out)[at + i] = static_cast<int64_t>(s);
                } else {
                    x[i] = static_cast<float>(static_cast<int64_t>(s));
                    scale[i] = tile.scale[c + i];
                    bias[i] = tile.bias[c + i];
                }
            }
            if constexpr (kStore != Store::Raw) storeScaled<kStore>(tile, f, _mm256_load_ps(x), scale, bias, at, count);
        }
    }
}

// sums: [m, panelWidth]; an IntTile's panel is 8 or 16 columns wide.
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

// Bytes, four vectors at a time, where everything fits 16 bits: the codes' limits become limits of y (whole numbers
// again), the zero point is added in 16 bits, and a NaN stays the smallest number until qlo is taken instead.
struct ByteFinish {
    __m256 lo, hi;
    __m256i zero, qlo; // 16 bits, 8 bits

    template<typename Tile> static ByteFinish of(const Tile& tile)
    {
        const __m256 least = _mm256_set1_ps(static_cast<float>(tile.qlo - tile.zero));
        const __m256 most = _mm256_set1_ps(static_cast<float>(tile.qhi - tile.zero));
        return {_mm256_min_ps(most, _mm256_max_ps(least, _mm256_set1_ps(tile.lo))),
            _mm256_min_ps(most, _mm256_max_ps(least, _mm256_set1_ps(tile.hi))),
            _mm256_set1_epi16(static_cast<int16_t>(tile.zero)), _mm256_set1_epi8(static_cast<char>(tile.qlo))};
    }
    // One code without its zero point per lane.
    template<Limits kLimits> __m256i rounded(__m256i sum, __m256 scale, __m256 bias) const
    {
        const __m256 y = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, bias);
        if constexpr (kLimits == Limits::Saturated) return _mm256_cvtps_epi32(y);
        return _mm256_cvtps_epi32(_mm256_min_ps(hi, _mm256_max_ps(lo, y)));
    }
    // The bytes of q0 and q1, one after the other.
    template<Limits kLimits> __m128i packed(__m256i q0, __m256i q1) const
    {
        return _mm256_castsi256_si128(packed<kLimits>(q0, q1, q0, q1));
    }
    // The bytes of q0, q1, q2 and q3, one after another.
    template<Limits kLimits> __m256i packed(__m256i q0, __m256i q1, __m256i q2, __m256i q3) const
    {
        const __m256i low = _mm256_adds_epi16(_mm256_packs_epi32(q0, q1), zero);
        const __m256i high = _mm256_adds_epi16(_mm256_packs_epi32(q2, q3), zero);
        __m256i bytes = _mm256_packus_epi16(low, high); // halves apart
        if constexpr (kLimits == Limits::Taken) bytes = _mm256_max_epu8(bytes, qlo);
        return _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    }
};

// Bytes of panels of 8 or 16 columns whose sums have their correction: the usual case of a quantized network. Four
// vectors are packed together, which are two rows or four.
template<int kColumns, Limits kLimits>
[[maybe_unused]] __attribute__((noinline)) void finishBytes(const IntTile& tile, const int32_t* sums)
{
    constexpr int kVectors = kColumns / 8;
    constexpr int kRows = 4 / kVectors;
    const int rows = tile.in.m;
    const int columns = tile.in.n;
    const ByteFinish f = ByteFinish::of(tile);
    __m256 scale[kVectors];
    __m256 bias[kVectors];
    for (int v = 0; v < kVectors; ++v) {
        scale[v] = _mm256_loadu_ps(tile.scale + v * 8);
        bias[v] = _mm256_loadu_ps(tile.bias + v * 8);
    }
    uint8_t* out = static_cast<uint8_t*>(tile.out);
    for (int r = 0; r < rows; r += kRows, out += kRows * tile.outStride) {
        __m256i q[4];
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i) {
            const int row = r + i / kVectors < rows ? r + i / kVectors : r;
            const int v = i % kVectors;
            q[i] = f.rounded<kLimits>(loadInts(sums + row * kColumns + v * 8), scale[v], bias[v]);
        }
        const __m256i bytes = f.packed<kLimits>(q[0], q[1], q[2], q[3]);
        if (kColumns == 16 && columns == 16) {
            _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm256_castsi256_si128(bytes));
            if (r + 1 < rows)
                _mm_storeu_si128(reinterpret_cast<__m128i*>(out + tile.outStride), _mm256_extracti128_si256(bytes, 1));
            continue;
        }
        alignas(32) uint8_t few[kRows][kColumns];
        _mm256_store_si256(reinterpret_cast<__m256i*>(few), bytes);
        for (int i = 0; i < kRows && r + i < rows; ++i) {
            if (kColumns == 8 && columns == 8)
                _mm_storel_epi64(reinterpret_cast<__m128i*>(out + i * tile.outStride),
                    _mm_loadl_epi64(reinterpret_cast<const __m128i*>(few[i])));
            else
                copyFew(few[i], columns, out + i * tile.outStride);
        }
    }
}

// Floats of whole panels whose sums have their correction.
template<int kColumns>
[[maybe_unused]] __attribute__((noinline)) void finishFloats(const IntTile& tile, const int32_t* sums)
{
    constexpr int kVectors = kColumns / 8;
    const Finish f = finishOf(tile);
    float* out = static_cast<float*>(tile.out);
    for (int r = 0; r < tile.in.m; ++r, out += tile.outStride, sums += kColumns)
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v)
            _mm256_storeu_ps(out + v * 8,
                scaled(f, _mm256_cvtepi32_ps(loadInts(sums + v * 8)), tile.scale + v * 8, tile.bias + v * 8));
}

// Sums that have their correction, of a panel of kColumns.
template<int kColumns> inline void finishAdded(const IntTile& tile, const int32_t* sums)
{
    if (!tile.rowCorrection && fitsBytes(tile))
        return limitsOf(tile) == Limits::Saturated ? finishBytes<kColumns, Limits::Saturated>(tile, sums)
                                                   : finishBytes<kColumns, Limits::Taken>(tile, sums);
    if (!tile.rowCorrection && tile.store == Store::Float && tile.in.n == kColumns)
        return finishFloats<kColumns>(tile, sums);
    finish(tile, sums, Correction::Added);
}

} // namespace

} // namespace bitladder::kernels::detail
