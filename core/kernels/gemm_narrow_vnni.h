// uint8 rows times weights of 4, 2 or 1 bits with the dot product of bytes. A byte of the panel holds the weights of
// several groups; each is shifted to the byte's upper end and the rest is cleared, so that the products count in units
// of 2^shift and one shift of the finished sums puts them right. (kMaxNarrowDepth keeps the sums inside 32 bits.) For
// files with instruction set flags; everything here has internal linkage.
#pragma once
#include "core/kernels/gemm_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

// Op adds to what gemm_loop.h asks for:
// Op::upper<kBits, i>(p)  the weights of part i of the panel's vector at p: · 2^(8 − kBits), for one bit ±2^6
// S sets of accumulators take the parts in turn.
template<typename Op, int kBits, int M, int V, int S>
inline __attribute__((always_inline)) void accumulateNarrow(const TileInput& in, typename Op::Acc (&acc)[S][M][V])
{
    constexpr int kParts = 8 / kBits;
    constexpr int kBytes = 4 * kParts; // of a row per group
    constexpr int kUnroll = S > kParts ? S / kParts : 1;
#pragma GCC unroll 4
    for (int s = 0; s < S; ++s)
#pragma GCC unroll 14
        for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                acc[s][r][v] = typename Op::Acc {};

    const char* w = static_cast<const char*>(in.panel);
    const ptrdiff_t end = static_cast<ptrdiff_t>(in.groups) * kBytes;
    const ptrdiff_t endOfSets = static_cast<ptrdiff_t>(in.groups / kUnroll * kUnroll) * kBytes;
    for (int t = 0; t < in.taps; ++t) {
        const char* a[M];
#pragma GCC unroll 14
        for (int r = 0; r < M; ++r)
            a[r] = static_cast<const char*>(in.rows[static_cast<ptrdiff_t>(t) * in.rowStride + r]);
        ptrdiff_t at = 0;
        const auto part = [&]<int i, int u>() __attribute__((always_inline))
        {
            constexpr int kSet = (u * kParts + i) % S;
            const ptrdiff_t from = at + u * kBytes + 4 * i;
            const typename Op::Acc w0 = Op::template upper<kBits, i>(w);
            if constexpr (V == 2) {
                const typename Op::Acc w1 = Op::template upper<kBits, i>(w + Op::kPanelBytes);
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r)
                    Op::step2(acc[kSet][r][0], acc[kSet][r][1], a[r] + from, w0, w1);
            } else {
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r)
                    Op::step1(acc[kSet][r][0], a[r] + from, w0);
            }
        };
        const auto group = [&]<int u>() __attribute__((always_inline))
        {
            _mm_prefetch(w + kPrefetchBytes, _MM_HINT_T0);
            if constexpr (V == 2 && Op::kPanelBytes == 64) _mm_prefetch(w + kPrefetchBytes + 64, _MM_HINT_T0);
            part.template operator()<0, u>();
            part.template operator()<1, u>();
            if constexpr (kParts > 2) {
                part.template operator()<2, u>();
                part.template operator()<3, u>();
            }
            if constexpr (kParts > 4) {
                part.template operator()<4, u>();
                part.template operator()<5, u>();
                part.template operator()<6, u>();
                part.template operator()<7, u>();
            }
            w += Op::kPanelBytes * V;
        };
        while (at < endOfSets) {
            __asm__("" : "+r"(at));
            group.template operator()<0>();
            if constexpr (kUnroll > 1) group.template operator()<1>();
            at += kUnroll * kBytes;
        }
        if constexpr (kUnroll > 1) {
            while (at < end) {
                __asm__("" : "+r"(at));
                group.template operator()<0>();
                at += kBytes;
            }
        }
    }
}

// By how much the sums are too large.
template<int kBits> constexpr int kUpperShift = kBits == 1 ? 6 : 8 - kBits;

} // namespace

} // namespace bitladder::kernels::detail
