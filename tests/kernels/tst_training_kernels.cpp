// Training's passes and outer products on every level, against their contract.
#include "core/kernels/training.h"
#include "kernel_test.h"

using namespace kernel_test;

namespace
{

const std::vector<int> kCounts {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 5000};

std::vector<float> drawn(Random& random, size_t count, double size = 2)
{
    std::vector<float> values(count);
    for (float& v : values)
        v = static_cast<float>(random.real(-size, size));
    return values;
}

} // namespace

class TestTrainingKernels : public QObject
{
    Q_OBJECT

    static const TrainingKernels& current()
    {
        QFETCH_GLOBAL(int, level);
        return trainingKernels(static_cast<Level>(level));
    }

private slots:
    void initTestCase_data() { addLevelRows(); }

    void outer()
    {
        const TrainingKernels& kernels = current();
        Random random(1);
        for (int m = 1; m <= kernels.outerRows; ++m)
            for (int n = 1; n <= kernels.outerColumns; ++n) {
                const int counts[] = {5, 0, 3};
                const ptrdiff_t aStep = m + 2, bStep = n + 1, cStride = n + 3;
                std::vector<Guarded<float>> storage;
                std::vector<OuterSegment> segments;
                for (const int count : counts) {
                    // The last row ends where memory does.
                    auto a = drawn(random, static_cast<size_t>(count ? (count - 1) * aStep + m : 0)),
                         b = drawn(random, static_cast<size_t>(count ? (count - 1) * bStep + n : 0));
                    storage.push_back(guarded(a));
                    storage.push_back(guarded(b));
                    segments.push_back({storage[storage.size() - 2].data(), storage.back().data(), count});
                }
                Output<float> c(m, n);
                std::vector<double> wanted;
                for (int r = 0; r < m; ++r)
                    for (int j = 0; j < n; ++j) {
                        float& begin = c.values.data()[r * c.stride + j];
                        begin = static_cast<float>(random.real(-1, 1));
                        wanted.push_back(static_cast<double>(begin));
                        for (const auto& s : segments)
                            for (int k = 0; k < s.count; ++k)
                                wanted.back() += static_cast<double>(s.a[k * aStep + r])
                                    * static_cast<double>(s.b[k * bStep + j]);
                    }
                QCOMPARE(c.stride, cStride);
                kernels.outer({segments.data(), 3, aStep, bStep, m, n, c.values.data(), c.stride});
                for (int r = 0; r < m; ++r)
                    for (int j = 0; j < n; ++j)
                        QVERIFY(
                            std::fabs(static_cast<double>(c.at(r, j)) - wanted[static_cast<size_t>(r * n + j)]) < 2e-5);
                QVERIFY(c.gapsUntouched());
            }
    }

    void depthwiseWeights()
    {
        Random random(2);
        for (const int channels : {1, 5, 8, 16, 19, 40})
            for (const int taps : {1, 2, 4, 9, 25}) {
                const int pixels = 7;
                const auto x = drawn(random, static_cast<size_t>(11 * channels));
                auto dy = guarded(drawn(random, static_cast<size_t>(pixels * channels)));
                std::vector<const float*> rows;
                for (int i = 0; i < pixels * taps; ++i)
                    rows.push_back(x.data() + random.whole(0, 10) * channels);
                auto dw = guarded(drawn(random, static_cast<size_t>(taps * channels)));
                std::vector<double> wanted(dw.data(), dw.data() + dw.size());
                for (int p = 0; p < pixels; ++p)
                    for (int t = 0; t < taps; ++t)
                        for (int c = 0; c < channels; ++c)
                            wanted[static_cast<size_t>(t * channels + c)]
                                += static_cast<double>(rows[static_cast<size_t>(p * taps + t)][c])
                                * static_cast<double>(dy[static_cast<size_t>(p * channels + c)]);
                current().depthwiseWeights({rows.data(), pixels, taps, channels, dy.data(), dw.data()});
                for (size_t i = 0; i < wanted.size(); ++i)
                    QVERIFY(std::fabs(static_cast<double>(dw[i]) - wanted[i]) < 2e-5);
                QVERIFY(dw.untouchedOutside());
            }
    }

    // To the bit: execution rounds so. Near the middle between two codes, at odd scales, and at what is no number.
    void round()
    {
        Random random(3);
        for (const float scale : {0.3f, 1.0f, 0.1f / 3, 7e-31f, 3e-40f, 2e31f})
            for (const int count : kCounts) {
                auto values = drawn(random, static_cast<size_t>(count), 20 * static_cast<double>(scale));
                for (size_t i = 0; i < values.size(); i += 3) {
                    const float middle = scale * (static_cast<float>(random.whole(-20, 20)) + 0.5f);
                    values[i]
                        = i % 2 ? random.special<float>() : std::nextafter(middle, random.whole(0, 1) ? 1e9f : -1e9f);
                    if (i % 4 == 0) values[i] = middle;
                }
                auto x = guarded(values);
                Guarded<float> out(values.size());
                const RoundPass pass {x.data(), values.size(), scale, -3, 12, out.data()};
                current().round(pass);
                for (size_t i = 0; i < values.size(); ++i) {
                    const float quotient = x[i] / scale;
                    const float code
                        = std::isnan(quotient) ? 0.0f : std::nearbyint(std::clamp(quotient, pass.low, pass.high));
                    QVERIFY(out[i] == code * scale);
                }
                QVERIFY(out.untouchedOutside());
            }
    }

    void through()
    {
        Random random(4);
        for (const int count : kCounts)
            for (const auto inside : {ThroughPass::Inside::Difference, ThroughPass::Inside::Value})
                for (const int how : {0, 1, 2}) {
                    const auto size = static_cast<size_t>(count);
                    auto x = guarded(drawn(random, size)), rounded = guarded(drawn(random, size)),
                         gradient = guarded(drawn(random, size)), into = guarded(drawn(random, size));
                    const std::vector<float> before(into.data(), into.data() + size);
                    const double sum = current().through({x.data(), rounded.data(), gradient.data(), size, -1.0f, 0.5f,
                        1.0f, inside, how == 2 ? nullptr : into.data(), how == 0 ? Into::Set : Into::Add});
                    double wanted = 0;
                    for (size_t i = 0; i < size; ++i) {
                        const bool in = x[i] >= -1.0f && x[i] <= 0.5f;
                        const float slope
                            = in && inside == ThroughPass::Inside::Difference ? rounded[i] - x[i] : rounded[i];
                        wanted += static_cast<double>(gradient[i]) * static_cast<double>(slope);
                        const float old = how == 0 ? 0.0f : before[i];
                        QCOMPARE(into[i], how == 2 ? before[i] : old + (in ? gradient[i] : 0.0f));
                    }
                    QVERIFY(std::fabs(sum - wanted) <= 1e-5 * std::max(1.0, std::sqrt(static_cast<double>(count))));
                }
    }

    void slopes()
    {
        Random random(11);
        for (const int count : kCounts)
            for (const auto inside : {ThroughPass::Inside::Difference, ThroughPass::Inside::Value}) {
                const auto size = static_cast<size_t>(count);
                auto x = guarded(drawn(random, size)), rounded = guarded(drawn(random, size));
                const std::vector<float> before(rounded.data(), rounded.data() + size);
                current().slopes({x.data(), rounded.data(), size, -1.0f, 0.5f, 0.25f, inside, rounded.data()});
                for (size_t i = 0; i < size; ++i) {
                    const bool in = x[i] >= -1.0f && x[i] <= 0.5f;
                    QCOMPARE(rounded[i],
                        in && inside == ThroughPass::Inside::Difference ? 0.25f * (before[i] - x[i]) : before[i]);
                }
                QVERIFY(rounded.untouchedOutside());
            }
    }

    void limit()
    {
        Random random(5);
        for (const size_t channels : {size_t {1}, size_t {7}, size_t {16}, size_t {37}})
            for (const int what : {0, 1, 2}) { // both, limits alone, sums alone
                const size_t pixels = 9, size = pixels * channels;
                auto y = drawn(random, size);
                y[0] = -0.5f;
                y[size - 1] = 1;
                auto dy = guarded(drawn(random, size)), sums = guarded(drawn(random, channels));
                const std::vector<float> before(dy.data(), dy.data() + size),
                    start(sums.data(), sums.data() + channels);
                current().limit({what == 2 ? nullptr : y.data(), dy.data(), pixels, channels, -0.5f, 1.0f,
                    what == 1 ? nullptr : sums.data()});
                std::vector<float> wanted = start;
                for (size_t i = 0; i < size; ++i) {
                    const bool stopped = what != 2 && (y[i] <= -0.5f || y[i] >= 1.0f);
                    QCOMPARE(dy[i], stopped ? 0.0f : before[i]);
                    if (what != 1) wanted[i % channels] += dy[i];
                }
                for (size_t c = 0; c < channels; ++c)
                    QCOMPARE(sums[c], wanted[c]);
            }
    }

    void add()
    {
        Random random(6);
        for (const int count : kCounts) {
            auto from = guarded(drawn(random, static_cast<size_t>(count))),
                 to = guarded(drawn(random, static_cast<size_t>(count)));
            const std::vector<float> before(to.data(), to.data() + to.size());
            current().add(from.data(), to.size(), to.data());
            for (size_t i = 0; i < before.size(); ++i)
                QCOMPARE(to[i], before[i] + from[i]);
            QVERIFY(to.untouchedOutside());
        }
    }

    void relu()
    {
        Random random(10);
        for (const int count : kCounts) {
            auto values = drawn(random, static_cast<size_t>(count));
            if (count > 3) values[1] = std::numeric_limits<float>::quiet_NaN();
            auto from = guarded(values);
            Guarded<float> to(from.size());
            current().relu(from.data(), to.size(), to.data());
            for (size_t i = 0; i < values.size(); ++i)
                QVERIFY(same(to[i], values[i] < 0 ? 0.0f : values[i]));
            QVERIFY(to.untouchedOutside());
        }
    }

    void winogradWeights()
    {
        Random random(7);
        for (const int m : {2, 4})
            for (const int count : {1, 9, 16, 35}) {
                const auto matrices = winogradMatrices(m);
                float g[6][3];
                for (int r = 0; r < 6; ++r)
                    for (int c = 0; c < 3; ++c)
                        g[r][c] = static_cast<float>(matrices.g[r][c]);
                const auto taps = drawn(random, static_cast<size_t>(9 * count));
                Guarded<float> out(static_cast<size_t>(winogradPositions(m) * count));
                // Backwards: what the way back turns round.
                current().winogradWeights({taps.data() + 8 * count, -count, count, g, m + 2, out.data(), count});
                for (int i = 0; i < count; ++i) {
                    double kernel[9], wanted[36];
                    for (int t = 0; t < 9; ++t)
                        kernel[t] = static_cast<double>(taps[static_cast<size_t>((8 - t) * count + i)]);
                    bitladder::kernels::winogradWeights(m, kernel, wanted);
                    for (int p = 0; p < winogradPositions(m); ++p)
                        QVERIFY(
                            std::fabs(static_cast<double>(out[static_cast<size_t>(p * count + i)]) - wanted[p]) < 2e-6);
                }
            }
    }

    // Against the matrices: D = A ∂Y Aᵀ and ∂g = Gᵀ ∂U G.
    void winogradGradient()
    {
        Random random(8);
        for (const int m : {2, 4})
            for (const int channels : {1, 9, 16, 35})
                for (int rows = 1; rows <= m; ++rows)
                    for (int columns = 1; columns <= m; ++columns) {
                        const int n = m + 2;
                        const auto w = winogradMatrices(m);
                        auto dy = guarded(drawn(random, static_cast<size_t>(rows * columns * channels)));
                        Guarded<float> out(static_cast<size_t>(n * n * channels));
                        const WinogradGradientTile tile {
                            dy.data(), columns * channels, channels, rows, columns, channels, out.data(), channels};
                        (m == 2 ? current().winogradGradient2 : current().winogradGradient4)(tile);
                        for (int p = 0; p < n * n; ++p)
                            for (int c = 0; c < channels; ++c) {
                                double wanted = 0;
                                for (int i = 0; i < rows; ++i)
                                    for (int j = 0; j < columns; ++j)
                                        wanted += w.a[p / n][i] * w.a[p % n][j]
                                            * static_cast<double>(
                                                dy[static_cast<size_t>((i * columns + j) * channels + c)]);
                                QVERIFY(
                                    std::fabs(static_cast<double>(out[static_cast<size_t>(p * channels + c)]) - wanted)
                                    < 2e-5);
                            }
                        QVERIFY(out.untouchedOutside());
                    }
    }
    void winogradGradientOfWeights()
    {
        Random random(9);
        for (const int m : {2, 4})
            for (const int count : {1, 9, 16, 35}) {
                const int n = m + 2;
                const auto matrices = winogradMatrices(m);
                float g[6][3];
                for (int r = 0; r < 6; ++r)
                    for (int c = 0; c < 3; ++c)
                        g[r][c] = static_cast<float>(matrices.g[r][c]);
                auto positions = guarded(drawn(random, static_cast<size_t>(n * n * count))),
                     taps = guarded(drawn(random, static_cast<size_t>(9 * count)));
                std::vector<double> wanted(taps.data(), taps.data() + taps.size());
                for (int i = 0; i < count; ++i)
                    for (int t = 0; t < 9; ++t)
                        for (int p = 0; p < n * n; ++p)
                            wanted[static_cast<size_t>(t * count + i)] += matrices.g[p / n][t / 3]
                                * matrices.g[p % n][t % 3]
                                * static_cast<double>(positions[static_cast<size_t>(p * count + i)]);
                current().winogradGradient({positions.data(), count, count, g, n, taps.data(), count});
                for (size_t i = 0; i < wanted.size(); ++i)
                    QVERIFY(std::fabs(static_cast<double>(taps[i]) - wanted[i]) < 2e-5);
                QVERIFY(taps.untouchedOutside());
            }
    }
};

QTEST_APPLESS_MAIN(TestTrainingKernels)
#include "tst_training_kernels.moc"
