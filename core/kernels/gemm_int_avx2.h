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
    alignas(32) int32_t buffer[M * V * 8];
    // Whole rows of sums that nothing is done to go where they belong at once.
    const bool direct = tile.store == Store::Raw && !tile.rowCorrection && tile.in.n == V * 8;
    int32_t* sums = direct ? static_cast<int32_t*>(tile.out) : buffer;
    const ptrdiff_t stride = direct ? tile.outStride : V * 8;
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
                _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + r * stride + v * 8), sum);
            }
        }
    }
    if (!direct) finishAdded<V * 8>(tile, sums);
}

// Lanes of 32 bits, one per column.
struct Lanes32 {
    using Acc = __m256i;
    static constexpr int kBytes = 4;
    static constexpr int kPanelBytes = 32;
    static constexpr int kLanes = 8;

    static Acc load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
};

// A step multiplies pairs of words.
struct PairsOfWords : Lanes32 {
    static void step1(Acc& c0, const char* a, Acc w0)
    {
        Acc x;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpmaddwd %[w0], %[x], %[x]\n\t"
                "vpaddd %[x], %[c0], %[c0]"
                : [c0] "+x"(c0), [x] "=&x"(x)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0));
    }
    static void step2(Acc& c0, Acc& c1, const char* a, Acc w0, Acc w1)
    {
        Acc x;
        Acc y;
        __asm__("vpbroadcastd %[a], %[x]\n\t"
                "vpmaddwd %[w0], %[x], %[y]\n\t"
                "vpmaddwd %[w1], %[x], %[x]\n\t"
                "vpaddd %[y], %[c0], %[c0]\n\t"
                "vpaddd %[x], %[c1], %[c1]"
                : [c0] "+x"(c0), [c1] "+x"(c1), [x] "=&x"(x), [y] "=&x"(y)
                : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "x"(w0), [w1] "x"(w1));
    }
};

} // namespace

} // namespace bitladder::kernels::detail
