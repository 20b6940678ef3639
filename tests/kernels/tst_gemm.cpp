// The matrix kernels with float and integer elements: scalar against plain arithmetic, every level against scalar, bit
// for bit, with memory that faults beyond what the contract allows to be read or written.
#include "kernel_test.h"

using namespace kernel_test;

namespace
{

__extension__ typedef __int128 Int128;

// ---- float

template<typename T> struct FloatProblem {
    Operands<T, T> o;
    std::vector<T> bias;
    T lo, hi;
};

template<typename T> FloatProblem<T> floatProblem(Random& random, Values values, const GemmShape& s)
{
    FloatProblem<T> p {operands<T, T>(random, values, s.m, s.n, s.taps, s.depth, 1), {}, T(-INFINITY), T(INFINITY)};
    for (int c = 0; c < s.n; ++c)
        p.bias.push_back(random.value<T>(values));
    if (random.whole(0, 1)) p.lo = 0;
    if (random.whole(0, 1)) p.hi = 6;
    return p;
}

template<typename T> Output<T> run(const TileKernel<FloatTile<T>>& kernel, const FloatProblem<T>& p)
{
    Output<T> out(p.o.m, p.o.n);
    forTiles(kernel, p.o, [&](const TileInput& in, int r, const PanelRef& ref) {
        Guarded<T> bias(static_cast<size_t>(ref.width));
        for (int c = 0; c < ref.width; ++c)
            bias[static_cast<size_t>(c)] = c < ref.columns ? p.bias[static_cast<size_t>(ref.firstColumn + c)] : T(0);
        kernel.run({in, bias.data(), p.lo, p.hi, out.values.data() + r * out.stride + ref.firstColumn, out.stride});
    });
    return out;
}

template<typename T> T naive(const FloatProblem<T>& p, int r, int c)
{
    T acc = 0;
    for (int t = 0; t < p.o.taps; ++t)
        for (int k = 0; k < p.o.depth; ++k)
            acc = std::fma(p.o.row(t, r)[k], p.o.column(c, t)[k], acc);
    return clampOf<T>(acc + p.bias[static_cast<size_t>(c)], p.lo, p.hi);
}

template<typename T>
void compare(const char* name, const TileKernel<FloatTile<T>>& kernel, Values values, const GemmShape& shape)
{
    const unsigned seed = qHash(text(name, shape, values));
    Random random(seed);
    const FloatProblem<T> p = floatProblem<T>(random, values, shape);
    const Output<T> got = run(kernel, p);
    QVERIFY2(got.gapsUntouched(), text(kernel.name, shape, values));
    for (int r = 0; r < shape.m; ++r)
        for (int c = 0; c < shape.n; ++c)
            if (!same(got.at(r, c), naive(p, r, c)))
                QFAIL(text(kernel.name, shape, values) + " seed " + QByteArray::number(seed) + " at "
                    + QByteArray::number(r) + ',' + QByteArray::number(c) + ": " + QByteArray::number(got.at(r, c))
                    + " instead of " + QByteArray::number(naive(p, r, c)));
}

// ---- integers

template<typename A, typename W, typename Acc> struct IntProblem {
    Operands<A, W> o;
    std::vector<Acc> correction;
    std::vector<std::vector<Acc>> rowCorrection; // [m][n], or empty
    std::vector<float> scale, bias;
    Store store;
    float lo, hi;
    int32_t zero, qlo, qhi;
    SumBound range = SumBound::Any;
};

template<typename A, typename W, typename Acc>
IntProblem<A, W, Acc> intProblem(Random& random, Values values, const GemmShape& s, int kGroup, Store store)
{
    IntProblem<A, W, Acc> p {operands<A, W>(random, values, s.m, s.n, s.taps, s.depth, kGroup), {}, {}, {}, {}, store,
        -INFINITY, INFINITY, 0, 0, 0};
    const auto part = [&] { return static_cast<Acc>(random.whole(-1000000, 1000000)); };
    for (int c = 0; c < s.n; ++c) {
        p.correction.push_back(part());
        const double size = std::pow(2.0, random.real(-40, 4));
        p.scale.push_back(static_cast<float>(random.real(-1, 1) * size));
        p.bias.push_back(static_cast<float>(random.real(-100, 100)));
        if (values == Values::Extreme && random.whole(0, 4) == 0) p.scale.back() = random.special<float>();
        if (values == Values::Extreme && random.whole(0, 9) == 0) p.bias.back() = random.special<float>();
    }
    if (random.whole(0, 1))
        for (int r = 0; r < s.m; ++r) {
            std::vector<Acc> row;
            for (int c = 0; c < s.n; ++c)
                row.push_back(part());
            p.rowCorrection.push_back(row);
        }
    if (random.whole(0, 1)) p.lo = 0;
    if (random.whole(0, 1)) p.hi = 60;
    if (store == Store::U8) {
        p.zero = random.whole(0, 255);
        p.qlo = random.whole(0, 1) ? 0 : random.whole(0, 100);
        p.qhi = random.whole(0, 1) ? 255 : random.whole(100, 255);
        if (sizeof(Acc) == 4 && values == Values::Random && random.whole(0, 1)) {
            p.range = SumBound::Bounded; // sums below 2^31, scales below 2^−2
            for (float& scale : p.scale)
                scale *= 0x1p-6f;
            if (random.whole(0, 3)) { // the codes' whole range, where saturation does for limits
                p.lo = -INFINITY;
                p.hi = INFINITY;
                p.qlo = 0;
                p.qhi = 255;
            }
        }
    } else {
        p.zero = random.whole(-32768, 32767);
        p.qlo = random.whole(0, 1) ? -32768 : random.whole(-32768, 0);
        p.qhi = random.whole(0, 1) ? 32767 : random.whole(0, 32767);
    }
    return p;
}

template<typename T, typename A, typename W, typename Acc>
Output<T> run(const TileKernel<IntTileOf<Acc>>& kernel, const IntProblem<A, W, Acc>& p)
{
    Output<T> out(p.o.m, p.o.n);
    forTiles(kernel, p.o, [&](const TileInput& in, int r, const PanelRef& ref) {
        const auto columnsOf = [&](const auto& all) {
            using V = typename std::decay_t<decltype(all)>::value_type;
            Guarded<V> part(static_cast<size_t>(ref.width));
            for (int c = 0; c < ref.width; ++c)
                part[static_cast<size_t>(c)] = c < ref.columns ? all[static_cast<size_t>(ref.firstColumn + c)] : V(0);
            return part;
        };
        const Guarded<Acc> correction = columnsOf(p.correction);
        const Guarded<float> scale = columnsOf(p.scale);
        const Guarded<float> bias = columnsOf(p.bias);
        std::vector<Guarded<Acc>> rowParts;
        std::vector<const Acc*> rowPointers;
        for (int i = 0; i < in.m && !p.rowCorrection.empty(); ++i) {
            rowParts.push_back(columnsOf(p.rowCorrection[static_cast<size_t>(r + i)]));
            rowPointers.push_back(rowParts.back().data());
        }
        IntTileOf<Acc> tile;
        tile.in = in;
        tile.correction = correction.data();
        tile.rowCorrection = p.rowCorrection.empty() ? nullptr : rowPointers.data();
        tile.scale = scale.data();
        tile.bias = bias.data();
        tile.store = p.store;
        tile.range = p.range;
        tile.lo = p.lo;
        tile.hi = p.hi;
        tile.zero = p.zero;
        tile.qlo = p.qlo;
        tile.qhi = p.qhi;
        tile.out = out.values.data() + r * out.stride + ref.firstColumn;
        tile.outStride = out.stride;
        kernel.run(tile);
    });
    return out;
}

// What the products of a kernel add up to, from the definition.
struct Products {
    template<typename A, typename W> static Int128 sum(const Operands<A, W>& o, int r, int c)
    {
        Int128 sum = 0;
        for (int t = 0; t < o.taps; ++t)
            for (int k = 0; k < o.depth; ++k)
                sum += static_cast<Int128>(o.row(t, r)[k]) * o.column(c, t)[k];
        return sum;
    }
};
struct BinaryPlanes {
    static Int128 sum(const Operands<uint64_t, uint64_t>& o, int r, int c)
    {
        Int128 ones = 0;
        for (int t = 0; t < o.taps; ++t)
            for (int k = 0; k < o.depth; ++k)
                ones += std::popcount(o.row(t, r)[k] ^ o.column(c, t)[k]);
        return -2 * ones;
    }
};
struct TernaryPlanes {
    static Int128 sum(const Operands<uint64_t, uint64_t>& o, int r, int c)
    {
        Int128 sum = 0;
        for (int t = 0; t < o.taps; ++t)
            for (int k = 0; k + 1 < o.depth; k += 2)
                for (int bit = 0; bit < 64; ++bit) {
                    const auto digit = [bit](uint64_t nonzero, uint64_t negative) {
                        return (nonzero >> bit & 1) == 0 ? 0 : (negative >> bit & 1) ? -1 : 1;
                    };
                    sum += digit(o.row(t, r)[k], o.row(t, r)[k + 1]) * digit(o.column(c, t)[k], o.column(c, t)[k + 1]);
                }
        return sum;
    }
};

// The contract's text once more, with wide integers and the standard library.
template<typename T, typename Sum, typename A, typename W, typename Acc>
T naive(const IntProblem<A, W, Acc>& p, int r, int c)
{
    Int128 sum = Sum::sum(p.o, r, c) + p.correction[static_cast<size_t>(c)];
    if (!p.rowCorrection.empty()) sum += p.rowCorrection[static_cast<size_t>(r)][static_cast<size_t>(c)];
    const Acc exact = static_cast<Acc>(sum);
    if constexpr (std::is_same_v<T, Acc>) {
        return exact;
    } else {
        // A long double holds 64 bits exactly, so this is one rounding.
        const float rounded = static_cast<float>(static_cast<long double>(exact));
        const float y
            = clampOf(std::fma(rounded, p.scale[static_cast<size_t>(c)], p.bias[static_cast<size_t>(c)]), p.lo, p.hi);
        if constexpr (std::is_same_v<T, float>) {
            return y;
        } else {
            if (std::isnan(y)) return static_cast<T>(p.qlo);
            const double whole = std::clamp(std::nearbyint(static_cast<double>(y)), -0x1p30, 0x1p30);
            return static_cast<T>(std::clamp(static_cast<int64_t>(whole) + p.zero, int64_t(p.qlo), int64_t(p.qhi)));
        }
    }
}

template<typename T, typename Sum, typename A, typename W, typename Acc>
void compareStore(
    const char* name, const TileKernel<IntTileOf<Acc>>& kernel, Values values, const GemmShape& shape, Store store)
{
    const unsigned seed = qHash(text(name, shape, values));
    Random random(seed);
    const auto p = intProblem<A, W, Acc>(random, values, shape, kernel.kGroup, store);
    const Output<T> got = run<T>(kernel, p);
    QVERIFY2(got.gapsUntouched(), text(kernel.name, shape, values));
    for (int r = 0; r < shape.m; ++r)
        for (int c = 0; c < shape.n; ++c)
            if (!same(got.at(r, c), naive<T, Sum>(p, r, c)))
                QFAIL(text(kernel.name, shape, values) + " seed " + QByteArray::number(seed) + " store "
                    + QByteArray::number(static_cast<int>(store)) + " at " + QByteArray::number(r) + ','
                    + QByteArray::number(c) + ": " + QByteArray::number(static_cast<double>(got.at(r, c)), 'g', 17)
                    + " instead of " + QByteArray::number(static_cast<double>(naive<T, Sum>(p, r, c)), 'g', 17));
}

// All four destinations of a sum.
template<typename Sum, typename A, typename W, typename Acc>
void compare(const char* name, const TileKernel<IntTileOf<Acc>>& kernel, Values values, const GemmShape& shape)
{
    compareStore<Acc, Sum, A, W>(name, kernel, values, shape, Store::Raw);
    compareStore<float, Sum, A, W>(name, kernel, values, shape, Store::Float);
    compareStore<uint8_t, Sum, A, W>(name, kernel, values, shape, Store::U8);
    compareStore<int16_t, Sum, A, W>(name, kernel, values, shape, Store::S16);
}

template<typename Tile, typename Compare>
void overShapes(const TileKernel<Tile>& kernel, int depthUnit, Compare compareOne)
{
    expectShape(kernel, bestLevel());
    for (Values values : {Values::Random, Values::Extreme}) {
        for (GemmShape shape : shapesFor(kernel.mr, kernel.narrowNr, kernel.nr)) {
            shape.depth *= depthUnit;
            compareOne(values, shape);
            if (QTest::currentTestFailed()) return;
        }
    }
}

} // namespace

class TestGemm : public QObject
{
    Q_OBJECT

    static const KernelTable& current()
    {
        QFETCH_GLOBAL(int, level);
        return table(static_cast<Level>(level));
    }

private slots:
    void initTestCase_data() { addLevelRows(); }

    void tableIsComplete()
    {
        const KernelTable& t = current();
        QFETCH_GLOBAL(int, level);
        QCOMPARE(static_cast<int>(t.level), level);
        QVERIFY(t.gemmF32.run && t.gemmF64.run && t.gemmU8S8.run && t.gemmS16S16.run && t.gemmS16S16Wide.run);
        QVERIFY(t.gemmU8S4.run && t.gemmU8S2.run && t.gemmU8S1.run);
        QVERIFY(t.gemmS32S32.run && t.gemmS64S64.run && t.gemmBinary.run && t.gemmTernary.run);
        QVERIFY(t.depthwiseF32 && t.depthwiseU8 && t.quantizeU8 && t.quantizeS16 && t.dequantizeU8 && t.widenU8);
        QVERIFY(t.packBinary && t.packTernary && t.maxPoolU8 && t.maxPoolF32 && t.addF32 && t.sumBlock && t.transposeF32
            && t.transposeU8);
        if (t.level != Level::Scalar) {
            if (t.level != Level::AvxVnni) QCOMPARE(t.gemmF32.level, t.level);
            for (const auto* kernel : {&t.gemmU8S8, &t.gemmU8S4, &t.gemmU8S2, &t.gemmU8S1})
                QCOMPARE(kernel->level, t.level);
        }
    }

    void f32()
    {
        const auto& kernel = current().gemmF32;
        overShapes(kernel, 1, [&](Values v, const GemmShape& s) { compare<float>("f32", kernel, v, s); });
    }
    void f64()
    {
        const auto& kernel = current().gemmF64;
        overShapes(kernel, 1, [&](Values v, const GemmShape& s) { compare<double>("f64", kernel, v, s); });
    }
    void u8s8()
    {
        const auto& kernel = current().gemmU8S8;
        overShapes(
            kernel, 1, [&](Values v, const GemmShape& s) { compare<Products, uint8_t, int8_t>("u8s8", kernel, v, s); });
    }
    void u8s7()
    {
        const auto& kernel = current().gemmU8S7;
        if (!kernel.run) QSKIP("this level multiplies weights of 7 bits as it does those of 8");
        overShapes(kernel, 1,
            [&](Values v, const GemmShape& s) { compare<Products, uint8_t, SevenBitWeight>("u8s7", kernel, v, s); });
    }
    void u8s4()
    {
        const auto& kernel = current().gemmU8S4;
        overShapes(kernel, 1,
            [&](Values v, const GemmShape& s) { compare<Products, uint8_t, NarrowWeight<4>>("u8s4", kernel, v, s); });
    }
    void u8s2()
    {
        const auto& kernel = current().gemmU8S2;
        overShapes(kernel, 1,
            [&](Values v, const GemmShape& s) { compare<Products, uint8_t, NarrowWeight<2>>("u8s2", kernel, v, s); });
    }
    void u8s1()
    {
        // One bit has no zero, so the depth fills its groups.
        const auto& kernel = current().gemmU8S1;
        overShapes(kernel, 32, [&](Values v, GemmShape s) {
            s.depth = std::min(s.depth, 32 * 65);
            compare<Products, uint8_t, NarrowWeight<1>>("u8s1", kernel, v, s);
        });
    }
    void s16s16()
    {
        // The caller promises sums that fit 32 bits; wrapping beyond that is nevertheless the same everywhere.
        const auto& kernel = current().gemmS16S16;
        overShapes(kernel, 1,
            [&](Values v, const GemmShape& s) { compare<Products, int16_t, int16_t>("s16s16", kernel, v, s); });
    }
    void s16s16Wide()
    {
        const auto& kernel = current().gemmS16S16Wide;
        overShapes(kernel, 1,
            [&](Values v, const GemmShape& s) { compare<Products, int16_t, int16_t>("s16s16Wide", kernel, v, s); });
    }
    void s32s32()
    {
        const auto& kernel = current().gemmS32S32;
        overShapes(kernel, 1,
            [&](Values v, const GemmShape& s) { compare<Products, int32_t, int32_t>("s32s32", kernel, v, s); });
    }
    void binary()
    {
        const auto& kernel = current().gemmBinary;
        overShapes(kernel, 1,
            [&](Values v, const GemmShape& s) { compare<BinaryPlanes, uint64_t, uint64_t>("binary", kernel, v, s); });
    }
    void ternary()
    {
        const auto& kernel = current().gemmTernary;
        overShapes(kernel, 2, [&](Values v, GemmShape s) {
            s.depth = std::min(s.depth, 260);
            compare<TernaryPlanes, uint64_t, uint64_t>("ternary", kernel, v, s);
        });
    }

    // Every product at the end of its range, over a depth where careless accumulators overflow.
    void worstCases_data()
    {
        QTest::addColumn<int>("a");
        QTest::addColumn<int>("w");
        QTest::newRow("largest positive") << 1 << 1;
        QTest::newRow("largest times smallest") << 1 << 0;
        QTest::newRow("smallest times largest") << 0 << 1;
        QTest::newRow("smallest times smallest") << 0 << 0;
    }
    void worstCases()
    {
        QFETCH(int, a);
        QFETCH(int, w);
        const KernelTable& t = current();
        worstCase<uint8_t, int8_t>(t.gemmU8S8, 4096, a, w);
        if (t.gemmU8S7.run) worstCase<uint8_t, SevenBitWeight>(t.gemmU8S7, 4096, a, w);
        worstCase<uint8_t, NarrowWeight<4>>(t.gemmU8S4, kMaxNarrowDepth, a, w);
        worstCase<uint8_t, NarrowWeight<2>>(t.gemmU8S2, kMaxNarrowDepth, a, w);
        worstCase<uint8_t, NarrowWeight<1>>(t.gemmU8S1, kMaxNarrowDepth, a, w);
        worstCase<int16_t, int16_t>(t.gemmS16S16, 1, a, w);
        worstCase<int16_t, int16_t>(t.gemmS16S16Wide, 4099, a, w);
        worstCase<int32_t, int32_t>(t.gemmS32S32, 1, a, w);
    }

    // Every bit counts, over depths where careless byte counters overflow.
    void worstBits()
    {
        Random random(1);
        for (int depth : {1, 14, 15, 16, 17, 30, 31, 32, 33, 64, 257}) {
            const auto& binary = current().gemmBinary;
            const GemmShape shape {binary.mr, binary.nr, 2, depth};
            auto p = intProblem<uint64_t, uint64_t, int32_t>(random, Values::Random, shape, 1, Store::Raw);
            fill(p, {0}, {~0ull});
            const Output<int32_t> all = run<int32_t>(binary, p);
            for (int r = 0; r < shape.m; ++r)
                for (int c = 0; c < shape.n; ++c)
                    QCOMPARE(all.at(r, c), (naive<int32_t, BinaryPlanes>(p, r, c)));

            const auto& ternary = current().gemmTernary;
            const GemmShape pairs {ternary.mr, ternary.nr, 2, 2 * depth};
            for (uint64_t negative : {0ull, ~0ull}) {
                auto q = intProblem<uint64_t, uint64_t, int32_t>(random, Values::Random, pairs, 2, Store::Raw);
                fill(q, {~0ull, 0}, {~0ull, negative});
                const Output<int32_t> same = run<int32_t>(ternary, q);
                for (int r = 0; r < pairs.m; ++r)
                    for (int c = 0; c < pairs.n; ++c)
                        QCOMPARE(same.at(r, c), (naive<int32_t, TernaryPlanes>(q, r, c)));
            }
        }
    }

private:
    // Repeats the given elements along every row and every column.
    static void fill(IntProblem<uint64_t, uint64_t, int32_t>& p, const std::vector<uint64_t>& rows,
        const std::vector<uint64_t>& columns)
    {
        for (auto& row : p.o.storage)
            for (size_t k = 0; k < row.size(); ++k)
                row[k] = rows[k % rows.size()];
        for (size_t k = 0; k < p.o.weights.size(); ++k)
            p.o.weights[k] = columns[k % columns.size()];
    }

    template<typename A, typename W, typename Acc>
    static void worstCase(const TileKernel<IntTileOf<Acc>>& kernel, int depth, int a, int w)
    {
        Random random(1);
        const GemmShape shape {kernel.mr, kernel.nr, 1, depth};
        auto p = intProblem<A, W, Acc>(random, Values::Random, shape, kernel.kGroup, Store::Raw);
        using LimitsA = std::numeric_limits<A>;
        const W smallest = [] {
            if constexpr (kNarrowBits < W >> 0)
                return W {static_cast<int8_t>(-(1 << kNarrowBits<W>) / 2)};
            else
                return std::numeric_limits<W>::min();
        }();
        const W largest = [] {
            if constexpr (kNarrowBits < W >> 0)
                return W {static_cast<int8_t>(kNarrowBits<W> == 1 ? 1 : (1 << kNarrowBits<W>) / 2 - 1)};
            else
                return std::numeric_limits<W>::max();
        }();
        for (auto& row : p.o.storage)
            for (size_t k = 0; k < row.size(); ++k)
                row[k] = a ? LimitsA::max() : LimitsA::min();
        for (W& weight : p.o.weights)
            weight = w ? largest : smallest;
        const Output<Acc> got = run<Acc>(kernel, p);
        for (int r = 0; r < shape.m; ++r)
            for (int c = 0; c < shape.n; ++c)
                QCOMPARE(got.at(r, c), (naive<Acc, Products>(p, r, c)));
    }
};

QTEST_GUILESS_MAIN(TestGemm)
#include "tst_gemm.moc"
