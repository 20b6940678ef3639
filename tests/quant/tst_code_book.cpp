// Code books: k-means against the best of all splits, NormalFloat against its published table, quantiles, levels drawn
// by hand, piecewise linear; and what every family of the table promises.
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/quantized_tensor.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>

using namespace bitladder;
using namespace bitladder::quant;

namespace
{

QuantSpec specOf(const std::string& format, const RangeEstimator* range = nullptr)
{
    QuantSpec spec;
    spec.format = *parseFormat(format);
    spec.range = range;
    return spec;
}

Quantizer fitted(const std::vector<float>& x, const QuantSpec& spec)
{
    Quantizer q = emptyQuantizer(spec, 1);
    estimate(Samples(std::span<const float>(x)), spec, q, 0);
    return q;
}

double errorOf(const std::vector<float>& x, const Quantizer& q)
{
    std::vector<float> out(x.size());
    fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(out));
    double sum = 0;
    for (size_t i = 0; i < x.size(); ++i)
        sum += std::pow(static_cast<double>(out[i]) - static_cast<double>(x[i]), 2);
    return sum;
}

// The least error of K levels, by trying all ways to cut the sorted values into K runs.
double bestOfAllSplits(std::vector<float> x, size_t levels)
{
    std::ranges::sort(x);
    const size_t n = x.size();
    const auto cost = [&](size_t first, size_t last) {
        double sum = 0, squares = 0;
        for (size_t i = first; i < last; ++i) {
            sum += static_cast<double>(x[i]);
            squares += std::pow(static_cast<double>(x[i]), 2);
        }
        return squares - sum * sum / static_cast<double>(last - first);
    };
    std::vector<double> least(n + 1);
    for (size_t i = 1; i <= n; ++i)
        least[i] = cost(0, i);
    for (size_t k = 1; k < levels; ++k)
        for (size_t i = n; i > k; --i)
            for (size_t j = k; j < i; ++j)
                least[i] = std::min(least[i], least[j] + cost(j, i));
    return least[n];
}

} // namespace

class TestCodeBook : public QObject
{
    Q_OBJECT

private slots:
    void kMeansByHand()
    {
        const std::vector<float> x {-1.1f, -0.9f, 0.0f, 0.1f, -0.1f, 2.0f, 5.0f, 5.2f};
        const Quantizer q = fitted(x, specOf("kmeans2"));
        // Clusters {−1.1, −0.9}, {−0.1, 0, 0.1}, {2}, {5, 5.2}.
        const auto levels = levelsOf(q, 0, 100);
        const std::vector<double> expected {-1, 0, 2, 5.1};
        QCOMPARE(levels.size(), expected.size());
        for (size_t i = 0; i < levels.size(); ++i)
            QVERIFY(std::fabs(levels[i] - expected[i]) < 1e-6);
        QCOMPARE(quantize(1.9, q, 0), int64_t {2});
        QCOMPARE(quantize(-50, q, 0), int64_t {0});
        QCOMPARE(quantize(50, q, 0), int64_t {3});
        QCOMPARE(quantize(std::nan(""), q, 0), int64_t {1}); // nearest to zero
        QCOMPARE(q.qmin, int64_t {0});
        QCOMPARE(q.qmax, int64_t {3});
    }

    // Few values: the best of all splits, up to float32 levels.
    void kMeansIsTheBestSplit()
    {
        for (uint64_t seed = 1; seed <= 6; ++seed) {
            test::Random random(seed);
            auto x = random.normals<float>(60);
            if (seed % 2 == 0) x[3] = 6; // an outlier
            for (const int bits : {1, 2, 3}) {
                const double best = bestOfAllSplits(x, size_t {1} << bits);
                const double ours = errorOf(x, fitted(x, specOf(fmt::format("kmeans{}", bits))));
                QVERIFY2(ours >= best * (1 - 1e-4) - 1e-9, "the best of all splits is not the best");
                QVERIFY2(ours <= best * (1 + 1e-4) + 1e-9, qPrintable(QString("%1 > %2").arg(ours).arg(best)));
            }
        }
    }

    void kMeansBeatsEvenSteps()
    {
        test::Random random(4);
        auto x = random.normals<float>(5000);
        for (size_t i = 0; i < x.size(); i += 2)
            x[i] = x[i] * x[i] * x[i];
        for (int bits = 2; bits <= 8; ++bits) {
            const double even = errorOf(x, fitted(x, specOf(fmt::format("int{}", bits), &kLeastSquares)));
            const double book = errorOf(x, fitted(x, specOf(fmt::format("kmeans{}", bits))));
            QVERIFY2(book < even, qPrintable(QString::number(bits)));
        }
    }

    // Of a histogram, bins weigh as many values as they have.
    void kMeansOfActivations()
    {
        Histogram h;
        h.add(std::span<const float>(std::vector<float> {0, 0, 0, 0, 1, 1, 4, 4.5f}));
        const Quantizer q = activationQuantizer(h, specOf("kmeans2"));
        const auto levels = levelsOf(q, 0, 10);
        QCOMPARE(levels.size(), size_t {4});
        QVERIFY(std::fabs(levels[0]) <= h.width() && std::fabs(levels[1] - 1) <= h.width());
        QVERIFY(std::fabs(levels[2] - 4) <= h.width() && std::fabs(levels[3] - 4.5) <= h.width());
    }

    void quantilesByHand()
    {
        std::vector<float> x;
        for (int i = 0; i < 16; ++i)
            x.push_back(static_cast<float>(i));
        // (i + ½) / 4 of 16 values: the 2nd, 6th, 10th and 14th.
        QCOMPARE(levelsOf(fitted(x, specOf("quantile2")), 0, 10), (std::vector<double> {1, 5, 9, 13}));
        test::Random random(5);
        const auto normal = random.normals<float>(4096);
        const Quantizer q = fitted(normal, specOf("quantile3"));
        std::vector<int> used(8);
        for (const float v : normal)
            ++used[static_cast<size_t>(quantize(static_cast<double>(v), q, 0))];
        for (const int n : used)
            QVERIFY2(n > 350 && n < 700, qPrintable(QString::number(n)));
    }

    // The table that bitsandbytes has (functional.py, get_4bit_type("nf4")).
    void nf4IsThePublishedTable()
    {
        const std::vector<double> published {-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
            -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534,
            0.16093020141124725, 0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941,
            0.7229568362236023, 1.0};
        const auto levels = levelsOf(fitted({-1, 1}, specOf("nf4", &kMinMax)), 0, 16);
        QCOMPARE(levels.size(), published.size());
        for (size_t i = 0; i < levels.size(); ++i)
            QVERIFY2(std::fabs(levels[i] - published[i]) < 2e-7, qPrintable(QString::number(levels[i], 'g', 10)));
        for (int bits = 2; bits <= 8; ++bits) {
            const auto all = levelsOf(fitted({-2, 3}, specOf(fmt::format("nf{}", bits), &kMinMax)), 0, 256);
            QCOMPARE(all.size(), size_t {1} << bits);
            QCOMPARE(all.back(), 3.0);
            QVERIFY(std::ranges::find(all, 0.0) != all.end());
        }
    }

    // Quantiles of the normal distribution: Φ(0.6745) = 0.75, Φ(1.1503) = 7/8, Φ(0.3186) = 5/8.
    void normalQuantiles()
    {
        const auto two = levelsOf(fitted({-1, 1}, specOf("normal2", &kMinMax)), 0, 16);
        QCOMPARE(two.size(), size_t {4});
        QVERIFY(std::fabs(two[2] - 0.318639 / 1.150349) < 1e-5);
        QCOMPARE(two[3], 1.0);
        QCOMPARE(two[0], -1.0);
        QCOMPARE(levelsOf(fitted({-1, 1}, specOf("normal1", &kMinMax)), 0, 16), (std::vector<double> {-1, 1}));
        // Least squares shrinks them where the tails are long.
        test::Random random(6);
        const auto x = random.normals<float>(4000);
        QVERIFY(errorOf(x, fitted(x, specOf("normal4"))) <= errorOf(x, fitted(x, specOf("normal4", &kMinMax))));
    }

    void drawnByHand()
    {
        QuantSpec spec = specOf("book2", &kByStep);
        spec.levels = {1, -2, 0.5f};
        spec.parameters["step"] = 1;
        const Quantizer q = fitted({}, spec);
        QCOMPARE(levelsOf(q, 0, 10), (std::vector<double> {-2, 0.5, 1}));
        QCOMPARE(quantize(0.75, q, 0), int64_t {2}); // the middle goes to the even code
        QCOMPARE(quantize(-0.75, q, 0), int64_t {0});
        QCOMPARE(quantize(0.7, q, 0), int64_t {1});
        spec.range = &kMinMax;
        QCOMPARE(levelsOf(fitted({-4, 1}, spec), 0, 10), (std::vector<double> {-4, 1, 2}));
        // Whole numbers of one step are kept as such, which changes no value.
        spec.levels = {0.3f, -0.9f, 0, 0.6f};
        QCOMPARE(fitted({-3, 1}, spec).levels, (std::vector<float> {-3, 0, 1, 2}));
        QVERIFY(wholeRange(spec) == (Range {-3, 2}));
        QCOMPARE(wholeOf(0, fitted({-3, 1}, spec)), int64_t {-3});
        QCOMPARE(levelsOf(fitted({-3, 1}, spec), 0, 10), (std::vector<double> {-3, 0, 1, 2}));
        spec.levels = {0.1f, 0.25f, -1}; // 2, 5, −20 halves of a tenth
        QVERIFY(wholeRange(spec) == (Range {-20, 5}));
        spec.levels = {1, 1.4142f, -3.3333f};
        QVERIFY(!wholeRange(spec));
        QCOMPARE(fitted({3}, spec).levels.front(), -3.3333f);
        spec.range = &kByStep; // taken as they are
        spec.levels = {0.5f, 1};
        QVERIFY(!wholeRange(spec));
        spec.levels = {-2, 1, 7};
        QVERIFY(wholeRange(spec) == (Range {-2, 7}));
        spec.range = &kMinMax;
        QVERIFY(!wholeRange(specOf("kmeans4")));
        spec.levels.clear();
        const auto even = levelsOf(fitted({3}, spec), 0, 10);
        QCOMPARE(even.size(), size_t {4});
        for (size_t i = 0; i < 4; ++i)
            QVERIFY(std::fabs(even[i] - (2.0 * static_cast<double>(i) - 3)) < 1e-6);
        spec.levels.assign(5, 1);
        VERIFY_FAILS(checkParameters(spec), {"levels", "book2", "4"});
    }

    void piecewise()
    {
        QuantSpec spec = specOf("pwl3", &kMinMax);
        spec.parameters["knee"] = 0.25;
        // Two fine steps up to 1, one coarse one to 4.
        QCOMPARE(levelsOf(fitted({-4, 4}, spec), 0, 10), (std::vector<double> {-4, -1, -0.5, 0, 0.5, 1, 4}));
        test::Random random(7);
        auto x = random.normals<float>(4000);
        for (float& v : x)
            v = v * v * v;
        const double even = errorOf(x, fitted(x, specOf("int6", &kMinMax)));
        spec = specOf("pwl6", &kMinMax);
        const double best = errorOf(x, fitted(x, spec));
        QVERIFY2(best < even / 2, qPrintable(QString("%1, even %2").arg(best).arg(even)));
        for (const double knee : {0.1, 0.4, 0.8}) {
            spec.parameters["knee"] = knee;
            QVERIFY(errorOf(x, fitted(x, spec)) >= best * 0.9);
        }
    }

    // Levels of every channel or group are its own.
    void levelsPerSlice()
    {
        ChannelValues values;
        values.channels = 2;
        values.perChannel = 6;
        values.f32 = {1, 1, 2, 10, 10, 20, -1, -1, -1, 5, 7, 7};
        QuantSpec spec = specOf("kmeans1");
        spec.granularity = Granularity::Group;
        spec.groupSize = 3;
        const QuantizedTensor t = quantizeNearest(values, quantizerFor(values, spec, Threads(2)), Threads(1));
        QCOMPARE(t.quantizer.levels.size(), size_t {8});
        QCOMPARE(t.codesOf(0), (std::vector<int64_t> {0, 0, 1, 0, 0, 1}));
        std::vector<float> out(6);
        t.dequantize(0, 0, std::span<float>(out));
        QCOMPARE(out, (std::vector<float> {1, 1, 2, 10, 10, 20}));
        t.dequantize(1, 0, std::span<float>(out));
        QCOMPARE(out, (std::vector<float> {-1, -1, -1, 5, 7, 7}));
    }

    // What every family promises: levels stay where they are, numbers go to a neighbour, all readers agree, odd data
    // gives finite results.
    void everyFamily_data()
    {
        QTest::addColumn<QString>("format");
        for (const FormatFamily* family : formatFamilies())
            for (int bits = kMinBits; bits <= 8; ++bits)
                if (family->has(bits))
                    QTest::newRow(name(family->at(bits)).c_str()) << QString::fromStdString(name(family->at(bits)));
        for (const char* more : {"mxfp8_e5m2", "mxfp6_e3m2"})
            QTest::newRow(more) << more;
    }
    void everyFamily()
    {
        QFETCH(QString, format);
        test::Random random(9);
        const auto x = random.normals<float>(600, 0.4);
        for (const Symmetry symmetry : {Symmetry::Symmetric, Symmetry::Asymmetric}) {
            QuantSpec spec = specOf(format.toStdString());
            spec.symmetry = symmetry;
            QVERIFY(*parseFormat(name(spec.format)) == spec.format);
            const Quantizer q = fitted(x, spec);
            const auto levels = levelsOf(q, 0, 1000);
            QVERIFY(!levels.empty());
            QVERIFY(std::ranges::is_sorted(levels));
            std::vector<double> stay(levels.size());
            fakeQuantize(std::span<const double>(levels), q, 0, std::span<double>(stay));
            const bool nearest = spec.format.family->id != "ternary-threshold";
            if (nearest) QCOMPARE(stay, levels);
            std::vector<float> out(x.size());
            fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(out));
            for (size_t i = 0; i < x.size(); ++i) {
                const double v = static_cast<double>(x[i]);
                if (spec.format.family->encode)
                    QCOMPARE(out[i], static_cast<float>(dequantize(quantize(v, q, 0), q, 0)));
                if (!nearest) continue;
                double best = std::numeric_limits<double>::infinity();
                for (const double level : levels)
                    best = std::min(best, std::fabs(level - v));
                QVERIFY(std::fabs(static_cast<double>(out[i]) - v) <= best + 1e-6);
            }
        }
        for (const std::vector<float>& odd :
            {std::vector<float> {}, {0, 0}, {2.5f}, {-2.5f}, {std::nanf("")}, {1e-45f}, {3e38f}, {-3e38f, 3e38f}}) {
            const Quantizer q = fitted(odd, specOf(format.toStdString()));
            QVERIFY(std::isfinite(q.scales[0]) && q.scales[0] > 0);
            std::vector<float> out(odd.size());
            fakeQuantize(std::span<const float>(odd), q, 0, std::span<float>(out));
            for (size_t i = 0; i < odd.size(); ++i)
                QVERIFY(std::isfinite(out[i]) || std::isnan(odd[i]));
        }
    }
};

QTEST_APPLESS_MAIN(TestCodeBook)
#include "tst_code_book.moc"
