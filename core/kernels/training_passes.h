// The passes of training.h for any vector. For the kernel files of every level: everything here has internal linkage.
//
// Op::V a vector of kLanes floats, Op::M one truth for each. Op::between: low ≤ x ≤ high, false for a NaN.
// Op::size: |x|. Op::least, most: y where one of both is a NaN.
#pragma once
#include "core/kernels/training.h"

namespace bitladder::kernels::detail
{

namespace
{

// A single value: what is left over behind the last full vector.
struct OneValue {
    using V = float;
    using M = bool;
    static constexpr int kLanes = 1;
    static V set(float x) { return x; }
    static V load(const float* p) { return *p; }
    static void store(float* p, V x) { *p = x; }
    static V add(V x, V y) { return x + y; }
    static V sub(V x, V y) { return x - y; }
    static V mul(V x, V y) { return x * y; }
    static V div(V x, V y) { return x / y; }
    static V fma(V x, V y, V z) { return __builtin_fmaf(x, y, z); }
    static M between(V x, V low, V high) { return x >= low && x <= high; }
    static M less(V x, V y) { return x < y; }
    static M number(V x) { return x == x; }
    static V pick(M m, V x, V y) { return m ? x : y; }
    static V size(V x) { return x < 0 ? -x : x; }
    static V least(V x, V y) { return x < y ? x : y; }
    static V most(V x, V y) { return x > y ? x : y; }
    static bool all(M m) { return m; }
};

// Calls body(Op {}, i) for vectors from 0 on, then for single values.
template<typename Op, typename Body> inline void eachVector(size_t count, Body body)
{
    size_t i = 0;
    for (; i + Op::kLanes <= count; i += Op::kLanes)
        body(Op {}, i);
    for (; i < count; ++i)
        body(OneValue {}, i);
}

// rint by adding and taking away 1.5·2^23.
template<typename Op> inline typename Op::V whole(typename Op::V x)
{
    return Op::sub(Op::add(x, Op::set(12582912.0f)), Op::set(12582912.0f));
}

// A division takes as long as sixteen products. x · (1 / scale) is at most 2^-22 of its size away from x / scale, so
// both round to the same whole number unless one is as near to the middle between two: only there, and where something
// is no number, it is divided.
template<typename Op> void roundPass(const RoundPass& pass)
{
    const float inverse = pass.scale > 1e-30f && pass.scale < 1e30f ? 1.0f / pass.scale : 0.0f;
    eachVector<Op>(pass.count, [&](auto op, size_t i) {
        using O = decltype(op);
        const auto x = O::load(pass.x + i), scale = O::set(pass.scale), low = O::set(pass.low),
                   high = O::set(pass.high);
        if (inverse > 0) {
            const auto r = O::least(high, O::most(low, O::mul(x, O::set(inverse))));
            const auto q = whole<O>(r), far = O::fma(O::size(r), O::set(4.8e-7f), O::size(O::sub(r, q)));
            if (O::all(O::less(far, O::set(0.5f)))) {
                O::store(pass.out + i, O::mul(q, scale));
                return;
            }
        }
        auto r = O::div(x, scale);
        r = O::pick(O::number(r), r, O::set(0));
        r = O::pick(O::less(r, low), low, r);
        r = O::pick(O::less(high, r), high, r);
        O::store(pass.out + i, O::mul(whole<O>(r), scale));
    });
}

template<typename Op> double throughPass(const ThroughPass& pass)
{
    constexpr size_t kBlock = 2048; // what is added up in float32
    const bool wanted = pass.into != nullptr, adds = pass.how == Into::Add,
               values = pass.inside == ThroughPass::Inside::Value;
    double total = 0;
    for (size_t first = 0; first < pass.count; first += kBlock) {
        const size_t count = pass.count - first < kBlock ? pass.count - first : kBlock;
        auto sums = Op::set(0);
        float rest = 0;
        eachVector<Op>(count, [&](auto op, size_t k) {
            using O = decltype(op);
            const size_t i = first + k;
            const auto x = O::load(pass.x + i), rounded = O::load(pass.rounded + i), g = O::load(pass.gradient + i);
            const auto inside = O::between(x, O::set(pass.low), O::set(pass.high));
            auto slope = rounded;
            if (!values) slope = O::pick(inside, O::mul(O::set(pass.kept), O::sub(rounded, x)), rounded);
            if constexpr (O::kLanes == 1 && Op::kLanes != 1)
                rest += g * slope;
            else
                sums = O::fma(g, slope, sums);
            if (!wanted) return;
            auto to = O::pick(inside, g, O::set(0));
            if (adds) to = O::add(to, O::load(pass.into + i));
            O::store(pass.into + i, to);
        });
        float lanes[Op::kLanes];
        Op::store(lanes, sums);
        for (int l = 0; l < Op::kLanes; ++l)
            total += static_cast<double>(lanes[l]);
        total += static_cast<double>(rest);
    }
    return total;
}

template<typename Op> void slopePass(const SlopePass& pass)
{
    eachVector<Op>(pass.count, [&](auto op, size_t i) {
        using O = decltype(op);
        const auto x = O::load(pass.x + i), rounded = O::load(pass.rounded + i);
        auto slope = rounded;
        if (pass.inside != ThroughPass::Inside::Value)
            slope = O::pick(O::between(x, O::set(pass.low), O::set(pass.high)),
                O::mul(O::set(pass.kept), O::sub(rounded, x)), rounded);
        O::store(pass.out + i, slope);
    });
}

template<typename Op> void limitPass(const LimitPass& pass)
{
    const size_t channels = pass.channels;
    if (pass.y && !pass.sums) {
        eachVector<Op>(pass.pixels * channels, [&](auto op, size_t i) {
            using O = decltype(op);
            const auto y = O::load(pass.y + i), none = O::set(0);
            auto dy = O::load(pass.dy + i);
            dy = O::pick(O::less(O::set(pass.lo), y), dy, none);
            O::store(pass.dy + i, O::pick(O::less(y, O::set(pass.hi)), dy, none));
        });
        return;
    }
    for (size_t p = 0; p < pass.pixels; ++p) {
        const float* y = pass.y ? pass.y + p * channels : nullptr;
        float* gradient = pass.dy + p * channels;
        eachVector<Op>(channels, [&](auto op, size_t c) {
            using O = decltype(op);
            auto dy = O::load(gradient + c);
            if (y) {
                const auto v = O::load(y + c), none = O::set(0);
                dy = O::pick(O::less(O::set(pass.lo), v), dy, none);
                dy = O::pick(O::less(v, O::set(pass.hi)), dy, none);
                O::store(gradient + c, dy);
            }
            O::store(pass.sums + c, O::add(O::load(pass.sums + c), dy));
        });
    }
}

template<typename Op> void addPass(const float* from, size_t count, float* to)
{
    eachVector<Op>(count, [&](auto op, size_t i) {
        using O = decltype(op);
        O::store(to + i, O::add(O::load(to + i), O::load(from + i)));
    });
}

template<typename Op> void reluPass(const float* from, size_t count, float* to)
{
    eachVector<Op>(count, [&](auto op, size_t i) {
        using O = decltype(op);
        O::store(to + i, O::most(O::set(0), O::load(from + i)));
    });
}

template<typename Op> void winogradWeightsPass(const WinogradWeightsPass& pass)
{
    eachVector<Op>(static_cast<size_t>(pass.count), [&](auto op, size_t i) {
        using O = decltype(op);
        typename O::V taps[9];
        for (int t = 0; t < 9; ++t)
            taps[t] = O::load(pass.taps + t * pass.tapStride + i);
        const auto times = [&](const float(&g)[3], auto x, auto y, auto z) {
            return O::fma(O::set(g[2]), z, O::fma(O::set(g[1]), y, O::mul(O::set(g[0]), x)));
        };
        for (int r = 0; r < pass.n; ++r) {
            const auto& g = pass.g[r];
            const auto x = times(g, taps[0], taps[3], taps[6]), y = times(g, taps[1], taps[4], taps[7]),
                       z = times(g, taps[2], taps[5], taps[8]);
            for (int s = 0; s < pass.n; ++s)
                O::store(pass.out + (r * pass.n + s) * pass.positionStride + i, times(pass.g[s], x, y, z));
        }
    });
}

// A x of one row or column.
template<typename Op> inline void winogradSpread(const typename Op::V (&x)[2], typename Op::V (&y)[4])
{
    y[0] = x[0];
    y[1] = Op::add(x[0], x[1]);
    y[2] = Op::sub(x[0], x[1]);
    y[3] = x[1];
}
template<typename Op> inline void winogradSpread(const typename Op::V (&x)[4], typename Op::V (&y)[6])
{
    constexpr auto a = static_cast<float>(kWinogradA), b = static_cast<float>(kWinogradB);
    const auto evenA = Op::fma(Op::set(a * a), x[2], x[0]), evenB = Op::fma(Op::set(b * b), x[2], x[0]);
    const auto oddA = Op::fma(Op::set(a * a * a), x[3], Op::mul(Op::set(a), x[1])),
               oddB = Op::fma(Op::set(b * b * b), x[3], Op::mul(Op::set(b), x[1]));
    y[0] = x[0];
    y[1] = Op::add(evenA, oddA);
    y[2] = Op::sub(evenA, oddA);
    y[3] = Op::add(evenB, oddB);
    y[4] = Op::sub(evenB, oddB);
    y[5] = x[3];
}

template<typename Op, int m> inline void winogradGradientAt(const WinogradGradientTile& tile, size_t c)
{
    constexpr int n = m + 2;
    using V = typename Op::V;
    V half[m][n]; // rows done
#pragma GCC unroll 1
    for (int i = 0; i < m; ++i) {
        V x[m];
        const float* dy = tile.dy + i * tile.rowStride + c;
#pragma GCC unroll 4
        for (int j = 0; j < m; ++j)
            x[j] = i < tile.rows && j < tile.columns ? Op::load(dy + j * tile.pixelStride) : Op::set(0);
        winogradSpread<Op>(x, half[i]);
    }
    float* out = tile.out + c;
#pragma GCC unroll 1
    for (int j = 0; j < n; ++j, out += tile.matrixStride) {
        V x[m], y[n];
#pragma GCC unroll 4
        for (int i = 0; i < m; ++i)
            x[i] = half[i][j];
        winogradSpread<Op>(x, y);
#pragma GCC unroll 6
        for (int i = 0; i < n; ++i)
            Op::store(out + i * n * tile.matrixStride, y[i]);
    }
}

template<typename Op, int m> void winogradGradientTile(const WinogradGradientTile& tile)
{
    eachVector<Op>(
        static_cast<size_t>(tile.channels), [&](auto op, size_t c) { winogradGradientAt<decltype(op), m>(tile, c); });
}

template<typename Op> void winogradGradientPass(const WinogradGradientPass& pass)
{
    eachVector<Op>(static_cast<size_t>(pass.count), [&](auto op, size_t i) {
        using O = decltype(op);
        typename O::V sums[3][3];
        for (auto& row : sums)
            for (auto& sum : row)
                sum = O::set(0);
        for (int r = 0; r < pass.n; ++r) {
            typename O::V row[3] = {O::set(0), O::set(0), O::set(0)};
            for (int s = 0; s < pass.n; ++s) {
                const auto u = O::load(pass.positions + (r * pass.n + s) * pass.positionStride + i);
                for (int c = 0; c < 3; ++c)
                    row[c] = O::fma(O::set(pass.g[s][c]), u, row[c]);
            }
            for (int t = 0; t < 3; ++t)
                for (int c = 0; c < 3; ++c)
                    sums[t][c] = O::fma(O::set(pass.g[r][t]), row[c], sums[t][c]);
        }
        for (int t = 0; t < 9; ++t) {
            float* to = pass.taps + t * pass.tapStride + i;
            O::store(to, O::add(O::load(to), sums[t / 3][t % 3]));
        }
    });
}

// T taps from tap t on, of one vector of channels from c on.
template<typename Op, int T> inline void depthwiseTaps(const DepthwiseWeights& d, int t, int c)
{
    typename Op::V sums[T];
#pragma GCC unroll 9
    for (int i = 0; i < T; ++i)
        sums[i] = Op::load(d.dw + static_cast<ptrdiff_t>(t + i) * d.channels + c);
    const float* dy = d.dy + c;
    const float* const* rows = d.rows + t;
    for (int p = 0; p < d.pixels; ++p, dy += d.channels, rows += d.taps) {
        const auto g = Op::load(dy);
#pragma GCC unroll 9
        for (int i = 0; i < T; ++i)
            sums[i] = Op::fma(Op::load(rows[i] + c), g, sums[i]);
    }
#pragma GCC unroll 9
    for (int i = 0; i < T; ++i)
        Op::store(d.dw + static_cast<ptrdiff_t>(t + i) * d.channels + c, sums[i]);
}

template<typename Op> void depthwiseWeightsPass(const DepthwiseWeights& d)
{
    eachVector<Op>(static_cast<size_t>(d.channels), [&](auto op, size_t channel) {
        using O = decltype(op);
        const auto c = static_cast<int>(channel);
        int t = 0;
        for (; t + 9 <= d.taps; t += 9)
            depthwiseTaps<O, 9>(d, t, c);
        for (; t + 3 <= d.taps; t += 3)
            depthwiseTaps<O, 3>(d, t, c);
        for (; t < d.taps; ++t)
            depthwiseTaps<O, 1>(d, t, c);
    });
}

template<typename Op> void setPasses(TrainingKernels& kernels)
{
    kernels.depthwiseWeights = depthwiseWeightsPass<Op>;
    kernels.round = roundPass<Op>;
    kernels.through = throughPass<Op>;
    kernels.slopes = slopePass<Op>;
    kernels.limit = limitPass<Op>;
    kernels.relu = reluPass<Op>;
    kernels.add = addPass<Op>;
    kernels.winogradWeights = winogradWeightsPass<Op>;
    kernels.winogradGradient2 = winogradGradientTile<Op, 2>;
    kernels.winogradGradient4 = winogradGradientTile<Op, 4>;
    kernels.winogradGradient = winogradGradientPass<Op>;
}

} // namespace

} // namespace bitladder::kernels::detail
