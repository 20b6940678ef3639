// Rules: which layers a condition meets, and what they become.
#include "tests/support/test_support.h"

#include "core/analysis/rule.h"

using namespace bitladder;
using analysis::KernelShape;
using analysis::LayerCondition;
using analysis::Position;

class TestRule : public QObject
{
    Q_OBJECT

    // Only what rules look at.
    void add(const char* name, const char* op, tensor::Shape shape, int64_t group, int64_t parameters)
    {
        graph::Node node;
        node.name = name;
        node.op = op;
        if (group != 1) node.attributes.set("group", group);
        graph::Layer layer;
        layer.node = m_graph.addNode(std::move(node));
        layer.name = name;
        layer.op = op;
        layer.weightShape = std::move(shape);
        layer.parameters = parameters;
        m_layers.push_back(std::move(layer));
    }

    graph::Graph m_graph;
    std::vector<graph::Layer> m_layers;

private slots:
    void initTestCase()
    {
        add("stem/Conv", "Conv", {8, 1, 3, 3}, 1, 80); // one input channel, not depthwise
        add("block1/dw", "Conv", {8, 1, 3, 3}, 8, 80);
        add("block1/pw", "Conv", {16, 8, 1, 1}, 1, 144);
        add("block2/grouped", "Conv", {16, 8, 3, 3}, 2, 1168);
        add("up", "ConvTranspose", {16, 8, 3, 3}, 1, 1160);
        add("upDepthwise", "ConvTranspose", {16, 1, 2, 2}, 16, 80);
        add("head/fc", "Gemm", {10, 16}, 1, 170);
        add("head/out", "MatMul", {10, 10}, 1, 100);
    }

    void conditions_data()
    {
        QTest::addColumn<LayerCondition>("condition");
        QTest::addColumn<QList<int>>("expected");
        const auto row = [](const char* name, LayerCondition c, const QList<int>& expected) {
            QTest::newRow(name) << c << expected;
        };
        row("all", {}, {0, 1, 2, 3, 4, 5, 6, 7});
        row("operator", {.op = "Gemm"}, {6});
        row("unknown operator", {.op = "gemm"}, {});
        row("1×1", {.kernel = KernelShape::OneByOne}, {2});
        row("3×3", {.kernel = KernelShape::ThreeByThree}, {0, 3, 4});
        row("depthwise", {.kernel = KernelShape::Depthwise}, {1, 5});
        row("operator and kernel", {.op = "Conv", .kernel = KernelShape::Depthwise}, {1});
        row("name", {.nameContains = "BLOCK"}, {1, 2, 3});
        row("name at the end", {.nameContains = "out"}, {7});
        row("no such name", {.nameContains = "xyz"}, {});
        row("at least", {.atLeast = 170}, {3, 4, 6});
        row("at most", {.atMost = 80}, {0, 1, 5});
        row("between", {.atLeast = 100, .atMost = 144}, {2, 7});
        row("first", {.position = Position::First}, {0});
        row("last", {.position = Position::Last}, {7});
        row("middle", {.position = Position::Middle}, {1, 2, 3, 4, 5, 6});
        row("first of another operator", {.op = "Gemm", .position = Position::First}, {});
    }

    void conditions()
    {
        QFETCH(LayerCondition, condition);
        QFETCH(QList<int>, expected);
        const auto found = analysis::matching(condition, m_graph, m_layers);
        QCOMPARE(QList<int>(found.begin(), found.end()), expected);
    }

    // Ranks are among the layers that meet the rest; what is not known has none.
    void ranks()
    {
        using analysis::Rank;
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        const std::vector<double> harm {5, unknown, 1, 7, 2, 2, 9, 0}, saved {1, 2, 3, 4, 5, 6, 7, 8};
        const auto found = [&](LayerCondition condition, Rank rank, int ranked) {
            condition.rank = rank;
            condition.ranked = ranked;
            return analysis::matching(condition, m_graph, m_layers, {harm, saved});
        };
        QCOMPARE(found({}, Rank::HurtsMost, 2), (std::vector<int> {3, 6}));
        QCOMPARE(found({}, Rank::HurtsLeast, 3), (std::vector<int> {2, 4, 7})); // of equal ones the first
        QCOMPARE(found({}, Rank::SavesMost, 1), (std::vector<int> {7}));
        QCOMPARE(found({.nameContains = "block"}, Rank::SavesMost, 2), (std::vector<int> {2, 3}));
        QCOMPARE(found({.nameContains = "block"}, Rank::HurtsMost, 9), (std::vector<int> {2, 3}));
        LayerCondition unmeasured;
        unmeasured.rank = Rank::HurtsMost;
        QVERIFY(analysis::matching(unmeasured, m_graph, m_layers).empty());
        graph::Layer layer = m_layers[0];
        QCOMPARE(analysis::bytesOfOneBit(layer, quant::intFormat(8)), 0.0); // no weights
        layer.weights = ValueId {0};
        layer.weightShape = {4, 2, 2, 1};
        QCOMPARE(analysis::bytesOfOneBit(layer, quant::intFormat(8)), 2.0);
        QCOMPARE(analysis::bytesOfOneBit(layer, quant::binaryFormat()), 0.0);
    }

    void noLayersAtAll() { QVERIFY(analysis::matching({}, m_graph, {}).empty()); }

    void whatIsNamedChangesAndLockedLayersStay()
    {
        quant::Recipe recipe;
        recipe.layers.resize(4);
        recipe.layers[2].lock = quant::Lock::Locked;
        recipe.layers[1].weights.symmetry = quant::Symmetry::Asymmetric;
        const auto before = recipe;
        const std::vector<int> layers {1, 2, 9, -1};
        const auto after = analysis::applied({{}, quant::intFormat(4), {}}, layers, recipe);
        QVERIFY(after.layers[0] == before.layers[0]);
        QVERIFY(after.layers[1].weights.format == quant::intFormat(4));
        QVERIFY(after.layers[1].weights.symmetry == quant::Symmetry::Asymmetric);
        QVERIFY(after.layers[1].activations == before.layers[1].activations);
        QVERIFY(after.layers[2] == before.layers[2]);
        QVERIFY(analysis::applied({}, layers, recipe) == recipe);
    }
};

QTEST_GUILESS_MAIN(TestRule)
#include "tst_rule.moc"
