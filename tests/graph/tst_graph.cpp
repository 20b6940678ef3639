// The graph and its passes: every pass gives an equal graph, and the text dump shows what it did.
#include "core/graph/layers.h"
#include "core/graph/passes.h"
#include "core/ops/interpreter.h"
#include "core/ops/simplify.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::graph;
using test::GraphBuilder;
using Ints = std::vector<int64_t>;

namespace
{

Tensor run(const Graph& graph, const Tensor& x)
{
    auto outputs = ops::interpret(graph, std::span(&x, 1), Threads(1));
    if (!outputs) qFatal("%s", outputs.error().message.c_str());
    return outputs->front();
}

// The largest difference, relative to the largest output.
double distance(const Tensor& a, const Tensor& b)
{
    if (a.shape() != b.shape() || a.type() != b.type()) return 1e9;
    double largest = 1e-30, difference = 0;
    for (int64_t i = 0; i < a.count(); ++i) {
        largest = std::max(largest, std::fabs(a.at(i)));
        difference = std::max(difference, std::fabs(a.at(i) - b.at(i)));
    }
    return difference / largest;
}

void inferOnly(Graph& graph)
{
    // Shapes, as simplify() knows them when it reaches the later passes.
    auto simplified = ops::simplify(graph);
    for (size_t i = 0; i < graph.valueCount(); ++i) {
        const ValueId id {static_cast<int32_t>(i)};
        const Value& value = graph.value(id);
        const ValueId there = simplified->findValue(value.name);
        if (!value.shape && there && simplified->value(there).shape) {
            graph.edit(id, [&](Value& known) {
                known.shape = simplified->value(there).shape;
                known.type = simplified->value(there).type;
            });
        }
    }
}

} // namespace

class TestGraph : public QObject
{
    Q_OBJECT

private slots:
    void sortKeepsOrderAndFollowsEdges()
    {
        GraphBuilder b;
        Graph& g = b.raw();
        const ValueId x = b.input("x", {1});
        const ValueId a = g.addValue({"a", {}, {}, {}, {}}), c = g.addValue({"c", {}, {}, {}, {}}),
                      d = g.addValue({"d", {}, {}, {}, {}});
        g.addNode({"third", "Add", "", 13, {a, c}, {d}, {}, {}});
        g.addNode({"second", "Relu", "", 13, {a}, {c}, {}, {}});
        g.addNode({"first", "Relu", "", 13, {x}, {a}, {}, {}});
        VERIFY_OK(g.sort());
        std::vector<std::string> names;
        for (const NodeId id : g.order())
            names.push_back(g.node(id).name);
        QCOMPARE(names, (std::vector<std::string> {"first", "second", "third"}));
        QCOMPARE(g.consumers(a).size(), size_t {2});
        VERIFY_OK(g.sort());
    }

    void cyclesAreNamed()
    {
        GraphBuilder b;
        Graph& g = b.raw();
        const ValueId x = b.input("x", {1});
        const ValueId a = g.addValue({"a", {}, {}, {}, {}}), c = g.addValue({"c", {}, {}, {}, {}}),
                      y = g.addValue({"y", {}, {}, {}, {}});
        g.addNode({"loopA", "Add", "", 13, {x, c}, {a}, {}, {}});
        g.addNode({"loopB", "Relu", "", 13, {a}, {c}, {}, {}});
        g.addNode({"free", "Relu", "", 13, {x}, {y}, {}, {}});
        const auto sorted = g.sort();
        VERIFY_FAILS(sorted, {"cycle", "loopA", "loopB"});
        QVERIFY(sorted.error().message.find("free") == std::string::npos);
    }

    void identitiesVanish()
    {
        for (const bool atEnd : {false, true}) {
            GraphBuilder b;
            const ValueId x = b.input("x", {1, 4});
            const ValueId i = b.node("Identity", "same", {x});
            const ValueId r = b.node("Relu", "relu", {i});
            const ValueId d = b.node("Dropout", "drop", {r});
            const ValueId y = atEnd ? d : b.node("Sigmoid", "sigmoid", {d});
            Graph graph = b.graph({y});
            const std::string outputName = graph.value(y).name;
            test::Random random(1);
            const Tensor in = random.tensor({1, 4});
            const Tensor before = run(graph, in);
            dropIdentities(graph);
            const std::string text = dump(graph);
            QVERIFY2(
                text.find("Identity") == std::string::npos && text.find("Dropout") == std::string::npos, text.c_str());
            QCOMPARE(graph.value(graph.outputs[0]).name, outputName);
            QCOMPARE(test::difference(before, run(graph, in)), std::string());
        }
    }

    void constantsFold()
    {
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 3});
        const ValueId sum = b.node("Add", "constantSum", {b.constant("a", {3}, {1, 2, 3}), b.constant("c", {1}, {10})});
        const ValueId shape = b.node("Shape", "shape", {x});
        const ValueId shaped = b.node("Reshape", "reshape", {b.node("Mul", "mul", {x, sum}), shape});
        Graph graph = b.graph({shaped});
        test::Random random(2);
        const Tensor in = random.tensor({2, 3});
        const Tensor before = run(graph, in);
        const auto simplified = ops::simplify(graph);
        VERIFY_OK(simplified);
        const std::string text = dump(*simplified);
        QVERIFY2(text.find("constantSum") == text.find("constantSum:0"),
            text.c_str()); // the value is left, the node is gone
        QVERIFY2(text.find("shape: Shape") == std::string::npos, text.c_str());
        QVERIFY2(text.find("[2×3]") != std::string::npos, text.c_str());
        QCOMPARE(test::difference(before, run(*simplified, in)), std::string());
    }

    void deadNodesVanish()
    {
        GraphBuilder b;
        const ValueId x = b.input("x", {3});
        b.node("Exp", "nobodyReadsThis", {x});
        Graph graph = b.graph({b.node("Relu", "relu", {x})});
        dropDead(graph);
        QCOMPARE(graph.order().size(), size_t {1});
        QCOMPARE(graph.node(graph.order()[0]).name, std::string("relu"));
    }

    void batchNorm_data()
    {
        QTest::addColumn<QString>("op");
        QTest::addColumn<bool>("bias");
        QTest::addColumn<int>("groups");
        for (const bool bias : {false, true}) {
            QTest::addRow("Conv%s", bias ? " with bias" : "") << "Conv" << bias << 1;
            QTest::addRow("Conv in groups%s", bias ? " with bias" : "") << "Conv" << bias << 2;
            QTest::addRow("ConvTranspose%s", bias ? " with bias" : "") << "ConvTranspose" << bias << 1;
            QTest::addRow("ConvTranspose in groups%s", bias ? " with bias" : "") << "ConvTranspose" << bias << 2;
            QTest::addRow("Gemm%s", bias ? " with bias" : "") << "Gemm" << bias << 1;
            QTest::addRow("Gemm transposed%s", bias ? " with bias" : "") << "GemmT" << bias << 1;
        }
    }
    void batchNorm()
    {
        QFETCH(QString, op);
        QFETCH(bool, bias);
        QFETCH(int, groups);
        test::Random random(3);
        GraphBuilder b;
        const bool gemm = op.startsWith("Gemm");
        const ValueId x = gemm ? b.input("x", {2, 4}) : b.input("x", {1, 4, 5, 5});
        const Shape weightShape = gemm ? (op == "GemmT" ? Shape {6, 4} : Shape {4, 6})
            : op == "Conv"             ? Shape {6, 4 / groups, 3, 3}
                                       : Shape {4, 6 / groups, 3, 3};
        std::vector<ValueId> inputs {x, b.constant("w", random.tensor(weightShape))};
        if (bias) inputs.push_back(b.constant("bias", random.tensor({6})));
        GraphBuilder::AttributeList attributes;
        if (groups > 1) attributes.emplace_back("group", int64_t {groups});
        if (op == "GemmT") attributes.emplace_back("transB", int64_t {1});
        const ValueId layer = b.node(gemm ? "Gemm" : op.toStdString(), "layer", inputs, attributes);
        std::vector<float> variance;
        for (int i = 0; i < 6; ++i)
            variance.push_back(static_cast<float>(random.uniform(0.1, 3)));
        const ValueId bn = b.node("BatchNormalization", "bn",
            {layer, b.constant("scale", random.tensor({6})), b.constant("shift", random.tensor({6})),
                b.constant("mean", random.tensor({6})), b.constant("variance", {6}, variance)},
            {{"epsilon", 1e-3f}});
        Graph graph = b.graph({bn});
        inferOnly(graph);
        const Tensor in = random.tensor(*graph.value(x).shape);
        const Tensor before = run(graph, in);
        VERIFY_OK(foldBatchNorm(graph));
        QVERIFY2(dump(graph).find("BatchNormalization") == std::string::npos, dump(graph).c_str());
        QCOMPARE(graph.order().size(), size_t {1});
        const double off = distance(before, run(graph, in));
        QVERIFY2(off < 1e-5, qPrintable(QString::number(off))); // folded in double, but run in float32
    }

    void batchNormStaysWhereItMust()
    {
        test::Random random(4);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 2, 4, 4});
        const ValueId conv = b.node("Conv", "conv", {x, b.constant("w", random.tensor({2, 2, 1, 1}))});
        const ValueId one = b.constant("one", {2}, {1, 2});
        const ValueId bn = b.node("BatchNormalization", "bn", {conv, one, one, one, one});
        Graph graph = b.graph({b.node("Add", "both", {conv, bn})}); // somebody else reads the convolution
        inferOnly(graph);
        VERIFY_OK(foldBatchNorm(graph));
        QVERIFY(dump(graph).find("BatchNormalization") != std::string::npos);
    }

    void bias_data()
    {
        QTest::addColumn<QString>("op");
        QTest::addColumn<Ints>("biasShape");
        QTest::addColumn<bool>("folded");
        QTest::newRow("MatMul vector") << "MatMul" << Ints {5} << true;
        QTest::newRow("MatMul row") << "MatMul" << Ints {1, 5} << true;
        QTest::newRow("MatMul wider") << "MatMul" << Ints {1, 1, 5} << false;
        QTest::newRow("MatMul scalar") << "MatMul" << Ints {1} << false;
        QTest::newRow("Conv channels") << "Conv" << Ints {5, 1, 1} << true;
        QTest::newRow("Conv batch channels") << "Conv" << Ints {1, 5, 1, 1} << true;
        QTest::newRow("Conv along the width") << "Conv" << Ints {5} << false;
        QTest::newRow("Conv along the height") << "Conv" << Ints {5, 1} << false;
        QTest::newRow("Gemm") << "Gemm" << Ints {5} << true;
        QTest::newRow("ConvTranspose") << "ConvTranspose" << Ints {5, 1, 1} << true;
    }
    void bias()
    {
        QFETCH(QString, op);
        QFETCH(Ints, biasShape);
        QFETCH(bool, folded);
        test::Random random(5);
        for (const bool vectorFirst : {false, true}) {
            GraphBuilder b;
            const bool matrix = op == "MatMul" || op == "Gemm";
            const ValueId x = matrix ? b.input("x", {3, 5}) : b.input("x", {1, 5, 5, 5});
            const ValueId w = b.constant("w", matrix ? random.tensor({5, 5}) : random.tensor({5, 5, 1, 1}));
            const ValueId layer = b.node(op.toStdString(), "layer", {x, w});
            const ValueId v = b.constant("v", random.tensor(biasShape));
            Graph graph = b.graph({vectorFirst ? b.node("Add", "add", {v, layer}) : b.node("Add", "add", {layer, v})});
            inferOnly(graph);
            const Tensor in = random.tensor(*graph.value(x).shape);
            const Tensor before = run(graph, in);
            VERIFY_OK(foldBias(graph));
            QCOMPARE(graph.order().size(), size_t {folded ? 1u : 2u});
            QVERIFY(distance(before, run(graph, in)) < 1e-6);
        }
    }

    void activations_data()
    {
        QTest::addColumn<int>("opset");
        QTest::addColumn<QString>("chain");
        QTest::addColumn<QString>("clamp");
        QTest::newRow("Relu") << 13 << "relu"
                              << "clamp[0, inf]";
        QTest::newRow("Clip of attributes") << 6 << "clip:-0.5:0.5"
                                            << "clamp[-0.5, 0.5]";
        QTest::newRow("Clip of inputs") << 13 << "clip:-0.5:0.5"
                                        << "clamp[-0.5, 0.5]";
        QTest::newRow("Relu, Clip") << 13 << "relu clip:-1:0.25"
                                    << "clamp[0, 0.25]";
        QTest::newRow("Clip, Relu") << 13 << "clip:-1:0.25 relu"
                                    << "clamp[0, 0.25]";
        QTest::newRow("Clip below, Relu") << 13 << "clip:-2:-1 relu"
                                          << "clamp[-2, -1]";
        QTest::newRow("Relu, Clip below") << 13 << "relu clip:-2:-1"
                                          << "clamp[0, inf]";
    }
    void activations()
    {
        QFETCH(int, opset);
        QFETCH(QString, chain);
        QFETCH(QString, clamp);
        test::Random random(6);
        GraphBuilder b(opset);
        const ValueId x = b.input("x", {3, 4});
        ValueId y
            = b.node("Gemm", "layer", {x, b.constant("w", random.tensor({4, 6})), b.constant("c", random.tensor({6}))});
        int number = 0;
        for (const QString& part : chain.split(' ')) {
            const auto fields = part.split(':');
            const std::string name = "act" + std::to_string(++number);
            if (fields[0] == "relu")
                y = b.node("Relu", name, {y});
            else if (opset < 11)
                y = b.node("Clip", name, {y}, {{"min", fields[1].toFloat()}, {"max", fields[2].toFloat()}});
            else
                y = b.node("Clip", name,
                    {y, b.constant(name + "lo", {}, {fields[1].toFloat()}),
                        b.constant(name + "hi", {}, {fields[2].toFloat()})});
        }
        Graph graph = b.graph({y});
        const Tensor in = random.tensor({3, 4});
        const Tensor before = run(graph, in);
        fuseActivations(graph);
        QVERIFY2(dump(graph).find(clamp.toStdString()) != std::string::npos, dump(graph).c_str());
        QCOMPARE(test::difference(before, run(graph, in)), std::string());
    }

    void narrowFloatsAreWidened()
    {
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 2}, ElementType::Float16);
        const std::vector<tensor::Half> halves {tensor::encodeHalf(0.5f), tensor::encodeHalf(-2)};
        const ValueId w = b.constant("w", Tensor::of<tensor::Half>({2, 1}, std::span<const tensor::Half>(halves)));
        Graph graph = b.graph({b.node("Cast", "cast", {b.node("MatMul", "product", {x, w})}, {{"to", int64_t {10}}})});
        VERIFY_OK(widenNarrowFloats(graph));
        QVERIFY(graph.constant(w)->type() == ElementType::Float32);
        QCOMPARE(graph.constant(w)->at(1), -2.0);
        QVERIFY(graph.value(x).type == ElementType::Float32);
        QCOMPARE(graph.issues.size(), size_t {1});
        QVERIFY(graph.issues[0].text.find("float32") != std::string::npos);
    }

    void unknownOperatorsAreIssues()
    {
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 2});
        const ValueId strange = b.node("Frobnicate", "odd", {x}, {}, "com.example");
        test::Random random(7);
        const ValueId y = b.node("MatMul", "layer", {strange, b.constant("w", random.tensor({2, 3}))});
        const auto simplified = ops::simplify(b.graph({y}));
        VERIFY_OK(simplified);
        QCOMPARE(simplified->issues.size(), size_t {1});
        QCOMPARE(simplified->issues[0].node, std::string("odd"));
        QCOMPARE(simplified->issues[0].op, std::string("Frobnicate"));
        QVERIFY(simplified->issues[0].text.find("com.example") != std::string::npos);
        QCOMPARE(layersOf(*simplified).size(), size_t {1});
    }

    void layers()
    {
        test::Random random(8);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 4, 6, 6});
        const ValueId conv = b.node("Conv", "conv",
            {x, b.constant("w1", random.tensor({8, 2, 3, 3})), b.constant("b1", random.tensor({8}))},
            {{"group", int64_t {2}}});
        const ValueId up = b.node(
            "ConvTranspose", "up", {conv, b.constant("w2", random.tensor({8, 3, 2, 2}))}, {{"strides", Ints {2, 2}}});
        const ValueId flat = b.node("Flatten", "flat", {up});
        const ValueId fc
            = b.node("Gemm", "fc", {flat, b.constant("w3", random.tensor({10, 192}))}, {{"transB", int64_t {1}}});
        const auto graph = ops::simplify(b.graph({fc}));
        VERIFY_OK(graph);
        const auto all = layersOf(*graph);
        QCOMPARE(all.size(), size_t {3});
        QCOMPARE(all[0].channels, int64_t {8});
        QCOMPARE(all[0].depth, int64_t {18});
        QCOMPARE(all[0].macs, int64_t {8 * 4 * 4 * 18});
        QCOMPARE(all[0].parameters, int64_t {8 * 18 + 8});
        QCOMPARE(all[1].channels, int64_t {3});
        QCOMPARE(all[1].macs, int64_t {8 * 4 * 4 * 3 * 4});
        QCOMPARE(all[2].channels, int64_t {10});
        QCOMPARE(all[2].channelAxis, 0);
        QCOMPARE(all[2].macs, int64_t {1920});
    }

    // Everything together, as a file goes through it.
    void allPasses()
    {
        test::Random random(9);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 3, 8, 8});
        const ValueId ones = b.constant("ones", {4}, {1.5f, 0.5f, 2, 1}),
                      shift = b.constant("shift", {4}, {0.1f, -0.2f, 0, 1});
        ValueId y
            = b.node("Conv", "conv", {b.node("Identity", "id", {x}), b.constant("w", random.tensor({4, 3, 3, 3}))},
                {{"pads", Ints {1, 1, 1, 1}}});
        y = b.node("BatchNormalization", "bn", {y, ones, shift, shift, ones});
        y = b.node("Relu", "relu", {y});
        y = b.node("Flatten", "flat", {y});
        y = b.node("MatMul", "fc", {y, b.constant("w2", random.tensor({256, 5}))});
        y = b.node("Add", "fcBias", {y, b.constant("b2", random.tensor({5}))});
        const Graph graph = b.graph({y});
        const auto simplified = ops::simplify(graph);
        VERIFY_OK(simplified);
        const std::string text = dump(*simplified);
        QCOMPARE(simplified->order().size(), size_t {3});
        QVERIFY2(text.find("conv: Conv") != std::string::npos && text.find("clamp[0, inf]") != std::string::npos,
            text.c_str());
        QVERIFY(simplified->issues.empty());
        const Tensor in = random.tensor({1, 3, 8, 8});
        QVERIFY(distance(run(graph, in), run(*simplified, in)) < 1e-5);
    }
};

QTEST_APPLESS_MAIN(TestGraph)
#include "tst_graph.moc"
