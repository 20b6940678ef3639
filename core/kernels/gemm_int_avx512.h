// Integer tiles whose sums fit a vector lane: the loop of gemm_loop.h, then the epilogue.
#pragma once
#include "core/kernels/epilogue_avx512.h"
#include "core/kernels/gemm_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

// Integer sums do not depend on the order, so low tiles take several groups at once: enough chains to hide the latency.
constexpr int setsFor(int rows)
{
    return rows == 1 ? 4 : rows <= 4 ? 2 : 1;
}

// Sums with their correction in them.
template<int V> inline void finishSums(const IntTile& tile, const int32_t* sums)
{
    if (fitsBytes(tile) && !tile.rowCorrection)
        finishBytes<V * 16>(tile, sums);
    else if (tile.store == Store::Float && !tile.rowCorrection && tile.in.n == V * 16)
        finishFloats<V * 16>(tile, sums);
    else
        finish(tile, sums, Correction::Added);
}

template<typename Op, int M, int V> inline void gemmInt(const IntTile& tile)
{
    constexpr int kSets = setsFor(M);
    alignas(64) int32_t buffer[M * V * 16];
    // Whole rows of sums that nothing is done to go where they belong at once.
    const bool direct = tile.store == Store::Raw && !tile.rowCorrection && tile.in.n == V * 16;
    int32_t* sums = direct ? static_cast<int32_t*>(tile.out) : buffer;
    const ptrdiff_t stride = direct ? tile.outStride : V * 16;
    {
        __m512i start[V];
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            start[v] = _mm512_loadu_si512(tile.correction + v * 16);
        __m512i acc[kSets][M][V];
        accumulate<Op, M, V, kSets>(tile.in, start, acc);
#pragma GCC unroll 14
        for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v) {
                __m512i sum = acc[0][r][v];
#pragma GCC unroll 4
                for (int s = 1; s < kSets; ++s)
                    sum = _mm512_add_epi32(sum, acc[s][r][v]);
                _mm512_storeu_si512(sums + r * stride + v * 16, sum);
            }
        }
    }
    if (!direct) finishSums<V>(tile, sums);
}

// Lanes of 32 bits, one per column.
struct Lanes32 {
    using Acc = __m512i;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 64;
    static constexpr int kLanes = 16;

    static Acc load(const void* p) { return _mm512_loadu_si512(p); }
};

} // namespace

} // namespace bitladder::kernels::detail
