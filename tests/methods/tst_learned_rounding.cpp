// Methods that choose levels by the layer's output: against searches that try every choice.
#include "core/quant/quantize.h"
#include "tests/support/method_support.h"

#include <algorithm>
#include <cmath>

using namespace bitladder;
using tensor::Tensor;

namespace
{

constexpr int64_t kRows = 60, kDepth = 8, kChannels = 5;

// One product, with inputs whose columns depend on each other.
struct Case {
    std::vector<float> weights, inputs;
    std::shared_ptr<const graph::Graph> graph;
    std::vector<std::vector<Tensor>> pictures;

    explicit Case(uint32_t seed)
    {
        test::Random random(seed);
        weights = random.normals<float>(static_cast<size_t>(kDepth * kChannels), 1.0);
        inputs = random.normals<float>(static_cast<size_t>(kRows * kDepth), 1.0);
        for (int64_t r = 0; r < kRows; ++r)
            for (int64_t k = 1; k < kDepth; ++k)
                inputs[static_cast<size_t>(r * kDepth + k)] += 0.9f * inputs[static_cast<size_t>(r * kDepth + k - 1)];
        graph = test::oneProduct(kRows, kDepth, kChannels, weights);
        pictures = {{Tensor::of<float>({kRows, kDepth}, inputs)}};
    }
    // Σ over rows of the output's squared error of a channel.
    double error(size_t channel, const std::vector<double>& w) const
    {
        double sum = 0;
        for (int64_t r = 0; r < kRows; ++r) {
            double e = 0;
            for (int64_t k = 0; k < kDepth; ++k)
                e += (w[static_cast<size_t>(k)]
                         - static_cast<double>(weights[channel * static_cast<size_t>(kDepth) + static_cast<size_t>(k)]))
                    * static_cast<double>(inputs[static_cast<size_t>(r * kDepth + k)]);
            sum += e * e;
        }
        return sum;
    }
};

std::vector<double> channelOf(const quant::QuantizedTensor& tensor, size_t c)
{
    std::vector<double> w(static_cast<size_t>(kDepth));
    tensor.dequantize(c, 0, std::span<double>(w));
    return w;
}

} // namespace

class TestLearnedRounding : public QObject
{
    Q_OBJECT

private slots:
    // Of the 2^depth ways to round up or down, AdaRound finds one that is among the best, and none that is worse than
    // nearest rounding.
    void adaRoundAgainstAllChoices()
    {
        double nearestSum = 0, learnedSum = 0, bestSum = 0;
        for (const uint32_t seed : {1u, 2u, 3u})
            for (const char* format : {"int4", "int3", "e2m1"}) {
                const Case c(seed);
                const auto nearest = test::quantized(c.graph, test::recipeOf(*c.graph, format, {}), c.pictures);
                const auto learned
                    = test::quantized(c.graph, test::recipeOf(*c.graph, format, {{"adaround", {}, true}}), c.pictures);
                VERIFY_OK(nearest);
                VERIFY_OK(learned);
                const auto &a = *(*nearest)->layers[0].weights, &b = *(*learned)->layers[0].weights;
                QCOMPARE(a.quantizer, b.quantizer);
                double all = 0, allNearest = 0;
                for (size_t channel = 0; channel < static_cast<size_t>(kChannels); ++channel) {
                    const auto levels = quant::levelsOf(a.quantizer, channel, 100);
                    double best = 1e300;
                    for (int choice = 0; choice < 1 << kDepth; ++choice) {
                        std::vector<double> w(static_cast<size_t>(kDepth));
                        for (size_t k = 0; k < w.size(); ++k) {
                            const auto x = static_cast<double>(c.weights[channel * w.size() + k]);
                            const auto above = std::ranges::lower_bound(levels, x);
                            if (above == levels.end())
                                w[k] = levels.back();
                            else if (above == levels.begin() || (choice >> k & 1))
                                w[k] = *above;
                            else
                                w[k] = *std::prev(above);
                        }
                        best = std::min(best, c.error(channel, w));
                    }
                    bestSum += best;
                    all += c.error(channel, channelOf(b, channel));
                    allNearest += c.error(channel, channelOf(a, channel));
                }
                QVERIFY2(all <= allNearest * (1 + 1e-6), format);
                learnedSum += all;
                nearestSum += allNearest;
            }
        // Nearest rounding is far from the best; what is learned is nearer to the best than to it.
        QVERIFY2(nearestSum > 1.5 * bestSum, qPrintable(QStringLiteral("%1 %2").arg(nearestSum).arg(bestSum)));
        QVERIFY2(learnedSum < (nearestSum + bestSum) / 2,
            qPrintable(QStringLiteral("%1 %2 %3").arg(learnedSum).arg(nearestSum).arg(bestSum)));
    }

    // Codes that an earlier method chose are where AdaRound begins: where it learns next to nothing they stay, and only
    // their scales are fitted.
    void adaRoundBeginsWithEarlierCodes()
    {
        const quant::MethodChoice shortly {"adaround", {{"iterations", 1}, {"rate", 1e-5}, {"refit", 1}}, true};
        int fitted = 0, moved = 0;
        for (const uint32_t seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
            const Case c(seed);
            const auto both
                = test::quantized(c.graph, test::recipeOf(*c.graph, "int3", {{"gptq", {}, true}, shortly}), c.pictures);
            const auto gptq
                = test::quantized(c.graph, test::recipeOf(*c.graph, "int3", {{"gptq", {}, true}}), c.pictures);
            const auto nearest = test::quantized(c.graph, test::recipeOf(*c.graph, "int3", {}), c.pictures);
            VERIFY_OK(both);
            VERIFY_OK(gptq);
            VERIFY_OK(nearest);
            const auto &tensor = *(*both)->layers[0].weights, &before = *(*gptq)->layers[0].weights;
            QVERIFY(tensor.codes == before.codes);
            fitted += tensor.quantizer.scales != before.quantizer.scales;
            moved += before.codes != (*nearest)->layers[0].weights->codes;
        }
        QCOMPARE(moved, 6);
        QVERIFY(fitted > 3);
    }

    // With inputs whose mean is not zero a learned bias makes up for some of what rounding does; the network has it.
    void adaRoundLearnsTheBias()
    {
        double without = 0, with = 0;
        for (const uint32_t seed : {1u, 2u, 3u}) {
            Case c(seed);
            for (float& x : c.inputs)
                x += 2;
            c.pictures = {{Tensor::of<float>({kRows, kDepth}, c.inputs)}};
            const auto real = test::answers(*test::quantized(c.graph, engine::floatRecipe(*c.graph), {}), c.pictures);
            const auto errorOf = [&](double bias) {
                const auto learned = test::quantized(
                    c.graph, test::recipeOf(*c.graph, "int2", {{"adaround", {{"bias", bias}}, true}}), c.pictures);
                if (!learned) qFatal("%s", learned.error().message.c_str());
                const auto given = test::answers(*learned, c.pictures);
                double sum = 0;
                for (size_t i = 0; i < real[0].size(); ++i)
                    sum += (given[0][i] - real[0][i]) * (given[0][i] - real[0][i]);
                return sum;
            };
            without += errorOf(0);
            with += errorOf(1);
        }
        QVERIFY2(with < 0.9 * without, qPrintable(QStringLiteral("%1 %2").arg(with).arg(without)));
    }

    // A layer that is rounded by itself gets the same codes whatever happens to others, and they are found again.
    void gptqByItselfIsKept()
    {
        test::Random random(5);
        test::GraphBuilder b;
        const auto x = b.input("x", {kRows, kDepth});
        const auto product = [&](const char* name, ValueId from) {
            return b.node("Gemm", name,
                {from,
                    b.constant(std::string(name) + "w", {kDepth, kDepth}, random.normals<float>(kDepth * kDepth, 1))},
                {{"transB", int64_t {1}}});
        };
        const auto graph = test::simplified(b.graph({product("second", product("first", x))}));
        const std::vector<std::vector<Tensor>> pictures {{Tensor::of<float>({kRows, kDepth}, Case(5).inputs)}};
        methods::QuantizeOptions options;
        options.threads = 1;
        options.pictures = [&](const methods::VisitInputs& visit) { return visit(pictures[0]); };
        options.picturesKey = 42;
        const auto secondLayer = [&](const char* first, double sequential, std::shared_ptr<engine::PackCache> cache) {
            auto recipe = test::recipeOf(*graph, "int3", {{"gptq", {{"sequential", sequential}}, true}});
            recipe.layers[0].weights.format = *quant::parseFormat(first);
            options.cache = std::move(cache);
            auto network = methods::quantizeNetwork(graph, recipe, {}, options);
            if (!network) qFatal("%s", network.error().message.c_str());
            return *network;
        };
        const auto cache = std::make_shared<engine::PackCache>();
        const auto wide = secondLayer("int8", 0, cache), narrow = secondLayer("int2", 0, cache);
        QCOMPARE(wide->log[0].layers.size(), size_t {2});
        QCOMPARE(narrow->log[0].layers.size(), size_t {1}); // the second one was there
        const auto anew = secondLayer("int2", 0, nullptr);
        QVERIFY(narrow->layers[0].weights->codes == anew->layers[0].weights->codes);
        QVERIFY(narrow->layers[1].weights->codes == anew->layers[1].weights->codes);
        QVERIFY(narrow->layers[1].weights->codes == wide->layers[1].weights->codes);
        QVERIFY(narrow->layers[1].weights->key == wide->layers[1].weights->key);
        // One after the other the second depends on the first, and is never taken for another.
        const auto after = secondLayer("int2", 1, cache), afterWide = secondLayer("int8", 1, cache);
        QVERIFY(after->layers[1].weights->codes != afterWide->layers[1].weights->codes);
        QVERIFY(!(after->layers[1].weights->key == afterWide->layers[1].weights->key));
    }

    // Where progressive quantization ends no other level of any one weight makes the output better.
    void progressiveEndsWhereNoWeightGains()
    {
        double gained = 0;
        for (const uint32_t seed : {1u, 2u, 3u})
            for (const char* format : {"int4", "int3", "int2", "e2m1"}) {
                const Case c(seed);
                const auto fitted = test::quantized(
                    c.graph, test::recipeOf(*c.graph, format, {{"progressive", {{"sweeps", 1000}}, true}}), c.pictures);
                VERIFY_OK(fitted);
                const auto& effect = (*fitted)->log[0].layers[0];
                gained += effect.after - effect.before;
                if (!(effect.after > effect.before)) continue;
                const auto& tensor = *(*fitted)->layers[0].weights;
                for (size_t channel = 0; channel < static_cast<size_t>(kChannels); ++channel) {
                    auto w = channelOf(tensor, channel);
                    const double error = c.error(channel, w);
                    for (double& weight : w) {
                        const double kept = weight;
                        for (const double level : quant::levelsOf(tensor.quantizer, channel, 100)) {
                            weight = level;
                            QVERIFY2(c.error(channel, w) >= error * (1 - 1e-4), format);
                        }
                        weight = kept;
                    }
                }
            }
        QVERIFY2(gained > 12, qPrintable(QString::number(gained))); // dB, over twelve cases
    }

    // Two methods after each other: the second sees the codes of the first. (Bias correction measures the mean error
    // of the learned codes, not of those that were there before.)
    void methodsSeeEachOther()
    {
        const Case c(4);
        const auto both = test::quantized(c.graph,
            test::recipeOf(*c.graph, "int2", {{"adaround", {}, true}, {"bias-correction", {}, true}}), c.pictures);
        VERIFY_OK(both);
        const auto& tensor = *(*both)->layers[0].weights;
        double largest = 0;
        for (size_t channel = 0; channel < static_cast<size_t>(kChannels); ++channel) {
            double mean = 0;
            const auto w = channelOf(tensor, channel);
            for (int64_t r = 0; r < kRows; ++r)
                for (size_t k = 0; k < w.size(); ++k)
                    mean += (w[k] - static_cast<double>(c.weights[channel * w.size() + k]))
                        * static_cast<double>(c.inputs[static_cast<size_t>(r) * w.size() + k])
                        / static_cast<double>(kRows);
            largest = std::max(largest, std::fabs(mean));
        }
        QVERIFY(std::fabs((*both)->log[1].layers[0].before - largest) < 1e-5 * (1 + largest));
    }
};

QTEST_APPLESS_MAIN(TestLearnedRounding)
#include "tst_learned_rounding.moc"
