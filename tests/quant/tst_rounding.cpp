// Rounding rules: ties and signs by hand, in every family; stochastic rounding is right on average and belongs to the
// position; directed rounding costs 6 dB and a bias.
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/quantized_tensor.h"
#include "core/quant/rounding.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::quant;

namespace
{

std::vector<int64_t> codesOf(const std::vector<float>& x, const Quantizer& q)
{
    std::vector<int64_t> codes(x.size());
    quantizeTo<int64_t, float>(std::span<const float>(x), q, 0, std::span<int64_t>(codes));
    return codes;
}

Quantizer steps(const char* format, const char* rule, double step = 1)
{
    QuantSpec spec;
    spec.format = *parseFormat(format);
    spec.rounding = findRounding(rule);
    spec.range = &kByStep;
    spec.parameters = {{"step", step}};
    Quantizer q = emptyQuantizer(spec, 1);
    estimate(Samples(std::span<const float>()), spec, q, 0);
    return q;
}

ChannelValues normalValues(int64_t channels, int64_t length)
{
    test::Random random(3);
    ChannelValues values;
    values.channels = channels;
    values.perChannel = length;
    values.f32 = random.normals<float>(static_cast<size_t>(channels * length));
    return values;
}

} // namespace

class TestRounding : public QObject
{
    Q_OBJECT

private slots:
    void byHand_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QList<int>>("codes");
        // −2.5, −1.7, −1.5, −0.5, −0.2, 0.2, 0.5, 1.5, 1.7, 2.5
        QTest::newRow("half-even") << "half-even" << QList<int> {-2, -2, -2, 0, 0, 0, 0, 2, 2, 2};
        QTest::newRow("half-away") << "half-away" << QList<int> {-3, -2, -2, -1, 0, 0, 1, 2, 2, 3};
        QTest::newRow("half-up") << "half-up" << QList<int> {-2, -2, -1, 0, 0, 0, 1, 2, 2, 3};
        QTest::newRow("floor") << "floor" << QList<int> {-3, -2, -2, -1, -1, 0, 0, 1, 1, 2};
        QTest::newRow("ceiling") << "ceiling" << QList<int> {-2, -1, -1, 0, 0, 1, 1, 2, 2, 3};
        QTest::newRow("toward-zero") << "toward-zero" << QList<int> {-2, -1, -1, 0, 0, 0, 0, 1, 1, 2};
    }
    void byHand()
    {
        QFETCH(QString, rule);
        QFETCH(QList<int>, codes);
        const std::vector<float> x {-2.5f, -1.7f, -1.5f, -0.5f, -0.2f, 0.2f, 0.5f, 1.5f, 1.7f, 2.5f};
        const std::vector<int64_t> expected(codes.begin(), codes.end());
        for (const char* format : {"int4", "int8", "int16", "int32"}) {
            const Quantizer q = steps(format, qPrintable(rule));
            QCOMPARE(codesOf(x, q), expected);
            std::vector<float> out(x.size());
            fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(out));
            for (size_t i = 0; i < x.size(); ++i)
                QCOMPARE(out[i], static_cast<float>(expected[i]));
        }
        // The same on a code book of whole levels, whose codes begin at the lowest, and on floats of spacing 1: e4m3
        // from 8 on, halved.
        QuantSpec book;
        book.format = *parseFormat("book4");
        book.levels = {-3, -2, -1, 0, 1, 2, 3};
        book.range = &kByStep;
        book.parameters = {{"step", 1}};
        book.rounding = findRounding(rule.toStdString());
        Quantizer q = emptyQuantizer(book, 1);
        estimate(Samples(std::span<const float>()), book, q, 0);
        const auto fromBook = codesOf(x, q);
        for (size_t i = 0; i < x.size(); ++i) {
            // Half to even means the even code there: level −3 has code 0, so that ties may go the other way.
            if (rule == QStringLiteral("half-even") && std::fabs(x[i] - std::trunc(x[i])) == 0.5f) continue;
            QCOMPARE(dequantize(fromBook[i], q, 0), static_cast<double>(expected[i]));
        }
        const Quantizer floats = steps("e4m3", qPrintable(rule));
        for (const float sign : {1.0f, -1.0f}) {
            const float y = sign * 8.25f; // between 8 and 9
            float rounded = 0;
            fakeQuantize(std::span<const float>(&y, 1), floats, 0, std::span<float>(&rounded, 1));
            const bool away
                = (rule == QStringLiteral("floor") && sign < 0) || (rule == QStringLiteral("ceiling") && sign > 0);
            QCOMPARE(rounded, sign * (away ? 9.0f : 8.0f));
        }
    }

    void directedRulesOnPowersOfTwo()
    {
        // Levels 0, ±1, ±2, ±4 …
        const std::vector<float> x {0.9f, 1.9f, 3.0f, -0.9f, -3.0f, 1000.0f};
        QCOMPARE(codesOf(x, steps("pow2_4", "floor")), (std::vector<int64_t> {0, 1, 2, -1, -3, 7}));
        QCOMPARE(codesOf(x, steps("pow2_4", "ceiling")), (std::vector<int64_t> {1, 2, 3, 0, -2, 7}));
        QCOMPARE(codesOf(x, steps("pow2_4", "toward-zero")), (std::vector<int64_t> {0, 1, 2, 0, -2, 7}));
    }

    // The largest float below a half is no half.
    void halfUpIsExact()
    {
        const RoundingRule* rule = findRounding("half-up");
        QCOMPARE(rule->apply(std::nextafter(0.5, 0.0), 0), 0.0);
        QCOMPARE(rule->apply(0.5, 0), 1.0);
        QCOMPARE(rule->apply(-0.5, 0), 0.0);
        QCOMPARE(rule->apply(4503599627370497.5, 0), 4503599627370498.0);
    }

    void stochasticIsRightOnAverage()
    {
        QuantSpec spec = defaultWeightSpec(intFormat(8));
        spec.rounding = findRounding("stochastic");
        spec.parameters = {{"seed", 7}};
        Quantizer q = emptyQuantizer(spec, 1);
        QCOMPARE(q.seed, uint64_t {7});
        constexpr size_t kCount = 100000;
        const std::vector<float> x(kCount, 2.3f);
        std::vector<float> out(kCount);
        fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(out));
        size_t up = 0;
        for (const float v : out) {
            QVERIFY(v == 2 || v == 3);
            up += v == 3;
        }
        // 0.3 with a standard deviation of 0.0015.
        QVERIFY2(std::fabs(static_cast<double>(up) / kCount - 0.3) < 0.008, qPrintable(QString::number(up)));
        // What lies on the grid stays.
        const std::vector<float> whole(100, -4.0f);
        QCOMPARE(codesOf(whole, q), std::vector<int64_t>(100, -4));
    }

    // Codes are the same for every number of threads, one by one or many at once, and others for another seed.
    void stochasticBelongsToThePosition()
    {
        const ChannelValues values = normalValues(6, 50);
        QuantSpec spec = defaultWeightSpec(intFormat(4));
        spec.granularity = Granularity::Group;
        spec.groupSize = 16;
        spec.rounding = findRounding("stochastic");
        const auto codesWith = [&](double seed, int threads) {
            spec.parameters["seed"] = seed;
            return quantizeNearest(values, quantizerFor(values, spec, Threads(threads)), Threads(threads));
        };
        const QuantizedTensor one = codesWith(1, 1), three = codesWith(1, 3), other = codesWith(2, 1);
        QVERIFY(one.codes == three.codes);
        QVERIFY(one.codes != other.codes);
        for (size_t c = 0; c < 6; ++c) {
            const auto codes = one.codesOf(c);
            one.quantizer.eachSlice(c, 50, [&](size_t slice, size_t first, size_t count) {
                for (size_t i = first; i < first + count; ++i)
                    QCOMPARE(quantize(static_cast<double>(values.channel32(c)[i]), one.quantizer, slice, c * 50 + i),
                        codes[i]);
            });
        }
    }

    // The error of directed rounding is uniform in one step instead of half a step to each side: four times the power,
    // and half a step of bias.
    void directedRoundingCostsSixDecibels()
    {
        test::Random random(8);
        std::vector<float> x(200000);
        for (float& v : x)
            v = static_cast<float>(random.uniform(-100, 100));
        const auto errorOf = [&](const char* rule) {
            const Quantizer q = steps("int8", rule);
            std::vector<float> out(x.size());
            fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(out));
            double sum = 0, squares = 0;
            for (size_t i = 0; i < x.size(); ++i) {
                const double e = static_cast<double>(out[i]) - static_cast<double>(x[i]);
                sum += e;
                squares += e * e;
            }
            const auto n = static_cast<double>(x.size());
            return std::pair(sum / n, squares / n);
        };
        const auto [evenBias, evenPower] = errorOf("half-even");
        QVERIFY(std::fabs(evenBias) < 0.005);
        QVERIFY(std::fabs(evenPower - 1.0 / 12) < 0.001);
        const auto [downBias, downPower] = errorOf("floor");
        QVERIFY(std::fabs(downBias + 0.5) < 0.005);
        QVERIFY(std::fabs(10 * std::log10(downPower / evenPower) - 6.02) < 0.1);
        const auto [upBias, upPower] = errorOf("ceiling");
        QVERIFY(std::fabs(upBias - 0.5) < 0.005);
        QVERIFY(std::fabs(10 * std::log10(upPower / evenPower) - 6.02) < 0.1);
        const auto [diceBias, dicePower] = errorOf("stochastic");
        QVERIFY(std::fabs(diceBias) < 0.005);
        QVERIFY(std::fabs(dicePower - 1.0 / 6) < 0.002);
    }

    void everyRuleTakesOddNumbers()
    {
        const double infinity = std::numeric_limits<double>::infinity();
        for (const RoundingRule* rule : roundingRules())
            for (const FormatFamily* family : formatFamilies())
                for (int bits = kMinBits; bits <= 16; ++bits) {
                    if (!family->has(bits)) continue;
                    QuantSpec spec;
                    spec.format = family->at(bits);
                    spec.rounding = rule;
                    Quantizer q = emptyQuantizer(spec, 1);
                    const std::vector<float> data {-1.0f, 0.25f, 0.5f, 2.0f};
                    estimate(Samples(std::span<const float>(data)), spec, q, 0);
                    const std::vector<double> x {0.0, -0.0, infinity, -infinity, 1e300, -1e300, 5e-324, 0.7};
                    std::vector<double> out(x.size());
                    fakeQuantize(std::span<const double>(x), q, 0, std::span<double>(out));
                    for (const double v : out)
                        QVERIFY2(std::isfinite(v), (name(spec.format) + " " + std::string(rule->id)).c_str());
                }
    }
};

QTEST_APPLESS_MAIN(TestRounding)
#include "tst_rounding.moc"
