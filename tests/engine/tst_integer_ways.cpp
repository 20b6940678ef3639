// All kernels that can compute a pair of formats give the same bits: on every level, for any number of threads, with
// everything that other layers do on the way.
#include "core/engine/winograd.h"
#include "tests/engine/engine_test.h"

#include <set>

using namespace bitladder;
using namespace bitladder::test;
using engine::Compute;
using engine::IntegerWay;
using tensor::Tensor;
using Ints = std::vector<int64_t>;

namespace
{

const std::vector<Pair> kPairs {{"int8", "int8"}, {"int8", "int8", "symmetric"}, {"int7", "int8"}, {"int4", "int8"},
    {"int3", "int4", "affine"}, {"int2", "int8"}, {"binary", "int8"}, {"ternary", "int8"}, {"ternary", "ternary"},
    {"binary", "binary"}, {"binary", "ternary"}};

std::string text(const IntegerWay& way)
{
    return fmt::format("kernel {}, tile {}", static_cast<int>(way.compute), way.winogradTile);
}

std::unique_ptr<engine::Executable> executable(
    const Prepared& p, const quant::Recipe& recipe, kernels::Level level, int threads, std::optional<IntegerWay> way)
{
    engine::PrepareOptions options {level, threads, nullptr, {}, way};
    auto network = methods::prepare(p.graph, recipe, p.calibration, options);
    if (!network) qFatal("%s", network.error().message.c_str());
    return *std::move(network);
}

Tensor answer(engine::Executable& network, const Tensor& x)
{
    const auto trace = network.run(std::span(&x, 1));
    if (!trace) qFatal("%s", trace.error().message.c_str());
    return trace->outputs[0];
}

// The first way on the scalar level against every way on every level. Returns how many ways there were.
int compareWays(const Prepared& p, const quant::Recipe& recipe, const Tensor& x, size_t layer, const std::string& name)
{
    const auto oracle = executable(p, recipe, kernels::Level::Scalar, 1, std::nullopt);
    const auto own = oracle->layers()[layer].ways;
    if (own.empty()) return 0;
    const Tensor expected = answer(*executable(p, recipe, kernels::Level::Scalar, 1, own.front()), x);
    for (const kernels::Level level : kernels::supportedLevels()) {
        auto ways = executable(p, recipe, level, 1, std::nullopt)->layers()[layer].ways;
        for (size_t i = 0; i <= ways.size(); ++i) {
            const int threads = 1 + static_cast<int>(i % 3);
            const auto way = i < ways.size() ? std::optional(ways[i]) : std::nullopt; // none: by the rule
            const auto different = difference(expected, answer(*executable(p, recipe, level, threads, way), x));
            if (!different.empty())
                qFatal("%s",
                    fmt::format("{}: {} at {}, {} threads: {}", name, way ? text(*way) : "the rule",
                        kernels::levelName(level), threads, different)
                        .c_str());
        }
    }
    return static_cast<int>(own.size());
}

} // namespace

class TestIntegerWays : public QObject
{
    Q_OBJECT

private slots:
    void singleLayers_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < kPairs.size(); ++i)
            QTest::newRow(fmt::format("{} {} {}", kPairs[i].weights, kPairs[i].activations, kPairs[i].variant).c_str())
                << static_cast<int>(i);
    }
    void singleLayers()
    {
        QFETCH(int, index);
        const Pair& pair = kPairs[static_cast<size_t>(index)];
        test::Random random(static_cast<uint64_t>(300 + index));
        struct Case {
            Ints input, weights;
            int64_t pad;
            int64_t groups = 1;
        };
        std::vector<Case> cases {{{1, 1, 3, 3}, {1, 1, 3, 3}, 0}, {{1, 1, 1, 1}, {1, 1, 3, 3}, 1},
            {{1, 15, 8, 8}, {16, 15, 3, 3}, 1}, {{2, 17, 5, 6}, {15, 17, 3, 3}, 2}, {{1, 64, 11, 3}, {40, 64, 3, 3}, 1},
            {{1, 33, 7, 9}, {65, 33, 3, 3}, 1}, {{1, 3, 9, 10}, {8, 3, 7, 7}, 3}, {{1, 24, 6, 5}, {144, 24, 1, 1}, 0},
            {{1, 16, 6, 7}, {16, 1, 3, 3}, 1, 16}, {{2, 70}, {33, 70}, 0}};
        for (int i = 0; i < 3; ++i)
            cases.push_back(
                {{random.integer(1, 2), random.integer(1, 40), random.integer(3, 19), random.integer(3, 19)},
                    {random.integer(1, 70), 0, 3, 3}, random.integer(0, 2)});
        for (Case& c : cases) {
            if (c.weights[1] == 0) c.weights[1] = c.input[1];
            GraphBuilder b;
            const ValueId x = b.input("x", c.input);
            // A uniform weight now and then: sums at the end of their range.
            Tensor w = random.tensor(c.weights, 0.4);
            const Tensor bias = random.tensor({c.weights[0]}, 0.4);
            const ValueId y = c.input.size() == 2
                ? b.node("Gemm", "layer", {x, b.constant("w", w), b.constant("b", bias)}, {{"transB", int64_t {1}}})
                : b.node("Conv", "layer", {x, b.constant("w", w), b.constant("b", bias)},
                    {{"pads", Ints {c.pad, c.pad, c.pad, c.pad}}, {"group", c.groups}});
            const Tensor in = random.tensor(c.input);
            const Prepared p = prepared(b.graph({b.node("Relu", "relu", {y})}), in);
            auto recipe = engine::floatRecipe(*p.graph);
            const auto of = recipeOf(pair);
            recipe.layers[0].weights = of.weights;
            recipe.layers[0].activations = of.activations;
            const int ways = compareWays(p, recipe, in, 0, fmt::format("{}", fmt::join(c.input, "x")));
            QVERIFY(ways > 0);
            const bool winograd = c.input.size() == 4 && c.weights[2] == 3 && c.groups == 1;
            if (winograd) QVERIFY(ways >= 3);
        }
    }

    // Codes handed from layer to layer, a sum behind a layer, and somebody who looks on.
    void onTheWay()
    {
        test::Random random(340);
        for (const int64_t extent : {5, 8, 26}) {
            GraphBuilder b;
            const auto conv = [&](const std::string& name, ValueId from, int64_t in, int64_t out) {
                return b.node("Conv", name,
                    {from, b.constant(name + "_w", random.tensor({out, in, 3, 3}, 0.2)),
                        b.constant(name + "_b", random.tensor({out}, 0.2))},
                    {{"pads", Ints {1, 1, 1, 1}}});
            };
            const ValueId x = b.input("x", {1, 24, extent, extent});
            const ValueId first = b.node("Relu", "r1", {conv("first", x, 24, 40)});
            const ValueId second = conv("second", first, 40, 24);
            const ValueId sum = b.node("Relu", "r2", {b.node("Add", "add", {second, x})});
            const Tensor in = random.tensor({1, 24, extent, extent});
            const Prepared p = prepared(b.graph({conv("last", sum, 24, 5)}), in);
            for (const char* format : {"int8", "int4", "int12", "ternary", "binary"}) {
                auto recipe = engine::floatRecipe(*p.graph);
                for (size_t i = 0; i < 3; ++i) {
                    // int12: a layer of bytes between two of words.
                    const bool words = format == std::string("int12") && i != 1;
                    recipe.layers[i].weights.format = *quant::parseFormat(words || i == 1 ? "int8" : format);
                    recipe.layers[i].activations
                        = quant::defaultActivationSpec(*quant::parseFormat(words ? "int12" : "int8"));
                }
                const std::string name = format;
                for (size_t i = 1; i < 3 && (name == "ternary" || name == "binary"); ++i) {
                    recipe.layers[i].weights = quant::defaultWeightSpec(*quant::parseFormat(format));
                    recipe.layers[i].activations = quant::defaultActivationSpec(*quant::parseFormat(format));
                }
                QVERIFY(compareWays(p, recipe, in, 1, fmt::format("{} at {}", format, extent)) >= 3);
                const auto network = executable(p, recipe, kernels::bestLevel(), 2, IntegerWay {Compute::U8S8, 4});
                QVERIFY(network->layers()[1].kernel.starts_with("winograd4_s16"));
                const Tensor plain = answer(*network, in);
                int seen = 0;
                const auto observed
                    = network->run(std::span(&in, 1), {}, [&](LayerId, engine::Tap, const Tensor&) { ++seen; });
                VERIFY_OK(observed);
                QVERIFY(seen >= 6);
                const auto different = difference(plain, observed->outputs[0]);
                QVERIFY2(different.empty(), different.c_str());
            }
        }
    }

    // Weights that are too heavy for a tile of 4×4 take one of 2×2, and give the same all the same.
    void exactnessOfALayer()
    {
        for (const auto& [channels, four] : {std::pair {229, true}, {230, false}}) {
            GraphBuilder b;
            Tensor w = *Tensor::make(tensor::ElementType::Float32, {2, channels, 3, 3});
            auto values = w.mutableAs<float>();
            for (size_t i = 0; i < values.size(); ++i)
                values[i] = i < values.size() / 2 ? 1.0f : -1.0f; // codes 127 and −127
            const ValueId x = b.input("x", {1, channels, 6, 6});
            Tensor in = *Tensor::make(tensor::ElementType::Float32, {1, channels, 6, 6});
            for (float& v : in.mutableAs<float>())
                v = 1.0f;
            in.mutableAs<float>()[0] = 0;
            const Prepared p = prepared(
                b.graph({b.node("Conv", "conv", {x, b.constant("w", w)}, {{"pads", Ints {1, 1, 1, 1}}})}), in);
            auto recipe = engine::floatRecipe(*p.graph);
            recipe.layers[0].weights = quant::defaultWeightSpec(quant::intFormat(8));
            recipe.layers[0].activations = quant::defaultActivationSpec(quant::intFormat(8));
            const auto ways = executable(p, recipe, kernels::Level::Scalar, 1, std::nullopt)->layers()[0].ways;
            QCOMPARE(std::ranges::find(ways, IntegerWay {Compute::U8S8, 4}) != ways.end(), four);
            QVERIFY(std::ranges::find(ways, IntegerWay {Compute::U8S8, 2}) != ways.end());
            QVERIFY(compareWays(p, recipe, in, 0, fmt::format("{} channels", channels)) >= 2);
        }
    }
};

QTEST_APPLESS_MAIN(TestIntegerWays)
#include "tst_integer_ways.moc"
