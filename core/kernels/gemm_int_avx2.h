// Integer tiles whose sums fit a vector lane of 32 bits: the loop of gemm_loop.h, then the epilogue.
#pragma once
#include "core/kernels/epilogue_avx2.h"
#include "core/kernels/gemm_loop.h"

namespace bitladder::kernels::detail
{

namespace
{

// Integer sums do not depend on the order, so low tiles take several groups at once: enough chains to hide the latency.
constexpr int setsFor(int rows)
{
    return rows == 1 ? 4 : rows == 2 ? 2 : 1;
}

template<typename Op, int M, int V> inline void gemmInt(const IntTile& tile)
{
    constexpr int kSets = setsFor(M);
    alignas(32) int32_t sums[M * V * 8];
    {
        __m256i start[V];
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            start[v] = loadInts(tile.correction + v * 8);
        __m256i acc[kSets][M][V];
        accumulate<Op, M, V, kSets>(tile.in, start, acc);
#pragma GCC unroll 6
        for (int r = 0; r < M; ++r) {
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v) {
                __m256i sum = acc[0][r][v];
#pragma GCC unroll 4
                for (int s = 1; s < kSets; ++s)
                    sum = _mm256_add_epi32(sum, acc[s][r][v]);
                _mm256_store_si256(reinterpret_cast<__m256i*>(sums + (r * V + v) * 8), sum);
            }
        }
    }
    finish(tile, sums, Correction::Added);
}

// Lanes of 32 bits, one per column.
struct Lanes32 {
    using Acc = __m256i;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 32;
    static constexpr int kLanes = 8;

    static Acc load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
};

} // namespace

} // namespace bitladder::kernels::detail
