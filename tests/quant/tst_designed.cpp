// Designed floats: the known formats, rebuilt by hand, equal the built-in ones to the bit; names, limits, and rounding
// against a search in the list of all values.
#include "core/quant/format/designed.h"
#include "core/quant/format/family.h"
#include "core/quant/quantized_tensor.h"
#include "core/quant/rounding.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::quant;
using Sign = FloatDesign::Sign;
using Specials = FloatDesign::Specials;

namespace
{

// The nearest value; between two the one with the even code, with one digit the larger one (IEEE 754-2019, 4.3.1).
double nearestOf(const FloatDesign& design, const std::vector<double>& values, double x)
{
    size_t best = 0;
    const auto zero = static_cast<size_t>(std::ranges::find(values, 0.0) - values.begin());
    const auto codeOf = [&](size_t i) { return i > zero ? i - zero : zero - i; };
    for (size_t i = 1; i < values.size(); ++i) {
        const double here = std::fabs(values[i] - x), there = std::fabs(values[best] - x);
        const bool even = design.mantissaBits > 0 ? codeOf(i) % 2 == 0
                                                  : codeOf(i) == 0 || (codeOf(best) > 0 && codeOf(i) > codeOf(best));
        if (here < there || (here == there && even)) best = i;
    }
    return values[best];
}

} // namespace

class TestDesigned : public QObject
{
    Q_OBJECT

private slots:
    void equalsTheBuiltIn_data()
    {
        QTest::addColumn<QString>("built");
        QTest::addColumn<QString>("designed");
        for (const auto& [built, designed] : std::initializer_list<std::pair<const char*, const char*>> {
                 {"e4m3", "e4m3b7nan"}, {"e5m2", "e5m2b15ieee"}, {"e3m2", "e3m2b3"}, {"e2m3", "e2m3b1"},
                 {"e2m1", "e2m1b1"}, {"bfloat16", "e8m7b127ieee"}, {"float16", "e5m10b15ieee"}})
            QTest::newRow(built) << built << designed;
    }

    // Scales, codes and levels of weights, by tensor, channel and group, with every rounding rule.
    void equalsTheBuiltIn()
    {
        QFETCH(QString, built);
        QFETCH(QString, designed);
        const auto known = parseFormat(built.toStdString()), own = parseFormat(designed.toStdString());
        VERIFY_OK(known);
        VERIFY_OK(own);
        QVERIFY(*known != *own);
        QVERIFY(namedFloatOf(*own) == *known);
        QCOMPARE(largestFinite(*own), largestFinite(*known));
        test::Random random(7);
        ChannelValues weights;
        weights.channels = 4;
        weights.perChannel = 3000;
        for (int64_t i = 0; i < weights.channels * weights.perChannel; ++i)
            weights.f32.push_back(static_cast<float>(random.uniform(-1, 1) * std::pow(10, random.uniform(-6, 1))));
        weights.f32[5] = 0;
        for (const auto granularity : {Granularity::Tensor, Granularity::Channel, Granularity::Group})
            for (const auto* rule : roundingRules()) {
                const auto rounded = [&](const NumberFormat& format) {
                    QuantSpec spec;
                    spec.format = format;
                    spec.granularity = granularity;
                    spec.rounding = rule;
                    return quantizeNearest(weights, quantizerFor(weights, spec, Threads()), Threads());
                };
                const QuantizedTensor a = rounded(*known), b = rounded(*own);
                QVERIFY(a.quantizer.scales == b.quantizer.scales);
                QVERIFY(a.quantizer.clips == b.quantizer.clips);
                QVERIFY2(a.codes == b.codes, std::string(rule->id).c_str());
            }
        Quantizer grid;
        grid.scales = {0.25};
        grid.format = *known;
        constexpr size_t kMost = 1 << 16;
        const auto levels = known->family->levels(grid, 0, kMost);
        grid.format = *own;
        auto same = own->family->levels(grid, 0, kMost);
        QCOMPARE(same.size(), levels.size());
        QVERIFY(std::ranges::equal(same, levels));
    }

    void everyNameIsReadBack()
    {
        int count = 0;
        for (int e = 0; e <= 8; ++e)
            for (int m = 0; m <= 10; ++m)
                for (const int bias : {-20, -1, 0, 3, 7, 15, 127})
                    for (const auto sign : {Sign::Both, Sign::Positive})
                        for (const auto specials : {Specials::None, Specials::OneNan, Specials::Ieee}) {
                            const FloatDesign design {e, m, bias, sign, specials};
                            if (!check(design)) continue;
                            const NumberFormat format = formatOf(design);
                            QVERIFY(designOf(format) == design);
                            const auto parsed = parseFormat(name(format));
                            VERIFY_OK(parsed);
                            QVERIFY2(*parsed == format, name(format).c_str());
                            ++count;
                        }
        QVERIFY(count > 1000);
        QCOMPARE(name(formatOf({3, 2, -4, Sign::Positive, Specials::Ieee})), std::string("ue3m2b-4ieee"));
        QVERIFY(!designOf(kBFloat16));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
            {"e4m3b", "e4m3bx", "e4m3b7x", "e4m3b7nan ", "e4mb7", "em3b7", "e9m3b7", "e4m11b7", "e8m8b127", "e4m3b201",
                "e0m3b0ieee", "e0m1b0nan", "e8m7b127", "e4m3b150", "e8m2b150", "ue4m3", "e4m3b--7", "e4m3b99999999999"})
            QTest::newRow(text) << text;
    }
    void refused()
    {
        QFETCH(QString, text);
        VERIFY_FAILS(parseFormat(text.toStdString()), {"\"" + text.toStdString() + "\""});
    }

    void roundsToTheNearest_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"e4m3b7", "e4m3b9nan", "e3m2b0ieee", "e2m0b1", "e3m0b3nan", "e0m4b0", "e0m3b-2nan",
                 "ue3m3b3", "ue0m4b1", "e5m1b20", "e2m4b-3"})
            QTest::newRow(name) << name;
    }
    void roundsToTheNearest()
    {
        QFETCH(QString, name);
        const auto format = parseFormat(name.toStdString());
        VERIFY_OK(format);
        const FloatDesign design = *designOf(*format);
        const auto values = valuesOf(design);
        QVERIFY(std::ranges::is_sorted(values) && values.size() > 3);
        test::Random random(3);
        Quantizer grid;
        grid.format = *format;
        grid.scales = {1};
        const auto check = [&](double x) {
            const double want = nearestOf(design, values, x);
            QCOMPARE(roundToFloat(x, *format) + 0.0, want + 0.0);
            double fast = 0; // the path of many values
            format->family->round64({&x, 1}, grid, 0, {&fast, 1}, 0);
            QCOMPARE(fast + 0.0, want + 0.0);
        };
        for (int i = 0; i < 3000; ++i)
            check(random.uniform(-1.2, 1.2) * values.back() * std::pow(2, random.uniform(-8, 0)));
        for (size_t i = 0; i + 1 < values.size(); ++i) {
            check(values[i]);
            check((values[i] + values[i + 1]) / 2);
        }
        check(values.back() * 1e9);
        check(-values.back() * 1e9);
    }

    // By hand: one bit less of bias doubles every value, and the scale takes it away again.
    void biasIsAScale()
    {
        const NumberFormat a = *parseFormat("e3m2b3"), b = *parseFormat("e3m2b2");
        QCOMPARE(largestFinite(b), 2 * largestFinite(a));
        Quantizer one, other;
        one.format = a;
        other.format = b;
        for (Quantizer* q : {&one, &other}) {
            q->scales = {1};
            q->clips = {{}};
            q->format.family->cover(*q, 0, Symmetry::Symmetric, {-0.5, 0.875});
        }
        QCOMPARE(one.scales[0], 2 * other.scales[0]);
        QCOMPARE(one.clips[0].high, 0.875);
        // Without a sign the range below zero does not count.
        Quantizer positive = one;
        positive.format = *parseFormat("ue3m2b3");
        positive.format.family->cover(positive, 0, Symmetry::Symmetric, {-4, 0.875});
        QCOMPARE(positive.clips[0], (Range {0, 0.875}));
    }

    // 16 bits with the usual bias need no scale, as bfloat16; with another one they do.
    void sixteenBits()
    {
        const auto hasScale = [](const char* text) {
            const NumberFormat format = *parseFormat(text);
            return format.family->hasScale(format);
        };
        QVERIFY(!hasScale("e8m7b127ieee"));
        QVERIFY(!hasScale("e5m10b15ieee"));
        QVERIFY(hasScale("e5m10b14ieee"));
        QVERIFY(hasScale("e4m3b7nan"));
    }
};

QTEST_APPLESS_MAIN(TestDesigned)
#include "tst_designed.moc"
