#include "core/base/noise.h"

// Layers that their operators compute: which nodes are such layers, and that what a recipe asks of them is what they
// compute with.
#include "core/analysis/network_error.h"
#include "core/engine/executable.h"
#include "core/exchange/onnx_graph.h"
#include "core/methods/quantize_network.h"
#include "core/ops/interpreter.h"
#include "core/ops/simplify.h"
#include "core/quant/quantize.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using graph::Graph;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;
using test::GraphBuilder;

namespace
{

// Seeded, uniform in −1 … 1.
Tensor noise(const Shape& shape, uint32_t seed)
{
    Tensor t = *Tensor::make(ElementType::Float32, shape);
    Noise random(seed);
    for (float& v : t.mutableAs<float>())
        v = random.symmetric();
    return t;
}

std::shared_ptr<const Graph> simplified(const Graph& graph)
{
    auto simple = ops::simplify(graph);
    if (!simple) qFatal("%s", simple.error().message.c_str());
    return std::make_shared<const Graph>(*std::move(simple));
}

Graph attention() // softmax(x·yᵀ)·z, all three computed from inputs
{
    GraphBuilder b;
    const auto x = b.input("x", {2, 4, 8}), y = b.input("y", {2, 8, 5}), z = b.input("z", {2, 5, 3});
    const auto scores = b.node("MatMul", "scores", {x, y});
    const auto shares = b.node("Softmax", "softmax", {scores}, {{"axis", int64_t {-1}}});
    return b.graph({b.node("MatMul", "mix", {shares, z})});
}

Graph embedding()
{
    GraphBuilder b;
    const auto ids = b.input("ids", {2, 6}, ElementType::Int64);
    const auto rows = b.node("Gather", "table", {b.constant("rows", noise({20, 8}, 1)), ids});
    return b.graph({b.node("Relu", "relu", {rows})});
}

Graph branches() // two layers, joined and pooled, read by a third
{
    GraphBuilder b;
    const auto x = b.input("x", {1, 3, 8, 8});
    std::vector<ValueId> results;
    for (uint32_t i = 0; i < 2; ++i) {
        const std::string name = "branch" + std::to_string(i);
        const auto conv = b.node("Conv", name, {x, b.constant(name + "_w", noise({4, 3, 1, 1}, 5 + i))});
        results.push_back(b.node("Relu", name + "_relu", {conv}));
    }
    const auto joined = b.node("Concat", "joined", results, {{"axis", int64_t {1}}});
    const auto pooled = b.node("MaxPool", "pooled", {joined}, {{"kernel_shape", std::vector<int64_t> {2, 2}}});
    return b.graph({b.node("Conv", "last", {pooled, b.constant("last_w", noise({5, 8, 3, 3}, 9))})});
}

Graph recurrent(const std::string& op, int64_t gates, int64_t directions)
{
    GraphBuilder b(14);
    const auto x = b.input("x", {5, 2, 4});
    const auto w = b.constant("w", noise({directions, gates * 3, 4}, 2));
    const auto r = b.constant("r", noise({directions, gates * 3, 3}, 3));
    const auto y = b.node(op, "cell", {x, w, r},
        {{"hidden_size", int64_t {3}}, {"direction", std::string(directions == 2 ? "bidirectional" : "forward")}});
    return b.graph({y});
}

Graph stacked()
{
    GraphBuilder b;
    const auto x = b.input("x", {3, 4, 8});
    return b.graph({b.node("MatMul", "stack", {x, b.constant("w", noise({3, 8, 5}, 4))})});
}

std::vector<Tensor> inputsOf(const Graph& graph)
{
    std::vector<Tensor> inputs;
    for (const ValueId id : graph.inputs) {
        const auto& value = graph.value(id);
        if (*value.type == ElementType::Int64) {
            Tensor ids = *Tensor::make(ElementType::Int64, *value.shape);
            int64_t next = 0;
            for (int64_t& v : ids.mutableAs<int64_t>())
                v = next = (next + 7) % 20;
            inputs.push_back(ids);
        } else {
            inputs.push_back(noise(*value.shape, static_cast<uint32_t>(10 + inputs.size())));
        }
    }
    return inputs;
}

std::unique_ptr<engine::Executable> prepared(
    const std::shared_ptr<const Graph>& graph, const quant::Recipe& recipe, const engine::Calibration& calibration)
{
    auto network = methods::prepare(graph, recipe, calibration, {kernels::bestLevel(), 1, nullptr});
    if (!network) qFatal("%s", network.error().message.c_str());
    return *std::move(network);
}

engine::Calibration calibrated(const std::shared_ptr<const Graph>& graph)
{
    engine::Calibration calibration;
    const auto network = prepared(graph, engine::floatRecipe(*graph), {});
    const auto done = engine::calibrate(*network, inputsOf(*graph), calibration);
    if (!done) qFatal("%s", done.error().message.c_str());
    return calibration;
}

Tensor rounded(const Tensor& t, const quant::Quantizer& params)
{
    Tensor out = *Tensor::make(t.type(), t.shape());
    quant::fakeQuantize(t.as<float>(), params, 0, out.mutableAs<float>());
    return out;
}

} // namespace

class TestOperatorLayers : public QObject
{
    Q_OBJECT

private slots:
    void whatIsALayer()
    {
        struct Row {
            Graph graph;
            std::vector<std::string> names;
            std::vector<bool> weights, activations;
        };
        const Row rows[] {
            {attention(), {"scores", "scores/right", "mix", "mix/right"}, {false, false, false, false},
                {true, true, true, true}},
            {embedding(), {"table"}, {true}, {false}},
            {recurrent("LSTM", 4, 2), {"cell", "cell/recurrence"}, {true, true}, {true, false}},
            {recurrent("GRU", 3, 1), {"cell", "cell/recurrence"}, {true, true}, {true, false}},
            {recurrent("RNN", 1, 1), {"cell", "cell/recurrence"}, {true, true}, {true, false}},
            {stacked(), {"stack"}, {true}, {true}},
        };
        for (const Row& row : rows) {
            const auto layers = graph::layersOf(*simplified(row.graph));
            QCOMPARE(layers.size(), row.names.size());
            for (size_t i = 0; i < layers.size(); ++i) {
                QCOMPARE(layers[i].name, row.names[i]);
                QCOMPARE(layers[i].arithmetic, graph::Arithmetic::Operator);
                QCOMPARE(layers[i].weights.valid(), bool(row.weights[i]));
                QCOMPARE(layers[i].quantizesInput, bool(row.activations[i]));
            }
        }
        // Numbers that are no table of rows, and shapes that depend on data, make no layer.
        GraphBuilder b;
        const auto ids = b.input("ids", {2}, ElementType::Int64);
        const auto columns
            = b.node("Gather", "columns", {b.constant("t", noise({4, 8}, 1)), ids}, {{"axis", int64_t {1}}});
        QVERIFY(graph::layersOf(*simplified(b.graph({columns}))).empty());
    }

    void everyWidthRuns_data()
    {
        QTest::addColumn<int>("bits");
        for (int bits = 64; bits >= 1; --bits)
            QTest::addRow("%d", bits) << bits;
    }
    void everyWidthRuns()
    {
        QFETCH(int, bits);
        for (const Graph& graph : {attention(), embedding(), recurrent("LSTM", 4, 2), stacked()}) {
            const auto simple = simplified(graph);
            const auto inputs = inputsOf(*simple);
            const auto calibration = calibrated(simple);
            quant::Recipe recipe = engine::floatRecipe(*simple);
            quant::setAll(recipe, quant::dialFormat(bits), quant::dialFormat(bits));
            engine::fitToLayers(graph::layersOf(*simple), recipe);
            const auto reference = prepared(simple, engine::floatRecipe(*simple), {})->run(inputs);
            VERIFY_OK(reference);
            const auto network = prepared(simple, recipe, calibration);
            const auto trace = network->run(inputs);
            VERIFY_OK(trace);
            for (const auto& layer : network->layers())
                QCOMPARE(layer.execution,
                    bits == 64 || bits == 32 ? engine::Execution::Executed : engine::Execution::Simulated);
            const double sqnr = analysis::compare(reference->outputs[0], trace->outputs[0]).sqnrDb();
            // Six decibels a bit less what sums and ranges cost; from some width on nothing but float32's own noise is
            // left.
            if (bits >= 4 && bits != 16)
                QVERIFY2(sqnr > std::min(90.0, 6.02 * bits - 16), qPrintable(QString::number(sqnr)));
            if (bits <= 3) QVERIFY(sqnr < 45);
        }
    }

    // Both sides of a product are rounded, each by what was seen of it.
    void twoActivations()
    {
        GraphBuilder b;
        const auto x = b.input("x", {2, 4, 8}), y = b.input("y", {2, 8, 5});
        const auto simple = simplified(b.graph({b.node("MatMul", "scores", {x, y})}));
        const auto calibration = calibrated(simple);
        quant::Recipe recipe = engine::floatRecipe(*simple);
        recipe.layers[0].activations.format = quant::intFormat(8);
        recipe.layers[1].activations.format = quant::intFormat(3);
        const auto network = prepared(simple, recipe, calibration);
        const auto inputs = inputsOf(*simple);
        const auto& layers = network->layers();
        QVERIFY(layers[0].activationQuantizer && layers[1].activationQuantizer);
        const std::vector<Tensor> grids {
            rounded(inputs[0], *layers[0].activationQuantizer), rounded(inputs[1], *layers[1].activationQuantizer)};
        const auto expected = ops::interpret(*simple, grids, Threads(1));
        VERIFY_OK(expected);
        const auto got = network->run(inputs);
        VERIFY_OK(got);
        QCOMPARE(test::difference(expected->front(), got->outputs[0]), std::string());
    }

    // Rows of an embedding, and both kinds of weights of a cell, are their rounded values.
    void weights()
    {
        for (const Graph& graph : {embedding(), recurrent("GRU", 3, 2), stacked()}) {
            const auto simple = simplified(graph);
            const auto layers = graph::layersOf(*simple);
            quant::Recipe recipe = engine::floatRecipe(*simple);
            for (auto& layer : recipe.layers)
                layer.weights.format = quant::intFormat(4);
            const auto network = prepared(simple, recipe, {});
            Graph expected = *simple;
            for (const auto& layer : layers) {
                const auto& params = network->layers()[static_cast<size_t>(layer.id.index)].weightQuantizer;
                QCOMPARE(int64_t(params.scales.size()), layer.channels);
                const Tensor& w = *simple->constant(layer.weights);
                Tensor values = *tensor::copied(w);
                auto out = values.mutableAs<float>();
                const Shape& s = w.shape();
                for (size_t i = 0; i < out.size(); ++i) {
                    const auto at = static_cast<int64_t>(i);
                    // Rows of a table, rows of a cell's matrices, columns of every matrix of a stack.
                    const int64_t channel
                        = layer.op == "MatMul" ? at / (s[1] * s[2]) * s[2] + at % s[2] : at / s.back();
                    const auto c = static_cast<size_t>(channel);
                    out[i] = static_cast<float>(quant::dequantize(quant::quantize(w.at(at), params, c), params, c));
                }
                expected.edit(layer.weights, [&](graph::Value& value) { value.constant = values; });
            }
            const auto inputs = inputsOf(*simple);
            const auto want = ops::interpret(expected, inputs, Threads(1));
            VERIFY_OK(want);
            const auto got = network->run(inputs);
            VERIFY_OK(got);
            QVERIFY(analysis::compare(want->front(), got->outputs[0]).sqnrDb() > 120);
        }
    }

    // The error of one layer alone; what a cell reads beside its layers' inputs is taken as zero.
    void alone()
    {
        GraphBuilder b(14);
        const auto x = b.input("x", {5, 2, 4}), state = b.input("state", {1, 2, 3});
        const auto y = b.node("GRU", "cell",
            {x, b.constant("w", noise({1, 9, 4}, 2)), b.constant("r", noise({1, 9, 3}, 3)), {}, {}, state},
            {{"hidden_size", int64_t {3}}});
        for (const Graph& graph : {attention(), embedding(), b.graph({y})}) {
            model::Model model;
            model.graph = simplified(graph);
            model.layers = graph::layersOf(*model.graph);
            const auto calibration = calibrated(model.graph);
            auto network = prepared(model.graph, engine::floatRecipe(*model.graph), {});
            const auto taps = analysis::floatTaps(*network, inputsOf(*model.graph));
            VERIFY_OK(taps);
            for (const auto& layer : model.layers) {
                quant::LayerRecipe recipe = engine::floatRecipe(*model.graph).layers[size_t(layer.id.index)];
                const auto none = analysis::isolatedError(model, layer, recipe, calibration, *taps, {});
                VERIFY_OK(none);
                QVERIFY(std::isinf(none->sqnrDb()));
                recipe.weights.format = recipe.activations.format = quant::intFormat(4);
                const auto some = analysis::isolatedError(model, layer, recipe, calibration, *taps, {});
                VERIFY_OK(some);
                QVERIFY2(some->sqnrDb() > 3 && some->sqnrDb() < 60, qPrintable(QString::number(some->sqnrDb())));
            }
        }
    }

    // What is written as QDQ computes what was simulated.
    void exported()
    {
        for (const Graph& graph :
            {attention(), embedding(), recurrent("LSTM", 4, 1), recurrent("GRU", 3, 2), branches()}) {
            const auto simple = simplified(graph);
            quant::Recipe recipe = engine::floatRecipe(*simple);
            quant::setAll(recipe, quant::intFormat(8), quant::intFormat(8));
            engine::fitToLayers(graph::layersOf(*simple), recipe);
            const auto network = prepared(simple, recipe, calibrated(simple));
            const auto qdq = exchange::qdqGraph(*network);
            VERIFY_OK(qdq);
            const auto inputs = inputsOf(*simple);
            const auto want = network->run(inputs);
            VERIFY_OK(want);
            const auto got = ops::interpret(*qdq, inputs, Threads(1));
            VERIFY_OK(got);
            QVERIFY(analysis::compare(want->outputs[0], got->front()).sqnrDb() > 100);
        }
    }

    // A runtime that computes in integers between two pairs finds one behind every layer.
    void pairsBeforeMoves()
    {
        const auto simple = simplified(branches());
        quant::Recipe recipe = engine::floatRecipe(*simple);
        quant::setAll(recipe, quant::intFormat(8), quant::intFormat(8));
        const auto qdq = exchange::qdqGraph(*prepared(simple, recipe, calibrated(simple)));
        VERIFY_OK(qdq);
        for (const std::string name : {"x", "branch0_relu:0", "branch1_relu:0", "joined:0", "pooled:0"}) {
            const ValueId value = qdq->findValue(name);
            QVERIFY2(value.valid(), name.c_str());
            const auto readers = qdq->consumers(value);
            QCOMPARE(readers.size(), size_t {1});
            QCOMPARE(qdq->node(readers.front()).op, std::string("QuantizeLinear"));
        }
    }
};

QTEST_APPLESS_MAIN(TestOperatorLayers)
#include "tst_operator_layers.moc"
