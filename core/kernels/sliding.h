// 3 x 3 windows whose columns are shared by neighbouring pixels. For files with instruction set flags; everything here
// has internal linkage.
#pragma once
#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

// By how many columns the next pixel's window lies further, if they share any.
enum class Sliding { ByOne, ByTwo, Apart };

// now: the nine taps of a pixel, and behind them those of the next.
template<typename T> bool follows(const T* const* now, Sliding by)
{
    const T* const* next = now + 9;
    if (by == Sliding::ByTwo) return now[2] == next[0] && now[5] == next[3] && now[8] == next[6];
        // Tap t + 1 of this pixel is tap t of the next, except for the last column.
#ifdef __AVX512F__
    const __mmask8 equal = _mm512_cmpeq_epi64_mask(_mm512_loadu_si512(now + 1), _mm512_loadu_si512(next));
    return (equal & 0xdb) == 0xdb;
#else
    return now[1] == next[0] && now[2] == next[1] && now[4] == next[3] && now[5] == next[4] && now[7] == next[6]
        && now[8] == next[7];
#endif
}

struct Piece {
    int end; // of the pixels that hang together in one way
    Sliding by;
};

template<typename T> Piece pieceFrom(const T* const* rows, int pixels, int p)
{
    const T* const* now = rows + static_cast<size_t>(p) * 9;
    const bool last = p + 1 == pixels;
    const Sliding by = last            ? Sliding::Apart
        : follows(now, Sliding::ByOne) ? Sliding::ByOne
        : follows(now, Sliding::ByTwo) ? Sliding::ByTwo
                                       : Sliding::Apart;
    if (by == Sliding::Apart) return {p + 1, by};
    for (; p + 1 < pixels && follows(now, by); ++p)
        now += 9;
    return {p + 1, by};
}

} // namespace

} // namespace bitladder::kernels::detail
