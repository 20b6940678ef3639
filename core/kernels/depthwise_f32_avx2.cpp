// Depthwise convolution in float32: vectors run along the channels, each output is one chain of fused multiply-adds in the
// order of the taps.
#include "core/kernels/kernel_sets.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

// All ones in the first `count` lanes.
__m256i firstLanes(int count)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

enum class Lanes { All, Masked };

template<Lanes kLanes> __m256 load(const float* p, __m256i mask)
{
    return kLanes == Lanes::All ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, mask);
}

template<Lanes kLanes> void store(float* p, __m256i mask, __m256 x)
{
    if constexpr (kLanes == Lanes::All)
        _mm256_storeu_ps(p, x);
    else
        _mm256_maskstore_ps(p, mask, x);
}

// P pixels x V vectors of channels from channel c; the mask is for the last channels, which have V = 1.
template<int P, int V, Lanes kLanes> void pixels(const DepthwiseF32& d, int p, int c, __m256i mask)
{
    __m256 acc[P][V];
#pragma GCC unroll 4
    for (int i = 0; i < P; ++i)
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            acc[i][v] = _mm256_setzero_ps();
    const float* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
    const float* weights = d.weights + c;
    for (int t = 0; t < d.taps; ++t, weights += d.channels) {
        __m256 w[V];
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            w[v] = load<kLanes>(weights + v * 8, mask);
#pragma GCC unroll 4
        for (int i = 0; i < P; ++i) {
            const float* a = rows[i * d.taps + t] + c;
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                acc[i][v] = _mm256_fmadd_ps(load<kLanes>(a + v * 8, mask), w[v], acc[i][v]);
        }
    }
    const __m256 lo = _mm256_set1_ps(d.lo);
    const __m256 hi = _mm256_set1_ps(d.hi);
#pragma GCC unroll 2
    for (int v = 0; v < V; ++v) {
        const __m256 bias = load<kLanes>(d.bias + c + v * 8, mask);
#pragma GCC unroll 4
        for (int i = 0; i < P; ++i)
            store<kLanes>(d.out + (p + i) * d.outStride + c + v * 8, mask,
                _mm256_min_ps(hi, _mm256_max_ps(lo, _mm256_add_ps(acc[i][v], bias))));
    }
}

template<int V, Lanes kLanes> void channels(const DepthwiseF32& d, int c, __m256i mask)
{
    int p = 0;
    for (; p + 4 <= d.pixels; p += 4)
        pixels<4, V, kLanes>(d, p, c, mask);
    for (; p < d.pixels; ++p)
        pixels<1, V, kLanes>(d, p, c, mask);
}

void depthwiseF32(const DepthwiseF32& d)
{
    const __m256i all = firstLanes(8);
    int c = 0;
    for (; c + 16 <= d.channels; c += 16)
        channels<2, Lanes::All>(d, c, all);
    for (; c + 8 <= d.channels; c += 8)
        channels<1, Lanes::All>(d, c, all);
    if (c < d.channels) channels<1, Lanes::Masked>(d, c, firstLanes(d.channels - c));
}

} // namespace

void setDepthwiseF32Avx2(KernelTable& table)
{
    table.depthwiseF32 = depthwiseF32;
}

} // namespace bitladder::kernels::detail
