// Tensors: shapes, memory, numbers of every type and the conversions between them.
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::tensor;

namespace
{

template<typename T> Tensor vectorOf(std::vector<T> values)
{
    return Tensor::of<T>({static_cast<int64_t>(values.size())}, std::span<const T>(values));
}

template<typename T> std::vector<T> valuesOf(const Tensor& t)
{
    const auto span = t.as<T>();
    return {span.begin(), span.end()};
}

} // namespace

class TestTensor : public QObject
{
    Q_OBJECT

private slots:
    void elementCounts()
    {
        QCOMPARE(*elementCount(Shape {}), int64_t {1});
        QCOMPARE(*elementCount(Shape {2, 3, 4}), int64_t {24});
        QCOMPARE(*elementCount(Shape {2, 0, 4}), int64_t {0});
        QVERIFY(!elementCount(Shape {2, -1}));
        QVERIFY(!elementCount(Shape {int64_t {1} << 32, int64_t {1} << 31}));
        QVERIFY(elementCount(Shape {int64_t {1} << 31, int64_t {1} << 31}));
    }

    void shapes()
    {
        QCOMPARE(toString(Shape {1, 3, -1}), std::string("1×3×?"));
        QCOMPARE(toString(Shape {}), std::string("scalar"));
        QCOMPARE(stridesOf(Shape {2, 3, 4}), (std::vector<int64_t> {12, 4, 1}));
        QVERIFY(broadcast(Shape {4, 1, 3}, Shape {5, 1}) == (Shape {4, 5, 3}));
        QVERIFY(broadcast(Shape {}, Shape {2}) == (Shape {2}));
        QVERIFY(broadcast(Shape {0}, Shape {1}) == (Shape {0}));
        QVERIFY(!broadcast(Shape {2}, Shape {3}));
        QVERIFY(normalizedAxis(-1, 3) == 2);
        QVERIFY(normalizedAxis(2, 3) == 2);
        QVERIFY(!normalizedAxis(3, 3) && !normalizedAxis(-4, 3) && !normalizedAxis(0, 0));
    }

    void memory()
    {
        const auto t = Tensor::make(ElementType::Int16, {3, 5});
        VERIFY_OK(t);
        QCOMPARE(t->byteSize(), size_t {30});
        QCOMPARE(reinterpret_cast<uintptr_t>(t->data()) % 64, uintptr_t {0});
        for (size_t i = 0; i < 30 + 64; ++i)
            QCOMPARE(static_cast<const char*>(t->data())[i], '\0'); // the slack may be read
        const Tensor reshaped = t->reshaped({15});
        QCOMPARE(reshaped.data(), t->data());
        const auto copy = copied(*t);
        VERIFY_OK(copy);
        QVERIFY(copy->data() != t->data());
        QVERIFY(Tensor().empty());
        for (const Shape& absurd :
            {Shape {int64_t {1} << 62}, Shape {int64_t {1} << 40, int64_t {1} << 40}, Shape {-1}})
            VERIFY_FAILS(Tensor::make(ElementType::Float64, absurd), {"too large"});
        VERIFY_OK(Tensor::make(ElementType::Float64, {0, 7}));
    }

    void types()
    {
        for (int i = 0; i <= static_cast<int>(ElementType::Float4E2M1); ++i) {
            const auto type = static_cast<ElementType>(i);
            QVERIFY(elementTypeFromName(elementTypeName(type)) == type);
            const auto t = Tensor::make(type, {2});
            VERIFY_OK(t);
            QCOMPARE(t->at(1), type == ElementType::Float8E8M0 ? std::ldexp(1.0, -127) : 0.0);
            QCOMPARE(t->byteSize(), 2 * elementSize(type));
            visitType(type, [&](auto zero) { QCOMPARE(sizeof(zero), elementSize(type)); });
            QCOMPARE(isFloat(type) + isMiniFloat(type) + isInteger(type), type == ElementType::Bool ? 0 : 1);
            QVERIFY(storedBits(type) == 8 * static_cast<int>(elementSize(type)) || elementSize(type) == 1);
        }
        QVERIFY(!elementTypeFromName("float8"));
        QVERIFY(isFloat(ElementType::BFloat16) && isInteger(ElementType::UInt4) && !isInteger(ElementType::Bool));
        QCOMPARE(vectorOf<uint64_t>({~uint64_t {0}}).at(0), 18446744073709551616.0);
        QCOMPARE(
            vectorOf<int64_t>({std::numeric_limits<int64_t>::min()}).integerAt(0), std::numeric_limits<int64_t>::min());
    }

    void floatsToIntegersSaturate()
    {
        const float infinity = std::numeric_limits<float>::infinity();
        const Tensor x
            = vectorOf<float>({0.9f, -0.9f, 127.5f, 1e9f, -1e9f, infinity, -infinity, std::nanf(""), 300.0f});
        QCOMPARE(valuesOf<int8_t>(*converted(x, ElementType::Int8)),
            (std::vector<int8_t> {0, 0, 127, 127, -128, 127, -128, 0, 127}));
        QCOMPARE(valuesOf<uint8_t>(*converted(x, ElementType::UInt8)),
            (std::vector<uint8_t> {0, 0, 127, 255, 0, 255, 0, 0, 255}));
        QCOMPARE(converted(x, ElementType::Int64)->integerAt(3), int64_t {1000000000});
        QCOMPARE(converted(x, ElementType::Int64)->integerAt(5), std::numeric_limits<int64_t>::max());
        QCOMPARE(converted(x, ElementType::UInt64)->as<uint64_t>()[5], std::numeric_limits<uint64_t>::max());
        QCOMPARE(
            valuesOf<int8_t>(*converted(x, ElementType::Int4)), (std::vector<int8_t> {0, 0, 7, 7, -8, 7, -8, 0, 7}));
        QCOMPARE(valuesOf<uint8_t>(*converted(x, ElementType::UInt4)),
            (std::vector<uint8_t> {0, 0, 15, 15, 0, 15, 0, 0, 15}));
        QCOMPARE(
            valuesOf<int8_t>(*converted(x, ElementType::Int2)), (std::vector<int8_t> {0, 0, 1, 1, -2, 1, -2, 0, 1}));
        QCOMPARE(valuesOf<bool>(*converted(vectorOf<float>({0.0f, -0.0f, 0.1f}), ElementType::Bool)),
            (std::vector<bool> {false, false, true}));
    }

    void narrowFloatsRoundOnce()
    {
        // Rounding to float32 first would lose what lies beyond a tie.
        const double tie = 1 + std::ldexp(1.0, -11), above = tie + std::ldexp(1.0, -40);
        const auto halves
            = converted(vectorOf<double>({tie, above, -above, 65519.999999, 1e300}), ElementType::Float16);
        QCOMPARE(halves->at(0), 1.0);
        QCOMPARE(halves->at(1), 1 + std::ldexp(1.0, -10));
        QCOMPARE(halves->at(2), -1 - std::ldexp(1.0, -10));
        QCOMPARE(halves->at(3), 65504.0);
        QVERIFY(std::isinf(halves->at(4)));
        const double bfloatTie = 1 + std::ldexp(1.0, -8);
        const auto bfloats
            = converted(vectorOf<double>({bfloatTie, bfloatTie + std::ldexp(1.0, -50)}), ElementType::BFloat16);
        QCOMPARE(bfloats->at(0), 1.0);
        QCOMPARE(bfloats->at(1), 1 + std::ldexp(1.0, -7));
        const auto whole = converted(
            vectorOf<int64_t>({2049, 2051, (int64_t {1} << 40) + (int64_t {1} << 32) + 1}), ElementType::BFloat16);
        QCOMPARE(whole->at(0), 2048.0);
        QCOMPARE(whole->at(2), std::ldexp(1.0, 40) + std::ldexp(1.0, 33));
    }

    void minifloats_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("smallest"); // positive value
        QTest::addColumn<double>("largest"); // finite value
        QTest::addColumn<int>("finite"); // how many finite codes there are
        QTest::addColumn<bool>("infinite");
        const auto row = [](ElementType type, double smallest, double largest, int finite, bool infinite) {
            QTest::addRow("%s", std::string(elementTypeName(type)).c_str())
                << static_cast<int>(type) << smallest << largest << finite << infinite;
        };
        // OCP 8-bit Floating Point (OFP8) 1.0, table 1; the FNUZ types as arXiv 2206.02915 has them; OCP Microscaling
        // 1.0.
        row(ElementType::Float8E4M3FN, std::ldexp(1.0, -9), 448, 254, false);
        row(ElementType::Float8E4M3FNUZ, std::ldexp(1.0, -10), 240, 255, false);
        row(ElementType::Float8E5M2, std::ldexp(1.0, -16), 57344, 248, true);
        row(ElementType::Float8E5M2FNUZ, std::ldexp(1.0, -17), 57344, 255, false);
        row(ElementType::Float4E2M1, 0.5, 6, 16, false);
    }
    void minifloats()
    {
        QFETCH(int, type);
        QFETCH(double, smallest);
        QFETCH(double, largest);
        QFETCH(int, finite);
        QFETCH(bool, infinite);
        const auto kind = static_cast<ElementType>(type);
        const Narrowing open {Overflow::ToInfinityOrNaN, {}};
        std::vector<double> values;
        int infinities = 0;
        for (int code = 0; code < 1 << storedBits(kind); ++code) {
            const float value = decodeMini(kind, static_cast<uint8_t>(code));
            infinities += std::isinf(value);
            if (!std::isfinite(value)) continue;
            values.push_back(static_cast<double>(value));
            // Every code comes back.
            QCOMPARE(static_cast<int>(encodeMini(kind, value, {})), code);
            QCOMPARE(static_cast<int>(encodeMini(kind, value, open)), code);
        }
        QCOMPARE(static_cast<int>(values.size()), finite);
        QCOMPARE(infinities, infinite ? 2 : 0);
        std::ranges::sort(values);
        QCOMPARE(values.back(), largest);
        QCOMPARE(*std::ranges::upper_bound(values, 0.0), smallest);
        // Between two codes the nearer one, in the middle the even one.
        for (size_t i = 1; i < values.size(); ++i) {
            const auto below = static_cast<float>(values[i - 1]), above = static_cast<float>(values[i]);
            if (below == above) continue; // −0 and 0
            const float middle = (below + above) / 2;
            const auto encoded = [&](float v) { return decodeMini(kind, encodeMini(kind, v, {})); };
            QCOMPARE(encoded(std::nextafter(middle, below)), below);
            QCOMPARE(encoded(std::nextafter(middle, above)), above);
            QCOMPARE(encodeMini(kind, middle, {}) % 2, 0);
        }
        const float infinity = std::numeric_limits<float>::infinity();
        for (const float beyond : {1e30f, infinity}) {
            QCOMPARE(decodeMini(kind, encodeMini(kind, -beyond, {})), static_cast<float>(-largest));
            const float without = decodeMini(kind, encodeMini(kind, beyond, open));
            QVERIFY(infinite                          ? std::isinf(without)
                    : kind == ElementType::Float4E2M1 ? without == 0
                                                      : std::isnan(without));
        }
        const float nan = decodeMini(kind, encodeMini(kind, std::nanf(""), {}));
        QVERIFY(kind == ElementType::Float4E2M1 ? nan == 0 : std::isnan(nan));
        // 1 + half a step + a little: float32 in between would make it a tie.
        const double step = kind == ElementType::Float8E4M3FN || kind == ElementType::Float8E4M3FNUZ ? 0.125
            : kind == ElementType::Float4E2M1                                                        ? 0.5
                                                                                                     : 0.25;
        QCOMPARE(converted(vectorOf<double>({1 + step / 2 + 1e-12}), kind)->at(0), 1 + step);
    }

    void scalesArePowersOfTwo()
    {
        const auto code = [](float v, ScaleRounding rounding) {
            return static_cast<int>(encodeMini(ElementType::Float8E8M0, v, {Overflow::Saturate, rounding}));
        };
        QCOMPARE(decodeMini(ElementType::Float8E8M0, 127), 1.0f);
        QVERIFY(std::isnan(decodeMini(ElementType::Float8E8M0, 255)));
        QCOMPARE(code(1, ScaleRounding::Up), 127);
        QCOMPARE(code(1.1f, ScaleRounding::Up), 128);
        QCOMPARE(code(1.9f, ScaleRounding::Down), 127);
        QCOMPARE(code(1.5f, ScaleRounding::Nearest), 128);
        QCOMPARE(code(3, ScaleRounding::Nearest), 128);
        QCOMPARE(code(3.1f, ScaleRounding::Nearest), 129);
        QCOMPARE(code(-2, ScaleRounding::Up), 128);
        QCOMPARE(code(0, ScaleRounding::Up), 0);
        QCOMPARE(code(std::numeric_limits<float>::max(), ScaleRounding::Up), 254);
        QCOMPARE(code(std::numeric_limits<float>::infinity(), ScaleRounding::Up), 255);
    }

    void roundTrips()
    {
        test::Random random(9);
        const Tensor x = random.tensor({200});
        QCOMPARE(
            test::difference(x, *converted(*converted(x, ElementType::Float64), ElementType::Float32)), std::string());
        const auto half = converted(x, ElementType::Float16);
        QCOMPARE(test::difference(*half, *converted(*converted(*half, ElementType::Float32), ElementType::Float16)),
            std::string());
        QCOMPARE(converted(x, ElementType::Float32)->data(), x.data()); // nothing to do: the same memory
    }
};

QTEST_APPLESS_MAIN(TestTensor)
#include "tst_tensor.moc"
