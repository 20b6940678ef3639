// Sums of outer products: tiles of up to 6 rows by two vectors stay in registers while the pixels pass by.
#include "core/kernels/gemm_loop.h"
#include "core/kernels/training.h"

namespace bitladder::kernels::detail
{

namespace
{

enum class Lanes { All, Masked };

template<Lanes kLanes> inline __attribute__((always_inline)) __m256 load(const float* p, __m256i mask)
{
    return kLanes == Lanes::All ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, mask);
}

// All ones in the first `count` lanes.
__m256i firstLanes(int count)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

template<int M, int V, Lanes kLanes> void outerOf(const OuterTile& tile)
{
    const __m256i mask = firstLanes(tile.n - (V - 1) * 8);
    __m256 acc[M][V];
#pragma GCC unroll 6
    for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            acc[r][v] = _mm256_setzero_ps();
    for (int s = 0; s < tile.segmentCount; ++s) {
        const float *a = tile.segments[s].a, *b = tile.segments[s].b;
        for (int k = tile.segments[s].count; k > 0; --k) {
            __m256 w[V];
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                w[v] = v == V - 1 ? load<kLanes>(b + v * 8, mask) : _mm256_loadu_ps(b + v * 8);
#pragma GCC unroll 6
            for (int r = 0; r < M; ++r) {
                const __m256 x = _mm256_broadcast_ss(a + r);
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v)
                    acc[r][v] = _mm256_fmadd_ps(x, w[v], acc[r][v]);
            }
            a += tile.aStep;
            b += tile.bStep;
        }
    }
    float* c = tile.c;
#pragma GCC unroll 6
    for (int r = 0; r < M; ++r, c += tile.cStride) {
        if constexpr (V == 2) _mm256_storeu_ps(c, _mm256_add_ps(_mm256_loadu_ps(c), acc[r][0]));
        float* end = c + (V - 1) * 8;
        _mm256_maskstore_ps(end, mask, _mm256_add_ps(_mm256_maskload_ps(end, mask), acc[r][V - 1]));
    }
}

template<int... M> void run(const OuterTile& tile, Ints<M...>)
{
    using Function = void (*)(const OuterTile&);
    static constexpr Function kAll[2][2][sizeof...(M)]
        = {{{outerOf<M, 1, Lanes::All>...}, {outerOf<M, 2, Lanes::All>...}},
            {{outerOf<M, 1, Lanes::Masked>...}, {outerOf<M, 2, Lanes::Masked>...}}};
    kAll[tile.n % 8 == 0 ? 0 : 1][tile.n > 8 ? 1 : 0][tile.m - 1](tile);
}

void outer(const OuterTile& tile)
{
    run(tile, UpTo6 {});
}

} // namespace

void setOuterAvx2(TrainingKernels& kernels)
{
    kernels.outerRows = 6;
    kernels.outerColumns = 16;
    kernels.outer = outer;
}

} // namespace bitladder::kernels::detail
