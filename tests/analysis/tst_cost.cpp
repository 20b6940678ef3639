// Costs of a small network, by hand.
#include "core/analysis/cost.h"
#include "core/engine/executable.h"
#include "core/ops/simplify.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::analysis;

class TestCost : public QObject
{
    Q_OBJECT

private slots:
    void aConvolution()
    {
        test::GraphBuilder b;
        const auto x = b.input("x", {1, 2, 4, 4});
        const auto w = b.constant("w", {3, 2, 1, 1}, std::vector<float>(6, 0.5f));
        const auto bias = b.constant("b", {3}, std::vector<float>(3, 1.0f));
        auto simple = ops::simplify(b.graph({b.node("Conv", "c", {x, w, bias})}));
        VERIFY_OK(simple);
        model::Model model;
        model.graph = std::make_shared<const graph::Graph>(*std::move(simple));
        model.layers = graph::layersOf(*model.graph);
        quant::Recipe recipe = engine::floatRecipe(*model.graph);
        quant::setAll(recipe, quant::intFormat(4), quant::intFormat(8));
        const Cost cost = costOf(model, recipe);
        QCOMPARE(cost.total.macs, 96.0); // 16 positions, 3 channels, 2 products
        QCOMPARE(cost.total.bytes, 6 * 0.5 + 3 * 4);
        QCOMPARE(cost.total.bops, 96.0 * 4 * 8);
        QCOMPARE(cost.pairs.size(), size_t {1});
        QCOMPARE(cost.pairs.front().macs, 96.0);
        // 0.2·32/64 + 0.1 pJ a multiply-add; 15 bytes from DRAM; 32 + 48 values of 8 bits through the cache.
        const double pj = 96 * (0.1 + 0.1) + 15 * 8 / 64.0 * 1300 + 80 * 8 / 64.0 * 10;
        QVERIFY(std::fabs(cost.total.energyUj - pj * 1e-6) < 1e-12);
        QVERIFY(std::fabs(cost.imagesPerJoule() * cost.total.energyUj - 1e6) < 1e-3);
        QVERIFY(std::fabs(cost.total.arithmeticUj - 96 * (0.1 + 0.1) * 1e-6) < 1e-12);
        QCOMPARE(cost.formats.size(), size_t {1});
        QVERIFY(cost.formats.front().weights == quant::intFormat(4));
        QCOMPARE(cost.formats.front().layers, 1);
        QCOMPARE(cost.formats.front().bytes, cost.total.bytes);
        QCOMPARE(bytesAtBits(model, 4), cost.total.bytes);
        QCOMPARE(bytesAtBits(model, 2.5), 6 * 2.5 / 8 + 3 * 4);
        EnergyTable free;
        free.dram64 = 0;
        QVERIFY(costOf(model, recipe, free).total.energyUj < cost.total.energyUj / 10);
    }

    void multiplyAdds()
    {
        const EnergyTable table;
        QVERIFY(std::fabs(macEnergyPj(table, quant::intFormat(8), quant::intFormat(8)) - 0.3) < 1e-12);
        QVERIFY(std::fabs(macEnergyPj(table, quant::intFormat(32), quant::intFormat(32)) - 3.3) < 1e-12);
        QVERIFY(std::fabs(macEnergyPj(table, quant::kFloat32, quant::kFloat32) - 4.6) < 1e-12);
        QVERIFY(std::fabs(macEnergyPj(table, quant::kFloat16, quant::kFloat16) - 1.5) < 1e-12);
        double before = 1e9;
        for (const int bits : {8, 6, 4, 2}) {
            const double now = macEnergyPj(table, quant::intFormat(bits), quant::intFormat(bits));
            QVERIFY(now < before);
            before = now;
        }
        QVERIFY(macEnergyPj(table, quant::binaryFormat(), quant::binaryFormat()) < before);
    }
};

QTEST_APPLESS_MAIN(TestCost)
#include "tst_cost.moc"
