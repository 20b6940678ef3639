// Whole networks, prepared and run: all levels and threads agree, and the executable says what it does.
#include "core/engine/executable.h"
#include "core/engine/geometry.h"
#include "core/engine/part_times.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/reader.h"
#include "core/ops/interpreter.h"
#include "tests/engine/engine_test.h"

using namespace bitladder;
using graph::Graph;
using tensor::Tensor;
using test::distance;
using test::GraphBuilder;
using test::Pair;
using test::pairs;
using test::Prepared;
using test::prepared;
using test::recipeOf;
using Ints = std::vector<int64_t>;

namespace
{

// A little network with everything that passes integer codes on: chains, pooling, concatenation, a sum.
Graph smallNetwork(test::Random& random)
{
    GraphBuilder b;
    const auto conv = [&](const std::string& name, ValueId x, int64_t in, int64_t out, int64_t group = 1) {
        return b.node("Relu", name + "_relu",
            {b.node("Conv", name,
                {x, b.constant(name + "_w", random.tensor({out, in / group, 3, 3}, 0.3)),
                    b.constant(name + "_b", random.tensor({out}, 0.2))},
                {{"pads", Ints {1, 1, 1, 1}}, {"group", group}})});
    };
    const ValueId x = b.input("x", {1, 3, 12, 12});
    const ValueId a = conv("a", x, 3, 8);
    const ValueId left = conv("left", a, 8, 8), right = conv("right", a, 8, 8, 8);
    const ValueId sum = b.node("Relu", "sumRelu", {b.node("Add", "sum", {left, a})});
    const ValueId both = b.node("Concat", "both", {sum, right}, {{"axis", int64_t {1}}});
    const ValueId pooled = b.node("MaxPool", "pool", {both}, {{"kernel_shape", Ints {2, 2}}, {"strides", Ints {2, 2}}});
    const ValueId c = conv("c", pooled, 16, 6);
    const ValueId mean = b.node("GlobalAveragePool", "mean", {c});
    return b.graph({b.node("Gemm", "fc",
        {b.node("Flatten", "flat", {mean}), b.constant("fc_w", random.tensor({5, 6})),
            b.constant("fc_b", random.tensor({5}))},
        {{"transB", int64_t {1}}})});
}

} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

private slots:
    // The whole path through pooling, concatenation and sums: all levels and threads agree, and more bits never hurt
    // much.
    void networks_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<double>("limit");
        const auto add
            = [](const char* w, const char* a, double limit) { QTest::addRow("%s %s", w, a) << w << a << limit; };
        add("float32", "float32", 1e-6);
        add("float64", "float64", 1e-6);
        add("float16", "float16", 3e-3);
        add("int64", "int64", 1e-6);
        add("int40", "int40", 1e-6);
        add("int24", "int24", 1e-5);
        add("int16", "int16", 1e-3);
        add("int12", "int12", 5e-3);
        add("int8", "int8", 0.1);
        add("int8", "int16", 0.1);
        add("int4", "int8", 0.8);
        add("float32", "int8", 0.1);
        add("int8", "float32", 0.1);
        add("e4m3", "e4m3", 0.4);
        add("ternary", "int8", 10);
        add("ternary", "ternary", 10);
        add("binary", "binary", 10);
    }
    void networks()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QFETCH(double, limit);
        test::Random random(6);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        auto recipe = engine::floatRecipe(*p.graph);
        quant::setAll(
            recipe, *quant::parseFormat(weights.toStdString()), *quant::parseFormat(activations.toStdString()));
        const auto plain = ops::interpret(graph, std::span(&x, 1), Threads(1));
        VERIFY_OK(plain);
        std::optional<Tensor> scalar;
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 2, 3}) {
                auto network = methods::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
                VERIFY_OK(network);
                for (int round = 0; round < 2; ++round) { // nothing is left over from the run before
                    const auto trace = (*network)->run(std::span(&x, 1));
                    VERIFY_OK(trace);
                    if (!scalar) scalar = trace->outputs[0];
                    const auto different = test::difference(*scalar, trace->outputs[0]);
                    QVERIFY2(different.empty(),
                        fmt::format("{}, {} threads: {}", kernels::levelName(level), threads, different).c_str());
                }
            }
        const double d = distance(plain->front(), *scalar);
        QVERIFY2(d < limit, qPrintable(QString("off by %1").arg(d)));
    }

    void mixedRecipes()
    {
        test::Random random(7);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        for (int round = 0; round < 40; ++round) {
            auto recipe = engine::floatRecipe(*p.graph);
            std::string text;
            for (auto& layer : recipe.layers) {
                const auto& pair
                    = pairs()[static_cast<size_t>(random.integer(0, static_cast<int64_t>(pairs().size()) - 1))];
                if (pair.weights == std::string("bfloat16")) continue; // its sums depend on the level
                const std::string name = layer.layer;
                layer = recipeOf(pair);
                layer.layer = name;
                text += fmt::format("{}: {} {} {}; ", name, pair.weights, pair.activations, pair.variant);
            }
            std::optional<Tensor> scalar;
            for (const auto level : kernels::supportedLevels()) {
                auto network = methods::prepare(p.graph, recipe, p.calibration, {level, 1 + round % 3, nullptr});
                QVERIFY2(network.has_value(), network ? "" : (text + network.error().message).c_str());
                const auto trace = (*network)->run(std::span(&x, 1));
                QVERIFY2(trace.has_value(), trace ? "" : (text + trace.error().message).c_str());
                if (!scalar) scalar = trace->outputs[0];
                const auto different = test::difference(*scalar, trace->outputs[0]);
                QVERIFY2(different.empty(), (text + different).c_str());
            }
        }
    }

    // What the threads report and what is left make up a layer's time, whatever the clock says.
    void parts()
    {
        using namespace std::chrono_literals;
        engine::PartTimes reported;
        reported.add(engine::StepPart::Kernel, 6ms);
        reported.add(engine::StepPart::Kernel, 4ms);
        reported.add(engine::StepPart::Reformat, 1ms);
        reported.add(engine::StepPart::Epilogue, 3ms);
        engine::LayerTime time;
        engine::addStep(time, engine::StepPart::Kernel, 9, reported, 2);
        QCOMPARE(time.kernelMs, 5.0);
        QCOMPARE(time.reformatMs, 0.5);
        QCOMPARE(time.epilogueMs, 1.5);
        QCOMPARE(time.waitingMs, 2.0);
        QCOMPARE(time.totalMs, 9.0);
        reported.reset();
        engine::addStep(time, engine::StepPart::Reformat, 3, reported, 2); // a step that reports nothing
        QCOMPARE(time.reformatMs, 3.5);
        QCOMPARE(time.totalMs, 12.0);

        // In real runs: every kind of layer, no part below nothing.
        test::Random random(9);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        for (const char* format : {"float32", "int8", "binary"})
            for (const int threads : {1, 2}) {
                auto recipe = engine::floatRecipe(*p.graph);
                quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
                auto network = methods::prepare(p.graph, recipe, p.calibration,
                    {kernels::bestLevel(), threads, nullptr, engine::FloatConvolution::Winograd4});
                VERIFY_OK(network);
                const auto trace = (*network)->run(std::span(&x, 1));
                VERIFY_OK(trace);
                double all = trace->otherMs, epilogues = 0;
                for (const auto& layer : trace->layers) {
                    const double sum = layer.reformatMs + layer.kernelMs + layer.epilogueMs + layer.waitingMs;
                    QVERIFY(std::fabs(sum - layer.totalMs) < 1e-9);
                    QVERIFY(layer.reformatMs >= 0 && layer.kernelMs > 0 && layer.epilogueMs >= 0);
                    QVERIFY2(layer.waitingMs > -1e-9, fmt::format("{}", layer.waitingMs).c_str());
                    all += layer.totalMs;
                    epilogues += layer.epilogueMs;
                }
                QVERIFY(all <= trace->totalMs + 1e-9);
                QVERIFY(epilogues > 0); // the sum behind a layer
            }
    }

    void cachedWeightsGiveTheSame()
    {
        test::Random random(8);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        const auto cache = std::make_shared<engine::PackCache>();
        for (const char* format : {"int8", "int4", "int8", "binary", "int16", "int8"}) {
            auto recipe = engine::floatRecipe(*p.graph);
            quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
            auto fresh = methods::prepare(p.graph, recipe, p.calibration);
            auto kept = methods::prepare(p.graph, recipe, p.calibration, {kernels::bestLevel(), 0, cache});
            VERIFY_OK(fresh);
            VERIFY_OK(kept);
            const auto a = (*fresh)->run(std::span(&x, 1)), b = (*kept)->run(std::span(&x, 1));
            VERIFY_OK(a);
            VERIFY_OK(b);
            QCOMPARE(test::difference(a->outputs[0], b->outputs[0]), std::string());
        }
    }

    void kernelNames_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<QString>("kernel");
        const auto add
            = [](const char* w, const char* a, const char* k) { QTest::addRow("%s %s", w, a) << w << a << k; };
        add("float32", "float32", "gemm_f32_");
        add("float64", "float64", "gemm_f64_");
        add("float16", "float16", "gemm_f32_");
        add("e11m20", "e11m20", "gemm_f64_");
        add("int8", "int8", "gemm_u8s8_");
        add("int5", "int8", "gemm_u8s8_");
        add("int4", "int8", "gemm_u8s4_");
        add("int3", "int4", "gemm_u8s4_");
        add("int2", "int8", "gemm_u8s2_");
        add("ternary", "int8", "gemm_u8s2_");
        add("binary", "int8", "gemm_u8s1_");
        add("int9", "int9", "gemm_s16s16_");
        add("int12", "int12", "gemm_s16s16_");
        add("int16", "int16", "gemm_s16s16_wide_");
        add("int17", "int17", "gemm_s32s32_");
        add("int28", "int28", "gemm_s32s32_");
        add("int33", "int33", "gemm_s64s64_");
        add("int64", "int64", "gemm_s64s64_");
        add("ternary", "ternary", "gemm_ternary_");
        add("binary", "ternary", "gemm_ternary_");
        add("binary", "binary", "gemm_binary_");
        add("int8", "float32", "gemm_f32_");
    }
    void kernelNames()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QFETCH(QString, kernel);
        test::Random random(9);
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 32});
        const Graph graph = b.graph({b.node("Gemm", "layer", {x, b.constant("w", random.tensor({32, 4}))})});
        const Prepared p = prepared(graph, random.tensor({2, 32}));
        auto recipe = engine::floatRecipe(*p.graph);
        quant::setAll(
            recipe, *quant::parseFormat(weights.toStdString()), *quant::parseFormat(activations.toStdString()));
        for (const auto level : kernels::supportedLevels()) {
            auto network = methods::prepare(p.graph, recipe, p.calibration, {level, 1, nullptr});
            VERIFY_OK(network);
            if (const auto ways = (*network)->layers()[0].ways;
                !ways.empty()) // the pair's own, not what is fastest here
                network = methods::prepare(p.graph, recipe, p.calibration, {level, 1, nullptr, {}, ways.front()});
            VERIFY_OK(network);
            const auto& info = (*network)->layers()[0];
            // A level may have a quicker way for weights that do not need all 8 bits.
            const bool seven = weights == "int5" && kernels::table(level).gemmU8S7.run;
            const std::string expected = seven ? "gemm_u8s7_" : kernel.toStdString();
            QVERIFY2(info.kernel.starts_with(expected), info.kernel.c_str());
            QVERIFY2(info.kernel.find(kernels::levelName(info.level)) != std::string::npos
                    || info.kernel.find("avxvnni") != std::string::npos,
                info.kernel.c_str());
            if (level == kernels::Level::Scalar) QVERIFY(info.kernel.ends_with("_scalar"));
            QCOMPARE(info.macs, int64_t {2 * 32 * 4});
            QVERIFY(info.residentBytes > 0);
        }
    }

    void sizes()
    {
        test::Random random(10);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 64});
        const Graph graph = b.graph({b.node(
            "Gemm", "layer", {x, b.constant("w", random.tensor({64, 100})), b.constant("b", random.tensor({100}))})});
        const Prepared p = prepared(graph, random.tensor({1, 64}));
        auto recipe = engine::floatRecipe(*p.graph);
        for (const auto& [format, bits] : {std::pair {"float32", 32.0}, std::pair {"int8", 8.0},
                 std::pair {"int3", 3.0}, std::pair {"binary", 1.0}, std::pair {"ternary", std::log2(3.0)}}) {
            quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
            auto network = methods::prepare(p.graph, recipe, p.calibration);
            VERIFY_OK(network);
            QCOMPARE((*network)->sizes().floatBytes, 6500.0 * 4);
            QCOMPARE((*network)->sizes().theoreticalBytes, 6400 * bits / 8 + 400);
            QVERIFY((*network)->sizes().residentBytes >= 6400 * std::floor(bits) / 8);
        }
    }

    void wrongInputs()
    {
        test::Random random(11);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(smallNetwork(random), x);
        auto network = methods::prepare(p.graph, engine::floatRecipe(*p.graph), {});
        VERIFY_OK(network);
        VERIFY_FAILS((*network)->run({}), {"1 inputs", "0 were given"});
        const Tensor small = random.tensor({1, 3, 12, 11});
        VERIFY_FAILS((*network)->run(std::span(&small, 1)), {"input x", "1×3×12×12", "1×3×12×11"});
        const Tensor wide = *tensor::converted(x, tensor::ElementType::Float64);
        VERIFY_FAILS((*network)->run(std::span(&wide, 1)), {"input x", "float32", "float64"});
        VERIFY_OK((*network)->run(std::span(&x, 1)));
    }

    // A file may declare the output of a pool whose window nothing has checked.
    void windowsWithoutATap()
    {
        const std::vector<int64_t> input {4, 4};
        Ints strides, dilations, pads;
        for (const Ints& kernel : {Ints {0, 2}, Ints {2, -1}, Ints {2, int64_t {1} << 40}})
            VERIFY_FAILS(engine::windowOutput(graph::Node {}, input, kernel, strides, dilations, pads), {"window"});
        const Ints kernel {2, 3};
        VERIFY_OK(engine::windowOutput(graph::Node {}, input, kernel, strides, dilations, pads));
    }

    void taps()
    {
        test::Random random(12);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(smallNetwork(random), x);
        for (const char* format : {"float32", "int8", "int16", "int33", "binary", "ternary"}) {
            auto recipe = engine::floatRecipe(*p.graph);
            quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
            auto network = methods::prepare(p.graph, recipe, p.calibration);
            VERIFY_OK(network);
            std::vector<std::pair<int, engine::Tap>> order;
            std::map<int, Tensor> outputs;
            const auto plain = (*network)->run(std::span(&x, 1));
            VERIFY_OK(plain);
            const auto trace
                = (*network)->run(std::span(&x, 1), {}, [&](LayerId id, engine::Tap tap, const Tensor& value) {
                      order.emplace_back(id.index, tap);
                      const auto layer = graph::layersOf(*p.graph)[static_cast<size_t>(id.index)];
                      const auto& shape
                          = *p.graph->value(tap == engine::Tap::LayerInput ? layer.input : layer.output).shape;
                      if (value.shape() != shape) qFatal("a tap of another shape");
                      if (tap == engine::Tap::LayerOutput) outputs[id.index] = value;
                  });
            QVERIFY2(trace.has_value(), trace ? "" : (std::string(format) + ": " + trace.error().message).c_str());
            QCOMPARE(order.size(), size_t {10});
            for (size_t i = 0; i < order.size(); i += 2) {
                QVERIFY(order[i].second == engine::Tap::LayerInput && order[i + 1].second == engine::Tap::LayerOutput);
                QCOMPARE(order[i].first, order[i + 1].first);
            }
            QCOMPARE(trace->layers.size(), size_t {5});
            // Looking on changes nothing, and the last layer's output is the answer.
            QCOMPARE(test::difference(plain->outputs[0], trace->outputs[0]), std::string());
            QCOMPARE(test::difference(outputs.at(4), trace->outputs[0]), std::string());
        }
    }

    void stopping()
    {
        test::Random random(13);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(smallNetwork(random), x);
        std::stop_source source;
        Job job;
        job.stop = source.get_token();
        auto network = methods::prepare(p.graph, engine::floatRecipe(*p.graph), {}, {}, job);
        VERIFY_OK(network);
        VERIFY_OK((*network)->run(std::span(&x, 1), job));
        // In the middle of a run.
        auto trace = (*network)->run(
            std::span(&x, 1), job, [&](LayerId, engine::Tap, const Tensor&) { source.request_stop(); });
        QVERIFY(!trace && trace.error().cancelled());
        const auto again = methods::prepare(p.graph, engine::floatRecipe(*p.graph), {}, {}, job);
        QVERIFY(!again && again.error().cancelled());
        engine::Calibration calibration;
        const auto calibrated = engine::calibrate(**network, std::span(&x, 1), calibration, job);
        QVERIFY(!calibrated && calibrated.error().cancelled());
        QCOMPARE(calibration.pictures, 0);
        VERIFY_OK((*network)->run(std::span(&x, 1))); // and it still works
    }

    void everyWidthOfTheDial()
    {
        const std::string file = BITLADDER_SAMPLES "/digits/digits.onnx";
        if (!std::filesystem::exists(file)) QSKIP("samples/digits/digits.onnx is not there yet");
        const auto original = onnx::readModel(file);
        VERIFY_OK(original);
        const auto shape = *ops::inputShape(*original, original->inputs[0], {});
        test::Random random(14);
        const Tensor x = random.tensor(shape);
        const Prepared p = prepared(*original, x);
        for (int bits = 64; bits >= 1; --bits) {
            auto recipe = engine::floatRecipe(*p.graph);
            quant::setAll(recipe, quant::dialFormat(bits), quant::dialFormat(bits));
            auto network = methods::prepare(p.graph, recipe, p.calibration);
            QVERIFY2(
                network.has_value(), network ? "" : fmt::format("{} bits: {}", bits, network.error().message).c_str());
            const auto trace = (*network)->run(std::span(&x, 1));
            QVERIFY2(trace.has_value(), trace ? "" : fmt::format("{} bits: {}", bits, trace.error().message).c_str());
            for (int64_t i = 0; i < trace->outputs[0].count(); ++i)
                QVERIFY(std::isfinite(trace->outputs[0].at(i)));
            const auto plain = ops::interpret(*p.graph, std::span(&x, 1), Threads(1));
            VERIFY_OK(plain);
            const double d = distance(plain->front(), trace->outputs[0]);
            if (bits >= 24) QVERIFY2(d < 1e-4, fmt::format("{} bits: off by {}", bits, d).c_str());
            if (bits == 8) QVERIFY2(d < 0.2, fmt::format("off by {}", d).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
