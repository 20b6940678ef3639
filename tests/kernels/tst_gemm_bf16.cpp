// bfloat16 products: the instruction's own rounding has no lower level to be compared with, so the tests bound it.
#include "kernel_test.h"

using namespace kernel_test;

class TestGemmBf16 : public QObject
{
    Q_OBJECT

    static const KernelTable& current()
    {
        QFETCH_GLOBAL(int, level);
        return table(static_cast<Level>(level));
    }

private slots:
    void initTestCase_data() { addLevelRows(); }

    // bfloat16: small integers make every step exact; otherwise the error is bounded by the rounding of the steps.
    void bf16()
    {
        const auto& kernel = current().gemmBf16;
        if (!kernel.run) QSKIP("no bfloat16 kernel at this level");
        expectShape(kernel, bestLevel());
        for (bool whole : {true, false}) {
            for (const GemmShape& shape : shapesFor(kernel.mr, kernel.narrowNr, kernel.nr)) {
                compareBf16(kernel, shape, whole);
                if (QTest::currentTestFailed()) return;
            }
        }
    }

private:
    static uint16_t toBf16(float x) { return static_cast<uint16_t>(std::bit_cast<uint32_t>(x) >> 16); }
    static float fromBf16(uint16_t x) { return std::bit_cast<float>(static_cast<uint32_t>(x) << 16); }

    static void compareBf16(const TileKernel<FloatTile<float>>& kernel, const GemmShape& shape, bool whole)
    {
        const unsigned seed = qHash(text("bf16", shape, Values::Random)) + whole;
        Random random(seed);
        auto o = operands<uint16_t, uint16_t>(
            random, Values::Random, shape.m, shape.n, shape.taps, shape.depth, kernel.kGroup);
        const auto draw = [&] {
            return toBf16(whole ? static_cast<float>(random.whole(-15, 15)) : static_cast<float>(random.real(-2, 2)));
        };
        for (auto& row : o.storage)
            for (size_t k = 0; k < row.size(); ++k)
                row[k] = draw();
        for (uint16_t& weight : o.weights)
            weight = draw();
        std::vector<float> bias;
        for (int c = 0; c < shape.n; ++c)
            bias.push_back(static_cast<float>(random.whole(-8, 8)));
        Output<float> out(shape.m, shape.n);
        forTiles(kernel, o, [&](const TileInput& in, int r, const PanelRef& ref) {
            Guarded<float> b(static_cast<size_t>(ref.width));
            for (int c = 0; c < ref.width; ++c)
                b[static_cast<size_t>(c)] = c < ref.columns ? bias[static_cast<size_t>(ref.firstColumn + c)] : 0;
            kernel.run(
                {in, b.data(), -INFINITY, INFINITY, out.values.data() + r * out.stride + ref.firstColumn, out.stride});
        });
        QVERIFY2(out.gapsUntouched(), text(kernel.name, shape, Values::Random));
        for (int r = 0; r < shape.m; ++r)
            for (int c = 0; c < shape.n; ++c) {
                double sum = bias[static_cast<size_t>(c)];
                double size = std::abs(sum);
                for (int t = 0; t < shape.taps; ++t)
                    for (int k = 0; k < shape.depth; ++k) {
                        const double product = static_cast<double>(fromBf16(o.row(t, r)[k]))
                            * static_cast<double>(fromBf16(o.column(c, t)[k]));
                        sum += product;
                        size += std::abs(product);
                    }
                // Each of the additions rounds a partial sum that is never larger than `size`.
                const double steps = whole ? 0 : shape.taps * shape.depth + 2;
                const double allowed = steps * size * 0x1p-24;
                const double got = static_cast<double>(out.at(r, c));
                if (!(std::abs(got - sum) <= allowed))
                    QFAIL(text(kernel.name, shape, Values::Random) + " seed " + QByteArray::number(seed) + ": "
                        + QByteArray::number(got, 'g', 9) + " instead of " + QByteArray::number(sum, 'g', 9));
            }
    }
};

QTEST_GUILESS_MAIN(TestGemmBf16)
#include "tst_gemm_bf16.moc"
