// Powers of two: levels, codes and ties by hand; every number goes to the nearest level; ranges and recipes know the
// family.
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/quantized_tensor.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace bitladder;
using namespace bitladder::quant;

namespace
{

QuantSpec specOf(int bits, const RangeEstimator* range = nullptr)
{
    QuantSpec spec;
    spec.format = *parseFormat(fmt::format("pow2_{}", bits));
    spec.range = range;
    return spec;
}

Quantizer covering(int bits, double magnitude)
{
    const QuantSpec spec = specOf(bits);
    Quantizer quantizer = emptyQuantizer(spec, 1);
    setRange(quantizer, spec, 0, {-magnitude, magnitude});
    return quantizer;
}

} // namespace

class TestPowerOfTwo : public QObject
{
    Q_OBJECT

private slots:
    void levelsByHand()
    {
        QCOMPARE(levelsOf(covering(2, 1), 0, 100), (std::vector<double> {-1, 0, 1}));
        QCOMPARE(levelsOf(covering(3, 4), 0, 100), (std::vector<double> {-4, -2, -1, 0, 1, 2, 4}));
        const auto four = levelsOf(covering(4, 64), 0, 100);
        QCOMPARE(four.size(), size_t {15});
        QCOMPARE(four.back(), 64.0);
        QCOMPARE(four[8], 1.0);
        QVERIFY(levelsOf(covering(8, 1), 0, 100).empty()); // 255 are more than 100
    }

    void codesByHand()
    {
        const Quantizer q = covering(4, 64); // scale 1
        const std::pair<double, int64_t> cases[] = {{0, 0}, {0.5, 0}, {0.51, 1}, {1, 1}, {1.49, 1}, {1.5, 2}, {2.9, 2},
            {3, 2}, {3.01, 3}, {6, 4}, {12, 4}, {-12.1, -5}, {64, 7}, {1e30, 7}, {-1e30, -7},
            {std::numeric_limits<double>::infinity(), 7}, {-std::numeric_limits<double>::infinity(), -7},
            {std::numeric_limits<double>::quiet_NaN(), 0}, {-0.0, 0}};
        for (const auto& [x, code] : cases)
            QVERIFY2(quantize(x, q, 0) == code, qPrintable(QString::number(x)));
        for (int64_t code = q.qmin; code <= q.qmax; ++code)
            QCOMPARE(quantize(dequantize(code, q, 0), q, 0), code);
    }

    void nearest_data()
    {
        QTest::addColumn<int>("bits");
        for (int bits = 2; bits <= 8; ++bits)
            QTest::addRow("%d", bits) << bits;
    }
    void nearest()
    {
        QFETCH(int, bits);
        test::Random random(5);
        const Quantizer q = covering(bits, 0.7);
        const auto levels = levelsOf(q, 0, 1000);
        QCOMPARE(levels.size(), (size_t {1} << bits) - 1);
        const auto x = random.normals<float>(2000, 0.3);
        std::vector<float> single(x.size());
        fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(single));
        for (size_t i = 0; i < x.size(); ++i) {
            const double v = static_cast<double>(x[i]);
            double best = std::numeric_limits<double>::infinity();
            for (const double level : levels)
                best = std::min(best, std::fabs(level - v));
            QVERIFY(std::fabs(dequantize(quantize(v, q, 0), q, 0) - v) <= best);
            QCOMPARE(single[i], static_cast<float>(dequantize(quantize(v, q, 0), q, 0)));
        }
    }

    void leastSquaresIsNeverWorse()
    {
        test::Random random(6);
        const auto x = random.normals<float>(4000, 1.0);
        for (int bits = 2; bits <= 8; ++bits) {
            const auto errorOf = [&](const RangeEstimator* range) {
                ChannelValues values;
                values.channels = 1;
                values.perChannel = static_cast<int64_t>(x.size());
                values.f32 = x;
                const QuantizedTensor tensor
                    = quantizeNearest(values, quantizerFor(values, specOf(bits, range), Threads(1)), Threads(1));
                std::vector<double> out(x.size());
                tensor.dequantize(0, 0, std::span<double>(out));
                double sum = 0;
                for (size_t i = 0; i < x.size(); ++i)
                    sum += (out[i] - static_cast<double>(x[i])) * (out[i] - static_cast<double>(x[i]));
                return sum;
            };
            QVERIFY(errorOf(&kLeastSquares) <= errorOf(&kMinMax) * (1 + 1e-9));
        }
    }

    void oddTensors()
    {
        for (const std::vector<float>& x :
            {std::vector<float> {}, {0, 0}, {2.5f}, {std::nanf("")}, {1e-45f}, {3e38f}}) {
            const QuantSpec spec = specOf(8);
            Quantizer q = emptyQuantizer(spec, 1);
            estimate(Samples(std::span<const float>(x)), spec, q, 0);
            QVERIFY(std::isfinite(q.scales[0]) && q.scales[0] > 0);
            std::vector<float> out(x.size());
            fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(out));
            for (const float v : out)
                QVERIFY(std::isfinite(v));
        }
    }
};

QTEST_APPLESS_MAIN(TestPowerOfTwo)
#include "tst_power_of_two.moc"
