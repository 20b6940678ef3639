// Depthwise convolution in float32: vectors run along the channels, each output is one chain of fused multiply-adds in the
// order of the taps.
#include "core/kernels/kernel_sets.h"

#include <immintrin.h>

namespace bitladder::kernels::detail
{

namespace
{

__mmask16 firstLanes(int count)
{
    return static_cast<__mmask16>(count >= 16 ? 0xffffu : (1u << count) - 1);
}

struct Ends {
    __m512 lo, hi;
    __m512 of(__m512 acc, __m512 bias) const { return _mm512_min_ps(hi, _mm512_max_ps(lo, _mm512_add_ps(acc, bias))); }
};

// A masked load costs an arithmetic slot besides the load, so masks are for the last channels only.
enum class Lanes { All, Masked };

template<Lanes kLanes> inline __attribute__((always_inline)) __m512 load(const float* p, __mmask16 mask)
{
    return kLanes == Lanes::All ? _mm512_loadu_ps(p) : _mm512_maskz_loadu_ps(mask, p);
}

template<Lanes kLanes> inline __attribute__((always_inline)) void store(float* p, __mmask16 mask, __m512 x)
{
    if constexpr (kLanes == Lanes::All)
        _mm512_storeu_ps(p, x);
    else
        _mm512_mask_storeu_ps(p, mask, x);
}

// P pixels x V vectors of channels from channel c.
template<int P, int V, Lanes kLanes>
inline __attribute__((always_inline)) void pixels(const DepthwiseF32& d, const Ends& ends, int p, int c, __mmask16 mask)
{
    __m512 acc[P][V];
#pragma GCC unroll 8
    for (int i = 0; i < P; ++i)
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v)
            acc[i][v] = _mm512_setzero_ps();
    const float* const* rows = d.rows + static_cast<size_t>(p) * d.taps;
    const float* weights = d.weights + c;
    for (int t = 0; t < d.taps; ++t, weights += d.channels) {
        __m512 w[V];
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v)
            w[v] = load<kLanes>(weights + v * 16, mask);
#pragma GCC unroll 8
        for (int i = 0; i < P; ++i) {
            const float* a = rows[i * d.taps + t] + c;
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v)
                acc[i][v] = _mm512_fmadd_ps(load<kLanes>(a + v * 16, mask), w[v], acc[i][v]);
        }
    }
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
        const __m512 bias = load<kLanes>(d.bias + c + v * 16, mask);
#pragma GCC unroll 8
        for (int i = 0; i < P; ++i)
            store<kLanes>(d.out + (p + i) * d.outStride + c + v * 16, mask, ends.of(acc[i][v], bias));
    }
}

// Pixels outside, channels inside: memory is walked in its order.
template<int P> void anyTaps(const DepthwiseF32& d, const Ends& ends, int p)
{
    int c = 0;
    for (; c + 64 <= d.channels && P <= 4; c += 64)
        pixels<P, 4, Lanes::All>(d, ends, p, c, 0);
    for (; c + 16 <= d.channels; c += 16)
        pixels<P, 1, Lanes::All>(d, ends, p, c, 0);
    if (c < d.channels) pixels<P, 1, Lanes::Masked>(d, ends, p, c, firstLanes(d.channels - c));
}

// 3 x 3 with stride 1: the window of the next pixel is this one moved by a column, so that eight pixels share ten columns.
// How many pixels from p, at most eight, hang together like that.
int slidingPixelsFrom(const DepthwiseF32& d, int p)
{
    int count = 1;
    for (; count < 8 && p + count < d.pixels; ++count) {
        // Tap t + 1 of this pixel is tap t of the next, except for the last column: bits 2 and 5.
        const float* const* now = d.rows + static_cast<size_t>(p + count - 1) * 9;
        const __mmask8 equal = _mm512_cmpeq_epi64_mask(_mm512_loadu_si512(now + 1), _mm512_loadu_si512(now + 9));
        if ((equal & 0xdb) != 0xdb) break;
    }
    return count;
}

// P pixels of one vector of channels. Tap by tap, so that P chains of additions run side by side.
template<int P, Lanes kLanes>
inline __attribute__((always_inline)) void slidingPixels(
    const DepthwiseF32& d, const Ends& ends, int p, int c, __mmask16 mask)
{
    const float* const* rows = d.rows + static_cast<size_t>(p) * 9;
    const float* weights = d.weights + c;
    __m512 acc[P];
#pragma GCC unroll 8
    for (int i = 0; i < P; ++i)
        acc[i] = _mm512_setzero_ps();
#pragma GCC unroll 3
    for (int y = 0; y < 3; ++y) {
        __m512 column[P + 2];
#pragma GCC unroll 10
        for (int x = 0; x < P + 2; ++x) {
            const float* a = x < P ? rows[x * 9 + y * 3] : rows[(P - 1) * 9 + y * 3 + x - P + 1];
            column[x] = load<kLanes>(a + c, mask);
        }
#pragma GCC unroll 3
        for (int k = 0; k < 3; ++k, weights += d.channels) {
            const __m512 w = load<kLanes>(weights, mask);
#pragma GCC unroll 8
            for (int i = 0; i < P; ++i)
                acc[i] = _mm512_fmadd_ps(column[i + k], w, acc[i]);
        }
    }
    const __m512 bias = load<kLanes>(d.bias + c, mask);
    float* out = d.out + p * d.outStride + c;
#pragma GCC unroll 8
    for (int i = 0; i < P; ++i)
        store<kLanes>(out + i * d.outStride, mask, ends.of(acc[i], bias));
}

template<int P> void sliding3x3(const DepthwiseF32& d, const Ends& ends, int p)
{
    int c = 0;
    for (; c + 16 <= d.channels; c += 16)
        slidingPixels<P, Lanes::All>(d, ends, p, c, 0);
    if (c < d.channels) slidingPixels<P, Lanes::Masked>(d, ends, p, c, firstLanes(d.channels - c));
}

void depthwiseF32(const DepthwiseF32& d)
{
    const Ends ends = {_mm512_set1_ps(d.lo), _mm512_set1_ps(d.hi)};
    for (int p = 0; p < d.pixels;) {
        const int sliding = d.taps == 9 ? slidingPixelsFrom(d, p) : 1;
        if (sliding == 8) {
            sliding3x3<8>(d, ends, p);
            p += 8;
        } else if (sliding >= 4) {
            sliding3x3<4>(d, ends, p);
            p += 4;
        } else if (p + 4 <= d.pixels) {
            anyTaps<4>(d, ends, p);
            p += 4;
        } else {
            anyTaps<1>(d, ends, p);
            p += 1;
        }
    }
}

} // namespace

void setDepthwiseF32Avx512(KernelTable& table)
{
    table.depthwiseF32 = depthwiseF32;
}

} // namespace bitladder::kernels::detail
