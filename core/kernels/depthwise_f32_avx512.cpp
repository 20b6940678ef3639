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

// P pixels x V vectors of channels from channel c; the last vector ends at lastMask.
template<int P, int V> void pixels(const DepthwiseF32& d, int p, int c, __mmask16 lastMask)
{
    __m512 acc[P][V];
#pragma GCC unroll 4
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
            w[v] = _mm512_maskz_loadu_ps(v == V - 1 ? lastMask : 0xffff, weights + v * 16);
#pragma GCC unroll 4
        for (int i = 0; i < P; ++i) {
            const float* a = rows[i * d.taps + t] + c;
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v)
                acc[i][v] = _mm512_fmadd_ps(
                    _mm512_maskz_loadu_ps(v == V - 1 ? lastMask : 0xffff, a + v * 16), w[v], acc[i][v]);
        }
    }
    const Ends ends = {_mm512_set1_ps(d.lo), _mm512_set1_ps(d.hi)};
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
        const __mmask16 mask = v == V - 1 ? lastMask : 0xffff;
        const __m512 bias = _mm512_maskz_loadu_ps(mask, d.bias + c + v * 16);
#pragma GCC unroll 4
        for (int i = 0; i < P; ++i)
            _mm512_mask_storeu_ps(d.out + (p + i) * d.outStride + c + v * 16, mask, ends.of(acc[i][v], bias));
    }
}

template<int V> void anyTaps(const DepthwiseF32& d, int c, __mmask16 lastMask)
{
    int p = 0;
    for (; p + 4 <= d.pixels; p += 4)
        pixels<4, V>(d, p, c, lastMask);
    for (; p < d.pixels; ++p)
        pixels<1, V>(d, p, c, lastMask);
}

// 3 x 3 with stride 1: the window of the next pixel is this one moved by a column, so four pixels share six columns.
bool slides3x3(const DepthwiseF32& d)
{
    if (d.taps != 9) return false;
    for (int p = 0; p + 1 < d.pixels; ++p) {
        const float* const* now = d.rows + static_cast<size_t>(p) * 9;
        for (int t = 0; t < 9; ++t)
            if (t % 3 < 2 && now[9 + t] != now[t + 1]) return false;
    }
    return true;
}

template<int V> void sliding3x3(const DepthwiseF32& d, int c, __mmask16 lastMask)
{
    constexpr int P = 4;
    __m512 w[9][V];
#pragma GCC unroll 9
    for (int t = 0; t < 9; ++t)
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v)
            w[t][v] = _mm512_maskz_loadu_ps(
                v == V - 1 ? lastMask : 0xffff, d.weights + static_cast<size_t>(t) * d.channels + c + v * 16);
    const Ends ends = {_mm512_set1_ps(d.lo), _mm512_set1_ps(d.hi)};
    int p = 0;
    for (; p + P <= d.pixels; p += P) {
        const float* const* rows = d.rows + static_cast<size_t>(p) * 9;
        __m512 acc[P][V];
#pragma GCC unroll 4
        for (int i = 0; i < P; ++i)
#pragma GCC unroll 2
            for (int v = 0; v < V; ++v)
                acc[i][v] = _mm512_setzero_ps();
                // Row by row and from left to right: every pixel meets its taps in their order.
#pragma GCC unroll 3
        for (int y = 0; y < 3; ++y) {
#pragma GCC unroll 6
            for (int x = 0; x < P + 2; ++x) {
                const float* a = (x < P ? rows[x * 9 + y * 3] : rows[(P - 1) * 9 + y * 3 + x - P + 1]) + c;
#pragma GCC unroll 2
                for (int v = 0; v < V; ++v) {
                    const __m512 in = _mm512_maskz_loadu_ps(v == V - 1 ? lastMask : 0xffff, a + v * 16);
#pragma GCC unroll 3
                    for (int k = 2; k >= 0; --k)
                        if (x - k >= 0 && x - k < P)
                            acc[x - k][v] = _mm512_fmadd_ps(in, w[y * 3 + k][v], acc[x - k][v]);
                }
            }
        }
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v) {
            const __mmask16 mask = v == V - 1 ? lastMask : 0xffff;
            const __m512 bias = _mm512_maskz_loadu_ps(mask, d.bias + c + v * 16);
#pragma GCC unroll 4
            for (int i = 0; i < P; ++i)
                _mm512_mask_storeu_ps(d.out + (p + i) * d.outStride + c + v * 16, mask, ends.of(acc[i][v], bias));
        }
    }
    for (; p < d.pixels; ++p)
        pixels<1, V>(d, p, c, lastMask);
}

void depthwiseF32(const DepthwiseF32& d)
{
    int c = 0;
    if (slides3x3(d)) {
        for (; c + 32 <= d.channels; c += 32)
            sliding3x3<2>(d, c, 0xffff);
        for (; c < d.channels; c += 16)
            sliding3x3<1>(d, c, firstLanes(d.channels - c));
        return;
    }
    for (; c + 64 <= d.channels; c += 64)
        anyTaps<4>(d, c, 0xffff);
    for (; c < d.channels; c += 16)
        anyTaps<1>(d, c, firstLanes(d.channels - c));
}

} // namespace

void setDepthwiseF32Avx512(KernelTable& table)
{
    table.depthwiseF32 = depthwiseF32;
}

} // namespace bitladder::kernels::detail
