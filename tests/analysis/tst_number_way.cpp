// The way of a number: every step by hand, and for every format the same end as what the engine holds.
#include "core/analysis/number_way.h"

#include "core/base/noise.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;

class TestNumberWay : public QObject
{
    Q_OBJECT

private slots:
    // 4 bits, asymmetric, −1 … 2: s = 3 / 15 = 0.2, z = rint(−8 + 1 / 0.2) = −3.
    void byHand()
    {
        quant::QuantSpec spec = quant::defaultActivationSpec(quant::intFormat(4));
        quant::Quantizer quantizer = quant::emptyQuantizer(spec, 1);
        quant::setRange(quantizer, spec, 0, {-1, 2});
        const auto way = analysis::wayOf(0.52, quantizer, 0);
        QVERIFY(way.codes && way.dividedInFloat);
        QVERIFY(std::fabs(way.quotient - 2.6) < 1e-5);
        QCOMPARE(way.codes->rounded, 3.0);
        QCOMPARE(way.codes->zeroPoint, int64_t {-3});
        QCOMPARE(way.codes->shifted, 0.0);
        QCOMPARE(way.codes->code, int64_t {0});
        QCOMPARE(way.level, 3.0);
        QVERIFY(std::fabs(way.value - 0.6) < 1e-6);
        QVERIFY(!way.clipped());
        // Beyond the range: 5 / 0.2 − 3 = 22 is clamped to 7.
        const auto far = analysis::wayOf(5, quantizer, 0);
        QCOMPARE(far.codes->shifted, 22.0);
        QCOMPARE(far.codes->code, int64_t {7});
        QVERIFY(far.clipped());
        QVERIFY(std::fabs(far.value - 2) < 1e-6);
    }

    void everyFormatEndsWhereTheEngineDoes()
    {
        for (const auto* family : quant::formatFamilies())
            for (int bits = quant::kMinBits; bits <= quant::kMaxBits; ++bits) {
                if (!family->has(bits)) continue;
                for (const auto symmetry : {quant::Symmetry::Symmetric, quant::Symmetry::Asymmetric}) {
                    quant::QuantSpec spec = quant::defaultWeightSpec(family->at(bits));
                    spec.symmetry = symmetry;
                    quant::Quantizer quantizer = quant::emptyQuantizer(spec, 1);
                    quant::setRange(quantizer, spec, 0, {-0.7, 1.3});
                    for (int i = -40; i <= 40; ++i) {
                        const double x = static_cast<double>(static_cast<float>(i) * 0.0487f);
                        const auto way = analysis::wayOf(x, quantizer, 0);
                        const QByteArray where
                            = QByteArray::fromStdString(fmt::format("{} of {}", x, quant::name(spec.format)));
                        double held = 0;
                        quant::fakeQuantize(std::span<const double>(&x, 1), quantizer, 0, std::span<double>(&held, 1));
                        QVERIFY2(way.value == held || (std::isnan(held) && std::isnan(way.value)), where.constData());
                        if (!way.codes) continue;
                        QVERIFY2(way.codes->code == quant::quantize(x, quantizer, 0), where.constData());
                        // The steps lead to the code.
                        const double low = static_cast<double>(way.codes->low),
                                     high = static_cast<double>(way.codes->high);
                        QVERIFY2(static_cast<int64_t>(std::clamp(way.codes->shifted, low, high)) == way.codes->code
                                || bits > 52,
                            where.constData());
                    }
                }
            }
    }
};

QTEST_GUILESS_MAIN(TestNumberWay)
#include "tst_number_way.moc"
