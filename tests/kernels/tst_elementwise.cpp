// The kernels that work element by element: every level against the contract's text, with memory that faults when it is
// overrun, for every length around the vectors.
#include "kernel_test.h"

using namespace kernel_test;

namespace
{

const std::vector<size_t> kLengths {
    0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 47, 61, 63, 64, 65, 67, 127, 128, 129, 191, 193, 257, 1021};

QByteArray at(size_t length, size_t i)
{
    return "length " + QByteArray::number(length) + " at " + QByteArray::number(i);
}

Guarded<float> floats(Random& random, size_t count)
{
    Guarded<float> x(count);
    for (size_t i = 0; i < count; ++i)
        x[i] = random.whole(0, 5) == 0 ? random.special<float>() : static_cast<float>(random.real(-300, 300));
    return x;
}

// Ties, the values next to them, and everything that is not a number.
Guarded<float> aroundTies(Random& random, size_t count, float scale)
{
    Guarded<float> x(count);
    for (size_t i = 0; i < count; ++i) {
        const float tie = (static_cast<float>(random.whole(-600, 600)) + 0.5f) * scale;
        switch (random.whole(0, 5)) {
        case 0:
            x[i] = std::nextafter(tie, INFINITY);
            break;
        case 1:
            x[i] = std::nextafter(tie, -INFINITY);
            break;
        case 2:
            x[i] = random.special<float>();
            break;
        case 3:
            x[i] = random.whole(0, 1) ? INFINITY : NAN;
            break;
        default:
            x[i] = tie;
        }
    }
    return x;
}

int64_t codeOf(float x, const QuantizeArgs& args)
{
    const float y = x / args.scale;
    if (std::isnan(y)) return std::clamp(args.zero, args.qlo, args.qhi);
    const double whole = std::clamp(std::nearbyint(static_cast<double>(y)), -0x1p30, 0x1p30);
    return std::clamp<int64_t>(static_cast<int64_t>(whole) + args.zero, args.qlo, args.qhi);
}

} // namespace

class TestElementwise : public QObject
{
    Q_OBJECT

    static const KernelTable& current()
    {
        QFETCH_GLOBAL(int, level);
        return table(static_cast<Level>(level));
    }

    template<typename T, typename Value> static void maximumOf(Value value)
    {
        Random random(17);
        for (int channels : {1, 3, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 130, 200})
            for (int taps : {1, 2, 4, 9})
                for (int pixels : {0, 1, 3}) {
                    std::vector<Guarded<T>> pictures;
                    for (int i = 0; i < 5; ++i) {
                        pictures.emplace_back(static_cast<size_t>(channels));
                        for (int c = 0; c < channels; ++c)
                            pictures.back()[static_cast<size_t>(c)] = value(random);
                    }
                    std::vector<const T*> rows;
                    for (int i = 0; i < pixels * taps; ++i)
                        rows.push_back(pictures[static_cast<size_t>(random.whole(0, 4))].data());
                    Guarded<T> out(static_cast<size_t>(pixels * channels));
                    const MaxPool<T> pool {rows.data(), pixels, taps, channels, out.data()};
                    if constexpr (sizeof(T) == 1)
                        current().maxPoolU8(pool);
                    else
                        current().maxPoolF32(pool);
                    QVERIFY(out.untouchedOutside());
                    for (int p = 0; p < pixels; ++p)
                        for (int c = 0; c < channels; ++c) {
                            T m = rows[static_cast<size_t>(p * taps)][c];
                            for (int t = 1; t < taps; ++t)
                                m = std::max(m, rows[static_cast<size_t>(p * taps + t)][c]);
                            QVERIFY2(same(out[static_cast<size_t>(p * channels + c)], m),
                                at(static_cast<size_t>(channels), static_cast<size_t>(c)));
                        }
                }
    }

private slots:
    void initTestCase_data() { addLevelRows(); }

    void quantize_data()
    {
        QTest::addColumn<float>("scale");
        QTest::addColumn<int>("zero");
        QTest::newRow("one") << 1.0f << 0;
        QTest::newRow("third") << 1.0f / 3 << 128;
        QTest::newRow("tiny") << 1e-40f << 7;
        QTest::newRow("huge") << 1e30f << 255;
        QTest::newRow("infinite") << INFINITY << 3;
        QTest::newRow("zero scale") << 0.0f << 9;
    }
    void quantize()
    {
        QFETCH(float, scale);
        QFETCH(int, zero);
        Random random(42);
        for (size_t length : kLengths) {
            const Guarded<float> x = aroundTies(random, length, scale);
            const QuantizeArgs byte {x.data(), length, scale, zero, random.whole(0, 20), random.whole(200, 255)};
            Guarded<uint8_t> bytes(length);
            current().quantizeU8(byte, bytes.data());
            QVERIFY(bytes.untouchedOutside());
            const QuantizeArgs word {
                x.data(), length, scale, zero - 128, random.whole(-32768, -100), random.whole(100, 32767)};
            Guarded<int16_t> words(length);
            current().quantizeS16(word, words.data());
            QVERIFY(words.untouchedOutside());
            for (size_t i = 0; i < length; ++i) {
                QVERIFY2(bytes[i] == codeOf(x.data()[i], byte), at(length, i));
                QVERIFY2(words[i] == codeOf(x.data()[i], word), at(length, i));
            }
        }
    }

    void widen()
    {
        Random random(4);
        for (size_t length : kLengths) {
            Guarded<uint8_t> in(length);
            for (size_t i = 0; i < length; ++i)
                in[i] = random.value<uint8_t>(Values::Extreme);
            Guarded<int16_t> out(length);
            current().widenU8(in.data(), length, out.data());
            for (size_t i = 0; i < length; ++i)
                QVERIFY2(out[i] == in[i], at(length, i));
            QVERIFY2(out.untouchedOutside(), at(length, length));
        }
    }
    void dequantize()
    {
        Random random(7);
        for (size_t length : kLengths) {
            Guarded<uint8_t> q(length);
            for (size_t i = 0; i < length; ++i)
                q[i] = static_cast<uint8_t>(random.whole(0, 255));
            const int zero = random.whole(-300, 300);
            const float scale = random.whole(0, 3) ? static_cast<float>(random.real(0, 1)) : random.special<float>();
            Guarded<float> out(length);
            current().dequantizeU8(q.data(), length, scale, zero, out.data());
            QVERIFY(out.untouchedOutside());
            for (size_t i = 0; i < length; ++i)
                QVERIFY2(same(out[i], static_cast<float>(q[i] - zero) * scale), at(length, i));
        }
    }

    void packBinary()
    {
        Random random(11);
        for (size_t channels : kLengths) {
            constexpr size_t kPixels = 3;
            const Guarded<float> x = floats(random, kPixels * channels);
            const size_t words = (channels + 63) / 64;
            Guarded<uint64_t> out(kPixels * words);
            current().packBinary(x.data(), kPixels, channels, out.data());
            QVERIFY(out.untouchedOutside());
            for (size_t p = 0; p < kPixels; ++p)
                for (size_t c = 0; c < words * 64; ++c) {
                    const bool want = c < channels && x.data()[p * channels + c] >= 0;
                    QVERIFY2((out[p * words + c / 64] >> (c % 64) & 1) == want, at(channels, c));
                }
        }
    }

    void packTernary()
    {
        Random random(13);
        for (size_t channels : kLengths) {
            constexpr size_t kPixels = 3;
            const float scale = 0.75f;
            const Guarded<float> x = aroundTies(random, kPixels * channels, scale * 0.01f);
            const size_t words = (channels + 63) / 64;
            Guarded<uint64_t> out(kPixels * 2 * words);
            current().packTernary(x.data(), kPixels, channels, scale, out.data());
            QVERIFY(out.untouchedOutside());
            for (size_t p = 0; p < kPixels; ++p)
                for (size_t c = 0; c < words * 64; ++c) {
                    const float v = c < channels ? x.data()[p * channels + c] / scale : 0;
                    const float digit = std::isnan(v) ? 0 : std::nearbyint(std::clamp(v, -1.0f, 1.0f));
                    const size_t word = p * 2 * words + c / 64 * 2;
                    QVERIFY2((out[word] >> (c % 64) & 1) == (digit != 0), at(channels, c));
                    QVERIFY2((out[word + 1] >> (c % 64) & 1) == (digit < 0), at(channels, c));
                }
        }
    }

    void maximum()
    {
        maximumOf<uint8_t>([](Random& random) { return static_cast<uint8_t>(random.bits()); });
        maximumOf<float>([](Random& random) {
            return random.whole(0, 9) == 0 ? random.special<float>() : static_cast<float>(random.real(-3, 3));
        });
    }

    void add()
    {
        Random random(19);
        for (size_t length : kLengths) {
            const Guarded<float> a = floats(random, length);
            Guarded<float> b = floats(random, length);
            const float lo = random.whole(0, 1) ? -INFINITY : 0;
            const float hi = random.whole(0, 1) ? INFINITY : 6;
            Guarded<float> out(length);
            current().addF32(a.data(), b.data(), length, lo, hi, out.data());
            QVERIFY(out.untouchedOutside());
            for (size_t i = 0; i < length; ++i) {
                const float sum = a.data()[i] + b[i];
                QVERIFY2(same(out[i], sum < lo ? lo : sum > hi ? hi : sum), at(length, i));
            }
            current().addF32(a.data(), b.data(), length, lo, hi, b.data());
            for (size_t i = 0; i < length; ++i)
                QVERIFY2(same(out[i], b[i]), at(length, i));
        }
    }

    void sumOfBlocks()
    {
        Random random(29);
        for (int rows : {0, 1, 3, 14})
            for (int columns : {0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 61}) {
                const int aStride = columns + 3, bStride = columns + 5, outStride = columns + 2;
                // Nothing lies behind the last row's last column.
                const auto size = [&](int stride) {
                    return rows && columns ? static_cast<size_t>((rows - 1) * stride + columns) : size_t {0};
                };
                const Guarded<float> a = floats(random, size(aStride));
                Guarded<float> b = aroundTies(random, size(bStride), 0.25f);
                SumBlock s {a.data(), aStride, b.data(), bStride, rows, columns, random.whole(0, 1) ? 0.0f : -INFINITY,
                    random.whole(0, 1) ? 40.0f : INFINITY, nullptr, nullptr, outStride, 0.25f, 100, 1, 254};
                Guarded<float> sum(size(outStride));
                Guarded<uint8_t> codes(size(outStride));
                s.sum = sum.data();
                s.codes = codes.data();
                current().sumBlock(s);
                QVERIFY(sum.untouchedOutside() && codes.untouchedOutside());
                Guarded<float> sumAlone(size(outStride));
                Guarded<uint8_t> codesAlone(size(outStride));
                s.codes = nullptr;
                s.sum = sumAlone.data();
                current().sumBlock(s);
                s.codes = codesAlone.data();
                s.sum = nullptr;
                current().sumBlock(s);
                const QuantizeArgs args {nullptr, 0, s.scale, s.zero, s.qlo, s.qhi};
                for (int r = 0; r < rows; ++r)
                    for (int c = 0; c < columns; ++c) {
                        const float v = a.data()[r * aStride + c] + b[static_cast<size_t>(r * bStride + c)];
                        const float y = v < s.lo ? s.lo : v > s.hi ? s.hi : v;
                        const auto i = static_cast<size_t>(r * outStride + c);
                        QVERIFY2(same(sum[i], y) && same(sumAlone[i], y), at(i, 0));
                        QVERIFY2(codes[i] == codeOf(y, args) && codesAlone[i] == codes[i], at(i, 1));
                    }
                // In the place of a and of b.
                Guarded<float> inPlace(size(aStride));
                std::copy_n(a.data(), size(aStride), inPlace.data());
                s.a = s.sum = inPlace.data();
                s.codes = nullptr;
                s.outStride = aStride;
                current().sumBlock(s);
                for (int r = 0; r < rows; ++r)
                    for (int c = 0; c < columns; ++c)
                        QVERIFY(same(inPlace[static_cast<size_t>(r * aStride + c)],
                            sum[static_cast<size_t>(r * outStride + c)]));
                s.a = a.data();
                s.sum = b.data();
                s.codes = nullptr;
                s.outStride = bStride;
                current().sumBlock(s);
                for (int r = 0; r < rows; ++r)
                    for (int c = 0; c < columns; ++c)
                        QVERIFY(
                            same(b[static_cast<size_t>(r * bStride + c)], sum[static_cast<size_t>(r * outStride + c)]));
            }
    }

    void transpose()
    {
        Random random(23);
        for (size_t rows : {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 67})
            for (size_t cols : {1, 2, 5, 7, 8, 9, 15, 16, 17, 31, 32, 35, 65}) {
                const Guarded<float> in = floats(random, rows * cols);
                Guarded<float> out(rows * cols);
                current().transposeF32(in.data(), rows, cols, out.data());
                QVERIFY(out.untouchedOutside());
                for (size_t r = 0; r < rows; ++r)
                    for (size_t c = 0; c < cols; ++c)
                        QVERIFY2(same(out[c * rows + r], in.data()[r * cols + c]), at(rows * 1000 + cols, r));
                Guarded<uint8_t> bytes(rows * cols);
                for (size_t i = 0; i < rows * cols; ++i)
                    bytes[i] = static_cast<uint8_t>(random.bits());
                Guarded<uint8_t> turned(rows * cols);
                current().transposeU8(bytes.data(), rows, cols, turned.data());
                QVERIFY(turned.untouchedOutside());
                for (size_t r = 0; r < rows; ++r)
                    for (size_t c = 0; c < cols; ++c)
                        QVERIFY2(turned[c * rows + r] == bytes[r * cols + c], at(rows * 1000 + cols, r));
            }
        Guarded<float> none(0);
        current().transposeF32(none.data(), 0, 5, none.data());
        current().transposeF32(none.data(), 5, 0, none.data());
    }
};

QTEST_GUILESS_MAIN(TestElementwise)
#include "tst_elementwise.moc"
