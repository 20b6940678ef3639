// Sums of outer products: tiles of up to 14 rows by two vectors stay in registers while the pixels pass by.
#include "core/kernels/gemm_loop.h"
#include "core/kernels/training.h"

namespace bitladder::kernels::detail
{

namespace
{

enum class Lanes { All, Masked };

template<Lanes kLanes> inline __attribute__((always_inline)) __m512 load(const float* p, __mmask16 mask)
{
    return kLanes == Lanes::All ? _mm512_loadu_ps(p) : _mm512_maskz_loadu_ps(mask, p);
}

// c0 += a · w0, c1 += a · w1, see gemm_loop.h.
inline void step(__m512& c0, __m512& c1, const float* a, __m512 w0, __m512 w1)
{
    __m512 x;
    __asm__("vbroadcastss %[a], %[x]\n\t"
            "vfmadd231ps %[x], %[w0], %[c0]\n\t"
            "vfmadd231ps %[x], %[w1], %[c1]"
            : [c0] "+v"(c0), [c1] "+v"(c1), [x] "=&v"(x)
            : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0), [w1] "v"(w1));
}
inline void step(__m512& c0, const float* a, __m512 w0)
{
    __asm__("vfmadd231ps %[a]%{1to16%}, %[w0], %[c0]"
            : [c0] "+v"(c0)
            : [a] "m"(*reinterpret_cast<const Any32*>(a)), [w0] "v"(w0));
}

template<int M, int V, Lanes kLanes> void outerOf(const OuterTile& tile)
{
    const int last = tile.n - (V - 1) * 16; // columns of the last vector
    const auto mask = static_cast<__mmask16>(last >= 16 ? 0xffffu : (1u << last) - 1);
    __m512 acc[M][V];
#pragma GCC unroll 14
    for (int r = 0; r < M; ++r)
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            acc[r][v] = _mm512_setzero_ps();
    for (int s = 0; s < tile.segmentCount; ++s) {
        const float *a = tile.segments[s].a, *b = tile.segments[s].b;
        for (int k = tile.segments[s].count; k > 0; --k) {
            if constexpr (V == 2) {
                const __m512 w0 = _mm512_loadu_ps(b), w1 = load<kLanes>(b + 16, mask);
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r)
                    step(acc[r][0], acc[r][1], a + r, w0, w1);
            } else {
                const __m512 w0 = load<kLanes>(b, mask);
#pragma GCC unroll 14
                for (int r = 0; r < M; ++r)
                    step(acc[r][0], a + r, w0);
            }
            a += tile.aStep;
            b += tile.bStep;
        }
    }
    float* c = tile.c;
#pragma GCC unroll 14
    for (int r = 0; r < M; ++r, c += tile.cStride) {
        if constexpr (V == 2) _mm512_storeu_ps(c, _mm512_add_ps(_mm512_loadu_ps(c), acc[r][0]));
        float* end = c + (V - 1) * 16;
        _mm512_mask_storeu_ps(end, mask, _mm512_add_ps(_mm512_maskz_loadu_ps(mask, end), acc[r][V - 1]));
    }
}

template<int... M> void run(const OuterTile& tile, Ints<M...>)
{
    using Function = void (*)(const OuterTile&);
    static constexpr Function kAll[2][2][sizeof...(M)]
        = {{{outerOf<M, 1, Lanes::All>...}, {outerOf<M, 2, Lanes::All>...}},
            {{outerOf<M, 1, Lanes::Masked>...}, {outerOf<M, 2, Lanes::Masked>...}}};
    kAll[tile.n % 16 == 0 ? 0 : 1][tile.n > 16 ? 1 : 0][tile.m - 1](tile);
}

void outer(const OuterTile& tile)
{
    run(tile, UpTo14 {});
}

} // namespace

void setOuterAvx512(TrainingKernels& kernels)
{
    kernels.outerRows = 14;
    kernels.outerColumns = 32;
    kernels.outer = outer;
}

} // namespace bitladder::kernels::detail
