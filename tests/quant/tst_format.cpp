// Number formats: names, the dial, and rounding to every narrow float against lists of all their values.
#include "core/quant/format/family.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <set>

using namespace bitladder;
using namespace bitladder::quant;

namespace
{

// All values ≥ 0 of a float format in the order of their codes, from the definitions of IEEE 754 and OCP Microscaling
// 1.0.
std::vector<double> valuesOf(int e, int m, double largest)
{
    std::vector<double> values;
    const int bias = (1 << (e - 1)) - 1;
    for (int64_t code = 0; code < (int64_t {1} << (e + m)); ++code) {
        const auto exponent = static_cast<int>(code >> m);
        const auto mantissa
            = static_cast<double>(code & ((int64_t {1} << m) - 1)) / static_cast<double>(int64_t {1} << m);
        const double v = exponent == 0 ? std::ldexp(mantissa, 1 - bias) : std::ldexp(1 + mantissa, exponent - bias);
        if (v <= largest) values.push_back(v);
    }
    return values;
}

} // namespace

class TestFormat : public QObject
{
    Q_OBJECT

private slots:
    void dial_data()
    {
        QTest::addColumn<int>("bits");
        for (int bits = 1; bits <= 64; ++bits)
            QTest::addRow("%d", bits) << bits;
    }
    void dial()
    {
        QFETCH(int, bits);
        const NumberFormat format = dialFormat(bits);
        QCOMPARE(int(format.bits), bits);
        const std::string expected = bits == 64 ? "float64"
            : bits == 32                        ? "float32"
            : bits == 16                        ? "float16"
            : bits == 1                         ? "binary"
                                                : fmt::format("int{}", bits);
        QCOMPARE(name(format), expected);
        const auto parsed = parseFormat(fmt::format("bits:{}", bits));
        VERIFY_OK(parsed);
        QVERIFY(*parsed == format);
        for (const FormatFamily* family : formatFamilies()) {
            const NumberFormat there = formatOf(*family, bits);
            QVERIFY(there.family == family);
            QVERIFY(family->has(there.bits));
            if (family->has(bits)) QCOMPARE(int(there.bits), bits);
            if (family == &kFloatFamily) QCOMPARE(1 + there.exponentBits + there.mantissaBits, int(there.bits));
        }
    }

    void everyFamilyReadsItsNames()
    {
        for (const FormatFamily* family : formatFamilies())
            for (int bits = kMinBits; bits <= kMaxBits; ++bits) {
                if (!family->has(bits)) continue;
                const auto parsed = parseFormat(name(family->at(bits)));
                VERIFY_OK(parsed);
                QVERIFY(*parsed == family->at(bits));
            }
    }

    void everyNameIsReadBack()
    {
        std::set<std::string> names;
        size_t count = 0;
        const auto check = [&](const NumberFormat& format) {
            ++count;
            names.insert(name(format));
            const auto parsed = parseFormat(name(format));
            return parsed && *parsed == format;
        };
        for (int e = 1; e <= 11; ++e)
            for (int m = 0; m <= 52; ++m)
                if (1 + e + m >= 4) QVERIFY2(check(floatFormat(e, m)), name(floatFormat(e, m)).c_str());
        for (int bits = 2; bits <= 64; ++bits)
            QVERIFY2(check(intFormat(bits)), name(intFormat(bits)).c_str());
        QVERIFY(check(ternaryFormat()));
        QVERIFY(check(binaryFormat()));
        for (const FormatFamily* family : formatFamilies())
            for (int bits = kMinBits; bits <= 8; ++bits)
                if (family != &kFloatFamily && family != &kIntegerFamily && family != &kTernaryFamily
                    && family != &kBinaryFamily && family->has(bits))
                    QVERIFY2(check(family->at(bits)), name(family->at(bits)).c_str());
        for (const char* block : {"mxfp8_e5m2", "mxfp6_e3m2"})
            QVERIFY(check(*parseFormat(block)));
        QCOMPARE(names.size(), count);
    }

    void namedFloats_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("e");
        QTest::addColumn<int>("m");
        QTest::addColumn<double>("largest");
        QTest::newRow("float64") << "float64" << 11 << 52 << 1.7976931348623157e308;
        QTest::newRow("float32") << "float32" << 8 << 23 << 3.4028234663852886e38;
        QTest::newRow("tf32") << "tf32" << 8 << 10 << std::ldexp(2 - std::ldexp(1.0, -10), 127);
        QTest::newRow("bfloat16") << "bfloat16" << 8 << 7 << std::ldexp(2 - std::ldexp(1.0, -7), 127);
        QTest::newRow("float16") << "float16" << 5 << 10 << 65504.0;
        QTest::newRow("e5m2") << "e5m2" << 5 << 2 << 57344.0;
        QTest::newRow("e4m3") << "e4m3" << 4 << 3 << 448.0;
        QTest::newRow("e3m2") << "e3m2" << 3 << 2 << 28.0;
        QTest::newRow("e2m3") << "e2m3" << 2 << 3 << 7.5;
        QTest::newRow("e2m1") << "e2m1" << 2 << 1 << 6.0;
    }
    void namedFloats()
    {
        QFETCH(QString, name);
        QFETCH(int, e);
        QFETCH(int, m);
        QFETCH(double, largest);
        const auto parsed = parseFormat(name.toStdString());
        VERIFY_OK(parsed);
        QVERIFY(*parsed == floatFormat(e, m));
        QCOMPARE(largestFinite(*parsed), largest);
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "int", "int1", "int65", "int-4", "int4x", "int 4", "bits:0", "bits:65",
                 "bits:", "bits:x", "e0m3", "e12m3", "e4m53", "e1m1", "e2m0", "em", "e4", "m3", "e4m3fn", "float8",
                 "Float32", "uint8", " int8", "int99999999999", "kmeans0", "kmeans9", "nf1", "nf4x", "normal",
                 "quantile-1", "book9", "pwl2", "half1", "half9", "mxfp4_e1m2", "mxfp5", "binary2", "ternary-"})
            QTest::newRow(*text ? text : "empty") << text;
    }
    void refused()
    {
        QFETCH(QString, text);
        VERIFY_FAILS(parseFormat(text.toStdString()), {"\"" + text.toStdString() + "\""});
    }

    void otherNames()
    {
        QVERIFY(*parseFormat("e8m23") == kFloat32);
        QVERIFY(*parseFormat("e11m52") == kFloat64);
        QVERIFY(*parseFormat("e5m10") == kFloat16);
        QVERIFY(*parseFormat("e8m7") == kBFloat16);
        QCOMPARE(theoreticalBits(intFormat(5)), 5.0);
        QCOMPARE(theoreticalBits(ternaryFormat()), std::log2(3.0));
        QVERIFY(isNativeFloat(kFloat32) && isNativeFloat(kFloat64) && !isNativeFloat(kFloat16));
        for (const FormatFamily* family : formatFamilies())
            QVERIFY(findFamily(family->id) == family);
        QVERIFY(!findFamily("no such family"));
    }

    // Every value of the format stays; the middle between two neighbours goes to the even code, whatever lies beside it
    // goes there.
    void rounding_data()
    {
        QTest::addColumn<int>("e");
        QTest::addColumn<int>("m");
        for (int e = 1; e <= 8; ++e)
            for (int m = 0; m <= 3; ++m)
                if (1 + e + m >= 4) QTest::addRow("e%dm%d", e, m) << e << m;
        QTest::newRow("float16") << 5 << 10;
        QTest::newRow("bfloat16") << 8 << 7;
        QTest::newRow("e6m9") << 6 << 9;
    }
    void rounding()
    {
        QFETCH(int, e);
        QFETCH(int, m);
        const NumberFormat format = floatFormat(e, m);
        // The top exponent is infinity and NaN from 5 exponent bits on; e4m3 gives one code to NaN; the rest is all
        // finite.
        const int bias = (1 << (e - 1)) - 1;
        const double top = 2 - std::ldexp(1.0, -m);
        const double largest
            = e >= 5 ? std::ldexp(top, bias) : (e == 4 && m == 3 ? 448 : std::ldexp(top, (1 << e) - 1 - bias));
        QCOMPARE(largestFinite(format), largest);
        const auto values = valuesOf(e, m, largest);
        for (size_t code = 0; code < values.size(); ++code) {
            for (const double sign : {1.0, -1.0}) {
                const double v = sign * values[code];
                QVERIFY2(test::sameBits(roundToFloat(v, format), v), qPrintable(QString::number(v)));
                if (code + 1 == values.size()) continue;
                const double next = sign * values[code + 1], middle = (v + next) / 2;
                // With one digit both neighbours are odd: then the larger one is taken (IEEE 754-2019, 4.3.1).
                const bool up = m == 0 ? code > 0 : code % 2 == 1;
                QCOMPARE(roundToFloat(middle, format), up ? next : v);
                QCOMPARE(roundToFloat(std::nextafter(middle, v), format), v);
                QCOMPARE(roundToFloat(std::nextafter(middle, next), format), next);
            }
        }
        const double infinity = std::numeric_limits<double>::infinity();
        for (const double beyond :
            {std::nextafter(largest, infinity), largest * 1.4, largest * 1e10, 1e308, infinity}) {
            QCOMPARE(roundToFloat(beyond, format), largest);
            QCOMPARE(roundToFloat(-beyond, format), -largest);
        }
        QVERIFY(std::isnan(roundToFloat(std::nan(""), format)));
        QVERIFY(test::sameBits(roundToFloat(-0.0, format), -0.0));
        const double smallest = values[1];
        QCOMPARE(roundToFloat(smallest / 2, format), 0.0);
        QCOMPARE(roundToFloat(smallest * 0.51, format), smallest);
        QCOMPARE(roundToFloat(5e-324, format), 0.0);
    }

    // Wider formats: the bits of a double are cut by hand.
    void wideRounding_data()
    {
        QTest::addColumn<int>("e");
        QTest::addColumn<int>("m");
        QTest::newRow("tf32") << 8 << 10;
        QTest::newRow("float32") << 8 << 23;
        QTest::newRow("e8m30") << 8 << 30;
        QTest::newRow("e11m20") << 11 << 20;
        QTest::newRow("e11m51") << 11 << 51;
        QTest::newRow("float64") << 11 << 52;
    }
    void wideRounding()
    {
        QFETCH(int, e);
        QFETCH(int, m);
        const NumberFormat format = floatFormat(e, m);
        test::Random random(static_cast<uint64_t>(100 * e + m));
        const int drop = 52 - m;
        for (int i = 0; i < 20000; ++i) {
            const double x = std::ldexp(random.uniform(-2, 2), static_cast<int>(random.integer(-100, 100)));
            uint64_t bits = std::bit_cast<uint64_t>(x);
            if (i % 4 == 0 && drop > 0) bits = (bits >> drop << drop) | (uint64_t {1} << (drop - 1)); // a tie
            const uint64_t low = drop > 0 ? bits & ((uint64_t {1} << drop) - 1) : 0,
                           half = drop > 0 ? uint64_t {1} << (drop - 1) : 1;
            uint64_t kept = bits >> drop;
            if (low > half || (low == half && (kept & 1))) ++kept;
            QVERIFY(
                test::sameBits(roundToFloat(std::bit_cast<double>(bits), format), std::bit_cast<double>(kept << drop)));
            if (format == kFloat32)
                QVERIFY(test::sameBits(roundToFloat(x, format), static_cast<double>(static_cast<float>(x))));
        }
    }

    void halfCodes()
    {
        for (uint32_t code = 0; code < 65536; ++code) {
            const tensor::Half half {static_cast<uint16_t>(code)};
            const int exponent = (code >> 10) & 31, mantissa = code & 1023;
            const double sign = code & 0x8000 ? -1 : 1;
            const float decoded = tensor::decode(half);
            if (exponent == 31) {
                QVERIFY(mantissa ? std::isnan(decoded) : std::isinf(decoded));
                if (mantissa) QVERIFY(std::isnan(tensor::decode(tensor::encodeHalf(decoded))));
            } else {
                const double value = exponent ? std::ldexp(1024 + mantissa, exponent - 25) : std::ldexp(mantissa, -24);
                QVERIFY(test::sameBits(static_cast<double>(decoded), sign * value));
                QVERIFY(test::sameBits(roundToFloat(sign * value, kFloat16), sign * value));
            }
            if (exponent != 31 || mantissa == 0) QCOMPARE(tensor::encodeHalf(decoded).bits, half.bits);
        }
        QCOMPARE(int(tensor::encodeHalf(65519.99f).bits), 0x7bff);
        QCOMPARE(int(tensor::encodeHalf(65520.0f).bits), 0x7c00);
    }

    void halfRoundsToNearestEven()
    {
        for (uint32_t code = 0; code < 0x7bff; ++code) {
            const float v = tensor::decode(tensor::Half {static_cast<uint16_t>(code)});
            const float next = tensor::decode(tensor::Half {static_cast<uint16_t>(code + 1)});
            const float middle = (v + next) / 2; // exact: a half has 11 bits
            QCOMPARE(tensor::encodeHalf(middle).bits, static_cast<uint16_t>(code + (code & 1)));
            QCOMPARE(tensor::encodeHalf(std::nextafter(middle, 0.0f)).bits, static_cast<uint16_t>(code));
            QCOMPARE(tensor::encodeHalf(std::nextafter(middle, 1e9f)).bits, static_cast<uint16_t>(code + 1));
            QCOMPARE(tensor::encodeHalf(-middle).bits, static_cast<uint16_t>((code + (code & 1)) | 0x8000));
        }
    }

    void bfloatRoundsToNearestEven()
    {
        for (uint32_t code = 0; code < 0x7f7f; ++code) {
            const float v = tensor::decode(tensor::BFloat {static_cast<uint16_t>(code)});
            QCOMPARE(tensor::encodeBFloat(v).bits, static_cast<uint16_t>(code));
            const float middle = std::bit_cast<float>((code << 16) | 0x8000u);
            QCOMPARE(tensor::encodeBFloat(middle).bits, static_cast<uint16_t>(code + (code & 1)));
            QCOMPARE(
                tensor::encodeBFloat(std::bit_cast<float>((code << 16) | 0x7fffu)).bits, static_cast<uint16_t>(code));
            QCOMPARE(tensor::encodeBFloat(std::bit_cast<float>((code << 16) | 0x8001u)).bits,
                static_cast<uint16_t>(code + 1));
        }
        QVERIFY(std::isnan(tensor::decode(tensor::encodeBFloat(std::bit_cast<float>(0x7f800001u)))));
        QVERIFY(std::isinf(tensor::decode(tensor::encodeBFloat(std::numeric_limits<float>::infinity()))));
    }
};

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
