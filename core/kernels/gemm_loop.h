// The loop that the vector matrix kernels share: an M x V tile of vector accumulators, rows broadcast from memory, V
// vectors of packed weights per group. For files with instruction set flags; everything here has internal linkage.
//
// The steps are inline assembly for two reasons: a row element must be broadcast once and used V times (an embedded
// broadcast per instruction would need more loads than the processor has), and g++ 12 spills such tiles when they are
// written with intrinsics.
#pragma once
#include "core/kernels/kernels.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

// Rows have no alignment and may hold any element type.
typedef uint32_t Any32 __attribute__((may_alias, aligned(1)));
typedef uint64_t Any64 __attribute__((may_alias, aligned(1)));

// How far ahead of the multiplications the panel is fetched: far enough for a panel that comes from the third cache.
constexpr int kPrefetchBytes = 6144;

// Op::Acc    vector type; Op::kBytes: bytes of a row per group (4 or 8)
// Op::load   one vector of weights, kPanelBytes in memory
// Op::step1  c0 += a · w0;  Op::step2  c0 += a · w0, c1 += a · w1
// S sets of accumulators take the groups in turn: only for sums that do not depend on the order. The first set starts
// at start[v], the others at zero.
template<typename Op, int M, int V, int S>
inline __attribute__((always_inline)) void accumulate(
    const TileInput& in, const typename Op::Acc (&start)[V], typename Op::Acc (&acc)[S][M][V])
{
#pragma GCC unroll 4
    for (int s = 0; s < S; ++s)
#pragma GCC unroll 14
        for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                acc[s][r][v] = s == 0 ? start[v] : typename Op::Acc {};

    const char* w = static_cast<const char*>(in.panel);
    const ptrdiff_t end = static_cast<ptrdiff_t>(in.groups) * Op::kBytes;
    const ptrdiff_t endOfSets = static_cast<ptrdiff_t>(in.groups / S * S) * Op::kBytes;
    for (int t = 0; t < in.taps; ++t) {
        const char* a[M];
#pragma GCC unroll 14
        for (int r = 0; r < M; ++r)
            a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
        ptrdiff_t at = 0;
        const auto group = [&](int s) __attribute__((always_inline))
        {
            const typename Op::Acc w0 = Op::load(w);
            _mm_prefetch(w + kPrefetchBytes, _MM_HINT_T0);
            if constexpr (V == 2) {
                const typename Op::Acc w1 = Op::load(w + Op::kPanelBytes);
                if constexpr (Op::kPanelBytes == 64) _mm_prefetch(w + kPrefetchBytes + 64, _MM_HINT_T0);
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r)
                    Op::step2(acc[s][r][0], acc[s][r][1], a[r] + at + s * Op::kBytes, w0, w1);
            } else {
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r)
                    Op::step1(acc[s][r][0], a[r] + at + s * Op::kBytes, w0);
            }
            w += Op::kPanelBytes * V;
        };
        while (at < endOfSets) {
            // One shared offset, hidden from the optimizer: it would advance M pointers instead.
            __asm__("" : "+r"(at));
#pragma GCC unroll 4
            for (int s = 0; s < S; ++s)
                group(s);
            at += S * Op::kBytes;
        }
        if constexpr (S > 1) {
            while (at < end) {
                __asm__("" : "+r"(at));
                group(0);
                at += Op::kBytes;
            }
        }
    }
}

template<typename Op, int M, int V, int S>
inline __attribute__((always_inline)) void accumulate(const TileInput& in, typename Op::Acc (&acc)[S][M][V])
{
    const typename Op::Acc start[V] = {};
    accumulate<Op, M, V, S>(in, start, acc);
}

// Row counts for which a kernel exists, to be expanded into a table of functions.
template<int... I> struct Ints {
};
using UpTo4 = Ints<1, 2, 3, 4>;
using UpTo6 = Ints<1, 2, 3, 4, 5, 6>;
using UpTo12 = Ints<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12>;
using UpTo14 = Ints<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14>;

// Calls Run<m, vectors of the panel>::run(tile), for panels of one or two vectors.
template<template<int, int> class Run, int kLanes, typename Tile, int... M>
inline void runFor(const Tile& tile, Ints<M...>)
{
    using Function = void (*)(const Tile&);
    static constexpr Function kNarrow[] = {Run<M, 1>::run...};
    static constexpr Function kWide[] = {Run<M, 2>::run...};
    (tile.in.panelWidth == kLanes ? kNarrow : kWide)[tile.in.m - 1](tile);
}

} // namespace

} // namespace bitladder::kernels::detail
