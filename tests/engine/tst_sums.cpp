// Additions that are done block by block behind a layer: what the next layer gets is exactly the sum of what the layer
// gave and the other side, whoever looks on, at every level and on any number of threads.
#include "core/engine/executable.h"
#include "core/methods/quantize_network.h"
#include "core/ops/simplify.h"
#include "core/quant/quantize.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using graph::Graph;
using tensor::Tensor;
using test::GraphBuilder;
using Ints = std::vector<int64_t>;

namespace
{

// Channels that are no multiple of a tile's width, rows that are none of its height.
constexpr int64_t kChannels = 37;

Graph residual(test::Random& random)
{
    GraphBuilder b;
    const auto conv = [&](const std::string& name, ValueId x, int64_t kernel) {
        const int64_t pad = kernel / 2;
        return b.node("Conv", name,
            {x, b.constant(name + "_w", random.tensor({kChannels, kChannels, kernel, kernel}, 0.2)),
                b.constant(name + "_b", random.tensor({kChannels}, 0.2))},
            {{"pads", Ints {pad, pad, pad, pad}}});
    };
    const ValueId x = b.input("x", {2, kChannels, 7, 5});
    const ValueId first = b.node("Relu", "relu", {b.node("Add", "add1", {conv("one", x, 3), x})});
    const ValueId second = b.node("Add", "add2", {first, conv("two", first, 1)});
    return b.graph({conv("three", second, 3), second});
}

} // namespace

class TestSums : public QObject
{
    Q_OBJECT

private slots:
    void exact_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        for (const auto& [w, a] :
            {std::pair {"float32", "float32"}, {"int8", "int8"}, {"int4", "int8"}, {"int2", "int3"}, {"int8", "int16"},
                {"int24", "int24"}, {"int8", "float32"}, {"float32", "int8"}, {"binary", "binary"}})
            QTest::addRow("%s %s", w, a) << w << a;
    }
    void exact()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        test::Random random(31);
        auto simplified = ops::simplify(residual(random));
        VERIFY_OK(simplified);
        const auto network = std::make_shared<const Graph>(*std::move(simplified));
        const Tensor x = random.tensor({2, kChannels, 7, 5});
        engine::Calibration calibration;
        auto plain = methods::prepare(network, engine::floatRecipe(*network), {});
        VERIFY_OK(plain);
        VERIFY_OK(engine::calibrate(**plain, std::span(&x, 1), calibration));
        auto recipe = engine::floatRecipe(*network);
        quant::setAll(
            recipe, *quant::parseFormat(weights.toStdString()), *quant::parseFormat(activations.toStdString()));

        std::optional<Tensor> scalar;
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 3}) {
                auto chosen = methods::prepare(network, recipe, calibration, {level, threads, nullptr});
                VERIFY_OK(chosen);
                std::map<std::pair<int, engine::Tap>, Tensor> taps;
                const auto seen = (*chosen)->run(std::span(&x, 1), {},
                    [&](LayerId id, engine::Tap tap, const Tensor& t) { taps.emplace(std::pair(id.index, tap), t); });
                const auto alone = (*chosen)->run(std::span(&x, 1));
                VERIFY_OK(seen);
                VERIFY_OK(alone);
                for (size_t i = 0; i < 2; ++i)
                    QCOMPARE(test::difference(seen->outputs[i], alone->outputs[i]), std::string());
                if (!scalar) scalar = alone->outputs[0];
                // Floats of 32 bits are added in the same order at every level.
                QCOMPARE(test::difference(*scalar, alone->outputs[0]), std::string());

                const auto got = [&](int layer, engine::Tap tap) -> const Tensor& { return taps.at({layer, tap}); };
                const auto& infos = (*chosen)->layers();
                const Tensor &one = got(0, engine::Tap::LayerOutput), &two = got(1, engine::Tap::LayerOutput);
                const Tensor& second = alone->outputs[1];
                for (int64_t i = 0; i < one.count(); ++i) {
                    const auto first = std::max(0.0f, static_cast<float>(one.at(i)) + static_cast<float>(x.at(i)));
                    double input = static_cast<double>(first);
                    if (const auto& p = infos[1].activationQuantizer)
                        input = quant::dequantize(quant::quantize(input, *p, 0), *p, 0);
                    QCOMPARE(static_cast<float>(got(1, engine::Tap::LayerInput).at(i)), static_cast<float>(input));
                    QCOMPARE(static_cast<float>(second.at(i)), first + static_cast<float>(two.at(i)));
                }
            }
    }
};

QTEST_GUILESS_MAIN(TestSums)
#include "tst_sums.moc"
