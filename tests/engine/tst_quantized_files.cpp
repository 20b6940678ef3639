// Files that somebody else quantized: what their nodes say becomes the recipe that the file carries, and what the
// layers then execute is what the nodes would have computed.
#include "core/engine/executable.h"
#include "core/graph/layers.h"
#include "core/methods/quantize_network.h"
#include "core/ops/interpreter.h"
#include "core/ops/simplify.h"
#include "core/quant/estimate.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <set>

using namespace bitladder;
using graph::Graph;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;
using test::GraphBuilder;
using Ints = std::vector<int64_t>;

namespace
{

Tensor codes(test::Random& random, const Shape& shape, ElementType type, int64_t low, int64_t high)
{
    Tensor t = *Tensor::make(ElementType::Float32, shape);
    for (float& v : t.mutableAs<float>())
        v = static_cast<float>(std::floor(random.uniform(static_cast<double>(low), static_cast<double>(high) + 1)));
    return *tensor::converted(t, type);
}

Tensor zeroPoint(ElementType type, int64_t value)
{
    return *tensor::converted(Tensor::of<float>({}, std::vector<float> {static_cast<float>(value)}), type);
}

Tensor zeroPoints(ElementType type, size_t count)
{
    return *tensor::converted(Tensor::of<float>({static_cast<int64_t>(count)}, std::vector<float>(count, 0.0f)), type);
}

std::shared_ptr<const Graph> simplified(const Graph& graph)
{
    auto simple = ops::simplify(graph, {}, {});
    if (!simple) qFatal("%s", simple.error().message.c_str());
    return std::make_shared<const Graph>(*std::move(simple));
}

// What the file's own nodes compute, one after the other, and what its recipe executes: equal to a step of the output's
// grid, because roundings meet in another order.
void compare(const Graph& graph, const Tensor& input, double step)
{
    const auto plain = ops::interpret(graph, std::span(&input, 1), Threads(1));
    VERIFY_OK(plain);
    const auto simple = simplified(graph);
    const auto recipe = engine::fileRecipe(*simple);
    QVERIFY(engine::isQuantized(recipe));
    const Tensor& expected = plain->front();
    for (const auto level : kernels::supportedLevels()) {
        auto network = methods::prepare(simple, recipe, {}, {level, 1, nullptr}); // without any calibration
        VERIFY_OK(network);
        for (const auto& layer : (*network)->layers())
            QVERIFY(layer.execution == engine::Execution::Executed);
        const auto trace = (*network)->run(std::span(&input, 1));
        VERIFY_OK(trace);
        const Tensor& got = trace->outputs[0];
        QCOMPARE(got.shape(), expected.shape());
        double largest = 0, worst = 0;
        for (int64_t i = 0; i < got.count(); ++i) {
            largest = std::max(largest, std::fabs(expected.at(i)));
            worst = std::max(worst, std::fabs(got.at(i) - expected.at(i)));
        }
        QVERIFY2(worst <= step * 1.001 && largest > 10 * step,
            qPrintable(QString("%1 away, the largest is %2").arg(worst).arg(largest)));
    }
}

} // namespace

class TestQuantizedFiles : public QObject
{
    Q_OBJECT

private slots:
    // x → Q → DQ → Conv(DQ(w), DQ(b)) → Clip → Q → DQ → Conv → Q → DQ, unsigned and signed codes.
    void pairsOfNodes_data()
    {
        QTest::addColumn<bool>("isSigned");
        QTest::newRow("uint8") << false;
        QTest::newRow("int8") << true;
    }
    void pairsOfNodes()
    {
        QFETCH(bool, isSigned);
        const ElementType type = isSigned ? ElementType::Int8 : ElementType::UInt8;
        const int64_t shift = isSigned ? -128 : 0;
        test::Random random(7);
        GraphBuilder b;
        const auto pair = [&](ValueId value, const std::string& name, float scale, int64_t zero) {
            const ValueId s = b.constant(name + "/s", {}, {scale}), z = b.constant(name + "/z", zeroPoint(type, zero));
            return b.node(
                "DequantizeLinear", name + "/dq", {b.node("QuantizeLinear", name + "/q", {value, s, z}), s, z});
        };
        const auto weights = [&](const std::string& name, const Shape& shape) {
            const auto channels = static_cast<size_t>(shape[0]);
            std::vector<float> scales(channels);
            for (float& s : scales)
                s = static_cast<float>(random.uniform(0.002, 0.01));
            const ValueId s = b.constant(name + "/s", {shape[0]}, scales);
            return b.node("DequantizeLinear", name,
                {b.constant(name + "/c", codes(random, shape, ElementType::Int8, -128, 127)), s,
                    b.constant(name + "/z", zeroPoints(ElementType::Int8, channels))},
                {{"axis", int64_t {0}}});
        };
        const ValueId x = b.input("x", {1, 3, 7, 6});
        ValueId h = pair(x, "x", 0.03f, shift + 120);
        h = b.node("Conv", "first", {h, weights("w1", {16, 3, 3, 3}), b.constant("b1", random.tensor({16}))},
            {{"pads", Ints {1, 1, 1, 1}}});
        h = b.node("Clip", "relu6", {h, b.constant("lo", {}, {0.0f}), b.constant("hi", {}, {6.0f})});
        h = pair(h, "h", 6.0f / 255, shift);
        h = b.node("Conv", "second", {h, weights("w2", {16, 1, 3, 3})}, {{"group", int64_t {16}}});
        h = pair(h, "i", 0.05f, shift + 130);
        h = b.node("Conv", "third", {h, weights("w3", {5, 16, 1, 1})});
        const ValueId y = pair(h, "y", 0.08f, shift + 128);
        const Graph graph = b.graph({y});

        const auto recipe = engine::fileRecipe(*simplified(graph));
        QCOMPARE(recipe.layers.size(), size_t {3});
        for (const auto& layer : recipe.layers) {
            QVERIFY(&layer.weights.estimator() == &quant::kFromModel);
            QVERIFY(layer.weights.format == quant::intFormat(8));
            QVERIFY(layer.weights.granularity == quant::Granularity::Channel);
            QVERIFY(&layer.activations.estimator() == &quant::kFromModel);
        }
        QCOMPARE(recipe.layers[0].activations.given->scales[0], static_cast<double>(0.03f));
        QCOMPARE(recipe.layers[0].activations.given->zeroPoints[0], int64_t {-8});
        compare(graph, random.tensor({1, 3, 7, 6}, 2), static_cast<double>(0.08f));
    }

    // The same layers as single quantized nodes.
    void quantizedNodes_data()
    {
        QTest::addColumn<QString>("op");
        for (const char* op : {"QLinearConv", "QLinearMatMul", "QGemm", "QGemm with a factor"})
            QTest::newRow(op) << op;
    }
    void quantizedNodes()
    {
        QFETCH(QString, op);
        test::Random random(11);
        GraphBuilder b;
        const bool conv = op == "QLinearConv", gemm = op.startsWith("QGemm"), factor = op.endsWith("factor");
        const Shape shape = conv ? Shape {1, 4, 5, 5} : Shape {3, 20};
        const ValueId x = b.input("x", shape);
        const ValueId xs = b.constant("xs", {}, {0.02f}), xz = b.constant("xz", zeroPoint(ElementType::UInt8, 100));
        const ValueId q = b.node("QuantizeLinear", "q", {x, xs, xz});
        const ValueId w
            = b.constant("w", codes(random, conv ? Shape {6, 4, 3, 3} : Shape {20, 6}, ElementType::Int8, -128, 127));
        const ValueId ws = b.constant("ws", {6}, {0.011f, 0.007f, 0.009f, 0.012f, 0.004f, 0.01f});
        const ValueId wz = b.constant("wz", zeroPoints(ElementType::Int8, 6));
        const ValueId ys = b.constant("ys", {}, {0.06f}), yz = b.constant("yz", zeroPoint(ElementType::UInt8, 128));
        // The factor holds for the bias too: its scale is alpha · a's scale · b's scale.
        const ValueId bias
            = b.constant("bias", codes(random, factor ? Shape {1, 6} : Shape {6}, ElementType::Int32, -2000, 2000));
        ValueId y;
        if (gemm)
            y = b.node("QGemm", "layer", {q, xs, xz, w, ws, wz, bias, ys, yz}, {{"alpha", factor ? 0.6f : 1.0f}},
                "com.microsoft");
        else if (conv)
            y = b.node("QLinearConv", "layer", {q, xs, xz, w, ws, wz, ys, yz, bias});
        else
            y = b.node("QLinearMatMul", "layer", {q, xs, xz, w, ws, wz, ys, yz});
        y = b.node("DequantizeLinear", "dq", {y, ys, yz});
        const Graph graph = b.graph({y});
        const auto simple = simplified(graph);
        const auto layers = graph::layersOf(*simple);
        QCOMPARE(layers.size(), size_t {1});
        QCOMPARE(layers[0].op, std::string(conv ? "Conv" : gemm ? "Gemm" : "MatMul"));
        QVERIFY(layers[0].weightGrid && layers[0].inputGrid);
        compare(graph, random.tensor(shape), static_cast<double>(0.06f));
    }

    // Where a single node does it all, the file defines every bit: exact sums, one factor in float32, one rounding.
    // What the layer executes is the same, on every level; so is what the node itself computes.
    void quantizedNodesToTheBit_data()
    {
        QTest::addColumn<QString>("op");
        QTest::addColumn<bool>("isSigned");
        for (const char* op : {"QLinearConv", "QLinearMatMul", "QGemm", "depthwise"})
            for (const bool isSigned : {false, true})
                QTest::addRow("%s %s", op, isSigned ? "int8" : "uint8") << op << isSigned;
    }
    void quantizedNodesToTheBit()
    {
        QFETCH(QString, op);
        QFETCH(bool, isSigned);
        const ElementType type = isSigned ? ElementType::Int8 : ElementType::UInt8;
        const int64_t low = isSigned ? -128 : 0;
        test::Random random(17);
        GraphBuilder b;
        const bool gemm = op == "QGemm", matMul = op == "QLinearMatMul", depthwise = op == "depthwise";
        const Shape shape = gemm || matMul ? Shape {400, 60} : Shape {2, 12, 33, 30};
        const Shape weightShape = gemm || matMul ? Shape {60, 12}
            : depthwise                          ? Shape {12, 1, 3, 3}
                                                 : Shape {12, 12, 3, 3};
        const ValueId q = b.input("q", shape, type);
        const ValueId xs = b.constant("xs", {}, {0.0231f}), xz = b.constant("xz", zeroPoint(type, low + 101));
        const ValueId w = b.constant("w", codes(random, weightShape, ElementType::Int8, -127, 127));
        std::vector<float> scales(12);
        for (float& s : scales)
            s = static_cast<float>(random.uniform(0.0005, 0.004));
        const ValueId ws = b.constant("ws", {12}, scales), wz = b.constant("wz", zeroPoints(ElementType::Int8, 12));
        // A round ratio of scales has many sums that lie between two codes; a crooked one asks for its last bit.
        const float step = op.size() % 2 ? 0.0231f * scales[3] * 1024 : 0.0137f;
        const ValueId ys = b.constant("ys", {}, {step}), yz = b.constant("yz", zeroPoint(type, low + 120));
        const ValueId bias = b.constant("bias", codes(random, {12}, ElementType::Int32, -2000, 2000));
        ValueId y;
        if (gemm)
            y = b.node("QGemm", "layer", {q, xs, xz, w, ws, wz, bias, ys, yz}, {}, "com.microsoft");
        else if (matMul)
            y = b.node("QLinearMatMul", "layer", {q, xs, xz, w, ws, wz, ys, yz});
        else
            y = b.node("QLinearConv", "layer", {q, xs, xz, w, ws, wz, ys, yz, bias},
                {{"group", int64_t {depthwise ? 12 : 1}}, {"pads", Ints {1, 1, 1, 1}}});
        const Graph graph = b.graph({y});
        const Tensor input = codes(random, shape, type, low, low + 255);
        const auto node = ops::interpret(graph, std::span(&input, 1), Threads(1));
        VERIFY_OK(node);
        const auto simple = simplified(graph);
        for (const auto level : kernels::supportedLevels()) {
            auto network = methods::prepare(simple, engine::fileRecipe(*simple), {}, {level, 2, nullptr});
            VERIFY_OK(network);
            QCOMPARE((*network)->layers().size(), size_t {1});
            QVERIFY((*network)->layers()[0].execution == engine::Execution::Executed);
            const auto trace = (*network)->run(std::span(&input, 1));
            VERIFY_OK(trace);
            QCOMPARE(test::difference(node->front(), trace->outputs[0]), std::string());
        }
        std::set<double> seen;
        for (int64_t i = 0; i < node->front().count(); ++i)
            seen.insert(node->front().at(i));
        QVERIFY(seen.size() > 100); // not all at one end of the codes
    }

    // Codes that a layer and another node read: both read what the first layer stored, to the bit.
    void codesOfTwoReaders()
    {
        test::Random random(31);
        GraphBuilder b;
        const ElementType type = ElementType::Int8;
        const ValueId q = b.input("q", {2, 12, 33, 30}, type);
        const auto grid = [&](const std::string& name, float scale, int64_t zero) {
            return std::pair(b.constant(name + "/s", {}, {scale}), b.constant(name + "/z", zeroPoint(type, zero)));
        };
        const auto [xs, xz] = grid("x", 0.0231f, -27);
        // A round ratio of scales has many sums that lie between two codes.
        const float weightScale = 0.0019f;
        const auto [hs, hz] = grid("h", 0.0231f * weightScale * 1024, -128);
        const auto [is, iz] = grid("i", 0.0173f, 9);
        const auto [ys, yz] = grid("y", 0.0219f, -3);
        const auto conv
            = [&](const std::string& name, ValueId x, ValueId s, ValueId z, ValueId toScale, ValueId toZero) {
                  std::vector<float> scales(12);
                  for (float& v : scales)
                      v = static_cast<float>(random.uniform(0.0005, 0.004));
                  return b.node("QLinearConv", name,
                      {x, s, z, b.constant(name + "/w", codes(random, {12, 12, 3, 3}, type, -127, 127)),
                          b.constant(name + "/ws", {12}, std::vector<float>(12, weightScale)),
                          b.constant(name + "/wz", zeroPoints(type, 12)), toScale, toZero},
                      {{"pads", Ints {1, 1, 1, 1}}});
              };
        const ValueId h = conv("first", q, xs, xz, hs, hz), i = conv("second", h, hs, hz, is, iz);
        const ValueId y = b.node("QLinearAdd", "sum", {h, hs, hz, i, is, iz, ys, yz}, {}, "com.microsoft");
        const Graph graph = b.graph({y, i});
        const Tensor input = codes(random, {2, 12, 33, 30}, type, -128, 127);
        const auto nodes = ops::interpret(graph, std::span(&input, 1), Threads(1));
        VERIFY_OK(nodes);
        const auto simple = simplified(graph);
        for (const auto level : kernels::supportedLevels()) {
            auto network = methods::prepare(simple, engine::fileRecipe(*simple), {}, {level, 2, nullptr});
            VERIFY_OK(network);
            const auto trace = (*network)->run(std::span(&input, 1));
            VERIFY_OK(trace);
            for (const size_t o : {size_t {0}, size_t {1}})
                QCOMPARE(test::difference((*nodes)[o], trace->outputs[o]), std::string());
        }
    }

    // Products that are layers only when they are turned round: a transposed left side, a constant on the left.
    // Two blocks with a skip connection: convolutions, a pool on another grid, sums, and a value whose codes three
    // nodes read. The sums stay bytes: observers, who look on at every layer, change nothing, and all levels agree to
    // the bit.
    void skipConnections()
    {
        test::Random random(31);
        GraphBuilder b;
        const auto pair = [&](ValueId value, const std::string& name, float scale, int64_t zero) {
            const ValueId s = b.constant(name + "/s", {}, {scale});
            const ValueId z = b.constant(name + "/z", zeroPoint(ElementType::UInt8, zero));
            const ValueId q = b.node("QuantizeLinear", name + "/q", {value, s, z});
            return [&b, name, q, s, z](const std::string& reader) {
                return b.node("DequantizeLinear", name + "/for_" + reader, {q, s, z});
            };
        };
        const auto conv = [&](const std::string& name, ValueId from, int64_t in, int64_t out) {
            const ValueId w = b.node("DequantizeLinear", name + "/w",
                {b.constant(name + "/c", codes(random, {out, in, 3, 3}, ElementType::Int8, -40, 40)),
                    b.constant(name + "/ws", {}, {0.002f}), b.constant(name + "/wz", zeroPoint(ElementType::Int8, 0))});
            return b.node("Conv", name, {from, w}, {{"pads", Ints {1, 1, 1, 1}}});
        };
        const ValueId x = b.input("x", {1, 3, 13, 14});
        const auto first
            = pair(b.node("Relu", "r0", {conv("c0", pair(x, "x", 0.03f, 120)("c0"), 3, 20)}), "h0", 0.02f, 0);
        const auto pooled
            = pair(b.node("MaxPool", "pool", {first("pool")},
                       {{"kernel_shape", Ints {3, 3}}, {"strides", Ints {2, 2}}, {"pads", Ints {1, 1, 1, 1}}}),
                "h1", 0.019f, 3);
        const auto second = pair(conv("c1", pooled("c1"), 20, 20), "h2", 0.02f, 128);
        const auto sum
            = pair(b.node("Relu", "r1", {b.node("Add", "a1", {second("a1"), pooled("a1")})}), "h3", 0.022f, 0);
        const auto third = pair(conv("c2", sum("c2"), 20, 20), "h4", 0.03f, 128);
        const auto last = pair(b.node("Add", "a2", {sum("a2"), third("a2")}), "h5", 0.05f, 100);
        const ValueId y = b.node("GlobalAveragePool", "mean", {last("mean")});
        const Graph graph = b.graph({y, conv("c3", last("c3"), 20, 4)});
        const Tensor in = random.tensor({1, 3, 13, 14});
        compare(graph, in, 0.02);

        const auto simple = simplified(graph);
        std::optional<Tensor> scalar;
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 2}) {
                auto network = methods::prepare(simple, engine::fileRecipe(*simple), {}, {level, threads, nullptr});
                VERIFY_OK(network);
                for (const bool observed : {false, true}) {
                    int seen = 0;
                    const engine::Observer observer = [&](LayerId, engine::Tap, const Tensor&) { ++seen; };
                    const auto trace
                        = (*network)->run(std::span(&in, 1), {}, observed ? observer : engine::Observer {});
                    VERIFY_OK(trace);
                    QCOMPARE(seen > 0, observed);
                    if (!scalar) scalar = trace->outputs[1];
                    const auto different = test::difference(*scalar, trace->outputs[1]);
                    QVERIFY2(different.empty(), different.c_str());
                }
            }
    }

    void turnedRound_data()
    {
        QTest::addColumn<QString>("form");
        for (const char* form : {"Gemm of A'", "W·X", "W·X in stacks", "W·X of floats", "Gemm of W·X",
                 "Gemm of W·X, W'·X' and one bias of floats"})
            QTest::newRow(form) << form;
    }
    void turnedRound()
    {
        QFETCH(QString, form);
        test::Random random(23);
        GraphBuilder b;
        const bool gemm = form.startsWith("Gemm of A"), left = form.startsWith("Gemm of W"),
                   both = form.contains("W'·X'");
        const bool stacks = form.endsWith("stacks"), floats = form.endsWith("floats");
        const Shape shape = stacks ? Shape {2, 3, 24, 7} : both ? Shape {7, 24} : Shape {24, 7};
        const auto pair = [&](ValueId value, const std::string& name, float scale, int64_t zero) {
            const ValueId s = b.constant(name + "/s", {}, {scale});
            const ValueId z = b.constant(name + "/z", zeroPoint(ElementType::UInt8, zero));
            return b.node(
                "DequantizeLinear", name + "/dq", {b.node("QuantizeLinear", name + "/q", {value, s, z}), s, z});
        };
        const ValueId x = b.input("x", shape);
        const ValueId computed = floats ? x : pair(x, "x", 0.02f, 117);
        const Shape weightShape = gemm || both ? Shape {24, 9} : Shape {9, 24};
        std::vector<float> scales(9);
        for (float& s : scales)
            s = static_cast<float>(random.uniform(0.002, 0.01));
        const ValueId w = floats
            ? b.constant("w", random.tensor(weightShape))
            : b.node("DequantizeLinear", "w/dq",
                {b.constant("w", codes(random, weightShape, ElementType::Int8, -127, 127)),
                    b.constant("w/s", {9}, scales), b.constant("w/z", zeroPoints(ElementType::Int8, 9))},
                {{"axis", int64_t {gemm ? 1 : 0}}});
        ValueId y = gemm
            ? b.node("Gemm", "layer", {computed, w, b.constant("bias", random.tensor({9}))}, {{"transA", int64_t {1}}})
            : left
            ? b.node("Gemm", "layer", {w, computed, b.constant("bias", random.tensor(both ? Shape {1} : Shape {9, 1}))},
                {{"transA", int64_t {both}}, {"transB", int64_t {both}}, {"alpha", 0.5f}, {"beta", 2.0f}})
            : b.node("MatMul", "layer", {w, computed});
        if (!floats) y = pair(y, "y", 0.05f, 128);
        const Graph graph = b.graph({y});
        const Tensor input = random.tensor(shape, 2);
        const auto simple = simplified(graph);
        const auto layers = graph::layersOf(*simple);
        QCOMPARE(layers.size(), size_t {1});
        QCOMPARE(layers[0].name, std::string("layer"));
        QVERIFY(layers[0].arithmetic == graph::Arithmetic::Kernel);
        QCOMPARE(layers[0].channels, int64_t {9});
        QCOMPARE(layers[0].depth, int64_t {24});
        if (!floats) {
            QVERIFY(layers[0].inputGrid && layers[0].weightGrid);
            compare(graph, input, static_cast<double>(0.05f));
            return;
        }
        const auto plain = ops::interpret(graph, std::span(&input, 1), Threads(1));
        VERIFY_OK(plain);
        auto network = methods::prepare(simple, engine::floatRecipe(*simple), {}, {});
        VERIFY_OK(network);
        const auto trace = (*network)->run(std::span(&input, 1));
        VERIFY_OK(trace);
        QCOMPARE(trace->outputs[0].shape(), plain->front().shape());
        for (int64_t i = 0; i < plain->front().count(); ++i)
            QVERIFY(std::fabs(trace->outputs[0].at(i) - plain->front().at(i)) < 1e-4);
    }

    // Both sides of a product of two computed values carry the grids of the file.
    void productsOfTwo()
    {
        test::Random random(29);
        GraphBuilder b;
        const auto pair = [&](ValueId value, const std::string& name, float scale, int64_t zero) {
            const ValueId s = b.constant(name + "/s", {}, {scale});
            const ValueId z = b.constant(name + "/z", zeroPoint(ElementType::Int8, zero));
            return b.node(
                "DequantizeLinear", name + "/dq", {b.node("QuantizeLinear", name + "/q", {value, s, z}), s, z});
        };
        const ValueId x = b.input("x", {2, 5, 5});
        const ValueId left = pair(x, "left", 0.03f, -4), right = pair(b.node("Sin", "sin", {x}), "right", 0.008f, 2);
        const ValueId y = b.node("MatMul", "layer", {left, right});
        const Graph graph = b.graph({y});
        const auto simple = simplified(graph);
        const auto recipe = engine::fileRecipe(*simple);
        QCOMPARE(recipe.layers.size(), size_t {2});
        QCOMPARE(recipe.layers[0].activations.given->scales[0], static_cast<double>(0.03f));
        QCOMPARE(recipe.layers[1].activations.given->scales[0], static_cast<double>(0.008f));
        QCOMPARE(recipe.layers[1].activations.given->zeroPoints[0], int64_t {2});
        for (const NodeId id : simple->order())
            QVERIFY(simple->node(id).op != "QuantizeLinear");
        const Tensor input = random.tensor({2, 5, 5}, 2);
        const auto plain = ops::interpret(graph, std::span(&input, 1), Threads(1));
        VERIFY_OK(plain);
        auto network = methods::prepare(simple, recipe, {}, {});
        VERIFY_OK(network);
        const auto trace = (*network)->run(std::span(&input, 1));
        VERIFY_OK(trace);
        for (int64_t i = 0; i < plain->front().count(); ++i)
            QVERIFY(std::fabs(trace->outputs[0].at(i) - plain->front().at(i)) < 1e-5);
    }

    // QONNX: any width in one node that gives floats.
    void quantNodes_data()
    {
        QTest::addColumn<int>("bits");
        for (const int bits : {1, 2, 3, 4, 6, 8})
            QTest::addRow("%d bits", bits) << bits;
    }
    void quantNodes()
    {
        QFETCH(int, bits);
        test::Random random(13);
        GraphBuilder b;
        const auto quant = [&](ValueId value, const std::string& name, float scale) {
            const ValueId s = b.constant(name + "/s", {}, {scale});
            if (bits == 1) return b.node("BipolarQuant", name, {value, s}, {}, "qonnx.custom_op.general");
            return b.node("Quant", name,
                {value, s, b.constant(name + "/z", {}, {0.0f}),
                    b.constant(name + "/b", {}, {static_cast<float>(bits)})},
                {{"signed", int64_t {1}}, {"narrow", int64_t {0}}, {"rounding_mode", std::string("ROUND")}},
                "qonnx.custom_op.general");
        };
        const float unit = 2.0f / static_cast<float>(1 << bits);
        const ValueId x = b.input("x", {4, 33});
        const ValueId w = quant(b.constant("w", random.tensor({33, 9}, 1)), "wq", unit);
        const ValueId y = b.node("MatMul", "layer", {quant(x, "xq", unit), w});
        const Graph graph = b.graph({y});
        const auto recipe = engine::fileRecipe(*simplified(graph));
        QCOMPARE(recipe.layers.size(), size_t {1});
        QCOMPARE(recipe.layers[0].weights.format.bits, bits);
        QCOMPARE(recipe.layers[0].activations.format.bits, bits);
        compare(graph, random.tensor({4, 33}), 1e-4);
    }

    // What a person changes is no longer the file's: the range is estimated again.
    void changedFormat()
    {
        quant::QuantSpec spec = quant::defaultWeightSpec(quant::intFormat(8));
        auto params = quant::quantizerFromModel(spec.format, quant::Granularity::Tensor, -128, 127, {0.5}, {0});
        VERIFY_OK(params);
        spec.granularity = quant::Granularity::Tensor;
        spec.range = &quant::kFromModel;
        spec.given = std::make_shared<const quant::Quantizer>(*params);
        QVERIFY(&spec.estimator() == &quant::kFromModel);
        spec.format = quant::intFormat(4);
        QVERIFY(&spec.estimator() == &quant::kLeastSquares);
        spec.format = quant::intFormat(8);
        QVERIFY(&spec.estimator() == &quant::kFromModel); // back to the file's
    }

    void impossibleGrids()
    {
        using quant::Granularity;
        const auto bad = [](int64_t low, int64_t high, std::vector<double> scales, std::vector<int64_t> zeros) {
            return !quant::quantizerFromModel(
                quant::intFormat(8), Granularity::Channel, low, high, std::move(scales), std::move(zeros));
        };
        QVERIFY(!bad(-128, 127, {1, 2}, {0, 0}));
        QVERIFY(bad(-129, 127, {1}, {0}));
        QVERIFY(bad(5, 5, {1}, {5}));
        QVERIFY(bad(-128, 127, {1}, {128}));
        QVERIFY(bad(-128, 127, {0}, {0}));
        QVERIFY(bad(-128, 127, {-1}, {0}));
        QVERIFY(bad(-128, 127, {std::nan("")}, {0}));
        QVERIFY(bad(-128, 127, {1, 2}, {0}));
        QVERIFY(bad(-128, 127, {}, {}));
    }
};

QTEST_APPLESS_MAIN(TestQuantizedFiles)
#include "tst_quantized_files.moc"
