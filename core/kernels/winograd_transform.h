// The transforms of Winograd's convolution for any vector of channels; see winograd.h. For the kernel files of every
// level: everything here has internal linkage. The same operations in the same order on every level give the same bits.
//
// Op::V      a vector of kLanes channels
// Op::fma    a · b + c, rounded once;  Op::fnma  c − a · b
#pragma once
#include "core/kernels/winograd.h"

namespace bitladder::kernels::detail
{

namespace
{

// Bᵀ d of one row or column of inputs, Aᵀ m of one of products; x and y do not overlap.
template<typename Op, int m> struct Winograd;

template<typename Op> struct Winograd<Op, 2> {
    using V = typename Op::V;
    static void input(const V (&x)[4], V (&y)[4])
    {
        y[0] = Op::sub(x[2], x[0]);
        y[1] = Op::add(x[2], x[1]);
        y[2] = Op::sub(x[2], x[1]);
        y[3] = Op::sub(x[3], x[1]);
    }
    static void output(const V (&x)[4], V (&y)[2])
    {
        y[0] = Op::add(Op::add(x[1], x[2]), x[0]);
        y[1] = Op::add(Op::sub(x[1], x[2]), x[3]);
    }
};

template<typename Op> struct Winograd<Op, 4> {
    using V = typename Op::V;
    static constexpr double a = kWinogradA, b = kWinogradB;
    static void input(const V (&x)[6], V (&y)[6])
    {
        const V a1 = Op::set(a), b1 = Op::set(b), a2 = Op::set(a * a), b2 = Op::set(b * b);
        const V sum = Op::set(a * a + b * b), product = Op::set(a * a * b * b);
        const V evenA = Op::fnma(b2, x[2], x[4]), oddA = Op::fnma(b2, x[1], x[3]);
        const V evenB = Op::fnma(a2, x[2], x[4]), oddB = Op::fnma(a2, x[1], x[3]);
        y[0] = Op::fma(product, x[0], Op::fnma(sum, x[2], x[4]));
        y[1] = Op::fma(a1, oddA, evenA);
        y[2] = Op::fnma(a1, oddA, evenA);
        y[3] = Op::fma(b1, oddB, evenB);
        y[4] = Op::fnma(b1, oddB, evenB);
        y[5] = Op::fma(product, x[1], Op::fnma(sum, x[3], x[5]));
    }
    static void output(const V (&x)[6], V (&y)[4])
    {
        const V sumA = Op::add(x[1], x[2]), differenceA = Op::sub(x[1], x[2]);
        const V sumB = Op::add(x[3], x[4]), differenceB = Op::sub(x[3], x[4]);
        y[0] = Op::add(Op::add(sumA, sumB), x[0]);
        y[1] = Op::fma(Op::set(a), differenceA, Op::mul(Op::set(b), differenceB));
        y[2] = Op::fma(Op::set(a * a), sumA, Op::mul(Op::set(b * b), sumB));
        y[3] = Op::fma(Op::set(a * a * a), differenceA, Op::fma(Op::set(b * b * b), differenceB, x[5]));
    }
};

// One vector of channels of a tile, from channel c on.
template<typename Op, int m> inline void winogradInputAt(const WinogradInput& tile, int c)
{
    constexpr int n = m + 2;
    using V = typename Op::V;
    V half[n][n]; // columns done; by column
#pragma GCC unroll 1
    for (int j = 0; j < n; ++j) {
        V x[n];
#pragma GCC unroll 6
        for (int i = 0; i < n; ++i)
            x[i] = Op::load(tile.pixels[i * n + j] + c);
        Winograd<Op, m>::input(x, half[j]);
    }
    float* out = tile.out + c;
#pragma GCC unroll 1
    for (int i = 0; i < n; ++i) {
        V x[n], y[n];
#pragma GCC unroll 6
        for (int j = 0; j < n; ++j)
            x[j] = half[j][i];
        Winograd<Op, m>::input(x, y);
#pragma GCC unroll 6
        for (int j = 0; j < n; ++j, out += tile.matrixStride)
            Op::store(out, y[j]);
    }
}

template<typename Op, int m> inline void winogradOutputAt(const WinogradOutput& tile, int c)
{
    constexpr int n = m + 2;
    using V = typename Op::V;
    V half[n][m];
#pragma GCC unroll 1
    for (int j = 0; j < n; ++j) {
        V x[n];
#pragma GCC unroll 6
        for (int i = 0; i < n; ++i)
            x[i] = Op::load(tile.products + (i * n + j) * tile.matrixStride + c);
        Winograd<Op, m>::output(x, half[j]);
    }
    const V bias = Op::load(tile.bias + c), lo = Op::set(tile.lo), hi = Op::set(tile.hi);
#pragma GCC unroll 1
    for (int i = 0; i < tile.rows; ++i) {
        V x[n], y[m];
#pragma GCC unroll 6
        for (int j = 0; j < n; ++j)
            x[j] = half[j][i];
        Winograd<Op, m>::output(x, y);
        float* out = tile.out + i * tile.rowStride + c;
#pragma GCC unroll 4
        for (int j = 0; j < m; ++j)
            if (j < tile.columns) Op::store(out + j * tile.pixelStride, Op::clamp(Op::add(y[j], bias), lo, hi));
    }
}

// A single channel: what is left over behind the last full vector.
struct OneChannel {
    using V = float;
    static constexpr int kLanes = 1;
    static V set(double x) { return static_cast<float>(x); }
    static V load(const float* p) { return *p; }
    static void store(float* p, V x) { *p = x; }
    static V add(V x, V y) { return x + y; }
    static V sub(V x, V y) { return x - y; }
    static V mul(V x, V y) { return x * y; }
    static V fma(V x, V y, V z) { return __builtin_fmaf(x, y, z); }
    static V fnma(V x, V y, V z) { return __builtin_fmaf(-x, y, z); }
    static V clamp(V x, V lo, V hi) { return x < lo ? lo : (x > hi ? hi : x); }
};

template<typename Op, int m> void winogradInput(const WinogradInput& tile)
{
    int c = 0;
    for (; c + Op::kLanes <= tile.channels; c += Op::kLanes)
        winogradInputAt<Op, m>(tile, c);
    for (; c < tile.channels; ++c)
        winogradInputAt<OneChannel, m>(tile, c);
}

template<typename Op, int m> void winogradOutput(const WinogradOutput& tile)
{
    int c = 0;
    for (; c + Op::kLanes <= tile.channels; c += Op::kLanes)
        winogradOutputAt<Op, m>(tile, c);
    for (; c < tile.channels; ++c)
        winogradOutputAt<OneChannel, m>(tile, c);
}

} // namespace

} // namespace bitladder::kernels::detail
