// Float convolutions by Winograd's algorithm as the engine runs them: within the stated bound of sums in double, the
// same bits on every level and for every number of threads, with everything that other layers do on the way.
#include "core/engine/executable.h"
#include "core/engine/winograd.h"
#include "core/kernels/winograd.h"
#include "core/methods/quantize_network.h"
#include "core/ops/simplify.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using engine::FloatConvolution;
using tensor::Shape;
using tensor::Tensor;
using test::GraphBuilder;
using Ints = std::vector<int64_t>;

namespace
{

struct Case {
    int64_t batch, in, out, height, width;
    Ints pads; // top, left, bottom, right
};

std::vector<Case> cases(test::Random& random)
{
    std::vector<Case> list {
        {1, 1, 1, 3, 3, {0, 0, 0, 0}}, {1, 1, 1, 1, 1, {1, 1, 1, 1}}, {0, 4, 5, 6, 6, {1, 1, 1, 1}},
        {1, 15, 16, 8, 8, {1, 1, 1, 1}}, {1, 16, 17, 7, 9, {1, 1, 1, 1}}, {2, 17, 15, 5, 6, {0, 1, 2, 0}},
        {1, 31, 67, 13, 11, {2, 2, 0, 1}}, {1, 64, 40, 10, 3, {1, 0, 1, 2}}, {3, 8, 33, 4, 4, {1, 1, 1, 1}},
        {1, 3, 5, 2, 19, {3, 3, 3, 3}},
        {1, 256, 32, 6, 6, {1, 1, 1, 1}}, // rows that would share the first cache's sets
        {1, 64, 16, 41, 43, {1, 1, 1, 1}}, // several blocks
    };
    for (int i = 0; i < 12; ++i) {
        Case c {random.integer(1, 2), random.integer(1, 40), random.integer(1, 70), random.integer(1, 17),
            random.integer(1, 17), {}};
        for (int side = 0; side < 4; ++side)
            c.pads.push_back(random.integer(0, 2));
        c.height = std::max(c.height, 3 - c.pads[0] - c.pads[2]);
        c.width = std::max(c.width, 3 - c.pads[1] - c.pads[3]);
        list.push_back(c);
    }
    return list;
}

std::string text(const Case& c)
{
    return fmt::format("{}x{}x{}x{} to {}, pads {}", c.batch, c.in, c.height, c.width, c.out, fmt::join(c.pads, ","));
}

std::shared_ptr<const graph::Graph> simplified(graph::Graph graph)
{
    auto result = ops::simplify(std::move(graph));
    if (!result) qFatal("%s", result.error().message.c_str());
    return std::make_shared<const graph::Graph>(*std::move(result));
}

Tensor answer(const std::shared_ptr<const graph::Graph>& graph, const Tensor& x, kernels::Level level, int threads,
    FloatConvolution way, const engine::Observer& observer = {})
{
    auto network = methods::prepare(graph, engine::floatRecipe(*graph), {}, {level, threads, nullptr, way});
    if (!network) qFatal("%s", network.error().message.c_str());
    std::optional<Tensor> first;
    for (int round = 0; round < 2; ++round) { // nothing is left over from the run before
        const auto trace = (*network)->run(std::span(&x, 1), {}, observer);
        if (!trace) qFatal("%s", trace.error().message.c_str());
        if (first && !test::difference(*first, trace->outputs[0]).empty())
            qFatal("the second run gives another answer");
        first = trace->outputs[0];
    }
    return *first;
}

// The convolution in double and, for each output, what the bound of kernels/winograd.h allows.
struct Reference {
    std::vector<double> values, bounds;
};

Reference reference(const Case& c, const Tensor& x, const Tensor& w, const Tensor& bias, int m)
{
    const int64_t outHeight = c.height + c.pads[0] + c.pads[2] - 2, outWidth = c.width + c.pads[1] + c.pads[3] - 2;
    const int n = m + 2;
    const auto matrices = kernels::winogradMatrices(m);
    constexpr double u = 1.0 / (1 << 24);
    const double k = kernels::winogradRoundings(m, static_cast<int>(c.in)) * u, gamma = k / (1 - k);
    const auto at = [&](int64_t b, int64_t i, int64_t row, int64_t column) {
        row -= c.pads[0];
        column -= c.pads[1];
        if (row < 0 || row >= c.height || column < 0 || column >= c.width) return 0.0;
        return x.at(((b * c.in + i) * c.height + row) * c.width + column);
    };
    Reference r;
    for (int64_t b = 0; b < c.batch; ++b)
        for (int64_t o = 0; o < c.out; ++o)
            for (int64_t row = 0; row < outHeight; ++row)
                for (int64_t column = 0; column < outWidth; ++column) {
                    double sum = 0;
                    for (int64_t i = 0; i < c.in; ++i)
                        for (int64_t t = 0; t < 9; ++t)
                            sum += at(b, i, row + t / 3, column + t % 3) * w.at((o * c.in + i) * 9 + t);
                    r.values.push_back(sum + bias.at(o));
                }
    r.bounds.resize(r.values.size());
    for (int64_t b = 0; b < c.batch; ++b)
        for (int64_t top = 0; top < outHeight; top += m)
            for (int64_t left = 0; left < outWidth; left += m) {
                std::vector<double> inputs; // |Bᵀ| |d| |B| of each channel
                for (int64_t i = 0; i < c.in; ++i)
                    for (int p = 0; p < n * n; ++p) {
                        double sum = 0;
                        for (int q = 0; q < n * n; ++q)
                            sum += std::fabs(matrices.b[p / n][q / n] * matrices.b[p % n][q % n]
                                * at(b, i, top + q / n, left + q % n));
                        inputs.push_back(sum);
                    }
                for (int64_t o = 0; o < c.out; ++o) {
                    std::vector<double> products(static_cast<size_t>(n * n));
                    for (int64_t i = 0; i < c.in; ++i)
                        for (int p = 0; p < n * n; ++p) {
                            double sum = 0; // |G| |g| |Gᵀ|
                            for (int t = 0; t < 9; ++t)
                                sum += std::fabs(
                                    matrices.g[p / n][t / 3] * matrices.g[p % n][t % 3] * w.at((o * c.in + i) * 9 + t));
                            products[static_cast<size_t>(p)] += sum * inputs[static_cast<size_t>(i * n * n + p)];
                        }
                    for (int64_t row = top; row < std::min(outHeight, top + m); ++row)
                        for (int64_t column = left; column < std::min(outWidth, left + m); ++column) {
                            double sum = 0;
                            for (int p = 0; p < n * n; ++p)
                                sum += std::fabs(matrices.a[p / n][row - top] * matrices.a[p % n][column - left])
                                    * products[static_cast<size_t>(p)];
                            const auto index
                                = static_cast<size_t>(((b * c.out + o) * outHeight + row) * outWidth + column);
                            const double before = gamma * sum;
                            r.bounds[index] = before + u * (std::fabs(r.values[index]) + before);
                        }
                }
            }
    return r;
}

engine::Geometry geometry(int64_t in, int64_t out, int64_t extent, int64_t groups = 1, int64_t stride = 1,
    int64_t dilation = 1, int64_t kernel = 3)
{
    engine::Geometry g;
    g.inChannels = in;
    g.outChannels = out;
    g.groups = groups;
    g.inSpatial = {extent, extent};
    g.outSpatial = {(extent + stride - 1) / stride, (extent + stride - 1) / stride};
    g.kernel = {kernel, kernel};
    g.strides = {stride, stride};
    g.dilations = {dilation, dilation};
    g.padsBegin = {kernel / 2, kernel / 2};
    return g;
}

} // namespace

class TestWinogradLayers : public QObject
{
    Q_OBJECT

private slots:
    void withinTheBound_data() { ways(); }
    void withinTheBound()
    {
        QFETCH(int, m);
        const auto way = m == 2 ? FloatConvolution::Winograd2 : FloatConvolution::Winograd4;
        test::Random random(static_cast<uint64_t>(70 + m));
        double worst = 0;
        for (const Case& c : cases(random)) {
            GraphBuilder b;
            const Tensor w = random.tensor({c.out, c.in, 3, 3}, 0.3), bias = random.tensor({c.out});
            const ValueId x = b.input("x", {c.batch, c.in, c.height, c.width});
            const auto graph = simplified(
                b.graph({b.node("Conv", "conv", {x, b.constant("w", w), b.constant("b", bias)}, {{"pads", c.pads}})}));
            const Tensor in = random.tensor({c.batch, c.in, c.height, c.width});
            std::optional<Tensor> scalar;
            for (const auto level : kernels::supportedLevels())
                for (const int threads : {1, 2, 3}) {
                    const Tensor got = answer(graph, in, level, threads, way);
                    if (!scalar) scalar = got;
                    const auto different = test::difference(*scalar, got);
                    QVERIFY2(different.empty(),
                        fmt::format("{}: {}, {} threads: {}", text(c), kernels::levelName(level), threads, different)
                            .c_str());
                }
            const Reference r = reference(c, in, w, bias, m);
            QCOMPARE(static_cast<size_t>(scalar->count()), r.values.size());
            for (size_t i = 0; i < r.values.size(); ++i) {
                const double error = std::fabs(scalar->at(static_cast<int64_t>(i)) - r.values[i]);
                QVERIFY2(error <= r.bounds[i],
                    fmt::format("{}: output {} is off by {}, allowed is {}", text(c), i, error, r.bounds[i]).c_str());
                if (r.bounds[i] > 0) worst = std::max(worst, error / r.bounds[i]);
            }
        }
        qInfo("the largest error is %.3f of its bound", worst);
        QVERIFY(worst > 0);
    }

    // Limits, a sum that follows, a quantized reader behind it, and somebody who looks on: all give what single steps
    // give.
    void onTheWay_data() { ways(); }
    void onTheWay()
    {
        QFETCH(int, m);
        const auto way = m == 2 ? FloatConvolution::Winograd2 : FloatConvolution::Winograd4;
        test::Random random(static_cast<uint64_t>(80 + m));
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
            const ValueId last = conv("last", sum, 24, 5);
            const auto graph = simplified(b.graph({last}));
            const Tensor in = random.tensor({1, 24, extent, extent});
            engine::Calibration calibration;
            auto network = methods::prepare(graph, engine::floatRecipe(*graph), {});
            VERIFY_OK(network);
            VERIFY_OK(engine::calibrate(**network, std::span(&in, 1), calibration));
            for (const char* format : {"float32", "int8"}) {
                auto recipe = engine::floatRecipe(*graph);
                recipe.layers[2].weights.format = recipe.layers[2].activations.format = *quant::parseFormat(format);
                std::optional<Tensor> scalar, outputs[2];
                for (const auto level : kernels::supportedLevels())
                    for (const int threads : {1, 2}) {
                        auto chosen = methods::prepare(graph, recipe, calibration, {level, threads, nullptr, way});
                        VERIFY_OK(chosen);
                        QVERIFY((*chosen)->layers()[1].kernel.starts_with(m == 2 ? "winograd2" : "winograd4"));
                        QCOMPARE(
                            (*chosen)->layers()[2].kernel.starts_with("winograd"), format == std::string("float32"));
                        const auto plain = (*chosen)->run(std::span(&in, 1));
                        VERIFY_OK(plain);
                        if (!scalar) scalar = plain->outputs[0];
                        auto different = test::difference(*scalar, plain->outputs[0]);
                        QVERIFY2(different.empty(), different.c_str());
                        // Observed: the same answer, and each layer's output is what a network of it alone gives.
                        const auto observed = (*chosen)->run(
                            std::span(&in, 1), {}, [&](LayerId id, engine::Tap tap, const Tensor& value) {
                                if (tap == engine::Tap::LayerOutput && id.index < 2)
                                    outputs[static_cast<size_t>(id.index)] = value;
                            });
                        VERIFY_OK(observed);
                        different = test::difference(*scalar, observed->outputs[0]);
                        QVERIFY2(different.empty(), different.c_str());
                        GraphBuilder alone;
                        const ValueId y = alone.input("x", outputs[0]->shape());
                        const graph::Node& node = graph->node(graph::layersOf(*graph)[1].node);
                        const auto single = simplified(alone.graph({alone.node("Conv", "second",
                            {y, alone.constant("w", *graph->constant(node.input(1))),
                                alone.constant("b", *graph->constant(node.input(2)))},
                            {{"pads", Ints {1, 1, 1, 1}}})}));
                        different = test::difference(*outputs[1], answer(single, *outputs[0], level, threads, way));
                        QVERIFY2(different.empty(), different.c_str());
                    }
            }
        }
    }

    void exactOrderIsPlainSums()
    {
        test::Random random(90);
        GraphBuilder b;
        const Tensor w = random.tensor({32, 32, 3, 3}, 0.2);
        const ValueId x = b.input("x", {1, 32, 9, 9});
        const auto graph
            = simplified(b.graph({b.node("Conv", "conv", {x, b.constant("w", w)}, {{"pads", Ints {1, 1, 1, 1}}})}));
        const Tensor in = random.tensor({1, 32, 9, 9});
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 2}) {
                const Tensor got = answer(graph, in, level, threads, FloatConvolution::ExactOrder);
                for (int64_t o = 0; o < 32; ++o)
                    for (int64_t p = 0; p < 81; ++p) {
                        float sum = 0; // taps outside, channels inside
                        for (int64_t t = 0; t < 9; ++t)
                            for (int64_t i = 0; i < 32; ++i) {
                                const int64_t row = p / 9 + t / 3 - 1, column = p % 9 + t % 3 - 1;
                                const bool inside = row >= 0 && row < 9 && column >= 0 && column < 9;
                                const float v = inside ? static_cast<float>(in.at((i * 9 + row) * 9 + column)) : 0.0f;
                                sum = std::fma(v, static_cast<float>(w.at((o * 32 + i) * 9 + t)), sum);
                            }
                        QVERIFY(test::sameBits(sum + 0.0f, static_cast<float>(got.at(o * 81 + p))));
                    }
            }
        // The same layer is left to Winograd's algorithm where nothing else is asked for: other bits, or the test says
        // nothing.
        QVERIFY(!test::difference(answer(graph, in, kernels::bestLevel(), 1, FloatConvolution::ExactOrder),
            answer(graph, in, kernels::bestLevel(), 1, FloatConvolution::Fastest))
                     .empty());
    }

    void rule()
    {
        const auto chosen
            = [](const engine::Geometry& g) { return engine::winogradTile(g, FloatConvolution::Fastest); };
        QCOMPARE(chosen(geometry(64, 64, 56)), 4);
        QCOMPARE(chosen(geometry(256, 256, 14)), 4);
        QCOMPARE(chosen(geometry(512, 512, 7)), 2); // weights of 4×4 tiles would be too many
        QCOMPARE(chosen(geometry(256, 256, 7)), 4);
        QCOMPARE(chosen(geometry(64, 64, 4)), 2);
        QCOMPARE(chosen(geometry(64, 64, 1)), 0);
        QCOMPARE(chosen(geometry(3, 64, 224)), 0); // too few channels for the transforms
        for (const auto way : {FloatConvolution::Fastest, FloatConvolution::Winograd2, FloatConvolution::Winograd4}) {
            QCOMPARE(engine::winogradTile(geometry(64, 64, 56, 2), way), 0);
            QCOMPARE(engine::winogradTile(geometry(64, 64, 56, 1, 2), way), 0);
            QCOMPARE(engine::winogradTile(geometry(64, 64, 56, 1, 1, 2), way), 0);
            QCOMPARE(engine::winogradTile(geometry(64, 64, 56, 1, 1, 1, 5), way), 0);
        }
        QCOMPARE(engine::winogradTile(geometry(64, 64, 56), FloatConvolution::ExactOrder), 0);
        QCOMPARE(engine::winogradProducts(geometry(64, 32, 7), 4), int64_t {4 * 36 * 64 * 32});
    }

    // A layer that only simulates a format keeps its plain sums, whatever the shape.
    void onlyNativeFloats()
    {
        test::Random random(91);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 32, 9, 9});
        const auto graph = simplified(b.graph({b.node(
            "Conv", "conv", {x, b.constant("w", random.tensor({32, 32, 3, 3}))}, {{"pads", Ints {1, 1, 1, 1}}})}));
        for (const char* format : {"float16", "float64", "float32"}) {
            auto recipe = engine::floatRecipe(*graph);
            recipe.layers[0].weights.format = recipe.layers[0].activations.format = *quant::parseFormat(format);
            auto network = methods::prepare(graph, recipe, {});
            VERIFY_OK(network);
            const auto& info = (*network)->layers()[0];
            const bool winograd = format == std::string("float32");
            QCOMPARE(info.kernel.starts_with("winograd4"), winograd);
            QCOMPARE(info.products < info.macs, winograd);
        }
    }

private:
    static void ways()
    {
        QTest::addColumn<int>("m");
        QTest::newRow("2x2") << 2;
        QTest::newRow("4x4") << 4;
    }
};

QTEST_APPLESS_MAIN(TestWinogradLayers)
#include "tst_winograd_layers.moc"
