// The arithmetic contract to the last bit: quotients are divided, rounded and clamped by hand in 128-bit integers.
#include "core/quant/estimate.h"
#include "core/quant/quantize.h"
#include "core/quant/rounding.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::quant;

namespace
{

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

int bitLength(UInt128 v)
{
    int length = 0;
    for (; v; v >>= 1)
        ++length;
    return length;
}

// v / 2^shift, half to even; `sticky`: v stands for something a little larger.
UInt128 shiftedRight(UInt128 v, int shift, bool sticky)
{
    if (shift <= 0) return v << -shift;
    if (shift > 127) return 0;
    const UInt128 kept = v >> shift, low = v & ((UInt128 {1} << shift) - 1), half = UInt128 {1} << (shift - 1);
    const bool up = low > half || (low == half && (sticky || (kept & 1)));
    return kept + (up ? 1 : 0);
}

// clamp(rint(x / s) + zero): the quotient is first rounded to `precision` bits (24 or 53) as a division in that float
// is.
int64_t expectedCode(double x, double s, int precision, int64_t zero, int64_t qmin, int64_t qmax)
{
    const auto clamped = [&](Int128 q) { return q < qmin ? qmin : (q > qmax ? qmax : static_cast<int64_t>(q)); };
    if (std::isnan(x)) return clamped(zero);
    if (std::isinf(x)) return x > 0 ? qmax : qmin;
    if (x == 0) return clamped(zero);
    int ex = 0, es = 0;
    const auto mx = static_cast<uint64_t>(std::ldexp(std::frexp(std::fabs(x), &ex), 53));
    const auto ms = static_cast<uint64_t>(std::ldexp(std::frexp(s, &es), 53));
    UInt128 quotient = (UInt128 {mx} << 64) / ms;
    const bool sticky = (UInt128 {mx} << 64) % ms != 0;
    int exponent = ex - es - 64;
    const int excess = bitLength(quotient) - precision;
    quotient = shiftedRight(quotient, excess, sticky);
    exponent += excess;
    if (bitLength(quotient) + exponent > 100) return x > 0 ? qmax : qmin;
    const auto magnitude = static_cast<Int128>(shiftedRight(quotient, -exponent, false));
    return clamped((x > 0 ? magnitude : -magnitude) + zero);
}

// (q − zero)·s in the arithmetic of the contract.
double expectedValue(int64_t q, const Quantizer& p)
{
    const Int128 steps = static_cast<Int128>(q) - p.zeroPoints[0];
    if (p.format.family != &kIntegerFamily || p.format.bits <= 16)
        return static_cast<double>(static_cast<float>(steps) * static_cast<float>(p.scales[0]));
    return static_cast<double>(steps) * p.scales[0];
}

std::vector<double> hardInputs(const Quantizer& p, test::Random& random)
{
    const double s = p.scales[0], infinity = std::numeric_limits<double>::infinity();
    std::vector<double> x {
        0.0, -0.0, std::nan(""), infinity, -infinity, 5e-324, -5e-324, 1e-45, 1e300, -1e300, 3.4e38, -3.4e38};
    for (const double q : {static_cast<double>(p.qmin), static_cast<double>(p.qmax)})
        for (const double step : {-1.0, -0.5, 0.0, 0.5, 1.0, 1.5})
            x.push_back((q - static_cast<double>(p.zeroPoints[0]) + step) * s);
    for (int i = 0; i < 300; ++i) {
        const double k
            = std::floor(random.uniform(-1, 1) * std::ldexp(1.0, static_cast<int>(random.integer(0, p.format.bits))));
        x.push_back((k + 0.5) * s); // ties where the product is exact, near ties where it is not
        x.push_back(std::nextafter((k + 0.5) * s, infinity));
        x.push_back(std::nextafter((k + 0.5) * s, -infinity));
        x.push_back(k * s);
        x.push_back(random.normal() * std::ldexp(s, static_cast<int>(random.integer(0, p.format.bits))));
    }
    return x;
}

} // namespace

class TestQuantize : public QObject
{
    Q_OBJECT

private slots:
    // Another rule than half to even holds wherever codes are made.
    void anotherRounding()
    {
        static const RoundingRule kDown {
            .id = "down", .label = "down", .apply = [](double quotient, double) { return std::floor(quotient); }};
        QuantSpec spec;
        spec.rounding = &kDown;
        for (const int bits : {4, 8, 24}) {
            spec.format = intFormat(bits);
            Quantizer q = emptyQuantizer(spec, 1);
            q.scales = {0.5};
            const std::vector<float> x {0.9f, -0.1f, 1.0f, 1.6f, -1.6f};
            const std::vector<int64_t> codes {1, -1, 2, 3, -4};
            std::vector<int64_t> got(x.size());
            quantizeTo<int64_t, float>(std::span<const float>(x), q, 0, std::span<int64_t>(got));
            QCOMPARE(got, codes);
            std::vector<float> out(x.size());
            fakeQuantize(std::span<const float>(x), q, 0, std::span<float>(out));
            for (size_t i = 0; i < x.size(); ++i)
                QCOMPARE(out[i], 0.5f * static_cast<float>(codes[i]));
        }
    }

    void integers_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("symmetric");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        for (int bits = 2; bits <= 64; ++bits) {
            QTest::addRow("int%d symmetric", bits) << bits << true << -3.7 << 2.9;
            QTest::addRow("int%d around zero", bits) << bits << false << -1.3 << 2.1;
            QTest::addRow("int%d positive", bits) << bits << false << 0.0 << 6.0;
            QTest::addRow("int%d negative", bits) << bits << false << -0.7 << 0.0;
            QTest::addRow("int%d power of two", bits) << bits << false << -1.0 << 1.0;
            QTest::addRow("int%d tiny", bits) << bits << true << -1e-30 << 1e-30;
        }
    }
    void integers()
    {
        QFETCH(int, bits);
        QFETCH(bool, symmetric);
        QFETCH(double, low);
        QFETCH(double, high);
        QuantSpec spec;
        spec.format = intFormat(bits);
        spec.symmetry = symmetric ? Symmetry::Symmetric : Symmetry::Asymmetric;
        Quantizer p = emptyQuantizer(spec, 1);
        setRange(p, spec, 0, {low, high});
        const auto top = static_cast<int64_t>((UInt128 {1} << (bits - 1)) - 1);
        QCOMPARE(p.qmax, top);
        QCOMPARE(p.qmin, symmetric ? -top : -top - 1);
        if (symmetric) QCOMPARE(p.zeroPoints[0], int64_t {0});
        QVERIFY(p.zeroPoints[0] >= p.qmin && p.zeroPoints[0] <= p.qmax);
        const bool single = bits <= 16;
        if (single) QCOMPARE(static_cast<double>(static_cast<float>(p.scales[0])), p.scales[0]);
        // Zero has a code of its own, exactly.
        QCOMPARE(quantize(0.0, p, 0), p.zeroPoints[0]);
        QVERIFY(test::sameBits(dequantize(quantize(0.0, p, 0), p, 0), 0.0));

        test::Random random(static_cast<uint64_t>(bits));
        const auto inputs = hardInputs(p, random);
        std::vector<float> narrow;
        for (const double x : inputs) {
            const double given = single ? static_cast<double>(static_cast<float>(x)) : x;
            const int64_t expected
                = expectedCode(given, p.scales[0], single ? 24 : 53, p.zeroPoints[0], p.qmin, p.qmax);
            const int64_t q = quantize(x, p, 0);
            QVERIFY2(q == expected,
                qPrintable(QString("x = %1: code %2 instead of %3").arg(x, 0, 'g', 17).arg(q).arg(expected)));
            QVERIFY(test::sameBits(dequantize(q, p, 0), expectedValue(q, p)));
            narrow.push_back(static_cast<float>(x));
        }
        // The vector forms agree with the scalar ones, in float32 and in float64.
        std::vector<double> wideOut(inputs.size());
        fakeQuantize(std::span<const double>(inputs), p, 0, std::span<double>(wideOut));
        std::vector<float> narrowOut(narrow.size());
        fakeQuantize(std::span<const float>(narrow), p, 0, std::span<float>(narrowOut));
        std::vector<int64_t> codes(inputs.size());
        quantizeTo<int64_t, double>(inputs, p, 0, codes);
        for (size_t i = 0; i < inputs.size(); ++i) {
            QVERIFY(test::sameBits(wideOut[i], dequantize(quantize(inputs[i], p, 0), p, 0)));
            const double exact = dequantize(quantize(static_cast<double>(narrow[i]), p, 0), p, 0);
            QVERIFY(test::sameBits(narrowOut[i], static_cast<float>(exact)));
            QCOMPARE(codes[i], quantize(inputs[i], p, 0));
        }
        if (bits <= 8) {
            std::vector<int8_t> bytes(narrow.size());
            quantizeTo<int8_t, float>(narrow, p, 0, bytes);
            for (size_t i = 0; i < narrow.size(); ++i)
                QCOMPARE(int64_t {bytes[i]}, quantize(static_cast<double>(narrow[i]), p, 0));
        }
    }

    void ternary()
    {
        QuantSpec spec;
        spec.format = ternaryFormat();
        Quantizer p = emptyQuantizer(spec, 1);
        setRange(p, spec, 0, {-0.3, 0.7});
        QCOMPARE(p.scales[0], static_cast<double>(0.7f));
        test::Random random(3);
        for (const double x : hardInputs(p, random)) {
            const int64_t expected
                = expectedCode(static_cast<double>(static_cast<float>(x)), p.scales[0], 24, 0, -1, 1);
            QCOMPARE(quantize(x, p, 0), expected);
            std::vector<float> in {static_cast<float>(x)}, out(1);
            fakeQuantize(std::span<const float>(in), p, 0, std::span<float>(out));
            QVERIFY(test::sameBits(out[0], static_cast<float>(expected) * 0.7f));
        }
        const std::vector<double> grid {-p.scales[0], 0, p.scales[0]};
        QCOMPARE(levelsOf(p, 0, 100), grid);
    }

    void binary()
    {
        QuantSpec spec;
        spec.format = binaryFormat();
        Quantizer p = emptyQuantizer(spec, 1);
        setRange(p, spec, 0, {-0.25, 0.25});
        const double infinity = std::numeric_limits<double>::infinity();
        const std::vector<std::pair<double, int64_t>> rows {{1, 1}, {-1, -1}, {0.0, 1}, {-0.0, 1}, {std::nan(""), 1},
            {infinity, 1}, {-infinity, -1}, {5e-324, 1}, {-5e-324, -1}};
        for (const auto& [x, code] : rows) {
            QCOMPARE(quantize(x, p, 0), code);
            QCOMPARE(dequantize(code, p, 0), 0.25 * static_cast<double>(code));
            std::vector<double> in {x}, out(1);
            fakeQuantize(std::span<const double>(in), p, 0, std::span<double>(out));
            QCOMPARE(out[0], 0.25 * static_cast<double>(code));
        }
    }

    void floats_data()
    {
        QTest::addColumn<QString>("format");
        for (const char* format :
            {"float64", "float32", "tf32", "float16", "bfloat16", "e5m2", "e4m3", "e2m1", "e11m20", "e3m2"})
            QTest::newRow(format) << format;
    }
    void floats()
    {
        QFETCH(QString, format);
        QuantSpec spec;
        spec.format = *parseFormat(format.toStdString());
        Quantizer p = emptyQuantizer(spec, 1);
        setRange(p, spec, 0, {-3, 2});
        // Narrow floats are scaled to their range; from 16 bits on the values stand for themselves.
        if (spec.format.bits >= 16)
            QCOMPARE(p.scales[0], 1.0);
        else
            QCOMPARE(p.scales[0], static_cast<double>(static_cast<float>(3 / largestFinite(spec.format))));
        test::Random random(17);
        const auto narrow = random.normals<float>(500);
        std::vector<float> out(narrow.size());
        fakeQuantize(std::span<const float>(narrow), p, 0, std::span<float>(out));
        for (size_t i = 0; i < narrow.size(); ++i) {
            const double x = static_cast<double>(narrow[i]);
            QVERIFY(
                test::sameBits(out[i], static_cast<float>(roundToFloat(x / p.scales[0], spec.format) * p.scales[0])));
        }
        const auto wide = random.normals<double>(500);
        std::vector<double> wideOut(wide.size());
        fakeQuantize(std::span<const double>(wide), p, 0, std::span<double>(wideOut));
        for (size_t i = 0; i < wide.size(); ++i)
            QVERIFY(test::sameBits(wideOut[i], roundToFloat(wide[i] / p.scales[0], spec.format) * p.scales[0]));
    }

    // Many values at once give what one value gives, for every float format and doubles of every size.
    void everyFloatFormat()
    {
        test::Random random(23);
        std::vector<double> x {0.0, -0.0, 1.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
            std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::nan("")};
        std::mt19937_64 bits(5);
        for (int i = 0; i < 400; ++i)
            x.push_back(std::bit_cast<double>(bits()));
        for (const double v : random.normals<double>(400))
            x.push_back(v);
        std::vector<double> out(x.size());
        for (int e = 1; e <= 11; ++e) {
            for (int m = 0; m <= 52; ++m) {
                const auto format = parseFormat("e" + std::to_string(e) + "m" + std::to_string(m));
                if (!format) continue;
                QuantSpec spec;
                spec.format = *format;
                Quantizer p = emptyQuantizer(spec, 1);
                p.scales = {1.0};
                fakeQuantize(std::span<const double>(x), p, 0, std::span<double>(out));
                for (size_t i = 0; i < x.size(); ++i)
                    QVERIFY2(test::sameBits(out[i],
                                 *format == kFloat32 ? static_cast<double>(static_cast<float>(x[i]))
                                                     : roundToFloat(x[i], *format)),
                        qPrintable(QStringLiteral("e%1m%2 of %3: %4").arg(e).arg(m).arg(x[i], 0, 'g', 17).arg(out[i])));
            }
        }
    }

    // A tensor of nothing, of zeros, of one number, of one value, with NaN and infinities: all have a defined result.
    void oddTensors_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("symmetric");
        for (const char* format : {"int8", "int2", "int4", "int16", "int24", "int33", "int64", "ternary", "binary",
                 "e4m3", "float16", "float32"})
            for (const bool symmetric : {true, false})
                QTest::addRow("%s %s", format, symmetric ? "symmetric" : "asymmetric") << format << symmetric;
    }
    void oddTensors()
    {
        QFETCH(QString, format);
        QFETCH(bool, symmetric);
        const float infinity = std::numeric_limits<float>::infinity(), nan = std::nanf("");
        const std::vector<std::vector<float>> tensors {{}, {0, 0, 0}, {-0.0f}, {2.5f}, {-2.5f}, {2.5f, 2.5f, 2.5f},
            {nan}, {nan, nan}, {infinity}, {infinity, -infinity, 1.0f}, {nan, -1.0f, 0.5f}, {1e-45f}, {-3e38f, 3e38f},
            {1e-38f, -1e-40f}};
        for (const RangeEstimator* method : {&kMinMax, &kPercentile, &kLeastSquares}) {
            for (const auto& x : tensors) {
                QuantSpec spec;
                spec.format = *parseFormat(format.toStdString());
                spec.symmetry = symmetric ? Symmetry::Symmetric : Symmetry::Asymmetric;
                spec.range = method;
                Quantizer p = emptyQuantizer(spec, 1);
                estimate(Samples(std::span<const float>(x)), spec, p, 0);
                QVERIFY(std::isfinite(p.scales[0]) && p.scales[0] > 0);
                if (spec.format.family != &kFloatFamily)
                    QVERIFY(p.zeroPoints[0] >= p.qmin && p.zeroPoints[0] <= p.qmax);
                std::vector<float> out(x.size());
                fakeQuantize(std::span<const float>(x), p, 0, std::span<float>(out));
                for (size_t i = 0; i < x.size(); ++i) {
                    if (spec.format == kFloat32)
                        QVERIFY(test::sameBits(out[i], x[i]));
                    else if (spec.format.family != &kFloatFamily)
                        QVERIFY(std::isfinite(out[i]) || std::fabs(x[i]) > 1e38f);
                    if (x[i] == 0 && spec.format.family != &kBinaryFamily) QCOMPARE(out[i], 0.0f);
                    if (std::isnan(x[i]) && spec.format.family != &kFloatFamily && spec.format.family != &kBinaryFamily)
                        QVERIFY(test::sameBits(out[i], 0.0f));
                }
                // One value alone, or the same value everywhere, comes back but for the rounding of its own scale.
                const bool constant = x.size() > 0 && std::isfinite(x[0]) && std::fabs(x[0]) == 2.5f;
                if (constant && spec.format.family != &kFloatFamily
                    && (spec.format.bits > 2 || symmetric || spec.format.family != &kIntegerFamily))
                    if (spec.format.family != &kBinaryFamily || x[0] > 0)
                        QVERIFY2(std::fabs(out[0] - x[0]) <= 1e-6f * 2.5f, qPrintable(QString::number(out[0])));
            }
        }
    }

    void grids()
    {
        QuantSpec spec;
        spec.format = intFormat(3);
        spec.symmetry = Symmetry::Asymmetric;
        Quantizer p = emptyQuantizer(spec, 1);
        setRange(p, spec, 0, {-1, 6});
        QCOMPARE(p.scales[0], 1.0);
        QCOMPARE(p.zeroPoints[0], int64_t {-3});
        QCOMPARE(levelsOf(p, 0, 8), (std::vector<double> {-1, 0, 1, 2, 3, 4, 5, 6}));
        QVERIFY(levelsOf(p, 0, 7).empty());
        QVERIFY(p.clips[0] == (Range {-1, 6}));

        spec.format = *parseFormat("e2m1");
        p = emptyQuantizer(spec, 1);
        setRange(p, spec, 0, {-12, 3});
        QCOMPARE(p.scales[0], 2.0);
        QCOMPARE(levelsOf(p, 0, 100), (std::vector<double> {-12, -8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12}));
        spec.format = intFormat(64);
        p = emptyQuantizer(spec, 1);
        QVERIFY(levelsOf(p, 0, 1000).empty());
    }

    // Every value of a grid is its own rounding.
    void gridsAreFixedPoints()
    {
        for (const char* format : {"int2", "int5", "int8", "ternary", "binary", "e4m3", "e5m2", "e2m3", "e2m1"})
            for (const Symmetry symmetry : {Symmetry::Symmetric, Symmetry::Asymmetric}) {
                QuantSpec spec;
                spec.format = *parseFormat(format);
                spec.symmetry = symmetry;
                Quantizer p = emptyQuantizer(spec, 1);
                setRange(p, spec, 0, {-0.9, 1.7});
                const auto grid = levelsOf(p, 0, 4096);
                QVERIFY(!grid.empty());
                std::vector<double> out(grid.size());
                fakeQuantize(std::span<const double>(grid), p, 0, std::span<double>(out));
                QCOMPARE(out, grid);
            }
    }

    // By hand: float32 rounds after the product and after the quotient.
    void theFactorIsComputedInFloat32()
    {
        const double a = static_cast<double>(0.1f), w = static_cast<double>(0.3f), y = static_cast<double>(0.7f);
        const float product = 0.1f * 0.3f;
        QCOMPARE(quant::rescalingFactor(a, w), product);
        QCOMPARE(quant::rescalingFactor(a, w, y), product / 0.7f);
        // 3·2⁻¹²·(1 + 2⁻²³) rounded twice is not what one rounding gives.
        int differs = 0;
        for (int i = 1; i < 1000; ++i) {
            const float s = 0.001f * static_cast<float>(i);
            differs += quant::rescalingFactor(static_cast<double>(s), w, y)
                != static_cast<float>(static_cast<double>(s) * w / y);
        }
        QVERIFY(differs > 0);
        // The product alone would be lost.
        QCOMPARE(quant::rescalingFactor(1e-30, 1e-30, 1e-50), static_cast<float>(1e-10));
        QCOMPARE(quant::rescalingFactor(1e30, 1e30, 1e50), static_cast<float>(1e10));
    }
};

QTEST_APPLESS_MAIN(TestQuantize)
#include "tst_quantize.moc"
