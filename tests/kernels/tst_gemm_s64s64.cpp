// 64-bit integers times 64-bit integers: exact sums of 192 bits and their one rounding.
#include "kernel_test.h"

using namespace kernel_test;

namespace
{

__extension__ typedef __int128 Int128;

} // namespace

class TestGemmS64S64 : public QObject
{
    Q_OBJECT

    static const KernelTable& current()
    {
        QFETCH_GLOBAL(int, level);
        return table(static_cast<Level>(level));
    }

private slots:
    void initTestCase_data() { addLevelRows(); }

    // 192-bit sums, against a sum of 256 bits that is rounded by the processor's 64-bit mantissa.
    void s64s64()
    {
        const auto& kernel = current().gemmS64S64;
        expectShape(kernel, bestLevel());
        for (Values values : {Values::Random, Values::Extreme}) {
            for (const GemmShape& shape : shapesFor(kernel.mr, kernel.narrowNr, kernel.nr)) {
                compareBig(kernel, values, shape, -1);
                if (QTest::currentTestFailed()) return;
            }
        }
        for (int bits : {1, 20, 26, 27, 31, 33, 53, 54, 62}) {
            compareBig(kernel, Values::Random, {2, 4, 1, 3}, bits);
            if (QTest::currentTestFailed()) return;
        }
    }

    // Sums half way between two doubles, and a little beside.
    void s64s64Ties_data()
    {
        QTest::addColumn<QList<qint64>>("a");
        QTest::addColumn<QList<qint64>>("w");
        QTest::addColumn<double>("sum");
        const qint64 big = 1ll << 60;
        QTest::newRow("tie to even below")
            << QList<qint64> {big, 1ll << 33, 0} << QList<qint64> {big, 1ll << 34, 0} << 0x1p120;
        QTest::newRow("just above the tie")
            << QList<qint64> {big, 1ll << 33, 1} << QList<qint64> {big, 1ll << 34, 1} << 0x1p120 + 0x1p68;
        QTest::newRow("just below the tie")
            << QList<qint64> {big, 1ll << 33, -1} << QList<qint64> {big, 1ll << 34, 1} << 0x1p120;
        QTest::newRow("tie to even above")
            << QList<qint64> {big, 3ll << 33, 0} << QList<qint64> {big, 1ll << 34, 0} << 0x1p120 + 0x1p69;
        QTest::newRow("negative tie") << QList<qint64> {-big, 3ll << 33, 0} << QList<qint64> {big, -(1ll << 34), 0}
                                      << -(0x1p120 + 0x1p69);
        QTest::newRow("carry into the exponent")
            << QList<qint64> {(1ll << 54) - 1, 0, 0} << QList<qint64> {1, 0, 0} << 0x1p54;
        QTest::newRow("exact") << QList<qint64> {(1ll << 53) - 1, 0, 0} << QList<qint64> {1, 0, 0} << 0x1p53 - 1;
        QTest::newRow("cancels") << QList<qint64> {big, -big, 0} << QList<qint64> {big, big, 0} << 0.0;
    }
    void s64s64Ties()
    {
        QFETCH(QList<qint64>, a);
        QFETCH(QList<qint64>, w);
        QFETCH(double, sum);
        const auto& kernel = current().gemmS64S64;
        Random random(1);
        auto o = operands<int64_t, int64_t>(random, Values::Random, 1, 1, 1, 3, 1);
        for (int k = 0; k < 3; ++k) {
            o.storage[0][static_cast<size_t>(k)] = a[k];
            o.weights[static_cast<size_t>(k)] = w[k];
        }
        const std::vector<double> scale(static_cast<size_t>(kernel.nr), 1.0);
        const std::vector<double> bias(static_cast<size_t>(kernel.nr), 0.0);
        double out = -1;
        forTiles(kernel, o, [&](const TileInput& in, int, const PanelRef&) {
            kernel.run({in, 0, scale.data(), bias.data(), -INFINITY, INFINITY, &out, 1});
        });
        QVERIFY2(same(out, sum), QByteArray::number(out, 'g', 17));
    }

private:
    static void compareBig(const TileKernel<BigTile>& kernel, Values values, const GemmShape& shape, int bits)
    {
        const unsigned seed = qHash(text("s64s64", shape, values));
        Random random(seed);
        auto o = operands<int64_t, int64_t>(random, values, shape.m, shape.n, shape.taps, shape.depth, 1);
        if (bits >= 0) {
            for (auto& row : o.storage)
                for (size_t k = 0; k < row.size(); ++k)
                    row[k] >>= 63 - bits;
            for (int64_t& weight : o.weights)
                weight >>= 63 - bits;
        }
        const int64_t offset = random.value<int64_t>(values);
        std::vector<double> scale;
        std::vector<double> bias;
        for (int c = 0; c < shape.n; ++c) {
            scale.push_back(c % 2 ? 1.0 : random.real(-1, 1) * 0x1p-100);
            bias.push_back(c % 3 ? 0.0 : random.real(-1, 1));
        }
        const double lo = random.whole(0, 1) ? -INFINITY : 0;
        Output<double> out(shape.m, shape.n);
        forTiles(kernel, o, [&](const TileInput& in, int r, const PanelRef& ref) {
            Guarded<double> s(static_cast<size_t>(ref.width));
            Guarded<double> b(static_cast<size_t>(ref.width));
            for (int c = 0; c < ref.width; ++c) {
                s[static_cast<size_t>(c)] = c < ref.columns ? scale[static_cast<size_t>(ref.firstColumn + c)] : 0;
                b[static_cast<size_t>(c)] = c < ref.columns ? bias[static_cast<size_t>(ref.firstColumn + c)] : 0;
            }
            kernel.run({in, offset, s.data(), b.data(), lo, INFINITY,
                out.values.data() + r * out.stride + ref.firstColumn, out.stride});
        });
        QVERIFY(out.gapsUntouched());
        for (int r = 0; r < shape.m; ++r)
            for (int c = 0; c < shape.n; ++c) {
                const double want = clampOf<double>(
                    std::fma(bigSum(o, offset, r, c), scale[static_cast<size_t>(c)], bias[static_cast<size_t>(c)]), lo,
                    INFINITY);
                if (!same(out.at(r, c), want))
                    QFAIL(text(kernel.name, shape, values) + " seed " + QByteArray::number(seed) + ": "
                        + QByteArray::number(out.at(r, c), 'g', 17) + " instead of "
                        + QByteArray::number(want, 'g', 17));
            }
    }

    static double bigSum(const Operands<int64_t, int64_t>& o, int64_t offset, int r, int c)
    {
        __extension__ typedef unsigned __int128 UInt128;
        uint32_t limbs[8] = {}; // two's complement, 256 bits
        for (int t = 0; t < o.taps; ++t)
            for (int k = 0; k < o.depth; ++k) {
                const Int128 product = (static_cast<Int128>(o.row(t, r)[k]) - offset) * o.column(c, t)[k];
                UInt128 rest = static_cast<UInt128>(product);
                uint64_t carry = 0;
                for (int i = 0; i < 8; ++i) {
                    const uint32_t digit = i < 4 ? static_cast<uint32_t>(rest >> (32 * i)) : product < 0 ? ~0u : 0u;
                    carry += static_cast<uint64_t>(limbs[i]) + digit;
                    limbs[i] = static_cast<uint32_t>(carry);
                    carry >>= 32;
                }
            }
        const bool negative = limbs[7] >> 31;
        if (negative) {
            uint64_t carry = 1;
            for (uint32_t& limb : limbs) {
                carry += static_cast<uint32_t>(~limb);
                limb = static_cast<uint32_t>(carry);
                carry >>= 32;
            }
        }
        int top = 255;
        while (top >= 0 && !(limbs[top / 32] >> (top % 32) & 1))
            --top;
        if (top < 0) return 0;
        // The leading 64 bits; what lies below makes the last one odd, so that the one rounding to double sees it.
        uint64_t lead = 0;
        bool below = false;
        for (int bit = top; bit >= 0; --bit) {
            const uint64_t value = limbs[bit / 32] >> (bit % 32) & 1;
            if (top - bit < 64)
                lead = lead << 1 | value;
            else
                below = below || value;
        }
        const int count = std::min(64, top + 1);
        if (below) lead |= 1;
        const double magnitude = std::ldexp(static_cast<double>(static_cast<long double>(lead)), top + 1 - count);
        return negative ? -magnitude : magnitude;
    }
};

QTEST_GUILESS_MAIN(TestGemmS64S64)
#include "tst_gemm_s64s64.moc"
