// The transforms of Winograd's convolution in integers for any vector of channels; see winograd_int.h. For the kernel
// files of every level: everything here has internal linkage.
//
// Words      vectors of 16 bits: V, kLanes, load (of bytes), store, add, sub, left<k>
// Sums       vectors of 32 bits: V, kLanes, load, store, add, sub, left<k>, right<k> (arithmetic), times; all of them
//            wrap
#pragma once
#include "core/kernels/winograd_int.h"

namespace bitladder::kernels::detail
{

namespace
{

// Bᵀ d of one row or column of inputs, Aᵀ m of one of products; `exact` takes the factor out of what these give.
template<int m> struct IntegerWinograd;

template<> struct IntegerWinograd<2> {
    template<typename Op> static void input(const typename Op::V (&x)[4], typename Op::V (&y)[4])
    {
        y[0] = Op::sub(x[0], x[2]);
        y[1] = Op::add(x[1], x[2]);
        y[2] = Op::sub(x[2], x[1]);
        y[3] = Op::sub(x[1], x[3]);
    }
    template<typename Op> static void output(const typename Op::V (&x)[4], typename Op::V (&y)[2])
    {
        y[0] = Op::add(Op::add(x[1], x[2]), x[0]);
        y[1] = Op::sub(Op::sub(x[1], x[2]), x[3]);
    }
    template<typename Op> static typename Op::V exact(typename Op::V x) { return Op::template right<2>(x); }
};

template<> struct IntegerWinograd<4> {
    template<typename Op> static void input(const typename Op::V (&x)[6], typename Op::V (&y)[6])
    {
        using V = typename Op::V;
        const V even = Op::sub(x[4], x[2]), odd = Op::sub(x[3], x[1]), odd2 = Op::add(odd, odd);
        const V even4 = Op::sub(x[4], Op::template left<2>(x[2])), odd4 = Op::sub(x[3], Op::template left<2>(x[1]));
        y[0] = Op::add(even, Op::template left<2>(Op::sub(x[0], x[2])));
        y[1] = Op::add(even4, odd4);
        y[2] = Op::sub(even4, odd4);
        y[3] = Op::add(even, odd2);
        y[4] = Op::sub(even, odd2);
        y[5] = Op::sub(Op::sub(x[5], x[3]), Op::template left<2>(odd));
    }
    template<typename Op> static void output(const typename Op::V (&x)[6], typename Op::V (&y)[4])
    {
        using V = typename Op::V;
        const V sum1 = Op::add(x[1], x[2]), difference1 = Op::sub(x[1], x[2]);
        const V sum2 = Op::add(x[3], x[4]), half = Op::sub(x[3], x[4]), difference2 = Op::add(half, half);
        y[0] = Op::add(Op::add(sum1, sum2), x[0]);
        y[1] = Op::add(difference1, difference2);
        y[2] = Op::add(sum1, Op::template left<2>(sum2));
        y[3] = Op::add(difference1, Op::template left<2>(Op::add(difference2, x[5])));
    }
    // 9 · 0x38e38e39 = 1 modulo 2^32.
    template<typename Op> static typename Op::V exact(typename Op::V x)
    {
        return Op::template right<6>(Op::times(x, 0x38e38e39));
    }
};

// One vector of channels of a tile, from channel c on.
template<typename Words, int m> inline void integerWinogradInputAt(const IntegerWinogradInput& tile, int c)
{
    constexpr int n = m + 2;
    using V = typename Words::V;
    V half[n][n]; // columns done; by column
#pragma GCC unroll 1
    for (int j = 0; j < n; ++j) {
        V x[n];
#pragma GCC unroll 6
        for (int i = 0; i < n; ++i)
            x[i] = Words::load(tile.pixels[i * n + j] + c);
        IntegerWinograd<m>::template input<Words>(x, half[j]);
    }
    int16_t* out = tile.out + c;
#pragma GCC unroll 1
    for (int i = 0; i < n; ++i) {
        V x[n], y[n];
#pragma GCC unroll 6
        for (int j = 0; j < n; ++j)
            x[j] = half[j][i];
        IntegerWinograd<m>::template input<Words>(x, y);
#pragma GCC unroll 6
        for (int j = 0; j < n; ++j, out += tile.matrixStride)
            Words::store(out, y[j]);
    }
}

// The exact sums of one vector of channels: sums[i · m + j][panelWidth].
template<typename Sums, int m>
inline void integerWinogradSumsAt(const IntegerWinogradOutput& tile, int c, int32_t* sums)
{
    constexpr int n = m + 2;
    using V = typename Sums::V;
    V half[n][m];
#pragma GCC unroll 1
    for (int j = 0; j < n; ++j) {
        V x[n];
#pragma GCC unroll 6
        for (int i = 0; i < n; ++i)
            x[i] = Sums::load(tile.products + (i * n + j) * tile.matrixStride + c);
        if (j == 1) x[1] = Sums::add(x[1], Sums::load(tile.shift + c));
        IntegerWinograd<m>::template output<Sums>(x, half[j]);
    }
    const V correction = Sums::load(tile.finish.correction + c);
#pragma GCC unroll 1
    for (int i = 0; i < tile.rows; ++i) {
        V x[n], y[m];
#pragma GCC unroll 6
        for (int j = 0; j < n; ++j)
            x[j] = half[j][i];
        IntegerWinograd<m>::template output<Sums>(x, y);
#pragma GCC unroll 4
        for (int j = 0; j < m; ++j)
            Sums::store(sums + (i * m + j) * tile.finish.in.panelWidth + c,
                Sums::add(IntegerWinograd<m>::template exact<Sums>(y[j]), correction));
    }
}

// Single channels: what has no full vector.
struct OneWord {
    using V = int;
    static constexpr int kLanes = 1;
    static V load(const uint8_t* p) { return *p; }
    static void store(int16_t* p, V x) { *p = static_cast<int16_t>(x); }
    static V add(V x, V y) { return x + y; }
    static V sub(V x, V y) { return x - y; }
    template<int k> static V left(V x) { return x * (1 << k); }
};
struct OneSum {
    using V = uint32_t;
    static constexpr int kLanes = 1;
    static V load(const int32_t* p) { return static_cast<V>(*p); }
    static void store(int32_t* p, V x) { *p = static_cast<int32_t>(x); }
    static V add(V x, V y) { return x + y; }
    static V sub(V x, V y) { return x - y; }
    template<int k> static V left(V x) { return x << k; }
    template<int k> static V right(V x) { return static_cast<V>(static_cast<int32_t>(x) >> k); }
    static V times(V x, uint32_t y) { return x * y; }
};

// The last vector overlaps the one before it.
template<typename Words, int m> void integerWinogradInput(const IntegerWinogradInput& tile)
{
    int c = 0;
    for (; c + Words::kLanes <= tile.channels; c += Words::kLanes)
        integerWinogradInputAt<Words, m>(tile, c);
    if (c == tile.channels) return;
    if (c > 0) return integerWinogradInputAt<Words, m>(tile, tile.channels - Words::kLanes);
    for (; c < tile.channels; ++c)
        integerWinogradInputAt<OneWord, m>(tile, c);
}

// Finish::run(tile, sums) finishes in.m rows of sums [m, panelWidth] that have their correction.
template<typename Sums, typename Finish, int m> void integerWinogradOutput(const IntegerWinogradOutput& tile)
{
    constexpr int kMostColumns = 32;
    alignas(64) int32_t sums[m * m * kMostColumns];
    for (int c = 0; c < tile.finish.in.panelWidth; c += Sums::kLanes)
        integerWinogradSumsAt<Sums, m>(tile, c, sums);
    IntTile row = tile.finish;
    row.rowCorrection = nullptr;
    row.in.m = tile.columns;
    const ptrdiff_t bytes = tile.rowStride * (row.store == Store::U8 ? 1 : row.store == Store::S16 ? 2 : 4);
    for (int i = 0; i < tile.rows; ++i) {
        Finish::run(row, sums + i * m * row.in.panelWidth);
        row.out = static_cast<char*>(row.out) + bytes;
    }
}

} // namespace

} // namespace bitladder::kernels::detail
