// Formats drawn by hand: the known ones, rebuilt, equal the built-in ones value by value.
#include "core/analysis/float_design.h"
#include "core/quant/format.h"

#include <QtTest>
#include <cmath>

using namespace bitladder;
using namespace bitladder::analysis;
using Sign = FloatDesign::Sign;
using Specials = FloatDesign::Specials;

class TestFloatDesign : public QObject
{
    Q_OBJECT

private slots:
    void equalsTheBuiltIn_data()
    {
        QTest::addColumn<int>("exponent");
        QTest::addColumn<int>("mantissa");
        QTest::addColumn<int>("bias");
        QTest::addColumn<int>("specials");
        const auto row = [](const char* name, int e, int m, int bias, Specials s) {
            QTest::newRow(name) << e << m << bias << static_cast<int>(s);
        };
        row("e4m3", 4, 3, 7, Specials::OneNan);
        row("e5m2", 5, 2, 15, Specials::Ieee);
        row("e3m2", 3, 2, 3, Specials::None);
        row("e2m3", 2, 3, 1, Specials::None);
        row("e2m1", 2, 1, 1, Specials::None);
        row("bfloat16", 8, 7, 127, Specials::Ieee);
        row("float16", 5, 10, 15, Specials::Ieee);
    }

    void equalsTheBuiltIn()
    {
        QFETCH(int, exponent);
        QFETCH(int, mantissa);
        QFETCH(int, bias);
        QFETCH(int, specials);
        const FloatDesign design {exponent, mantissa, bias, Sign::Both, static_cast<Specials>(specials)};
        QVERIFY(quant::check(design).has_value());
        const auto format = quant::floatFormat(exponent, mantissa);
        const auto values = quant::valuesOf(design);
        QCOMPARE(values.back(), quant::largestFinite(format));
        QCOMPARE(values.front(), -values.back());
        for (const double v : values)
            QCOMPARE(quant::roundToFloat(v, format), v);
        QCOMPARE(quant::namedFloatOf(quant::formatOf(design)), std::optional(format)); // rounding: see tst_designed
    }

    // By hand: e2m1 has 0, 0.5, 1, 1.5, 2, 3, 4, 6.
    void factsOfFourBits()
    {
        const FloatDesign design {2, 1, 1, Sign::Both, Specials::None};
        QCOMPARE(quant::valuesOf({2, 1, 1, Sign::Positive, Specials::None}),
            (std::vector<double> {0, 0.5, 1, 1.5, 2, 3, 4, 6}));
        const FloatFacts facts = factsOf(design);
        QCOMPARE(facts.values, 15);
        QCOMPARE(facts.largest, 6.0);
        QCOMPARE(facts.smallest, 0.5);
        QCOMPARE(facts.smallestNormal, 1.0);
        QVERIFY(std::abs(facts.dynamicRangeDb - 20 * std::log10(12.0)) < 1e-12);
        QCOMPARE(facts.binades.size(), size_t {4});
        QCOMPARE(facts.binades[2].step, 1.0); // 2, 3
        QCOMPARE(facts.binades[3].step, 2.0); // 4, 6
    }

    void refusesWhatIsNone()
    {
        QVERIFY(!quant::check({9, 0, 7}));
        QVERIFY(!quant::check({8, 8, 7}));
        QVERIFY(!quant::check({4, 3, 1000}));
        QVERIFY(!quant::check({4, 3, 190}));
        QVERIFY(!quant::check({8, 7, 127, Sign::Both, Specials::None}));
        QVERIFY(!quant::check({0, 3, 0, Sign::Both, Specials::Ieee}));
        QVERIFY(!quant::check({0, 1, 0, Sign::Both, Specials::OneNan}));
    }
};

QTEST_APPLESS_MAIN(TestFloatDesign)
#include "tst_float_design.moc"
