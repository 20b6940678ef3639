// Winograd's convolution: the matrices are right, the transforms are the matrices', every level gives the scalar
// level's bits and touches nothing else.
#include "kernel_test.h"

#include "core/kernels/winograd.h"

using namespace kernel_test;

namespace
{

const WinogradKernel& kernelOf(const KernelTable& table, int m)
{
    return m == 2 ? table.winograd2 : table.winograd4;
}

const std::vector<int> kChannels {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 64, 67};

} // namespace

class TestWinograd : public QObject
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
        const WinogradMatrices w = winogradMatrices(m);
        Random random(11);
        for (int repeat = 0; repeat < 20; ++repeat) {
            double d[6][6], g[9], u[36], y[4][4] = {};
            for (auto& row : d)
                for (double& v : row)
                    v = random.real(-1, 1);
            for (double& v : g)
                v = random.real(-1, 1);
            winogradWeights(m, g, u);
            for (int p = 0; p < n; ++p)
                for (int q = 0; q < n; ++q) {
                    double v = 0;
                    for (int i = 0; i < n; ++i)
                        for (int j = 0; j < n; ++j)
                            v += w.b[p][i] * d[i][j] * w.b[q][j];
                    for (int i = 0; i < m; ++i)
                        for (int j = 0; j < m; ++j)
                            y[i][j] += w.a[p][i] * v * u[p * n + q] * w.a[q][j];
                }
            for (int i = 0; i < m; ++i)
                for (int j = 0; j < m; ++j) {
                    double direct = 0;
                    for (int t = 0; t < 9; ++t)
                        direct += d[i + t / 3][j + t % 3] * g[t];
                    QVERIFY(std::fabs(y[i][j] - direct) < 1e-13);
                }
        }
    }

    void input_data() { tileRows(); }
    void input()
    {
        QFETCH(int, m);
        const int n = m + 2;
        const WinogradMatrices w = winogradMatrices(m);
        Random random(12);
        for (const int channels : kChannels)
            for (const Values values : {Values::Random, Values::Extreme}) {
                std::vector<Guarded<float>> pixels;
                std::vector<const float*> places;
                for (int p = 0; p < n * n; ++p) {
                    Guarded<float> pixel(static_cast<size_t>(channels));
                    for (int c = 0; c < channels; ++c)
                        pixel[static_cast<size_t>(c)] = random.value<float>(values);
                    pixels.push_back(std::move(pixel));
                    places.push_back(pixels.back().data());
                }
                Output<float> out(n * n, channels), oracle(n * n, channels);
                WinogradInput tile {places.data(), channels, out.values.data(), out.stride};
                kernelOf(current(), m).input(tile);
                QVERIFY(out.gapsUntouched());
                tile.out = oracle.values.data();
                kernelOf(table(Level::Scalar), m).input(tile);
                for (int p = 0; p < n * n; ++p)
                    for (int c = 0; c < channels; ++c) {
                        QVERIFY(same(out.at(p, c), oracle.at(p, c)));
                        if (values == Values::Extreme) continue;
                        double exact = 0, size = 0;
                        for (int i = 0; i < n; ++i)
                            for (int j = 0; j < n; ++j) {
                                const double term = w.b[p / n][i]
                                    * static_cast<double>(places[static_cast<size_t>(i * n + j)][c]) * w.b[p % n][j];
                                exact += term;
                                size += std::fabs(term);
                            }
                        const double roundings = m == 2 ? 2 : 4;
                        QVERIFY(std::fabs(static_cast<double>(out.at(p, c)) - exact)
                            <= 1.001 * roundings * std::ldexp(1.0, -24) * size);
                    }
            }
    }

    void output_data() { tileRows(); }
    void output()
    {
        QFETCH(int, m);
        const int n = m + 2;
        const WinogradMatrices w = winogradMatrices(m);
        Random random(13);
        for (const int channels : kChannels)
            for (int rows = 1; rows <= m; ++rows)
                for (int columns = 1; columns <= m; ++columns) {
                    const bool extreme = random.whole(0, 1) == 1;
                    const auto value = [&] { return random.value<float>(extreme ? Values::Extreme : Values::Random); };
                    Guarded<float> products(static_cast<size_t>(n * n * channels));
                    Guarded<float> bias(static_cast<size_t>(channels));
                    for (size_t i = 0; i < products.size(); ++i)
                        products[i] = value();
                    for (size_t i = 0; i < bias.size(); ++i)
                        bias[i] = value();
                    // Pixels of one row lie side by side, rows apart; `Output` has one row for each pixel.
                    Output<float> out(rows * columns, channels), oracle(rows * columns, channels);
                    WinogradOutput tile {products.data(), channels, channels, bias.data(), -INFINITY, INFINITY,
                        out.values.data(), out.stride * columns, out.stride, rows, columns};
                    if (random.whole(0, 1)) tile.lo = 0;
                    if (random.whole(0, 1)) tile.hi = 6;
                    kernelOf(current(), m).output(tile);
                    QVERIFY(out.gapsUntouched());
                    tile.out = oracle.values.data();
                    kernelOf(table(Level::Scalar), m).output(tile);
                    for (int i = 0; i < rows; ++i)
                        for (int j = 0; j < columns; ++j)
                            for (int c = 0; c < channels; ++c) {
                                const float got = out.at(i * columns + j, c);
                                QVERIFY(same(got, oracle.at(i * columns + j, c)));
                                if (extreme) continue;
                                double exact = bias[static_cast<size_t>(c)], size = std::fabs(exact);
                                for (int p = 0; p < n * n; ++p) {
                                    const double term = w.a[p / n][i] * w.a[p % n][j]
                                        * static_cast<double>(products[static_cast<size_t>(p * channels + c)]);
                                    exact += term;
                                    size += std::fabs(term);
                                }
                                const double roundings = 1 + (m == 2 ? 4 : 6);
                                const double wanted
                                    = clampOf(exact, static_cast<double>(tile.lo), static_cast<double>(tile.hi));
                                QVERIFY(std::fabs(static_cast<double>(got) - wanted)
                                    <= 1.001 * roundings * std::ldexp(1.0, -24) * size);
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
};

QTEST_GUILESS_MAIN(TestWinograd)
#include "tst_winograd.moc"
