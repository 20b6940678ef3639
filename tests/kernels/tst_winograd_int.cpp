// Winograd's convolution in integers: the matrices are right, nothing leaves 16 bits, the result is the plain sum to
// the bit at the ends of every range, every level gives the scalar level's bits and touches nothing else.
#include "kernel_test.h"

#include "core/kernels/winograd_int.h"

using namespace kernel_test;

namespace
{

const IntegerWinogradKernel& kernelOf(const KernelTable& table, int m)
{
    return m == 2 ? table.integerWinograd2 : table.integerWinograd4;
}

const std::vector<int> kChannels {0, 1, 3, 7, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 67};

int64_t plainSum(const int* d, const int8_t* g, int n, int i, int j)
{
    int64_t sum = 0;
    for (int t = 0; t < 9; ++t)
        sum += static_cast<int64_t>(d[(i + t / 3) * n + j + t % 3]) * g[t];
    return sum;
}

// Bᵀ d B
std::vector<int64_t> transformed(const IntegerWinogradMatrices& w, const int* d, int n)
{
    std::vector<int64_t> v(static_cast<size_t>(n * n));
    for (int p = 0; p < n; ++p)
        for (int q = 0; q < n; ++q)
            for (int i = 0; i < n; ++i)
                for (int j = 0; j < n; ++j)
                    v[static_cast<size_t>(p * n + q)] += int64_t {w.b[p][i]} * d[i * n + j] * w.b[q][j];
    return v;
}

} // namespace

class TestWinogradInt : public QObject
{
    Q_OBJECT

    static const KernelTable& current()
    {
        QFETCH_GLOBAL(int, level);
        return table(static_cast<Level>(level));
    }

private slots:
    void initTestCase_data() { addLevelRows(); }

    void identity_data() { tileRows(); }
    void identity()
    {
        QFETCH(int, m);
        const int n = m + 2;
        const IntegerWinogradMatrices& w = integerWinogradMatrices(m);
        Random random(21);
        int64_t least = 0, most = 0, heaviest = 0;
        for (int repeat = 0; repeat < 4000; ++repeat) {
            int d[36];
            int8_t g[9];
            int16_t u[36];
            const Values values = repeat % 2 ? Values::Extreme : Values::Random;
            for (int& v : d)
                v = random.value<uint8_t>(values);
            for (int8_t& v : g)
                v = random.value<int8_t>(values);
            if (repeat == 0) std::fill_n(g, 9, int8_t {-128});
            if (repeat < 72) // the ends of what an element of Bᵀ d B can be
                for (int k = 0; k < n * n; ++k) {
                    const int p = repeat / 2 % (n * n);
                    d[k] = (w.b[p / n][k / n] * w.b[p % n][k % n] > 0) == (repeat % 2 == 0) ? 255 : 0;
                }
            integerWinogradWeights(m, g, u);
            const auto v = transformed(w, d, n);
            for (int p = 0; p < n * n; ++p) {
                least = std::min(least, v[static_cast<size_t>(p)]);
                most = std::max(most, v[static_cast<size_t>(p)]);
                int64_t exact = 0;
                for (int t = 0; t < 9; ++t)
                    exact += int64_t {w.g[p / n][t / 3]} * g[t] * w.g[p % n][t % 3];
                QCOMPARE(static_cast<int64_t>(u[p]), exact);
                heaviest = std::max(heaviest, std::abs(exact));
            }
            for (int i = 0; i < m; ++i)
                for (int j = 0; j < m; ++j) {
                    int64_t y = 0;
                    for (int p = 0; p < n * n; ++p)
                        y += v[static_cast<size_t>(p)] * u[p] * w.a[p / n][i] * w.a[p % n][j];
                    QCOMPARE(y, w.factor * plainSum(d, g, n, i, j));
                }
        }
        QCOMPARE(least, m == 2 ? -510 : -12750);
        QCOMPARE(most, m == 2 ? 1020 : 17340);
        QCOMPARE(heaviest, m == 2 ? 1152 : 18432);
        // A constant input is seen at position (1, 1) alone.
        int ones[36];
        std::fill_n(ones, 36, 1);
        const auto v = transformed(w, ones, n);
        for (int p = 0; p < n * n; ++p)
            QCOMPARE(v[static_cast<size_t>(p)] == 0, p != n + 1);
        const int8_t g[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        int16_t u[36];
        integerWinogradWeights(m, g, u);
        QCOMPARE(static_cast<int64_t>(integerWinogradShift(m, 45)), -128 * v[static_cast<size_t>(n + 1)] * u[n + 1]);
    }

    void input_data() { tileRows(); }
    void input()
    {
        QFETCH(int, m);
        const int n = m + 2;
        Random random(22);
        for (const int channels : kChannels)
            for (const Values values : {Values::Random, Values::Extreme}) {
                std::vector<Guarded<uint8_t>> pixels;
                std::vector<const uint8_t*> places;
                for (int p = 0; p < n * n; ++p) {
                    Guarded<uint8_t> pixel(static_cast<size_t>(channels));
                    for (int c = 0; c < channels; ++c)
                        pixel[static_cast<size_t>(c)] = random.value<uint8_t>(values);
                    pixels.push_back(std::move(pixel));
                    places.push_back(pixels.back().data());
                }
                Output<int16_t> out(n * n, channels);
                kernelOf(current(), m).input({places.data(), channels, out.values.data(), out.stride});
                QVERIFY(out.gapsUntouched());
                for (int c = 0; c < channels; ++c) {
                    int d[36];
                    for (int p = 0; p < n * n; ++p)
                        d[p] = places[static_cast<size_t>(p)][c];
                    const auto exact = transformed(integerWinogradMatrices(m), d, n);
                    for (int p = 0; p < n * n; ++p)
                        QCOMPARE(static_cast<int64_t>(out.at(p, c)), exact[static_cast<size_t>(p)]);
                }
            }
    }

    void output_data() { tileRows(); }
    void output()
    {
        QFETCH(int, m);
        Random random(23);
        const auto& gemm = current().gemmS16S16;
        for (const int width : {gemm.nr, gemm.narrowNr})
            for (const Store store : {Store::Raw, Store::Float, Store::U8, Store::S16})
                for (int repeat = 0; repeat < 24; ++repeat) {
                    const int columns = repeat % 3 ? random.whole(1, width) : width;
                    switch (store) {
                    case Store::U8:
                        outputOf<uint8_t>(random, m, store, width, columns);
                        break;
                    case Store::S16:
                        outputOf<int16_t>(random, m, store, width, columns);
                        break;
                    case Store::Float:
                        outputOf<float>(random, m, store, width, columns);
                        break;
                    case Store::Raw:
                        outputOf<int32_t>(random, m, store, width, columns);
                        break;
                    }
                }
    }

    // Inputs, weights, products and outputs together, at the ends of the ranges, against plain sums.
    void exact_data() { tileRows(); }
    void exact()
    {
        QFETCH(int, m);
        const int n = m + 2;
        Random random(24);
        const auto& gemm = current().gemmS16S16;
        const int width = gemm.narrowNr, columns = width;
        for (const int channels : {1, 2, 5, 16, 33, 227})
            for (const int way : {0, 1, 2, 3}) {
                std::vector<Guarded<uint8_t>> pixels;
                std::vector<const uint8_t*> places;
                for (int p = 0; p < n * n; ++p) {
                    Guarded<uint8_t> pixel(static_cast<size_t>(channels));
                    for (int c = 0; c < channels; ++c)
                        pixel[static_cast<size_t>(c)]
                            = way == 0 ? 255 : random.value<uint8_t>(way == 1 ? Values::Extreme : Values::Random);
                    pixels.push_back(std::move(pixel));
                    places.push_back(pixels.back().data());
                }
                std::vector<int8_t> weights(static_cast<size_t>(columns * channels * 9));
                for (int8_t& g : weights)
                    g = way == 0 ? -127 : random.value<int8_t>(way == 3 ? Values::Random : Values::Extreme);
                std::vector<int16_t> u(static_cast<size_t>(columns * n * n * channels));
                Guarded<int32_t> shift(static_cast<size_t>(width)), correction(static_cast<size_t>(width));
                for (int k = 0; k < columns; ++k) {
                    int64_t sum = 0, size = 0;
                    for (int c = 0; c < channels; ++c) {
                        const int8_t* g = weights.data() + (k * channels + c) * 9;
                        int16_t one[36];
                        integerWinogradWeights(m, g, one);
                        for (int p = 0; p < n * n; ++p)
                            u[static_cast<size_t>((k * n * n + p) * channels + c)] = one[p];
                        for (int t = 0; t < 9; ++t) {
                            sum += g[t];
                            size += std::abs(g[t]);
                        }
                    }
                    QVERIFY(size < winogradMostWeight(m));
                    shift[static_cast<size_t>(k)] = integerWinogradShift(m, sum);
                    correction[static_cast<size_t>(k)] = static_cast<int32_t>(128 * sum);
                }
                const PanelShape shape {columns, n * n, channels, gemm.nr, gemm.narrowNr, gemm.kGroup};
                const auto panels = packed(shape, u);
                const int groups = (channels + gemm.kGroup - 1) / gemm.kGroup;
                const ptrdiff_t stride = groups * gemm.kGroup;
                std::vector<int16_t> v(static_cast<size_t>(n * n * stride), 0x5555);
                kernelOf(current(), m).input({places.data(), channels, v.data(), stride});
                const std::vector<int32_t> zeros(static_cast<size_t>(width));
                std::vector<int32_t> products(static_cast<size_t>(n * n * width));
                for (int p = 0; p < n * n; ++p) {
                    const void* row = v.data() + p * stride;
                    IntTile t {};
                    t.in = {&row, 1, 1, groups, panels.data() + p * stride * width, width, 1, width};
                    t.correction = zeros.data();
                    t.store = Store::Raw;
                    t.out = products.data() + p * width;
                    gemm.run(t);
                }
                Output<int32_t> out(m * m, columns);
                IntegerWinogradOutput o {};
                o.products = products.data();
                o.matrixStride = width;
                o.shift = shift.data();
                o.finish.in.panelWidth = width;
                o.finish.in.n = columns;
                o.finish.correction = correction.data();
                o.finish.store = Store::Raw;
                o.finish.out = out.values.data();
                o.finish.outStride = out.stride;
                o.rowStride = m * out.stride;
                o.rows = o.columns = m;
                kernelOf(current(), m).output(o);
                QVERIFY(out.gapsUntouched());
                for (int i = 0; i < m; ++i)
                    for (int j = 0; j < m; ++j)
                        for (int k = 0; k < columns; ++k) {
                            int64_t exact = 0;
                            for (int c = 0; c < channels; ++c)
                                for (int t = 0; t < 9; ++t)
                                    exact += int64_t {places[static_cast<size_t>((i + t / 3) * n + j + t % 3)][c]}
                                        * weights[static_cast<size_t>((k * channels + c) * 9 + t)];
                            QCOMPARE(static_cast<int64_t>(out.at(i * m + j, k)), exact);
                        }
            }
    }

private:
    static void tileRows()
    {
        QTest::addColumn<int>("m");
        QTest::newRow("2x2") << 2;
        QTest::newRow("4x4") << 4;
    }

    // Against the scalar level, with products of any bits: the arithmetic wraps alike.
    template<typename T> static void outputOf(Random& random, int m, Store store, int width, int columns)
    {
        const int n = m + 2, rows = random.whole(1, m), across = random.whole(1, m);
        Guarded<int32_t> products(static_cast<size_t>(n * n * width));
        Guarded<int32_t> shift(static_cast<size_t>(width)), correction(static_cast<size_t>(width));
        Guarded<float> scale(static_cast<size_t>(width)), bias(static_cast<size_t>(width));
        for (size_t i = 0; i < products.size(); ++i)
            products[i] = static_cast<int32_t>(random.bits());
        for (size_t i = 0; i < static_cast<size_t>(width); ++i) {
            shift[i] = static_cast<int32_t>(random.bits());
            correction[i] = random.whole(-1000000, 1000000);
            scale[i] = static_cast<float>(random.real(0, 1e-5));
            bias[i] = static_cast<float>(random.real(-9, 9));
        }
        Output<T> out(rows * across, columns), oracle(rows * across, columns);
        IntegerWinogradOutput o {};
        o.products = products.data();
        o.matrixStride = width;
        o.shift = shift.data();
        o.finish.in.panelWidth = width;
        o.finish.in.n = columns;
        o.finish.correction = correction.data();
        o.finish.scale = scale.data();
        o.finish.bias = bias.data();
        o.finish.store = store;
        o.finish.lo = random.whole(0, 1) ? 0 : -INFINITY;
        o.finish.hi = random.whole(0, 1) ? 6 : INFINITY;
        o.finish.zero = random.whole(0, 255);
        o.finish.qhi = 255;
        o.finish.out = out.values.data();
        o.finish.outStride = out.stride;
        o.rowStride = out.stride * across;
        o.rows = rows;
        o.columns = across;
        kernelOf(current(), m).output(o);
        QVERIFY(out.gapsUntouched());
        o.finish.out = oracle.values.data();
        kernelOf(table(Level::Scalar), m).output(o);
        for (int r = 0; r < rows * across; ++r)
            for (int c = 0; c < columns; ++c)
                QVERIFY(same(out.at(r, c), oracle.at(r, c)));
    }
};

QTEST_GUILESS_MAIN(TestWinogradInt)
#include "tst_winograd_int.moc"
