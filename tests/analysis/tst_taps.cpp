// Errors along a network whose file limits or rounds values behind its layers: a layer that does so on its way is
// compared with the float value behind the same.
#include "core/analysis/network_error.h"
#include "core/methods/quantize_network.h"
#include "core/ops/simplify.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using engine::Executable;
using tensor::ElementType;
using tensor::Tensor;
using test::GraphBuilder;

namespace
{

std::unique_ptr<Executable> prepared(const std::shared_ptr<const graph::Graph>& graph, const quant::Recipe& recipe,
    const engine::Calibration& calibration = {})
{
    engine::PrepareOptions options;
    options.threads = 1;
    auto network = methods::prepare(graph, recipe, calibration, options);
    if (!network) qFatal("%s", network.error().message.c_str());
    return *std::move(network);
}

// The activations of a file that saturates: conv → QuantizeLinear of 0…3 → DequantizeLinear (→ MaxPool) → conv.
std::shared_ptr<const graph::Graph> saturating(test::Random& random, bool pooled)
{
    GraphBuilder b;
    const ValueId x = b.input("x", {1, 3, 8, 8});
    const ValueId scale = b.constant("scale", {}, {3.0f / 255});
    const ValueId zero
        = b.constant("zero", *tensor::converted(Tensor::of<float>({}, std::vector<float> {0}), ElementType::UInt8));
    ValueId y = b.node("Conv", "first", {x, b.constant("w", random.tensor({4, 3, 1, 1}, 4))});
    if (pooled) y = b.node("MaxPool", "pool", {y}, {{"kernel_shape", std::vector<int64_t> {2, 2}}});
    y = b.node("DequantizeLinear", "dq", {b.node("QuantizeLinear", "q", {y, scale, zero}), scale, zero});
    auto simple = ops::simplify(b.graph({b.node("Conv", "second", {y, b.constant("v", random.tensor({2, 4, 1, 1}))})}));
    if (!simple) qFatal("%s", simple.error().message.c_str());
    return std::make_shared<const graph::Graph>(*std::move(simple));
}

} // namespace

class TestTaps : public QObject
{
    Q_OBJECT

private slots:
    void limitsOfTheFile_data()
    {
        QTest::addColumn<bool>("pooled");
        QTest::addColumn<QString>("format");
        QTest::addColumn<double>("least");
        for (const bool pooled : {false, true}) {
            const char* way = pooled ? "through a pool" : "at once";
            QTest::addRow("int16, %s", way) << pooled << "int16" << 60.0;
            QTest::addRow("int8, %s", way) << pooled << "int8" << 25.0;
        }
    }
    void limitsOfTheFile()
    {
        QFETCH(bool, pooled);
        QFETCH(QString, format);
        QFETCH(double, least);
        test::Random random(21);
        const auto graph = saturating(random, pooled);
        const Tensor x = random.tensor({1, 3, 8, 8});
        auto recipe = engine::floatRecipe(*graph);
        const auto reference = prepared(graph, recipe);
        engine::Calibration calibration;
        VERIFY_OK(engine::calibrate(*reference, std::span(&x, 1), calibration));
        const auto taps = analysis::floatTaps(*reference, std::span(&x, 1));
        VERIFY_OK(taps);
        for (auto& layer : recipe.layers) {
            layer.weights.format = *quant::parseFormat(qPrintable(format));
            layer.activations.format = *quant::parseFormat(qPrintable(format));
        }
        const auto chosen = prepared(graph, recipe, calibration);
        const auto run = analysis::compareRun(*chosen, std::span(&x, 1), *taps);
        VERIFY_OK(run);
        for (const auto& error : run->accumulated)
            QVERIFY2(error.sqnrDb() > least, qPrintable(QString::number(error.sqnrDb())));
        // As the file itself has its grids, weights and answer are exact.
        const auto own = prepared(graph, engine::fileRecipe(*graph), calibration);
        const auto ownRun = analysis::compareRun(*own, std::span(&x, 1), *taps);
        VERIFY_OK(ownRun);
        QVERIFY2(ownRun->accumulated[0].sqnrDb() > 25, qPrintable(QString::number(ownRun->accumulated[0].sqnrDb())));
    }

    void crossedBoundsOnEveryLevel()
    {
        test::Random random(22);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 3, 8, 8});
        const ValueId h = b.node("Conv", "c", {x, b.constant("w", random.tensor({4, 3, 1, 1}))});
        const ValueId r = b.node("Clip", "clip", {h, b.constant("lo", {}, {0.75f}), b.constant("hi", {}, {-0.5f})});
        auto simple
            = ops::simplify(b.graph({r, b.node("Conv", "d", {r, b.constant("v", random.tensor({2, 4, 1, 1}))})}));
        VERIFY_OK(simple);
        const auto graph = std::make_shared<const graph::Graph>(*std::move(simple));
        const Tensor in = random.tensor({1, 3, 8, 8});
        for (const char* format : {"float32", "int8", "int16"}) {
            std::optional<Tensor> first;
            for (const kernels::Level level : kernels::supportedLevels()) {
                engine::PrepareOptions options;
                options.level = level;
                options.threads = 1;
                auto recipe = engine::floatRecipe(*graph);
                engine::Calibration calibration;
                auto network = methods::prepare(graph, recipe, {}, options);
                VERIFY_OK(network);
                VERIFY_OK(engine::calibrate(**network, std::span(&in, 1), calibration));
                for (auto& layer : recipe.layers)
                    layer.weights.format = layer.activations.format = *quant::parseFormat(format);
                network = methods::prepare(graph, recipe, calibration, options);
                VERIFY_OK(network);
                const auto run = (*network)->run(std::span(&in, 1));
                VERIFY_OK(run);
                for (int64_t i = 0; i < run->outputs[0].count(); ++i)
                    QVERIFY(std::fabs(run->outputs[0].at(i) + 0.5) < 1e-6);
                if (!first) first = run->outputs[1];
                QCOMPARE(test::difference(*first, run->outputs[1]), std::string());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestTaps)
#include "tst_taps.moc"
