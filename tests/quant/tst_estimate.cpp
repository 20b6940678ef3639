// Range estimators and the streaming histogram.
#include "core/quant/estimate.h"
#include "core/quant/quantize.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>

using namespace bitladder;
using namespace bitladder::quant;

namespace
{

QuantSpec specOf(const char* format, Symmetry symmetry, const RangeEstimator* method)
{
    QuantSpec spec;
    spec.format = *parseFormat(format);
    spec.symmetry = symmetry;
    spec.range = method;
    return spec;
}

Quantizer estimate(const std::vector<float>& x, const QuantSpec& spec)
{
    Quantizer p = emptyQuantizer(spec, 1);
    estimate(Samples(std::span<const float>(x)), spec, p, 0);
    return p;
}

double squaredError(const std::vector<float>& x, const Quantizer& p)
{
    std::vector<float> out(x.size());
    fakeQuantize(std::span<const float>(x), p, 0, std::span<float>(out));
    double sum = 0;
    for (size_t i = 0; i < x.size(); ++i)
        sum += (static_cast<double>(out[i]) - static_cast<double>(x[i]))
            * (static_cast<double>(out[i]) - static_cast<double>(x[i]));
    return sum;
}

Histogram histogramOf(const std::vector<float>& x)
{
    Histogram h;
    h.add(std::span<const float>(x));
    return h;
}

bool same(const Histogram& a, const Histogram& b)
{
    return a.width() == b.width() && a.count() == b.count() && a.notFinite() == b.notFinite() && a.low() == b.low()
        && a.high() == b.high() && std::ranges::equal(a.bins(), b.bins());
}

} // namespace

class TestEstimate : public QObject
{
    Q_OBJECT

private slots:
    void minMax()
    {
        const std::vector<float> x {-1.5f, 0.25f, 3.0f, std::nanf(""), std::numeric_limits<float>::infinity()};
        const auto symmetric = estimate(x, specOf("int8", Symmetry::Symmetric, &kMinMax));
        QCOMPARE(symmetric.scales[0], static_cast<double>(static_cast<float>(3.0 / 127)));
        QCOMPARE(symmetric.zeroPoints[0], int64_t {0});
        const auto affine = estimate(x, specOf("int8", Symmetry::Asymmetric, &kMinMax));
        QCOMPARE(affine.scales[0], static_cast<double>(static_cast<float>(4.5 / 255)));
        QCOMPARE(affine.zeroPoints[0], static_cast<int64_t>(std::nearbyint(-128 + 1.5 / affine.scales[0])));
        const auto wide = estimate(x, specOf("int40", Symmetry::Symmetric, &kMinMax));
        QCOMPARE(wide.scales[0], 3.0 / static_cast<double>((int64_t {1} << 39) - 1));
        // Ranges that do not hold zero are widened to it.
        const auto positive = estimate({2, 3}, specOf("int8", Symmetry::Asymmetric, &kMinMax));
        QCOMPARE(positive.zeroPoints[0], int64_t {-128});
        QCOMPARE(positive.scales[0], static_cast<double>(static_cast<float>(3.0 / 255)));
    }

    void defaults()
    {
        for (int bits = 1; bits <= 64; ++bits)
            QVERIFY(&defaultRange(bits) == (bits > 8 ? &kMinMax : &kLeastSquares));
        const auto w = defaultWeightSpec(intFormat(8)), a = defaultActivationSpec(intFormat(8));
        QVERIFY(w.symmetry == Symmetry::Symmetric && w.granularity == Granularity::Channel && !w.range);
        QVERIFY(a.symmetry == Symmetry::Asymmetric && a.granularity == Granularity::Tensor && !a.range);
    }

    void percentile()
    {
        std::vector<float> x(1001);
        for (size_t i = 0; i < x.size(); ++i)
            x[i] = static_cast<float>(i) - 500.0f; // −500 … 500
        std::ranges::shuffle(x, std::mt19937(5));
        QuantSpec spec = specOf("int8", Symmetry::Asymmetric, &kPercentile);
        spec.parameters["percentile"] = 90;
        const auto affine = estimate(x, spec);
        // 90 % of 1000 gaps from below is 400, from above −400.
        QCOMPARE(affine.scales[0], static_cast<double>(static_cast<float>(800.0 / 255)));
        spec.symmetry = Symmetry::Symmetric;
        const auto symmetric = estimate(x, spec);
        QCOMPARE(symmetric.scales[0], static_cast<double>(static_cast<float>(450.0 / 127)));
        spec.parameters["percentile"] = 100;
        QCOMPARE(estimate(x, spec).scales[0], static_cast<double>(static_cast<float>(500.0 / 127)));
    }

    void mseIsNeverWorse_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("symmetric");
        for (int bits = 2; bits <= 16; ++bits)
            for (const bool symmetric : {true, false})
                QTest::addRow("int%d %s", bits, symmetric ? "symmetric" : "asymmetric")
                    << QString("int%1").arg(bits) << symmetric;
        QTest::newRow("ternary") << "ternary" << true;
    }
    void mseIsNeverWorse()
    {
        QFETCH(QString, format);
        QFETCH(bool, symmetric);
        test::Random random(11);
        const Symmetry symmetry = symmetric ? Symmetry::Symmetric : Symmetry::Asymmetric;
        for (int kind = 0; kind < 4; ++kind) {
            // The ternary search finds a fixed point, which is the best one only where the values have one cluster.
            if (format == "ternary" && kind % 2 == 1) continue;
            auto x = random.normals<float>(3000);
            for (size_t i = 0; i < x.size(); ++i) {
                if (kind == 1) x[i] = x[i] * x[i] * x[i]; // heavy tails
                if (kind == 2) x[i] = std::max(0.0f, x[i]); // after a Relu
                if (kind == 3 && i == 7) x[i] = 12; // one outlier
            }
            const double plain = squaredError(x, estimate(x, specOf(qPrintable(format), symmetry, &kMinMax)));
            const double best = squaredError(x, estimate(x, specOf(qPrintable(format), symmetry, &kLeastSquares)));
            // The search adds up in float32: 1e-4 is what 3000 such additions may lose.
            QVERIFY2(best <= plain * 1.0001, qPrintable(QString("%1 > %2").arg(best).arg(plain)));
            if (format == "int3" && kind == 3) QVERIFY(best < plain / 2);
        }
    }

    void channelsAreBetterThanOneTensor()
    {
        test::Random random(12);
        std::vector<std::vector<float>> channels;
        std::vector<float> all;
        for (int c = 0; c < 8; ++c) {
            channels.push_back(random.normals<float>(500, std::pow(3.0, c)));
            all.insert(all.end(), channels.back().begin(), channels.back().end());
        }
        for (const char* format : {"int2", "int4", "int8", "int12", "ternary", "binary"}) {
            const RangeEstimator* method = &defaultRange(parseFormat(format)->bits);
            const QuantSpec spec = specOf(format, Symmetry::Symmetric, method);
            double separate = 0;
            for (const auto& x : channels)
                separate += squaredError(x, estimate(x, spec));
            const double together = squaredError(all, estimate(all, spec));
            QVERIFY2(separate <= together, format);
        }
    }

    void binaryScaleIsTheMean()
    {
        const std::vector<float> x {-1, 2, -3, 4.5f, 0};
        const auto p = estimate(x, specOf("binary", Symmetry::Symmetric, &kLeastSquares));
        QCOMPARE(p.scales[0], static_cast<double>(static_cast<float>(10.5 / 5)));
        // No other scale has a smaller squared error (Rastegari et al. 2016).
        test::Random random(13);
        const auto y = random.normals<float>(1000);
        auto best = estimate(y, specOf("binary", Symmetry::Symmetric, &kLeastSquares));
        const double least = squaredError(y, best);
        for (double factor = 0.5; factor < 1.6; factor += 0.05) {
            auto other = best;
            other.scales[0] *= factor;
            QVERIFY(squaredError(y, other) >= least - 1e-6);
        }
    }

    void ternaryScaleIsAFixedPoint()
    {
        for (uint64_t seed = 1; seed <= 5; ++seed) {
            test::Random random(seed);
            const auto x = random.normals<float>(2000, 0.3);
            const double s = estimate(x, specOf("ternary", Symmetry::Symmetric, &kLeastSquares)).scales[0];
            double sum = 0, count = 0;
            for (const float v : x)
                if (std::fabs(static_cast<double>(v)) > s / 2) {
                    sum += std::fabs(static_cast<double>(v));
                    ++count;
                }
            QVERIFY(std::fabs(sum / count - s) <= 1e-6 * s);
        }
    }

    void manual()
    {
        QuantSpec spec = specOf("int8", Symmetry::Asymmetric, &kByHand);
        setRangeByHand(spec, {-2, 3.1});
        const auto p = estimate({100, -100}, spec);
        QCOMPARE(p.scales[0], static_cast<double>(static_cast<float>(5.1 / 255)));
        QVERIFY(activationQuantizer({}, spec) == p);
    }

    // p = 2 is least squares; a large p lets nothing be clipped, a small one forgives the outlier.
    void leastPower()
    {
        test::Random random(15);
        auto x = random.normals<float>(3000);
        x[7] = 12;
        QuantSpec spec = specOf("int4", Symmetry::Symmetric, findEstimator("lp"));
        spec.parameters["p"] = 2;
        const double squares = estimate(x, spec).scales[0];
        QCOMPARE(squares, estimate(x, specOf("int4", Symmetry::Symmetric, &kLeastSquares)).scales[0]);
        spec.parameters["p"] = 1;
        QVERIFY(estimate(x, spec).scales[0] <= squares);
        spec.parameters["p"] = 16;
        QVERIFY(estimate(x, spec).scales[0] > 2 * squares);
        // By hand: ten times 1 and a 10 on the levels 0 and ±s. p = 0.5: s = 10 costs 10, s = 1 costs 3. p = 4: 10 and
        // 6561.
        const std::vector<float> many {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10};
        spec.parameters["p"] = 0.5;
        spec.format = intFormat(2);
        QVERIFY(estimate(many, spec).scales[0] < 2);
        spec.parameters["p"] = 4;
        QVERIFY(estimate(many, spec).scales[0] > 5);
        const Histogram h = histogramOf(x);
        QVERIFY(std::fabs(activationQuantizer(h, spec).scales[0] / estimate(x, spec).scales[0] - 1) < 0.05);
    }

    // Few outliers far out are clipped, evenly filled ranges are not.
    void entropy()
    {
        test::Random random(16);
        auto x = random.normals<float>(20000);
        const QuantSpec spec = specOf("int8", Symmetry::Symmetric, findEstimator("entropy"));
        for (int i = 0; i < 4; ++i)
            x[static_cast<size_t>(i)] = 40.0f + static_cast<float>(i);
        const double clip = estimate(x, spec).clips[0].high;
        QVERIFY2(clip > 2 && clip < 25, qPrintable(QString::number(clip)));
        std::vector<float> even(20000);
        for (size_t i = 0; i < even.size(); ++i)
            even[i] = static_cast<float>(i) / 10000 - 1;
        QVERIFY(estimate(even, spec).clips[0].high > 0.9);
        QCOMPARE(activationQuantizer(histogramOf(x), spec).scales[0], estimate(x, spec).scales[0]);
    }

    void deviations()
    {
        // Mean 1, deviation 2.
        const std::vector<float> x {-1, 3, -1, 3, -1, 3};
        QuantSpec spec = specOf("int8", Symmetry::Asymmetric, findEstimator("sigma"));
        spec.parameters["sigmas"] = 0.5;
        QCOMPARE(estimate(x, spec).scales[0], static_cast<double>(static_cast<float>(2.0 / 255))); // 0 … 2
        spec.parameters["sigmas"] = 3; // never beyond the values: −1 … 3
        QCOMPARE(estimate(x, spec).scales[0], static_cast<double>(static_cast<float>(4.0 / 255)));
        spec.symmetry = Symmetry::Symmetric;
        spec.parameters["sigmas"] = 0.75;
        QCOMPARE(estimate(x, spec).scales[0], static_cast<double>(static_cast<float>(2.5 / 127)));
        const auto h = activationQuantizer(histogramOf(x), spec);
        QVERIFY(std::fabs(h.scales[0] - 2.5 / 127) < 1e-7); // sums are exact, bins do not matter
    }

    void movingAverage()
    {
        Histogram h;
        for (const std::vector<float>& picture : {std::vector<float> {0, 1}, {-1, 3}, {0, 100}})
            h.add(std::span<const float>(picture));
        QuantSpec spec = specOf("int8", Symmetry::Asymmetric, findEstimator("moving-average"));
        spec.parameters["share"] = 0.5;
        // High: 1, 2, 51; low: 0, −0.5, −0.25.
        QCOMPARE(activationQuantizer(h, spec).scales[0], static_cast<double>(static_cast<float>(51.25 / 255)));
        spec.parameters["share"] = 1; // the latest
        QCOMPARE(activationQuantizer(h, spec).scales[0], static_cast<double>(static_cast<float>(100.0 / 255)));
        // Portions of a merged histogram come behind its own.
        Histogram first, rest;
        first.add(std::span<const float>(std::vector<float> {0, 1}));
        rest.add(std::span<const float>(std::vector<float> {-1, 3}));
        rest.add(std::span<const float>(std::vector<float> {0, 100}));
        first.merge(rest);
        QVERIFY(activationQuantizer(first, spec) == activationQuantizer(h, spec));
        // Weights are one portion.
        QVERIFY(estimate({-1, 3}, spec) == estimate({-1, 3}, specOf("int8", Symmetry::Asymmetric, &kMinMax)));
    }

    void parametersAreChecked()
    {
        for (const RangeEstimator* estimator : rangeEstimators())
            for (const Parameter& parameter : estimator->parameters) {
                QuantSpec spec = specOf("int8", Symmetry::Symmetric, estimator);
                for (const Parameter& other : estimator->parameters)
                    if (other.required()) spec.parameters[std::string(other.name)] = std::max(other.least, 1.0);
                VERIFY_OK(checkParameters(spec));
                const std::string name(parameter.name);
                spec.parameters[name] = std::nan("");
                VERIFY_FAILS(checkParameters(spec), {name});
                if (parameter.least > -kAnyNumber) {
                    spec.parameters[name] = parameter.least - 1 - std::fabs(parameter.least);
                    VERIFY_FAILS(checkParameters(spec), {name});
                }
            }
        QuantSpec a = specOf("int8", Symmetry::Symmetric, &kPercentile), b = a;
        b.parameters["percentile"] = 99.99; // its fallback
        QVERIFY(a == b);
        b.parameters["p"] = 7; // nobody reads it
        QVERIFY(a == b);
        b.parameters["percentile"] = 99;
        QVERIFY(!(a == b));
    }

    void histogramCounts()
    {
        Histogram h;
        QVERIFY(h.empty());
        h.add(std::span<const float>(std::vector<float> {0, 0}));
        h.add(std::span<const float>(
            std::vector<float> {1, -4, 0.5f, std::nanf(""), std::numeric_limits<float>::infinity()}));
        QCOMPARE(h.count(), int64_t {5});
        QCOMPARE(h.notFinite(), int64_t {2});
        QCOMPARE(h.low(), -4.0);
        QCOMPARE(h.high(), 1.0);
        QCOMPARE(h.meanAbs(), 5.5 / 5);
        int exponent = 0;
        QCOMPARE(std::frexp(h.width(), &exponent), 0.5); // a power of two
        int64_t sum = 0;
        for (const int64_t n : h.bins())
            sum += n;
        QCOMPARE(sum, h.count());
        for (const double v : {0.0, 1.0, -4.0, 0.5}) {
            const auto bin = static_cast<int>(std::floor(v / h.width())) + Histogram::kBins / 2;
            QVERIFY(bin >= 0 && bin < Histogram::kBins);
            QVERIFY(h.binLow(bin) <= v && v < h.binLow(bin) + h.width());
            QCOMPARE(h.bins()[static_cast<size_t>(bin)], int64_t {v == 0 ? 2 : 1});
        }
    }

    // Any order of the same numbers, in any portions, merged or added, ends on the same bins.
    void histogramForgetsTheOrder()
    {
        test::Random random(21);
        std::vector<float> x;
        for (int i = 0; i < 3000; ++i)
            x.push_back(static_cast<float>(random.normal() * std::pow(10.0, random.uniform(-3, 3))));
        x.insert(x.end(), {0, 0, std::nanf(""), 1e-30f});
        const Histogram whole = histogramOf(x);
        for (int round = 0; round < 10; ++round) {
            std::ranges::shuffle(x, std::mt19937(static_cast<unsigned>(round)));
            Histogram grown;
            std::vector<Histogram> parts;
            for (size_t at = 0; at < x.size();) {
                const auto n = std::min(x.size() - at, static_cast<size_t>(random.integer(1, 700)));
                grown.add(std::span<const float>(x.data() + at, n));
                parts.push_back(
                    histogramOf({x.begin() + static_cast<ptrdiff_t>(at), x.begin() + static_cast<ptrdiff_t>(at + n)}));
                at += n;
            }
            QVERIFY(same(grown, whole));
            Histogram forward, backward;
            for (size_t i = 0; i < parts.size(); ++i) {
                forward.merge(parts[i]);
                backward.merge(parts[parts.size() - 1 - i]);
            }
            QVERIFY(same(forward, whole));
            QVERIFY(same(backward, whole));
        }
    }

    void histogramTakesExtremes()
    {
        for (const double magnitude : {5e-324, 1e-310, 1e-300, 1e300, 1.7e308}) {
            Histogram h;
            h.add(std::span<const double>(std::vector<double> {0, magnitude, -magnitude}));
            QCOMPARE(h.count(), int64_t {3});
            QVERIFY(std::isfinite(h.width()) && h.width() > 0);
            int64_t sum = 0;
            for (const int64_t n : h.bins())
                sum += n;
            QCOMPARE(sum, int64_t {3});
            QCOMPARE(h.high(), magnitude);
        }
        Histogram zeros;
        zeros.add(std::span<const float>(std::vector<float> {0, 0, 0}));
        Histogram more = histogramOf({2.0f});
        more.merge(zeros);
        zeros.merge(histogramOf({2.0f}));
        QVERIFY(same(zeros, more));
        QCOMPARE(more.count(), int64_t {4});
    }

    // Activations are estimated from the histogram alone.
    void activations()
    {
        test::Random random(31);
        auto x = random.normals<float>(20000);
        for (float& v : x)
            v = std::max(v, 0.0f);
        const Histogram h = histogramOf(x);
        const auto direct = estimate(x, specOf("int8", Symmetry::Asymmetric, &kMinMax));
        QVERIFY(activationQuantizer(h, specOf("int8", Symmetry::Asymmetric, &kMinMax)) == direct);
        QCOMPARE(activationQuantizer(h, specOf("binary", Symmetry::Asymmetric, &kLeastSquares)).scales[0],
            static_cast<double>(static_cast<float>(h.meanAbs())));
        for (const char* format : {"int2", "int3", "int4", "int6"}) {
            const double plain
                = squaredError(x, activationQuantizer(h, specOf(format, Symmetry::Asymmetric, &kMinMax)));
            const double best
                = squaredError(x, activationQuantizer(h, specOf(format, Symmetry::Asymmetric, &kLeastSquares)));
            QVERIFY2(best <= plain * 1.01, format); // values are known to a bin's width only
        }
        QuantSpec spec = specOf("int8", Symmetry::Asymmetric, &kPercentile);
        spec.parameters["percentile"] = 99;
        auto sorted = x;
        std::ranges::sort(sorted);
        const double exact = static_cast<double>(sorted[static_cast<size_t>(0.99 * 20000)]);
        const auto p = activationQuantizer(h, spec);
        QVERIFY(std::fabs(p.clips[0].high - exact) <= 2 * h.width() + p.scales[0]);
        QCOMPARE(p.zeroPoints[0], int64_t {-128});
        // Nothing seen: the params of an empty range.
        const auto none = activationQuantizer({}, specOf("int8", Symmetry::Asymmetric, &kMinMax));
        QCOMPARE(none.scales[0], 1.0);
        QCOMPARE(dequantize(quantize(0, none, 0), none, 0), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestEstimate)
#include "tst_estimate.moc"
