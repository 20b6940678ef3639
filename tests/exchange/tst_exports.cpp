// Exported files: operators in the form of a newer opset compute what they computed, names are right in inner graphs
// too, and the pairs stand as runtimes want them.
#include "core/exchange/onnx_graph.h"
#include "core/exchange/opset.h"
#include "core/graph/layers.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/reader.h"
#include "core/onnx/writer.h"
#include "core/ops/interpreter.h"
#include "core/ops/simplify.h"
#include "core/quant/format.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <functional>
#include <set>

using namespace bitladder;
using graph::Graph;
using graph::Node;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;
using test::GraphBuilder;
using Ints = std::vector<int64_t>;
using Floats = std::vector<float>;

namespace
{

Tensor integers(const Ints& values)
{
    return Tensor::of<int64_t>({static_cast<int64_t>(values.size())}, values);
}

// What a graph computes, in its present opset.
Result<std::vector<Tensor>> answers(const Graph& graph, const Tensor& x)
{
    return ops::interpret(graph, std::span(&x, 1), Threads(1));
}

std::string worst(const std::vector<Tensor>& a, const std::vector<Tensor>& b)
{
    for (size_t i = 0; i < a.size(); ++i) {
        if (a[i].shape() != b[i].shape()) return "shape " + tensor::toString(b[i].shape());
        for (int64_t k = 0; k < a[i].count(); ++k)
            if (std::fabs(a[i].at(k) - b[i].at(k)) > 1e-5 * (1 + std::fabs(a[i].at(k))))
                return fmt::format("output {}, element {}: {} instead of {}", i, k, b[i].at(k), a[i].at(k));
    }
    return {};
}

// The graph written and read again: what another program finds.
Result<Graph> reread(const Graph& graph, const test::TempFolder& folder)
{
    const auto path = folder / "written.onnx";
    if (auto written = onnx::writeModel(graph, path); !written) return pass(written.error());
    return onnx::readModel(path);
}

std::shared_ptr<const Graph> simplified(const Graph& graph)
{
    auto simple = ops::simplify(graph);
    if (!simple) qFatal("%s", simple.error().message.c_str());
    if (!simple->issues.empty()) qFatal("%s", simple->issues[0].text.c_str());
    return std::make_shared<const Graph>(*std::move(simple));
}

std::unique_ptr<engine::Executable> quantized(
    const std::shared_ptr<const Graph>& graph, const Tensor& x, const char* weights)
{
    engine::PrepareOptions options;
    options.threads = 1;
    auto recipe = engine::floatRecipe(*graph);
    auto network = methods::prepare(graph, recipe, {}, options);
    if (!network) qFatal("%s", network.error().message.c_str());
    engine::Calibration calibration;
    if (auto done = engine::calibrate(**network, std::span(&x, 1), calibration); !done)
        qFatal("%s", done.error().message.c_str());
    for (auto& layer : recipe.layers) {
        layer.weights.format = *quant::parseFormat(weights);
        layer.activations.format = *quant::parseFormat("int8");
    }
    network = methods::prepare(graph, recipe, calibration, options);
    if (!network) qFatal("%s", network.error().message.c_str());
    return *std::move(network);
}

std::vector<const Node*> nodesOf(const Graph& graph, const std::string& op)
{
    std::vector<const Node*> found;
    for (const NodeId id : graph.order())
        if (graph.node(id).op == op) found.push_back(&graph.node(id));
    return found;
}

// if (max(x) > 0) then Softmax of the captured value by an old rule, else its Clip by old attributes.
std::shared_ptr<const Graph> branch(const char* op, std::vector<std::pair<std::string, graph::Attribute>> attributes,
    const std::string& captured, const std::string& inside)
{
    Graph g;
    const ValueId x = g.addValue({captured, ElementType::Float32, {}, {}, {}});
    const ValueId h = g.addValue({inside, ElementType::Float32, {}, {}, {}});
    const ValueId y = g.addValue({"y", ElementType::Float32, {}, {}, {}});
    Node node {"inner", op, "", 10, {x}, {h}, {}, {}};
    for (auto& [name, value] : attributes)
        node.attributes.set(name, std::move(value));
    g.addNode(std::move(node));
    g.addNode({"exp", "Exp", "", 10, {h}, {y}, {}, {}});
    g.outputs = {y};
    return std::make_shared<const Graph>(std::move(g));
}

} // namespace

class TestExports : public QObject
{
    Q_OBJECT

private slots:
    // Between two layers, so that something is quantized; compared in two target opsets.
    void lifted_data()
    {
        QTest::addColumn<int>("opset");
        QTest::addColumn<std::function<ValueId(GraphBuilder&, ValueId)>>("build");
        using Build = std::function<ValueId(GraphBuilder&, ValueId)>;
        const auto row
            = [](const char* name, int opset, Build build) { QTest::newRow(name) << opset << std::move(build); };
        const auto plain = [&](const char* name, int opset, const char* op, GraphBuilder::AttributeList attributes) {
            row(name, opset, [=](GraphBuilder& b, ValueId y) { return b.node(op, "op", {y}, attributes); });
        };
        for (const char* op : {"Softmax", "LogSoftmax", "Hardmax"})
            for (const int64_t axis : {0, 1, 2, 3})
                plain(qPrintable(QString("%1, axis %2").arg(op).arg(axis)), 11, op, {{"axis", axis}});
        for (const char* op : {"ReduceMean", "ReduceSum", "ReduceMax", "ReduceL2"})
            plain(op, 11, op, {{"axes", Ints {1, 2}}, {"keepdims", int64_t {1}}});
        plain("Unsqueeze", 11, "Unsqueeze", {{"axes", Ints {0, 2}}});
        plain("Squeeze", 11, "Squeeze", {{"axes", Ints {0}}});
        plain("Clip", 6, "Clip", {{"max", 0.25f}});
        plain("Pad 2", 2, "Pad", {{"pads", Ints {0, 0, 1, 0, 0, 0, 0, 2}}, {"value", 0.5f}});
        plain("Pad 1", 1, "Pad", {{"paddings", Ints {0, 0, 1, 0, 0, 0, 0, 2}}});
        plain("Slice", 9, "Slice", {{"starts", Ints {0, 1}}, {"ends", Ints {1, 3}}});
        plain("Slice of axes", 1, "Slice", {{"axes", Ints {2}}, {"starts", Ints {1}}, {"ends", Ints {4}}});
        plain("TopK", 1, "TopK", {{"axis", int64_t {2}}, {"k", int64_t {3}}});
        plain("Reshape", 1, "Reshape", {{"shape", Ints {1, 8, 15}}});
        plain("Upsample 7", 7, "Upsample", {{"scales", Floats {1, 1, 2, 2}}});
        plain("Upsample 1", 1, "Upsample",
            {{"height_scale", 2.0f}, {"width_scale", 3.0f}, {"mode", std::string("bilinear")}});
        plain("Cast", 1, "Cast", {{"to", std::string("INT32")}});
        plain("LpPool", 1, "LpPool", {{"kernel_shape", Ints {2, 2}}, {"p", 2.0f}});
        plain("Dropout", 6, "Dropout", {{"is_test", int64_t {1}}, {"ratio", 0.5f}});
        plain("Affine", 1, "Affine", {{"alpha", 2.0f}, {"beta", -0.5f}});
        plain("ImageScaler", 1, "ImageScaler", {{"scale", 2.0f}, {"bias", Floats {1, 2, 3, 4}}});
        plain("Crop", 1, "Crop", {{"border", Ints {1, 2, 1, 0}}});
        plain("Crop to a size", 1, "Crop", {{"border", Ints {1, 2, 1, 0}}, {"scale", Ints {2, 3}}});
        for (const char* op : {"Upsample", "Resize"})
            for (const char* mode : {"nearest", "linear"})
                row(qPrintable(QString("%1 %2").arg(op, mode)), std::string(op) == "Resize" ? 10 : 9,
                    [=](GraphBuilder& b, ValueId y) {
                        return b.node(
                            op, "op", {y, b.constant("scales", {4}, {1, 1, 2, 3})}, {{"mode", std::string(mode)}});
                    });
        row("Resize 11", 11, [](GraphBuilder& b, ValueId y) {
            return b.node("Resize", "op",
                {y, b.constant("roi", {0}, {}), b.constant("none", {0}, {}),
                    b.constant("sizes", integers({1, 4, 10, 12}))});
        });
        for (const char* op : {"Add", "Sub", "Mul", "Div"})
            row(qPrintable(QString("%1 along the channels").arg(op)), 6, [=](GraphBuilder& b, ValueId y) {
                return b.node(op, "op", {y, b.constant("c", {4}, {1, 2, 3, 4})},
                    {{"broadcast", int64_t {1}}, {"axis", int64_t {1}}});
            });
        row("Add at the end", 6, [](GraphBuilder& b, ValueId y) {
            return b.node("Add", "op", {y, b.constant("c", {6}, {1, 2, 3, 4, 5, 6})}, {{"broadcast", int64_t {1}}});
        });
        row("PRelu", 6, [](GraphBuilder& b, ValueId y) {
            return b.node("PRelu", "op", {y, b.constant("slope", {4}, {0.1f, 0.2f, 0.3f, 0.4f})});
        });
        row("Scatter", 9, [](GraphBuilder& b, ValueId y) {
            return b.node("Scatter", "op",
                {y, b.constant("at", Tensor::of<int64_t>({1, 1, 1, 2}, Ints {1, 0})),
                    b.constant("to", {1, 1, 1, 2}, {5, 6})},
                {{"axis", int64_t {3}}});
        });
        row("Tile", 1, [](GraphBuilder& b, ValueId y) {
            return b.node("Tile", "op", {y, b.constant("tiles", {}, {2}), b.constant("axis", {}, {1})});
        });
        row("BatchNormalization", 6, [](GraphBuilder& b, ValueId y) {
            const auto four = [&](const char* name) { return b.constant(name, {4}, {1, 2, 0.5f, 0.25f}); };
            return b.node("BatchNormalization", "op",
                {b.node("Abs", "abs", {y}), four("s"), four("b"), four("m"), four("v")},
                {{"is_test", int64_t {1}}, {"spatial", int64_t {1}}});
        });
        row("GroupNormalization", 18, [](GraphBuilder& b, ValueId y) {
            return b.node("GroupNormalization", "op", {y, b.constant("s", {2}, {1, 2}), b.constant("b", {2}, {3, 4})},
                {{"num_groups", int64_t {2}}});
        });
        row("GroupNormalization, computed", 18, [](GraphBuilder& b, ValueId y) {
            const ValueId two = b.node("ReduceMean", "two",
                {b.node("Reshape", "rows", {y, b.constant("s", integers({2, 60}))}), b.constant("one", integers({1}))},
                {{"keepdims", int64_t {0}}});
            return b.node(
                "GroupNormalization", "op", {y, two, b.constant("b", {2}, {3, 4})}, {{"num_groups", int64_t {2}}});
        });
        row("GridSample", 16, [](GraphBuilder& b, ValueId y) {
            return b.node("GridSample", "op", {y, b.constant("grid", {1, 1, 2, 2}, {-0.5f, 0.25f, 0.75f, 0.1f})},
                {{"mode", std::string("bilinear")}});
        });
        row("RoiAlign", 10, [](GraphBuilder& b, ValueId y) {
            return b.node("RoiAlign", "op",
                {y, b.constant("boxes", {1, 4}, {0, 0, 3, 3}), b.constant("at", integers({0}))},
                {{"output_height", int64_t {2}}, {"output_width", int64_t {2}}});
        });
        for (const bool isSigned : {true, false})
            row(isSigned ? "Quant, signed" : "Quant, unsigned", 13, [=](GraphBuilder& b, ValueId y) {
                return b.node("Exp", "exp",
                    {b.node("Quant", "op",
                        {y, b.constant("s", {}, {0.25f}), b.constant("z", {}, {isSigned ? 0.0f : 1.0f}),
                            b.constant("bits", {}, {3})},
                        {{"signed", int64_t {isSigned}}, {"narrow", int64_t {1}},
                            {"rounding_mode", std::string("ROUND")}},
                        "onnx.brevitas")});
            });
        row("BipolarQuant", 13, [](GraphBuilder& b, ValueId y) {
            return b.node(
                "Exp", "exp", {b.node("BipolarQuant", "op", {y, b.constant("s", {}, {0.5f})}, {}, "onnx.brevitas")});
        });
    }
    void lifted()
    {
        QFETCH(int, opset);
        QFETCH(std::function<ValueId(GraphBuilder&, ValueId)>, build);
        test::Random random(11);
        GraphBuilder b(opset);
        b.raw().opsets["onnx.brevitas"] = 1;
        const ValueId x = b.input("x", {1, 3, 5, 6});
        const ValueId y = b.node("Conv", "first", {x, b.constant("w", random.tensor({4, 3, 1, 1}))});
        const ValueId behind = build(b, y);
        const auto simple = simplified(b.graph({behind, b.node("Abs", "last", {behind})}));
        const Tensor in = random.tensor({1, 3, 5, 6});
        const auto before = answers(*simple, in);
        VERIFY_OK(before);
        for (const int target : {std::max(13, opset), 21}) {
            const auto plain = exchange::plainOnnx(*simple, target);
            VERIFY_OK(plain);
            test::TempFolder folder;
            const auto read = reread(*plain, folder);
            VERIFY_OK(read);
            for (const NodeId id : read->order())
                QCOMPARE(read->node(id).opset, target);
            const auto after = answers(*read, in);
            VERIFY_OK(after);
            QCOMPARE(worst(*before, *after), std::string());
        }
    }

    // What the outer graph calls the captured value may change; what it invents may be there inside.
    void innerGraphs()
    {
        test::Random random(12);
        GraphBuilder b(10);
        const ValueId x = b.input("x", {2, 6});
        const ValueId h = b.node("MatMul", "h", {x, b.constant("w", random.tensor({6, 6}))});
        const ValueId same = b.node("Identity", "same", {h});
        const ValueId condition = b.node("Greater", "condition",
            {b.node("ReduceMax", "top", {x}, {{"keepdims", int64_t {0}}}), b.constant("zero", {}, {0.0f})});
        const ValueId z = b.node("If", "if", {condition, same},
            {{"then_branch", branch("Softmax", {{"axis", int64_t {0}}}, "same:0", "h:0_scale")},
                {"else_branch", branch("Clip", {{"min", -0.25f}, {"max", 0.25f}}, "same:0", "h:0_quantized")},
                {"captures", std::vector<std::string> {"same:0"}}});
        const auto simple
            = simplified(b.graph({z, b.node("MatMul", "n", {h, b.constant("v", random.tensor({6, 3}))})}));
        const Tensor in = random.tensor({2, 6});
        Tensor negative = in;
        for (float& v : negative.mutableAs<float>())
            v = -std::fabs(v);
        const auto network = quantized(simple, in, "int8");
        const auto qdq = exchange::qdqGraph(*network);
        VERIFY_OK(qdq);
        test::TempFolder folder;
        const auto read = reread(*qdq, folder);
        VERIFY_OK(read);
        for (const Tensor& input : {in, negative}) {
            const auto ours = network->run(std::span(&input, 1));
            VERIFY_OK(ours);
            const auto theirs = answers(*read, input);
            VERIFY_OK(theirs);
            QCOMPARE(worst(ours->outputs, *theirs), std::string());
        }
        // Every name stands for one value, inside and outside.
        std::set<std::string> names;
        const std::function<void(const Graph&)> collect = [&](const Graph& g) {
            for (const NodeId id : g.order()) {
                for (const ValueId output : g.node(id).outputs)
                    QVERIFY2(names.insert(g.value(output).name).second, g.value(output).name.c_str());
                for (const auto& [name, attribute] : g.node(id).attributes.all())
                    if (const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&attribute)) collect(**inner);
            }
        };
        collect(*read);
    }

    void zeroPointsAreWritten_data()
    {
        QTest::addColumn<QString>("weights");
        for (const char* weights : {"int8", "int4", "ternary"})
            QTest::newRow(weights) << weights;
    }
    void zeroPointsAreWritten()
    {
        QFETCH(QString, weights);
        test::Random random(13);
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 6});
        const ValueId h = b.node("Relu", "r",
            {b.node("Gemm", "one", {x, b.constant("w", random.tensor({5, 6})), b.constant("b", random.tensor({5}))},
                {{"transB", int64_t {1}}})});
        const auto simple = simplified(
            b.graph({b.node("Gemm", "two", {h, b.constant("v", random.tensor({3, 5}))}, {{"transB", int64_t {1}}})}));
        const Tensor in = random.tensor({2, 6});
        const auto network = quantized(simple, in, qPrintable(weights));
        for (const int newest : {21, 13}) {
            const auto qdq = exchange::qdqGraph(*network, {newest});
            VERIFY_OK(qdq);
            QCOMPARE(qdq->opsets.at(""), weights == "int8" ? 13 : newest);
            int found = 0;
            for (const Node* node : nodesOf(*qdq, "DequantizeLinear")) {
                const auto type = qdq->value(node->input(0)).type;
                if (type != ElementType::Int8 && type != ElementType::Int4) continue;
                ++found;
                const Tensor *scale = qdq->constant(node->input(1)), *zero = qdq->constant(node->input(2));
                QVERIFY(scale && zero);
                QCOMPARE(zero->shape(), scale->shape());
                QVERIFY(zero->type() == *type);
                QVERIFY(newest == 21 || type == ElementType::Int8);
            }
            QCOMPARE(found, 2);
            const auto ours = network->run(std::span(&in, 1));
            VERIFY_OK(ours);
            const auto theirs = answers(*qdq, in);
            VERIFY_OK(theirs);
            QCOMPARE(worst(ours->outputs, *theirs), std::string());
        }
    }

    void clipsThatQuantizingDoes_data()
    {
        QTest::addColumn<float>("low");
        QTest::addColumn<float>("high");
        QTest::addColumn<int>("left");
        QTest::newRow("within the range") << -0.4f << 0.4f << 0;
        QTest::newRow("beyond the range") << -90.0f << 90.0f << 0;
    }
    void clipsThatQuantizingDoes()
    {
        QFETCH(float, low);
        QFETCH(float, high);
        QFETCH(int, left);
        test::Random random(14);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 2, 4, 4});
        const ValueId r = b.node("Clip", "clip", {x, b.constant("lo", {}, {low}), b.constant("hi", {}, {high})});
        const auto simple
            = simplified(b.graph({b.node("Conv", "c", {r, b.constant("w", random.tensor({3, 2, 1, 1}))})}));
        const Tensor in = random.tensor({1, 2, 4, 4});
        const auto network = quantized(simple, in, "int8");
        const auto qdq = exchange::qdqGraph(*network);
        VERIFY_OK(qdq);
        QCOMPARE(static_cast<int>(nodesOf(*qdq, "Clip").size()), left);
        Tensor wild = in;
        for (float& v : wild.mutableAs<float>())
            v *= 100;
        for (const Tensor& input : {in, wild}) {
            const auto ours = network->run(std::span(&input, 1));
            VERIFY_OK(ours);
            const auto theirs = answers(*qdq, input);
            VERIFY_OK(theirs);
            QCOMPARE(worst(ours->outputs, *theirs), std::string());
        }
    }

    // Quantizing is not defined for doubles: the pairs and the layer are floats between casts.
    void doubles()
    {
        test::Random random(15);
        const auto wide
            = [&](Shape shape) { return *tensor::converted(random.tensor(std::move(shape)), ElementType::Float64); };
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 5}, ElementType::Float64);
        const ValueId h = b.node(
            "Relu", "r", {b.node("Gemm", "g", {x, b.constant("w", wide({5, 4})), b.constant("b", wide({4}))})});
        const auto simple = simplified(b.graph({h}));
        const Tensor in = wide({2, 5});
        const auto network = quantized(simple, in, "int8");
        const auto qdq = exchange::qdqGraph(*network);
        VERIFY_OK(qdq);
        for (const Node* node : nodesOf(*qdq, "QuantizeLinear"))
            QVERIFY(qdq->value(node->input(0)).type == ElementType::Float32);
        QCOMPARE(nodesOf(*qdq, "Cast").size(), size_t {2});
        test::TempFolder folder;
        const auto read = reread(*qdq, folder);
        VERIFY_OK(read);
        const auto theirs = answers(*read, in);
        VERIFY_OK(theirs);
        QVERIFY(theirs->front().type() == ElementType::Float64);
        const auto ours = network->run(std::span(&in, 1));
        VERIFY_OK(ours);
        QCOMPARE(worst(ours->outputs, *theirs), std::string());
    }

    void newFilesStayReadable()
    {
        test::Random random(16);
        const auto opsetOf = [&](int own, const char* op) {
            GraphBuilder b(own);
            const ValueId x = b.input("x", {2, 6});
            const ValueId h = b.node("MatMul", "m", {x, b.constant("w", random.tensor({6, 6}))});
            const auto simple = simplified(b.graph({b.node(op, "op", {h})}));
            const auto network = quantized(simple, random.tensor({2, 6}), "int8");
            const auto qdq = exchange::qdqGraph(*network);
            return qdq ? qdq->opsets.at("") : 0;
        };
        QCOMPARE(opsetOf(18, "Abs"), 18);
        QCOMPARE(opsetOf(23, "Abs"), 20); // says nothing new
        QCOMPARE(opsetOf(24, "Swish"), 24);
    }
};

QTEST_APPLESS_MAIN(TestExports)
#include "tst_exports.moc"
