// Activations whose range every run finds anew: the same executable rounds small and large inputs equally well, which a
// calibrated range does not, and rounds them as the formula of min and max says.
#include "core/quant/range.h"
#include "tests/engine/engine_test.h"

using namespace bitladder;
using namespace bitladder::test;
using tensor::Tensor;

namespace
{

graph::Graph product(test::Random& random)
{
    GraphBuilder b;
    return b.graph({b.node("MatMul", "layer", {b.input("x", {3, 6}), b.constant("w", random.tensor({6, 4}))})});
}

quant::LayerRecipe dynamicRecipe(quant::Symmetry symmetry)
{
    quant::LayerRecipe recipe = recipeOf({"float32", "int8"});
    recipe.activations.range = &quant::kOfRun;
    recipe.activations.symmetry = symmetry;
    return recipe;
}

// x̂ by the definition, from the extremes of all values.
std::vector<float> rounded(std::span<const float> x, bool symmetric)
{
    float low = 0, high = 0;
    for (const float v : x) {
        low = std::min(low, v);
        high = std::max(high, v);
    }
    const float magnitude = std::max(-low, high);
    if (low == high) return {x.begin(), x.end()}; // all zeros
    const double qmin = symmetric ? -127 : -128, qmax = 127;
    const float scale = static_cast<float>(symmetric ? static_cast<double>(magnitude) / 127
                                                     : (static_cast<double>(high) - static_cast<double>(low)) / 255);
    const double zero = symmetric ? 0 : std::nearbyint(-128 - static_cast<double>(low) / static_cast<double>(scale));
    std::vector<float> result;
    for (const float v : x) {
        const double q = std::clamp(static_cast<double>(std::nearbyintf(v / scale)) + zero, qmin, qmax);
        result.push_back(static_cast<float>(q - zero) * scale);
    }
    return result;
}

} // namespace

class TestRangesOfRuns : public QObject
{
    Q_OBJECT

private slots:
    void everyRunByItself_data()
    {
        QTest::addColumn<bool>("symmetric");
        QTest::newRow("asymmetric") << false;
        QTest::newRow("symmetric") << true;
    }
    void everyRunByItself()
    {
        QFETCH(bool, symmetric);
        test::Random random(77);
        const graph::Graph graph = product(random);
        const Tensor calibrated = random.tensor({3, 6});
        const Prepared p = prepared(graph, calibrated);
        const Tensor& w = *p.graph->constant(p.graph->node(p.graph->order()[0]).input(1));
        quant::Recipe recipe;
        recipe.layers = {dynamicRecipe(symmetric ? quant::Symmetry::Symmetric : quant::Symmetry::Asymmetric)};
        for (const auto level : kernels::supportedLevels()) {
            auto network = methods::prepare(p.graph, recipe, {}, {level, 2, nullptr}); // nothing was calibrated
            VERIFY_OK(network);
            QVERIFY((*network)->layers()[0].execution == engine::Execution::Simulated);
            QVERIFY((*network)->layers()[0].note.english().find("each run") != std::string::npos);
            for (const float factor : {1.0f, 1000.0f, 0.001f, 0.0f}) {
                std::vector<float> values(calibrated.as<float>().begin(), calibrated.as<float>().end());
                for (float& v : values)
                    v *= factor;
                const Tensor x = Tensor::of<float>({3, 6}, values);
                auto trace = (*network)->run(std::span(&x, 1));
                VERIFY_OK(trace);
                const auto codes = rounded(values, symmetric);
                for (int64_t row = 0; row < 3; ++row)
                    for (int64_t column = 0; column < 4; ++column) {
                        double sum = 0, size = 0;
                        for (int64_t k = 0; k < 6; ++k) {
                            const double one
                                = static_cast<double>(codes[static_cast<size_t>(row * 6 + k)]) * w.at(k * 4 + column);
                            sum += one;
                            size += std::fabs(one);
                        }
                        const double got = trace->outputs[0].at(row * 4 + column);
                        QVERIFY2(std::fabs(got - sum) <= 1e-6 * size,
                            qPrintable(QString("%1 times: %2 instead of %3").arg(double {factor}).arg(got).arg(sum)));
                    }
            }
        }
    }

    // Weights do not change from run to run: a recipe that asks for it is refused.
    void notForWeights()
    {
        test::Random random(78);
        const Prepared p = prepared(product(random), random.tensor({3, 6}));
        quant::Recipe recipe;
        recipe.layers = {recipeOf({"int8", "float32"})};
        recipe.layers[0].weights.range = &quant::kOfRun;
        const auto network = methods::prepare(p.graph, recipe, p.calibration);
        VERIFY_FAILS(network, {"layer", "MatMul", "dynamic", "activations"});
        // Lists for weights are the first part of the table.
        bool behind = false;
        for (const auto* estimator : quant::rangeEstimators()) {
            QVERIFY(!behind || !estimator->forWeights);
            behind = behind || !estimator->forWeights;
        }
    }
};

QTEST_APPLESS_MAIN(TestRangesOfRuns)
#include "tst_ranges_of_runs.moc"
