// Blocks that share a scale (OCP Microscaling, NVFP4), groups with zero points, scales that are powers of two, and the
// grids of few levels: all by hand.
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/quantized_tensor.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::quant;

namespace
{

ChannelValues oneChannel(std::vector<float> x)
{
    ChannelValues values;
    values.channels = 1;
    values.perChannel = static_cast<int64_t>(x.size());
    values.f32 = std::move(x);
    return values;
}

QuantizedTensor quantized(const ChannelValues& values, const QuantSpec& spec)
{
    return quantizeNearest(values, quantizerFor(values, spec, Threads(1)), Threads(1));
}

std::vector<double> valuesOf(const QuantizedTensor& tensor)
{
    std::vector<double> out(static_cast<size_t>(tensor.perChannel));
    tensor.dequantize(0, 0, std::span<double>(out));
    return out;
}

QuantSpec weights(const char* format)
{
    return defaultWeightSpec(*parseFormat(format));
}

} // namespace

class TestBlocks : public QObject
{
    Q_OBJECT

private slots:
    // The scale of 32 elements is 2^(floor(log2 max) − emax).
    void microscalingByHand_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<double>("scale"); // of a block whose largest magnitude is 5
        QTest::addColumn<double>("five"); // what 5 becomes
        // floor(log2 5) = 2
        QTest::newRow("mxfp8_e4m3") << "mxfp8_e4m3" << std::ldexp(1, 2 - 8) << 5.0;
        QTest::newRow("mxfp8_e5m2") << "mxfp8_e5m2" << std::ldexp(1, 2 - 15) << 5.0;
        QTest::newRow("mxfp6_e3m2") << "mxfp6_e3m2" << std::ldexp(1, 2 - 4) << 5.0;
        QTest::newRow("mxfp6_e2m3") << "mxfp6_e2m3" << 1.0 << 5.0;
        QTest::newRow("mxfp4") << "mxfp4" << 1.0 << 4.0; // 4 and 6 are equally near: the even code
        QTest::newRow("mxint8") << "mxint8" << std::ldexp(1, 2 - 6) << 5.0;
    }
    void microscalingByHand()
    {
        QFETCH(QString, format);
        QFETCH(double, scale);
        QFETCH(double, five);
        std::vector<float> x(70, 0.0f);
        x[0] = 0.3f;
        x[3] = 5;
        x[32] = -0.75f; // the second block; the third has six zeros
        const QuantizedTensor t = quantized(oneChannel(x), weights(qPrintable(format)));
        QCOMPARE(t.quantizer.granularity, Granularity::Group);
        QCOMPARE(t.quantizer.groupSize, int64_t {32});
        QCOMPARE(t.quantizer.scales.size(), size_t {3});
        QCOMPARE(t.quantizer.scales[0], scale);
        QCOMPARE(t.quantizer.scales[1], scale / 8); // floor(log2 0.75) = −1
        const auto values = valuesOf(t);
        QCOMPARE(values[3], five);
        QCOMPARE(values[32], -0.75);
        QCOMPARE(values[1], 0.0);
        QCOMPARE(values[69], 0.0);
    }

    // Beyond the largest element they saturate: 7.9 / 1 in e2m1 is 6.
    void microscalingSaturates()
    {
        const auto values = valuesOf(quantized(oneChannel({7.9f, 0.26f, 0.74f, -1.3f}), weights("mxfp4")));
        QCOMPARE(values, (std::vector<double> {6, 0.5, 0.5, -1.5}));
        // mxint8: ±127/64 in steps of 1/64.
        const auto integers = valuesOf(quantized(oneChannel({1.999f, -1.999f, 0.02f}), weights("mxint8")));
        QCOMPARE(integers, (std::vector<double> {127.0 / 64, -127.0 / 64, 1.0 / 64}));
        QCOMPARE(theoreticalBits(*parseFormat("mxfp4")), 4.25);
        QCOMPARE(theoreticalBits(*parseFormat("nvfp4")), 4.5);
    }

    void nvfp4ByHand()
    {
        std::vector<float> x(32, 0.0f);
        x[0] = 2688; // 6 · 448: the scale of the tensor is 1
        x[16] = 10;
        x[17] = -3;
        const QuantizedTensor t = quantized(oneChannel(x), weights("nvfp4"));
        QCOMPARE(t.quantizer.tensorScale, 1.0);
        QCOMPARE(t.quantizer.scales[0], 448.0);
        QCOMPARE(t.quantizer.scales[1], 1.625); // 10/6 = 1.667 on the grid of e4m3, steps of 1/8
        const auto values = valuesOf(t);
        QCOMPARE(values[0], 2688.0);
        QCOMPARE(values[16], 9.75); // 10/1.625 = 6.15 saturates at 6
        QCOMPARE(values[17], -3.25); // 1.846 → 2
    }

    // Groups along the depth, each with its own zero point.
    void groupsHaveZeroPoints()
    {
        std::vector<float> x(64);
        for (size_t i = 0; i < 64; ++i)
            x[i] = i < 32 ? static_cast<float>(i % 16) : -static_cast<float>(i % 16) / 2;
        QuantSpec spec = weights("int4");
        spec.granularity = Granularity::Group;
        spec.groupSize = 32;
        spec.symmetry = Symmetry::Asymmetric;
        spec.range = &kMinMax;
        const QuantizedTensor t = quantized(oneChannel(x), spec);
        QCOMPARE(t.quantizer.scales, (std::vector<double> {1, 0.5}));
        QCOMPARE(t.quantizer.zeroPoints, (std::vector<int64_t> {-8, 7}));
        const auto values = valuesOf(t);
        for (size_t i = 0; i < 64; ++i)
            QCOMPARE(values[i], static_cast<double>(x[i]));
        spec.symmetry = Symmetry::Symmetric;
        const QuantizedTensor symmetric = quantized(oneChannel(x), spec);
        QCOMPARE(symmetric.quantizer.zeroPoints, (std::vector<int64_t> {0, 0}));
        QCOMPARE(symmetric.quantizer.scales[0], static_cast<double>(15.0f / 7));
    }

    void powerOfTwoScales()
    {
        for (const char* format : {"int2", "int4", "int8", "int16", "int24", "half4", "ternary", "binary", "e4m3"})
            for (const RangeEstimator* range : {&kMinMax, &kLeastSquares, &kPercentile})
                for (const Symmetry symmetry : {Symmetry::Symmetric, Symmetry::Asymmetric}) {
                    test::Random random(2);
                    QuantSpec spec = weights(format);
                    spec.scaleRule = ScaleRule::PowerOfTwo;
                    spec.range = range;
                    spec.symmetry = symmetry;
                    const QuantizedTensor t = quantized(oneChannel(random.normals<float>(500)), spec);
                    int exponent = 0;
                    QCOMPARE(std::frexp(t.quantizer.scales[0], &exponent), 0.5);
                }
        // 5/127 lies between 2^−5 and 2^−4: the smallest that covers the range. 127/127 is one already.
        QuantSpec spec = weights("int8");
        spec.scaleRule = ScaleRule::PowerOfTwo;
        QCOMPARE(quantized(oneChannel({5, -1}), spec).quantizer.scales[0], 0.0625);
        QCOMPARE(quantized(oneChannel({127, -1}), spec).quantizer.scales[0], 1.0);
        // Of the two beside the mean magnitude 3 that with less error: 2.
        spec = weights("binary");
        spec.scaleRule = ScaleRule::PowerOfTwo;
        QCOMPARE(quantized(oneChannel({2.9f, -2.9f}), spec).quantizer.scales[0], 2.0);
        QCOMPARE(quantized(oneChannel({3.1f, -3.1f}), spec).quantizer.scales[0], 4.0);
    }

    void stepByHand()
    {
        QuantSpec spec = weights("int4");
        spec.range = &kByStep;
        spec.parameters = {{"step", 0.25}};
        const auto values = valuesOf(quantized(oneChannel({100, -100, 0.3f, 0.13f}), spec));
        QCOMPARE(values, (std::vector<double> {1.75, -1.75, 0.25, 0.25}));
        spec.symmetry = Symmetry::Asymmetric;
        spec.parameters["zero"] = -8;
        const QuantizedTensor t = quantized(oneChannel({100, -100, 0.3f}), spec);
        QCOMPARE(valuesOf(t), (std::vector<double> {3.75, 0, 0.25}));
        QCOMPARE(t.quantizer.clips[0].high, 3.75);
        // Powers of two alone: 0.3 becomes 0.5.
        spec.parameters["step"] = 0.3;
        spec.scaleRule = ScaleRule::PowerOfTwo;
        QCOMPARE(quantized(oneChannel({1}), spec).quantizer.scales[0], 0.5);
        spec.parameters.erase("step");
        VERIFY_FAILS(checkParameters(spec), {"step", "needed"});
        spec.parameters["step"] = -1;
        VERIFY_FAILS(checkParameters(spec), {"step", "-1"});
    }

    void halfSteps()
    {
        QuantSpec spec = weights("half2");
        spec.range = &kMinMax;
        const QuantizedTensor t = quantized(oneChannel({-3, 3, 0.5f, -0.1f, 2.1f, 0, 1.9f}), spec);
        QCOMPARE(levelsOf(t.quantizer, 0, 10), (std::vector<double> {-3, -1, 1, 3}));
        QCOMPARE(t.codesOf(0), (std::vector<int64_t> {-3, 3, 1, -1, 3, 1, 1}));
        QCOMPARE(levelsOf(quantized(oneChannel({255}), weights("half8")).quantizer, 0, 300).size(), size_t {256});
    }

    void zeroAndOne()
    {
        const QuantizedTensor t = quantized(oneChannel({0, 0.1f, 1.9f, 2.1f, -3}), weights("binary01"));
        QCOMPARE(t.quantizer.scales[0], 2.0);
        QCOMPARE(t.codesOf(0), (std::vector<int64_t> {0, 0, 1, 1, 0}));
        QCOMPARE(levelsOf(t.quantizer, 0, 10), (std::vector<double> {0, 2}));
        QCOMPARE(valuesOf(quantized(oneChannel({-1, -2}), weights("binary01"))), (std::vector<double> {0, 0}));
    }

    void ternaryWithAThreshold()
    {
        // Mean magnitude 1; 0.7 keeps 0.8, 1.2 and 1.8, whose mean is 3.8/3.
        QuantSpec spec = weights("ternary-threshold");
        const std::vector<float> x {0.8f, -1.2f, 1.8f, 0.2f};
        const QuantizedTensor t = quantized(oneChannel(x), spec);
        QVERIFY(std::fabs(t.quantizer.scales[0] - 3.8 / 3) < 1e-6);
        QVERIFY(std::fabs(t.quantizer.thresholds[0] - 0.7) < 1e-6);
        QCOMPARE(t.codesOf(0), (std::vector<int64_t> {1, -1, 1, 0}));
        spec.parameters["threshold"] = 1.5;
        QCOMPARE(quantized(oneChannel(x), spec).codesOf(0), (std::vector<int64_t> {0, 0, 1, 0}));
        spec.parameters["threshold"] = 50;
        QCOMPARE(quantized(oneChannel(x), spec).codesOf(0), (std::vector<int64_t> {0, 0, 0, 0}));
    }
};

QTEST_APPLESS_MAIN(TestBlocks)
#include "tst_blocks.moc"
