// What a network tells of how its pictures were scaled.
#include "core/data/preprocessing_guess.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::data;
using data::Channels;
using data::PixelRange;
using tensor::Shape;

namespace
{

// A convolution whose normalization remembers what photographs of the mean colour give when they are scaled by the
// preset.
graph::Graph trained(
    test::Random& random, const data::PreprocessingPreset& preset, Channels order, bool last, double away = 0)
{
    test::GraphBuilder b;
    const Shape shape = last ? Shape {1, 96, 96, 3} : Shape {1, 3, 96, 96};
    const auto x = b.input("x", shape);
    auto h = last ? b.node("Transpose", "turn", {x}, {{"perm", std::vector<int64_t> {0, 3, 1, 2}}}) : x;
    const double colour[] {0.485, 0.456, 0.406};
    const auto weights = random.tensor({16, 3, 3, 3});
    std::vector<float> mean, variance, ones(16, 1), zeros(16, 0);
    for (int64_t k = 0; k < 16; ++k) {
        double response = 0, spread = 0;
        for (int64_t c = 0; c < 3; ++c) {
            double v = colour[order == Channels::Bgr ? 2 - c : c], step = 0.25;
            if (preset.range == PixelRange::Bytes) v *= 255, step *= 255;
            if (preset.range == PixelRange::MinusOneOne) v = 2 * v - 1, step *= 2;
            if (!preset.mean.empty()) {
                v = (v - static_cast<double>(preset.mean[static_cast<size_t>(c)]))
                    / static_cast<double>(preset.deviation[static_cast<size_t>(c)]);
                step = 1;
            }
            for (int64_t t = 0; t < 9; ++t) {
                const double w = weights.at((k * 3 + c) * 9 + t);
                response += w * v;
                spread += w * w * step * step;
            }
        }
        mean.push_back(static_cast<float>(response + away * std::sqrt(spread)));
        variance.push_back(static_cast<float>(spread));
    }
    h = b.node("Conv", "conv", {h, b.constant("w", weights)}, {{"pads", std::vector<int64_t> {1, 1, 1, 1}}});
    h = b.node("BatchNormalization", "norm",
        {h, b.constant("s", {16}, ones), b.constant("b", {16}, zeros), b.constant("m", {16}, mean),
            b.constant("v", {16}, variance)});
    auto graph = b.graph({b.node("Relu", "relu", {h})});
    graph.edit(graph.outputs[0], [](graph::Value& value) { value.shape = Shape {1, 16, 96, 96}; });
    return graph;
}

} // namespace

class TestPreprocessingGuess : public QObject
{
    Q_OBJECT

private slots:
    void theFirstNormalizationRemembers_data()
    {
        QTest::addColumn<int>("preset");
        QTest::addColumn<bool>("last");
        for (int i = 0; i < 4; ++i)
            for (const bool last : {false, true})
                QTest::addRow("%s%s", data::preprocessingPresets()[static_cast<size_t>(i)].name.data(),
                    last ? ", channels last" : "")
                    << i << last;
    }
    void theFirstNormalizationRemembers()
    {
        QFETCH(int, preset);
        QFETCH(bool, last);
        test::Random random(5);
        const auto& expected = data::preprocessingPresets()[static_cast<size_t>(preset)];
        const auto graph = trained(random, expected, Channels::Rgb, last);
        const auto rules = guessRules(graph, graph, 0);
        QVERIFY(rules);
        QCOMPARE(rules->range, expected.range);
        QCOMPARE(rules->mean, expected.mean);
        QCOMPARE(rules->channels, Channels::Rgb);
        QCOMPARE(rules->layout, last ? data::TensorLayout::Nhwc : data::TensorLayout::Nchw);
    }

    void theOrderOfColoursShowsWhereNothingIsSubtracted()
    {
        test::Random random(6);
        const auto graph = trained(random, data::preprocessingPresets()[2], Channels::Bgr, false);
        const auto rules = guessRules(graph, graph, 0);
        QVERIFY(rules);
        QCOMPARE(rules->range, PixelRange::Bytes);
        QCOMPARE(rules->channels, Channels::Bgr);
    }

    // Yolo-FastestV2's rows: blue first, 0…1; nothing of what the size alone would suggest.
    void aDetectorThatIsKnown()
    {
        graph::Graph graph;
        graph.inputs.push_back(graph.addValue({"x", tensor::ElementType::Float32, Shape {1, 3, 352, 352}, {}, {}}));
        graph.outputs.push_back(graph.addValue({"y", tensor::ElementType::Float32, Shape {605, 95}, {}, {}}));
        auto rules = guessRules(graph, graph, 0);
        QVERIFY(rules);
        QCOMPARE(rules->channels, Channels::Bgr);
        QCOMPARE(rules->range, PixelRange::ZeroOne);
        QVERIFY(rules->mean.empty() && rules->cropWidth == 0);
        graph.edit(graph.outputs[0], [](graph::Value& value) { value.shape = Shape {605, 94}; });
        rules = guessRules(graph, graph, 0);
        QVERIFY(rules && rules->channels == Channels::Rgb && !rules->mean.empty());
    }

    // Patches in a row, positions added, then the first normalization: what lies between is affine. Behind a Relu
    // nothing can be told.
    void aNormalizationBehindPatchesRemembersToo_data()
    {
        QTest::addColumn<bool>("affine");
        QTest::newRow("affine") << true;
        QTest::newRow("behind a Relu") << false;
    }
    void aNormalizationBehindPatchesRemembersToo()
    {
        QFETCH(bool, affine);
        test::Random random(8);
        test::GraphBuilder b;
        const auto x = b.input("x", {1, 3, 32, 32});
        const auto weights = random.tensor({16, 3, 16, 16}), positions = random.tensor({4, 16});
        // A picture of the mean colour less the mean of ImageNet is nothing: what is left is the mean of the positions.
        std::vector<float> mean(16), variance(16, 1), ones(16, 1), zeros(16, 0);
        for (int64_t i = 0; i < positions.count(); ++i)
            mean[static_cast<size_t>(i % 16)] += static_cast<float>(positions.at(i)) / 4;
        auto h = b.node("Conv", "project", {x, b.constant("w", weights)}, {{"strides", std::vector<int64_t> {16, 16}}});
        if (!affine) h = b.node("Relu", "relu", {h});
        h = b.node("Reshape", "row",
            {h, b.constant("shape", tensor::Tensor::of<int64_t>({3}, std::vector<int64_t> {1, 16, 4}))});
        h = b.node("Transpose", "turn", {h}, {{"perm", std::vector<int64_t> {0, 2, 1}}});
        h = b.node("Add", "place", {h, b.constant("p", positions)});
        h = b.node("Transpose", "back", {h}, {{"perm", std::vector<int64_t> {0, 2, 1}}});
        h = b.node("BatchNormalization", "norm",
            {h, b.constant("s", {16}, ones), b.constant("b", {16}, zeros), b.constant("m", {16}, mean),
                b.constant("v", {16}, variance)});
        const auto graph = b.graph({h});
        const auto rules = guessRules(graph, graph, 0);
        QVERIFY(rules);
        QCOMPARE(rules->mean.size(), affine ? size_t {3} : size_t {0});
        if (affine) QCOMPARE(rules->mean, data::preprocessingPresets().front().mean);
    }

    // A network trained on something else than photographs convinces nobody.
    void withoutEvidenceTheShapeDecides()
    {
        test::Random random(7);
        const auto graph = trained(random, data::preprocessingPresets()[2], Channels::Rgb, false, 3);
        const auto rules = guessRules(graph, graph, 0);
        QVERIFY(rules);
        QCOMPARE(rules->range, PixelRange::ZeroOne);
        QVERIFY(rules->mean.empty());
    }
};

QTEST_APPLESS_MAIN(TestPreprocessingGuess)
#include "tst_preprocessing_guess.moc"
