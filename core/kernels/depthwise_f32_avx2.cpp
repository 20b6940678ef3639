// Depthwise convolution in float32: vectors run along the channels, each output is one chain of fused multiply-adds in
// the order of the taps.
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

// Pixels outside, channels inside: memory is walked in its order.
template<int P> void anyTaps(const DepthwiseF32& d, int p)
{
    int c = 0;
    for (; c + 16 <= d.channels; c += 16)
        pixels<P, 2, Lanes::All>(d, p, c, __m256i {});
    for (; c + 8 <= d.channels; c += 8)
        pixels<P, 1, Lanes::All>(d, p, c, __m256i {});
    if (c < d.channels) pixels<P, 1, Lanes::Masked>(d, p, c, firstLanes(d.channels - c));
}

// 3 x 3 with stride 1: the window of the next pixel is this one moved by a column, so that six pixels share eight
// columns. How many pixels from p, at most six, hang together like that.
int slidingPixelsFrom(const DepthwiseF32& d, int p)
{
    int count = 1;
    for (; count < 6 && p + count < d.pixels; ++count) {
        const float* const* now = d.rows + static_cast<size_t>(p + count - 1) * 9;
        for (int t = 0; t < 8; ++t)
            if (t % 3 < 2 && now[t + 1] != now[t + 9]) return count;
    }
    return count;
}

// P pixels of one vector of channels. Tap by tap, so that P chains of additions run side by side.
template<int P, Lanes kLanes>
inline __attribute__((always_inline)) void slidingPixels(const DepthwiseF32& d, int p, int c, __m256i mask)
{
    const float* const* rows = d.rows + static_cast<size_t>(p) * 9;
    const float* weights = d.weights + c;
    __m256 acc[P];
#pragma GCC unroll 6
    for (int i = 0; i < P; ++i)
        acc[i] = _mm256_setzero_ps();
#pragma GCC unroll 3
    for (int y = 0; y < 3; ++y) {
        __m256 column[P + 2];
#pragma GCC unroll 8
        for (int x = 0; x < P + 2; ++x) {
            const float* a = x < P ? rows[x * 9 + y * 3] : rows[(P - 1) * 9 + y * 3 + x - P + 1];
            column[x] = load<kLanes>(a + c, mask);
        }
#pragma GCC unroll 3
        for (int k = 0; k < 3; ++k, weights += d.channels) {
            const __m256 w = load<kLanes>(weights, mask);
#pragma GCC unroll 6
            for (int i = 0; i < P; ++i)
                acc[i] = _mm256_fmadd_ps(column[i + k], w, acc[i]);
        }
    }
    const __m256 lo = _mm256_set1_ps(d.lo);
    const __m256 hi = _mm256_set1_ps(d.hi);
    const __m256 bias = load<kLanes>(d.bias + c, mask);
    float* out = d.out + p * d.outStride + c;
#pragma GCC unroll 6
    for (int i = 0; i < P; ++i)
        store<kLanes>(out + i * d.outStride, mask, _mm256_min_ps(hi, _mm256_max_ps(lo, _mm256_add_ps(acc[i], bias))));
}

template<int P> void sliding3x3(const DepthwiseF32& d, int p)
{
    int c = 0;
    for (; c + 8 <= d.channels; c += 8)
        slidingPixels<P, Lanes::All>(d, p, c, __m256i {});
    if (c < d.channels) slidingPixels<P, Lanes::Masked>(d, p, c, firstLanes(d.channels - c));
}

void depthwiseF32(const DepthwiseF32& d)
{
    for (int p = 0; p < d.pixels;) {
        const int sliding = d.taps == 9 ? slidingPixelsFrom(d, p) : 1;
        if (sliding == 6) {
            sliding3x3<6>(d, p);
            p += 6;
        } else if (sliding >= 4) {
            sliding3x3<4>(d, p);
            p += 4;
        } else if (p + 4 <= d.pixels) {
            anyTaps<4>(d, p);
            p += 4;
        } else {
            anyTaps<1>(d, p);
            p += 1;
        }
    }
}

} // namespace

void setDepthwiseF32Avx2(KernelTable& table)
{
    table.depthwiseF32 = depthwiseF32;
}

} // namespace bitladder::kernels::detail
