// Depthwise convolution in float32: vectors run along the channels, each output is one chain of fused multiply-adds in
// the order of the taps.
#include "core/kernels/kernel_sets.h"
#include "core/kernels/sliding.h"

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

// P pixels of one vector of channels, whose 3 x 3 windows lie kStep columns apart. Tap by tap, so that P chains of
// additions run side by side.
template<int P, int kStep, Lanes kLanes>
inline __attribute__((always_inline)) void slidingPixels(
    const DepthwiseF32& d, const Ends& ends, int p, int c, __mmask16 mask)
{
    constexpr int kColumns = (P - 1) * kStep + 3;
    const float* const* rows = d.rows + static_cast<size_t>(p) * 9;
    const float* weights = d.weights + c;
    __m512 acc[P];
#pragma GCC unroll 8
    for (int i = 0; i < P; ++i)
        acc[i] = _mm512_setzero_ps();
#pragma GCC unroll 3
    for (int y = 0; y < 3; ++y) {
        __m512 column[kColumns];
#pragma GCC unroll 17
        for (int x = 0; x < kColumns; ++x) {
            const int pixel = x / kStep < P ? x / kStep : P - 1;
            column[x] = load<kLanes>(rows[pixel * 9 + y * 3 + x - pixel * kStep] + c, mask);
        }
#pragma GCC unroll 3
        for (int k = 0; k < 3; ++k, weights += d.channels) {
            const __m512 w = load<kLanes>(weights, mask);
#pragma GCC unroll 8
            for (int i = 0; i < P; ++i)
                acc[i] = _mm512_fmadd_ps(column[i * kStep + k], w, acc[i]);
        }
    }
    const __m512 bias = load<kLanes>(d.bias + c, mask);
    float* out = d.out + p * d.outStride + c;
#pragma GCC unroll 8
    for (int i = 0; i < P; ++i)
        store<kLanes>(out + i * d.outStride, mask, ends.of(acc[i], bias));
}

template<int P, int kStep> void sliding3x3(const DepthwiseF32& d, const Ends& ends, int p, int c, int end)
{
    for (; c + 16 <= end; c += 16)
        slidingPixels<P, kStep, Lanes::All>(d, ends, p, c, 0);
    if (c < end) slidingPixels<P, kStep, Lanes::Masked>(d, ends, p, c, firstLanes(end - c));
}

// Channels of a block outside, pixels inside: a block of all rows stays in the first cache until the last row has read
// it.
void windows3x3(const DepthwiseF32& d, const Ends& ends)
{
    using Function = void (*)(const DepthwiseF32&, const Ends&, int, int, int);
    static constexpr Function kByOne[] = {sliding3x3<1, 1>, sliding3x3<2, 1>, sliding3x3<3, 1>, sliding3x3<4, 1>,
        sliding3x3<5, 1>, sliding3x3<6, 1>, sliding3x3<7, 1>, sliding3x3<8, 1>};
    static constexpr Function kByTwo[] = {sliding3x3<1, 2>, sliding3x3<2, 2>, sliding3x3<3, 2>, sliding3x3<4, 2>,
        sliding3x3<5, 2>, sliding3x3<6, 2>, sliding3x3<7, 2>, sliding3x3<8, 2>};
    constexpr int kAtOnce = 8, kMaxPieces = 256, kBlock = 64;
    Piece pieces[kMaxPieces];
    for (int first = 0; first < d.pixels;) {
        int count = 0;
        int last = first;
        for (; last < d.pixels && count < kMaxPieces; ++count)
            last = (pieces[count] = pieceFrom(d.rows, d.pixels, last)).end;
        for (int c = 0; c < d.channels; c += kBlock) {
            const int end = c + kBlock < d.channels ? c + kBlock : d.channels;
            for (int i = 0, p = first; i < count; p = pieces[i++].end) {
                // In parts of like lengths: 14 pixels are twice seven.
                const int length = pieces[i].end - p;
                const int parts = (length + kAtOnce - 1) / kAtOnce;
                const Function* run = pieces[i].by == Sliding::ByTwo ? kByTwo : kByOne;
                for (int part = 0; part < parts; ++part) {
                    const int from = p + part * length / parts;
                    run[p + (part + 1) * length / parts - from - 1](d, ends, from, c, end);
                }
            }
        }
        first = last;
    }
}

void depthwiseF32(const DepthwiseF32& d)
{
    const Ends ends = {_mm512_set1_ps(d.lo), _mm512_set1_ps(d.hi)};
    if (d.taps == 9) return windows3x3(d, ends);
    int p = 0;
    for (; p + 4 <= d.pixels; p += 4)
        anyTaps<4>(d, ends, p);
    for (; p < d.pixels; ++p)
        anyTaps<1>(d, ends, p);
}

} // namespace

void setDepthwiseF32Avx512(KernelTable& table)
{
    table.depthwiseF32 = depthwiseF32;
}

} // namespace bitladder::kernels::detail
