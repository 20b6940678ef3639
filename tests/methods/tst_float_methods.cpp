// Methods that change floats, ranges or the graph: each against a small computation of another kind.
#include "core/engine/layer_values.h"
#include "core/quant/quantize.h"
#include "tests/support/method_support.h"

#include <algorithm>
#include <bit>
#include <cmath>

using namespace bitladder;
using tensor::Tensor;

namespace
{

using Pictures = std::vector<std::vector<Tensor>>;

Pictures picturesOf(tensor::Shape shape, int count, uint32_t seed, double deviation = 1.0)
{
    test::Random random(seed);
    Pictures list;
    for (int i = 0; i < count; ++i)
        list.push_back({Tensor::of<float>(
            shape, random.normals<float>(static_cast<size_t>(*tensor::elementCount(shape)), deviation))});
    return list;
}

// conv 3×3, 8 channels → ReLU → conv 3×3, 6 channels → pool → Gemm: a network whose channels can shrink.
struct Chain {
    std::vector<float> w1, w2, w3, b1;
    std::shared_ptr<const graph::Graph> graph;

    explicit Chain(uint32_t seed)
    {
        test::Random random(seed);
        w1 = random.normals<float>(8 * 3 * 9, 0.3);
        w2 = random.normals<float>(6 * 8 * 9, 0.3);
        w3 = random.normals<float>(4 * 6, 0.5);
        b1 = random.normals<float>(8, 0.2);
        build();
    }
    void build()
    {
        test::GraphBuilder b;
        const std::vector<int64_t> pads {1, 1, 1, 1};
        const auto x = b.input("x", {1, 3, 8, 8});
        auto y = b.node(
            "Conv", "one", {x, b.constant("w1", {8, 3, 3, 3}, w1), b.constant("b1", {8}, b1)}, {{"pads", pads}});
        y = b.node("Relu", "relu", {y});
        y = b.node("Conv", "two", {y, b.constant("w2", {6, 8, 3, 3}, w2)}, {{"pads", pads}});
        y = b.node("GlobalAveragePool", "pool", {y});
        y = b.node("Flatten", "flat", {y});
        y = b.node("Gemm", "three", {y, b.constant("w3", {4, 6}, w3)}, {{"transB", int64_t {1}}});
        graph = test::simplified(b.graph({y}));
    }
};

quant::Recipe floats(const graph::Graph& graph, std::vector<quant::MethodChoice> methods)
{
    quant::Recipe recipe = engine::floatRecipe(graph);
    recipe.methods = std::move(methods);
    return recipe;
}

std::vector<float> weightsOf(const engine::QuantizedNetwork& network, size_t layer)
{
    const auto layers = graph::layersOf(*network.graph);
    return engine::layerValues(*network.graph, layers[layer])->f32;
}

int64_t macsOf(const engine::QuantizedNetwork& network)
{
    int64_t sum = 0;
    for (const auto& layer : graph::layersOf(*network.graph))
        sum += layer.macs;
    return sum;
}

// Two products, in between nothing or a ReLU.
struct Pair {
    static constexpr int64_t kRows = 20, kIn = 6, kMiddle = 8, kOut = 5;
    std::vector<float> w1, b1, w2;
    std::shared_ptr<const graph::Graph> graph;
    Pictures pictures;

    enum class Middle { Nothing, Relu };
    Pair(Middle middle, float bias)
    {
        test::Random random(5);
        w1 = random.normals<float>(kMiddle * kIn, 1.0);
        for (size_t i = 0; i < w1.size(); ++i)
            w1[i] *= std::pow(1.7f, static_cast<float>(i / kIn));
        b1.assign(kMiddle, bias);
        w2 = random.normals<float>(kOut * kMiddle, 1.0);
        test::GraphBuilder b;
        const auto x = b.input("x", {kRows, kIn});
        auto y = b.node("Gemm", "one", {x, b.constant("w1", {kMiddle, kIn}, w1), b.constant("b1", {kMiddle}, b1)},
            {{"transB", int64_t {1}}});
        if (middle == Middle::Relu) y = b.node("Relu", "relu", {y});
        y = b.node("Gemm", "two", {y, b.constant("w2", {kOut, kMiddle}, w2)}, {{"transB", int64_t {1}}});
        graph = test::simplified(b.graph({y}));
        pictures = picturesOf({kRows, kIn}, 3, 6);
    }
    // The largest value behind the ReLU, by channel of the middle.
    std::vector<double> peaks() const
    {
        std::vector<double> peaks(kMiddle);
        for (const auto& picture : pictures)
            for (int64_t r = 0; r < kRows; ++r)
                for (int64_t c = 0; c < kMiddle; ++c) {
                    double y = static_cast<double>(b1[static_cast<size_t>(c)]);
                    for (int64_t k = 0; k < kIn; ++k)
                        y += picture[0].at(r * kIn + k) * static_cast<double>(w1[static_cast<size_t>(c * kIn + k)]);
                    peaks[static_cast<size_t>(c)] = std::max(peaks[static_cast<size_t>(c)], y);
                }
        return peaks;
    }
};

} // namespace

class TestFloatMethods : public QObject
{
    Q_OBJECT

private slots:
    void smoothQuantDividesByTheFormula()
    {
        const Pair pair(Pair::Middle::Relu, 0.5f);
        const auto before
            = test::answers(*test::quantized(pair.graph, floats(*pair.graph, {}), pair.pictures), pair.pictures);
        const auto peaks = pair.peaks();
        for (const double alpha : {0.0, 0.5, 1.0}) {
            const auto smooth = test::quantized(
                pair.graph, floats(*pair.graph, {{"smoothquant", {{"alpha", alpha}}, true}}), pair.pictures);
            VERIFY_OK(smooth);
            QVERIFY(test::alike(before, test::answers(*smooth, pair.pictures), 1e-4));
            const auto w2 = weightsOf(**smooth, 1);
            for (size_t c = 0; c < Pair::kMiddle; ++c) {
                double heaviest = 0;
                for (size_t o = 0; o < Pair::kOut; ++o)
                    heaviest = std::max(heaviest, static_cast<double>(std::fabs(pair.w2[o * Pair::kMiddle + c])));
                const double s = std::pow(peaks[c], alpha) / std::pow(heaviest, 1 - alpha);
                for (size_t o = 0; o < Pair::kOut; ++o) {
                    const double wanted = s * static_cast<double>(pair.w2[o * Pair::kMiddle + c]);
                    QVERIFY(
                        std::fabs(static_cast<double>(w2[o * Pair::kMiddle + c]) - wanted) <= 1e-4 * std::fabs(wanted));
                }
            }
        }
    }

    void hadamardIsSylvestersMatrix()
    {
        const Pair pair(Pair::Middle::Nothing, 0.5f);
        const auto before
            = test::answers(*test::quantized(pair.graph, floats(*pair.graph, {}), pair.pictures), pair.pictures);
        const auto rotated = test::quantized(pair.graph, floats(*pair.graph, {{"hadamard", {}, true}}), pair.pictures);
        VERIFY_OK(rotated);
        QVERIFY(test::alike(before, test::answers(*rotated, pair.pictures), 1e-4));
        const auto w1 = weightsOf(**rotated, 0);
        for (size_t c = 0; c < Pair::kMiddle; ++c)
            for (size_t k = 0; k < Pair::kIn; ++k) {
                double wanted = 0;
                for (size_t j = 0; j < Pair::kMiddle; ++j)
                    wanted += (std::popcount(c & j) % 2 == 0 ? 1 : -1) / std::sqrt(8.0)
                        * static_cast<double>(pair.w1[j * Pair::kIn + k]);
                QVERIFY(std::fabs(static_cast<double>(w1[c * Pair::kIn + k]) - wanted) < 1e-4);
            }
        // With a ReLU in between it is not the same network: refused.
        const Pair other(Pair::Middle::Relu, 0.5f);
        const auto refused
            = test::quantized(other.graph, floats(*other.graph, {{"hadamard", {}, true}}), other.pictures);
        VERIFY_OK(refused);
        QVERIFY((*refused)->graph == other.graph && !(*refused)->log[0].note.empty());
    }

    // Behind a large bias nothing reaches zero: what is absorbed leaves the answer as it is, and the activations
    // narrow.
    void absorptionKeepsTheAnswer()
    {
        const Pair pair(Pair::Middle::Relu, 1000.0f);
        const auto before
            = test::answers(*test::quantized(pair.graph, floats(*pair.graph, {}), pair.pictures), pair.pictures);
        auto recipe = floats(*pair.graph, {{"equalize", {{"absorb", 4}}, true}});
        const auto absorbed = test::quantized(pair.graph, recipe, pair.pictures);
        VERIFY_OK(absorbed);
        QVERIFY(test::alike(before, test::answers(*absorbed, pair.pictures), 1e-3));
        recipe.methods = {{"equalize", {}, true}};
        const auto equalized = test::quantized(pair.graph, recipe, pair.pictures);
        const auto biasOf = [](const engine::QuantizedNetwork& network) {
            const auto layers = graph::layersOf(*network.graph);
            return network.graph->constant(layers[0].bias)->as<float>();
        };
        for (size_t c = 0; c < Pair::kMiddle; ++c)
            QVERIFY2(biasOf(**absorbed)[c] < 0.7f * biasOf(**equalized)[c],
                qPrintable(QStringLiteral("%1 %2").arg(biasOf(**absorbed)[c]).arg(biasOf(**equalized)[c])));
    }

    void prunesTheSmallest()
    {
        const Chain chain(1);
        const auto pictures = picturesOf({1, 3, 8, 8}, 2, 2);
        const auto zeros = [](const std::vector<float>& w) { return std::ranges::count(w, 0.0f); };
        const auto half
            = test::quantized(chain.graph, floats(*chain.graph, {{"prune", {{"share", 0.5}}, true}}), pictures);
        VERIFY_OK(half);
        const auto w1 = weightsOf(**half, 0);
        QCOMPARE(zeros(w1), std::ptrdiff_t(w1.size() / 2));
        auto sizes = chain.w1;
        for (float& w : sizes)
            w = std::fabs(w);
        std::ranges::sort(sizes);
        for (const float w : w1)
            QVERIFY(w == 0 || std::fabs(w) > sizes[sizes.size() / 2 - 1]);
        // Over the whole network: as many in all, not in each.
        const auto global = test::quantized(
            chain.graph, floats(*chain.graph, {{"prune", {{"share", 0.5}, {"global", 1}}, true}}), pictures);
        VERIFY_OK(global);
        std::ptrdiff_t all = 0;
        for (size_t layer = 0; layer < 3; ++layer)
            all += zeros(weightsOf(**global, layer));
        QCOMPARE(all, std::ptrdiff_t((chain.w1.size() + chain.w2.size() + chain.w3.size()) / 2));
        // Of four neighbours the two largest stay. By hand: 4 −1 2 3 → 4 0 0 3.
        const auto one = test::oneProduct(1, 8, 1, {4, -1, 2, 3, 0.5f, -7, 7, 0.1f});
        const auto some
            = test::quantized(one, floats(*one, {{"prune", {{"n", 2}, {"m", 4}}, true}}), picturesOf({1, 8}, 1, 3));
        VERIFY_OK(some);
        QCOMPARE(weightsOf(**some, 0), (std::vector<float> {4, 0, 0, 3, 0, -7, 7, 0}));
        // Codes are of the pruned weights, and known by the method.
        const auto coded = test::quantized(
            one, test::recipeOf(*one, "int4", {{"prune", {{"n", 2}, {"m", 4}}, true}}), picturesOf({1, 8}, 1, 3));
        VERIFY_OK(coded);
        QCOMPARE((*coded)->layers[0].weights->codesOf(0), (std::vector<int64_t> {4, 0, 0, 3, 0, -7, 7, 0}));
        QCOMPARE((*coded)->layers[0].weights->key.methods.size(), size_t {1});
    }

    // A network without its weakest channels answers like the whole one in which nobody reads them.
    void channelsThatGoAreThoseNobodyReads()
    {
        Chain chain(3);
        const auto pictures = picturesOf({1, 3, 8, 8}, 3, 4);
        const auto smaller = test::quantized(
            chain.graph, floats(*chain.graph, {{"prune", {{"channels", 1}, {"share", 0.5}}, true}}), pictures);
        VERIFY_OK(smaller);
        const auto layers = graph::layersOf(*(*smaller)->graph);
        QCOMPARE(layers[0].channels, int64_t {4});
        QCOMPARE(layers[1].channels, int64_t {3});
        QCOMPARE(layers[2].channels, int64_t {4}); // the answer's own
        const auto whole = test::quantized(chain.graph, floats(*chain.graph, {}), pictures);
        QCOMPARE(macsOf(**whole), int64_t {64 * (8 * 27 + 6 * 72) + 24});
        QCOMPARE(macsOf(**smaller), int64_t {64 * (4 * 27 + 3 * 36) + 12});
        const auto weakest = [](const std::vector<float>& w, size_t channels) {
            std::vector<std::pair<double, size_t>> sums(channels);
            for (size_t i = 0; i < w.size(); ++i) {
                const size_t c = i / (w.size() / channels);
                sums[c].first += static_cast<double>(std::fabs(w[i]));
                sums[c].second = c;
            }
            std::ranges::sort(sums);
            std::vector<size_t> list;
            for (size_t i = 0; i < channels / 2; ++i)
                list.push_back(sums[i].second);
            return list;
        };
        for (const size_t c : weakest(chain.w1, 8))
            for (size_t o = 0; o < 6; ++o)
                std::fill_n(chain.w2.begin() + static_cast<ptrdiff_t>((o * 8 + c) * 9), 9, 0.0f);
        const auto w2 = Chain(3).w2; // the channels' own weights, before anything was taken from them
        for (const size_t c : weakest(w2, 6))
            for (size_t o = 0; o < 4; ++o)
                chain.w3[o * 6 + c] = 0;
        chain.build();
        const auto expected = test::quantized(chain.graph, floats(*chain.graph, {}), pictures);
        QVERIFY(test::alike(test::answers(*expected, pictures), test::answers(*smaller, pictures), 1e-4));
    }

    // Of full rank nothing changes; of less, products and weights are fewer, and what is told of layers is told of the
    // model's.
    void lowRankSplitsLayers()
    {
        const Chain chain(5);
        const auto pictures = picturesOf({1, 3, 8, 8}, 3, 6);
        const auto whole = test::quantized(chain.graph, floats(*chain.graph, {}), pictures);
        const auto half
            = test::quantized(chain.graph, floats(*chain.graph, {{"low-rank", {{"share", 0.6}}, true}}), pictures);
        VERIFY_OK(half);
        const auto layers = graph::layersOf(*(*half)->graph);
        QVERIFY(layers.size() > 3);
        QVERIFY2(
            macsOf(**half) < 0.65 * static_cast<double>(macsOf(**whole)), qPrintable(QString::number(macsOf(**half))));
        auto executable = engine::prepare(*half);
        VERIFY_OK(executable);
        QCOMPARE((*executable)->layers().size(), size_t {3});
        QCOMPARE((*executable)->layers()[0].name, std::string("one"));
        int64_t macs = 0;
        for (const auto& layer : (*executable)->layers())
            macs += layer.macs;
        QCOMPARE(macs, macsOf(**half));
        std::vector<int> inputs(3), outputs(3);
        auto trace = (*executable)->run(pictures[0], {}, [&](LayerId id, engine::Tap tap, const Tensor& value) {
            QVERIFY(id.index < 3);
            ++(tap == engine::Tap::LayerInput ? inputs : outputs)[static_cast<size_t>(id.index)];
            if (id.index == 0 && tap == engine::Tap::LayerOutput) QCOMPARE(value.shape(), (tensor::Shape {1, 8, 8, 8}));
        });
        VERIFY_OK(trace);
        QCOMPARE(trace->layers.size(), size_t {3});
        QCOMPARE(inputs, (std::vector<int> {1, 1, 1}));
        QCOMPARE(outputs, (std::vector<int> {1, 1, 1}));
        // A matrix that is of low rank anyway loses nothing.
        test::Random random(8);
        const auto u = random.normals<float>(12 * 2, 1.0), v = random.normals<float>(2 * 10, 1.0);
        std::vector<float> w(12 * 10);
        for (size_t o = 0; o < 12; ++o)
            for (size_t k = 0; k < 10; ++k)
                w[o * 10 + k] = u[o * 2] * v[k] + u[o * 2 + 1] * v[10 + k];
        const auto one = test::oneProduct(4, 10, 12, w);
        const auto rows = picturesOf({4, 10}, 2, 9);
        const auto exact = test::quantized(one, floats(*one, {{"low-rank", {{"rank", 2}}, true}}), rows);
        VERIFY_OK(exact);
        QCOMPARE(graph::layersOf(*(*exact)->graph).size(), size_t {2});
        QVERIFY(test::alike(
            test::answers(*test::quantized(one, floats(*one, {}), rows), rows), test::answers(*exact, rows), 1e-4));
        // Asked for all of the energy but rounding errors, it finds that rank by itself; a matrix of full rank that has
        // to keep its energy stays whole.
        const auto found = test::quantized(one, floats(*one, {{"low-rank", {{"energy", 0.999999}}, true}}), rows);
        VERIFY_OK(found);
        QCOMPARE(graph::layersOf(*(*found)->graph)[0].channels, int64_t {2});
        const auto full = test::oneProduct(4, 10, 12, random.normals<float>(12 * 10, 1.0));
        const auto kept = test::quantized(full, floats(*full, {{"low-rank", {}, true}}), rows);
        VERIFY_OK(kept);
        QCOMPARE(graph::layersOf(*(*kept)->graph).size(), size_t {1});
        QVERIFY(!(*kept)->log[0].note.empty());
        // Quantized, other methods work on the parts.
        const auto coded = test::quantized(chain.graph,
            test::recipeOf(*chain.graph, "int4",
                {{"low-rank", {{"share", 0.6}}, true}, {"gptq", {}, true}, {"bias-correction", {}, true}}),
            pictures);
        VERIFY_OK(coded);
        for (const auto& log : (*coded)->log)
            for (const auto& effect : log.layers)
                QVERIFY(effect.layer >= 0 && effect.layer < 3);
    }

    // Over the calibration pictures mean and deviation of every channel are those of the float network again.
    void batchNormsAreReestimated()
    {
        test::Random random(11);
        const auto w = random.normals<float>(7 * 9, 1.0);
        const auto graph = test::oneProduct(40, 9, 7, w);
        const auto pictures = picturesOf({40, 9}, 2, 12);
        const auto real = test::answers(*test::quantized(graph, floats(*graph, {}), pictures), pictures);
        const auto network
            = test::quantized(graph, test::recipeOf(*graph, "int2", {{"bn-reestimate", {}, true}}), pictures);
        VERIFY_OK(network);
        const auto got = test::answers(*network, pictures);
        const auto moments = [](const test::Rows& rows, size_t c) {
            double sum = 0, square = 0, n = 0;
            for (const auto& row : rows)
                for (size_t i = c; i < row.size(); i += 7, ++n) {
                    sum += row[i];
                    square += row[i] * row[i];
                }
            return std::pair {sum / n, std::sqrt(square / n - sum / n * sum / n)};
        };
        for (size_t c = 0; c < 7; ++c) {
            const auto [mean, deviation] = moments(real, c);
            const auto [meanGot, deviationGot] = moments(got, c);
            QVERIFY(std::fabs(mean - meanGot) < 1e-4);
            QVERIFY(std::fabs(deviation / deviationGot - 1) < 1e-4);
        }
    }

    // Inputs from −0.5 to 3 on a symmetric grid of 8 bits: 3/127 a step; shifted, 3.5/255.
    void shiftMakesTheStepSmaller()
    {
        const auto graph = test::oneProduct(1, 8, 3, test::Random(1).normals<float>(24, 1.0));
        const std::vector<float> values {-0.5f, 3, 0, 1, 2, 0.5f, 1.5f, 2.5f};
        const Pictures pictures {{Tensor::of<float>({1, 8}, values)}};
        engine::Calibration calibration;
        calibration.add("g", pictures[0][0]);
        auto recipe = engine::floatRecipe(*graph);
        recipe.layers[0].activations.format = quant::intFormat(8);
        recipe.layers[0].activations.symmetry = quant::Symmetry::Symmetric;
        recipe.methods = {{"shift-negative", {}, true}};
        const auto network = methods::quantizeNetwork(graph, recipe, calibration);
        VERIFY_OK(network);
        const auto& effect = (*network)->log[0].layers.at(0);
        QVERIFY(std::fabs(effect.before - 3.0 / 127) < 1e-6);
        QVERIFY(std::fabs(effect.after - 3.5 / 255) < 1e-6);
        QVERIFY(std::fabs((*network)->layers[0].activations->scale(0) - 3.5 / 255) < 1e-6);
    }

    // No scale in a fine search has a much smaller norm, and nearest rounding's a larger one where there are outliers.
    void halfQuadraticAgainstASearch()
    {
        auto w = test::Random(2).normals<float>(64, 1.0);
        w[5] = 9;
        w[40] = -8;
        const auto graph = test::oneProduct(1, 64, 1, w);
        const auto pictures = picturesOf({1, 64}, 1, 3);
        auto recipe = test::recipeOf(*graph, "int4", {{"hqq", {{"iterations", 200}}, true}});
        recipe.layers[0].weights.range = &quant::kMinMax;
        const auto network = test::quantized(graph, recipe, pictures);
        VERIFY_OK(network);
        const auto norm = [&](const quant::Quantizer& quantizer) {
            double sum = 0;
            for (const float x : w) {
                const auto value = static_cast<double>(x);
                sum += std::pow(
                    std::fabs(value - quant::dequantize(quant::quantize(value, quantizer, 0), quantizer, 0)), 0.7);
            }
            return sum;
        };
        const auto& found = (*network)->layers[0].weights->quantizer;
        recipe.methods.clear();
        const auto nearest = test::quantized(graph, recipe, pictures);
        const quant::Quantizer start = (*nearest)->layers[0].weights->quantizer;
        double best = 1e300;
        for (int i = 1; i <= 400; ++i) {
            quant::Quantizer trial = start;
            trial.scales[0] = static_cast<double>(static_cast<float>(start.scales[0] * i / 400));
            best = std::min(best, norm(trial));
        }
        // The steps are local: better than where they begin, and no better than what a search finds.
        QVERIFY2(norm(found) < 0.95 * norm(start) && norm(found) > 0.99 * best,
            qPrintable(QStringLiteral("%1 %2 %3").arg(norm(found)).arg(best).arg(norm(start))));
    }
};

QTEST_APPLESS_MAIN(TestFloatMethods)
#include "tst_float_methods.moc"
