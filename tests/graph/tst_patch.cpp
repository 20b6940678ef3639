// What a graph keeps right while it is changed, and the rewrites that look at subgraphs and conditions.
#include "core/graph/layers.h"
#include "core/graph/passes.h"
#include "core/graph/patch.h"
#include "core/ops/interpreter.h"
#include "core/ops/simplify.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using namespace bitladder::graph;
using test::GraphBuilder;
using Nodes = std::vector<NodeId>;

namespace
{

NodeId named(const Graph& graph, const std::string& name)
{
    for (const NodeId id : graph.order())
        if (graph.node(id).name == name) return id;
    return {};
}

// The branch of an If that multiplies what it captures as `x`.
std::shared_ptr<const Graph> branch(const Tensor& weights, const char* op)
{
    Graph g;
    const ValueId x = g.addValue({"x", {}, {}, {}, {}});
    const ValueId w = g.addValue({"w", weights.type(), weights.shape(), weights, {}});
    const ValueId h = g.addValue({"h", {}, {}, {}, {}}), y = g.addValue({"y", {}, {}, {}, {}});
    g.addNode({"mm", "MatMul", "", 13, {x, w}, {h}, {}, {}});
    g.addNode({"act", op, "", 13, {h}, {y}, {}, {}});
    g.outputs = {y};
    return std::make_shared<const Graph>(std::move(g));
}

// x → If(condition; x) → MatMul → y
Graph conditional(GraphBuilder& b, ValueId x, ValueId condition, test::Random& random)
{
    const Tensor w = random.tensor({6, 6});
    const ValueId z = b.node("If", "if", {condition, x},
        {{"then_branch", branch(w, "Relu")}, {"else_branch", branch(w, "Neg")},
            {"captures", std::vector<std::string> {"x"}}});
    return b.graph({b.node("MatMul", "after", {z, b.constant("w2", random.tensor({6, 3}))})});
}

} // namespace

class TestPatch : public QObject
{
    Q_OBJECT

private slots:
    void readersAndProducersFollow()
    {
        GraphBuilder b;
        const ValueId x = b.input("x", {2}), a = b.node("Relu", "a", {x}), c = b.node("Add", "c", {a, a});
        Graph g = b.graph({c});
        const NodeId relu = named(g, "a"), add = named(g, "c");
        QCOMPARE(g.consumers(x), Nodes {relu});
        QCOMPARE(g.consumers(a), Nodes {add});
        g.edit(add, [&](Node& n) { n.inputs[1] = x; });
        QCOMPARE(g.consumers(x), (Nodes {relu, add}));
        QCOMPARE(g.consumers(a), Nodes {add});
        const ValueId other = g.addValue({"other", {}, {}, {}, {}});
        g.edit(relu, [&](Node& n) { n.outputs[0] = other; });
        QVERIFY(!g.value(a).producer && g.value(other).producer == relu);
        g.replaceUses(a, other);
        QVERIFY(g.consumers(a).empty());
        QCOMPARE(g.consumers(other), Nodes {add});
        g.removeNode(add);
        QCOMPARE(g.consumers(x), Nodes {relu});
        QVERIFY(!g.value(c).producer);
        // A node that is gone counts for nothing.
        g.edit(add, [&](Node& n) { n.inputs[0] = x; });
        QCOMPARE(g.consumers(x), Nodes {relu});
    }

    void namesAreUnique()
    {
        Graph g;
        const ValueId a = g.addValue({"a", {}, {}, {}, {}}), second = g.addValue({"a", {}, {}, {}, {}});
        QCOMPARE(g.value(second).name, std::string("a_2"));
        g.edit(second, [](Value& v) { v.name = "b"; });
        QVERIFY(g.findValue("b") == second && !g.findValue("a_2") && g.findValue("a") == a);
        const NodeId n = g.addNode({"n", "Relu", "", 13, {a}, {second}, {}, {}});
        const NodeId m = g.addNode({"n", "Relu", "", 13, {a}, {}, {}, {}});
        QCOMPARE(g.node(m).name, std::string("n_2"));
        g.removeNode(n);
        QCOMPARE(g.node(g.addNode({"n", "Neg", "", 13, {a}, {}, {}, {}})).name, std::string("n"));
    }

    void referencesStayWhereTheyAre()
    {
        Graph g;
        const ValueId a = g.addValue({"a", {}, Shape {1, 2}, {}, {}});
        const NodeId n = g.addNode({"n", "Relu", "", 13, {a}, {}, {}, {}});
        const auto* shape = &*g.value(a).shape;
        const Node* node = &g.node(n);
        for (int i = 0; i < 5000; ++i)
            g.addNode({"m", "Relu", "", 13, {g.addValue({"v", {}, {}, {}, {}})}, {}, {}, {}});
        QVERIFY(shape == &*g.value(a).shape && node == &g.node(n));
        QCOMPARE(*shape, (Shape {1, 2}));
    }

    void replacementsStandInPlace()
    {
        GraphBuilder b;
        const ValueId x = b.input("x", {2}), a = b.node("Relu", "a", {x}), c = b.node("Neg", "c", {a});
        Graph g = b.graph({c});
        Patch patch = Patch::replacing(g, named(g, "a"), 13);
        const ValueId half = patch.add("Abs", "half", {x});
        patch.node("Exp", "a", {half}, {a});
        std::vector<std::string> names;
        for (const NodeId id : g.order())
            names.push_back(g.node(id).name);
        QCOMPARE(names, (std::vector<std::string> {"half", "a", "c"}));
        QVERIFY(g.value(a).producer == named(g, "a"));
    }

    void constantConditionsBecomeTheirBranch_data()
    {
        QTest::addColumn<bool>("condition");
        QTest::newRow("then") << true;
        QTest::newRow("else") << false;
    }
    void constantConditionsBecomeTheirBranch()
    {
        QFETCH(bool, condition);
        test::Random random(3);
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 6});
        const Graph g = conditional(b, x, b.constant("flag", Tensor::scalar(condition)), random);
        const auto simple = ops::simplify(g);
        VERIFY_OK(simple);
        const auto layers = layersOf(*simple);
        QCOMPARE(layers.size(), size_t {2});
        QCOMPARE(layers[0].name, std::string("if/mm"));
        QVERIFY(plainNodes(*simple).empty());
        const Tensor in = random.tensor({2, 6});
        const auto before = ops::interpret(g, std::span(&in, 1), Threads(1));
        const auto after = ops::interpret(*simple, std::span(&in, 1), Threads(1));
        VERIFY_OK(before);
        VERIFY_OK(after);
        QCOMPARE(test::difference(before->front(), after->front()), std::string());
    }

    void plainNodesSayWhy()
    {
        test::Random random(4);
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 6}), flag = b.input("flag", {}, ElementType::Bool);
        const auto simple = ops::simplify(conditional(b, x, flag, random));
        VERIFY_OK(simple);
        QVERIFY(layersOf(*simple).empty());
        const auto plain = plainNodes(*simple);
        QCOMPARE(plain.size(), size_t {3});
        const auto said = [&](const std::string& name) {
            for (const PlainNode& node : plain)
                if (node.name == name) return QString::fromStdString(node.why.english());
            return QString();
        };
        QVERIFY2(said("if/mm").contains("inside of if (If)"), qPrintable(said("if/mm")));
        QVERIFY2(said("after").contains("size"), qPrintable(said("after")));
    }

    void computedBiasesAndWeights()
    {
        test::Random random(5);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 3, 4, 4});
        const ValueId bias = b.node("Reshape", "bias",
            {b.node("GlobalAveragePool", "pool", {x}),
                b.constant("three", Tensor::of<int64_t>({1}, std::vector<int64_t> {3}))});
        const ValueId w = b.constant("w", random.tensor({3, 3, 1, 1}));
        const ValueId first = b.node("Conv", "first", {x, w, bias});
        const ValueId second = b.node("Conv", "second", {first, b.node("Mul", "scaled", {w, bias})});
        const auto simple = ops::simplify(b.graph({b.node("Conv", "third", {second, w})}));
        VERIFY_OK(simple);
        const auto layers = layersOf(*simple);
        QCOMPARE(layers.size(), size_t {1});
        QCOMPARE(layers[0].name, std::string("third"));
        const auto plain = plainNodes(*simple);
        QCOMPARE(plain.size(), size_t {2});
        QVERIFY(plain[0].why.english().find("bias") != std::string::npos);
        QVERIFY(plain[1].why.english().find("weights") != std::string::npos);
    }

    // What cannot be run leaves the layers behind it on the list: their weights can be looked at.
    void layersBehindAnUnknownOperatorStay()
    {
        test::Random random(6);
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 6});
        const ValueId odd = b.node("Frobnicate", "odd", {x}, {}, "com.example");
        const auto simple
            = ops::simplify(b.graph({b.node("MatMul", "behind", {odd, b.constant("w", random.tensor({6, 6}))})}));
        VERIFY_OK(simple);
        QCOMPARE(layersOf(*simple).size(), size_t {1});
        QVERIFY(plainNodes(*simple).empty());
    }

    void crossedBoundsGiveTheUpperOne()
    {
        test::Random random(7);
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 6});
        const ValueId h = b.node("MatMul", "mm", {x, b.constant("w", random.tensor({6, 6}))});
        const Graph g
            = b.graph({b.node("Clip", "clip", {h, b.constant("lo", {}, {2.5f}), b.constant("hi", {}, {-1.25f})})});
        const auto simple = ops::simplify(g);
        VERIFY_OK(simple);
        QVERIFY(simple->node(simple->order()[0]).clamp == (Clamp {-1.25f, -1.25f}));
    }
};

QTEST_APPLESS_MAIN(TestPatch)
#include "tst_patch.moc"
