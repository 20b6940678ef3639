// From results to what widgets draw: pure functions, tested on results that are written down by hand.
#include "app/window/adapters/adapters.h"
#include "app/window/adapters/tensor_picture.h"
#include "app/window/document/outputs.h"
#include "app/window/headline/headline_figures.h"
#include "app/window/pages/node_facts.h"
#include "core/quant/format/family.h"
#include "tests/app/app_test.h"

#include <QTest>
#include <cmath>

using namespace bitladder;
using namespace bitladder::app;
using widgets::Freshness;

namespace
{

tensor::Tensor numbers(tensor::Shape shape, const std::vector<float>& values)
{
    return tensor::Tensor::of<float>(std::move(shape), values);
}

Summary timeOf(double ms)
{
    return {ms, 0.9 * ms, 1.2 * ms, 0.95 * ms, 1.05 * ms, 10};
}

measure::Timing timingOf(size_t layers, double layerMs, double totalMs)
{
    measure::Timing timing;
    timing.total = timeOf(totalMs);
    timing.layers.assign(layers, timeOf(layerMs));
    timing.parts.resize(layers);
    return timing;
}

// Results of the present revision: scores for ten classes, where 3 wins in float and `winner` in the quantized network.
Results resultsOf(const Document& document, int64_t winner)
{
    const size_t layers = document.model()->layers.size();
    std::vector<float> reference(10, 0.01F), quantized(10, 0.01F);
    reference[3] = quantized[static_cast<size_t>(winner)] = 0.91F;
    auto taps = std::make_shared<analysis::FloatTaps>();
    taps->answers.push_back(numbers({1, 10}, reference));
    auto network = std::make_shared<NetworkResult>();
    network->revision = document.revision();
    network->layers.resize(layers);
    network->taps = std::move(taps);
    network->answers.push_back(numbers({1, 10}, quantized));
    network->sizes = {4000, 1000, 1500};
    network->threads = 2;
    network->sources = document.inputs();
    network->picture = document.picture();
    network->shown = document.shownInput();
    auto timing = std::make_shared<TimingResult>();
    timing->revision = document.revision();
    timing->floatTiming = timingOf(layers, 2, 8);
    timing->quantizedTiming = timingOf(layers, 1, 2);
    auto isolated = std::make_shared<IsolatedResult>();
    isolated->revision = document.revision();
    isolated->layers.resize(layers);
    analysis::ErrorStats stats;
    stats.add(std::vector<double> {3, 4}, std::vector<double> {3, 4.5}); // 25 / 0.25 = 100, or 20 dB
    isolated->layers[0] = stats;
    return {std::move(network), std::move(isolated), std::move(timing), nullptr, nullptr};
}

LayerResult layerOf(int layer)
{
    LayerResult result;
    result.question.layer = layer;
    auto& d = result.distribution;
    d.edges = {-1, 0, 1};
    d.original = {3, 5};
    d.quantized = {4, 4};
    d.grid = {-1, 0, 1};
    d.clip = {-0.9, 0.9};
    d.errorEdges = {-0.5, 0.5};
    d.errors = {8};
    d.roundingError2 = 3;
    d.clippingError2 = 1;
    d.stats.add(std::vector<double> {3, 4}, std::vector<double> {3, 4.5});
    d.total = 2;
    return result;
}

} // namespace

class TestAdapters : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened"); }

    void withoutAModelThereIsNothing()
    {
        const Document document;
        QVERIFY(equalizerColumns(document, {}).isEmpty());
        QVERIFY(figures(document, {}).isEmpty());
    }

    void factsOfANode()
    {
        Document document;
        QVERIFY(nodeFacts(document, 0).isEmpty());
        app::test::openDigits(document);
        const auto facts = nodeFacts(document, document.model()->layers[0].node.index);
        QCOMPARE(facts[0], (NodeFact {QStringLiteral("name"), QStringLiteral("stem")}));
        QCOMPARE(facts[1], (NodeFact {QStringLiteral("operator"), QStringLiteral("Conv, opset 13")}));
        QCOMPARE(facts[2], (NodeFact {QStringLiteral("in"), QStringLiteral("image · 1×1×28×28 · float32")}));
        QVERIFY(facts.contains(NodeFact {QStringLiteral("strides"), QStringLiteral("2, 2")}));
        QCOMPARE(nodeFacts(document, -1).size(), 1); // an input
        QVERIFY(nodeFacts(document, -2).isEmpty());
        QVERIFY(nodeFacts(document, 100'000).isEmpty());
    }

    void columnsOfTheEqualizer()
    {
        Document document;
        app::test::openDigits(document);
        document.setFormat({0}, Part::Weights, quant::ternaryFormat());
        document.setLock({1}, quant::Lock::Locked);
        auto columns = equalizerColumns(document, {});
        QCOMPARE(columns.size(), static_cast<qsizetype>(document.model()->layers.size()));
        QCOMPARE(columns[0].name, document.layerName(0));
        QCOMPARE(columns[0].weightFamily, widgets::Family::Ternary);
        QCOMPARE(columns[0].weightBits, 2);
        QCOMPARE(columns[0].activationFamily, widgets::Family::Int);
        QCOMPARE(columns[0].activationBits, 8);
        QCOMPARE(columns[0].lock, widgets::Lock::Free);
        QCOMPARE(columns[1].lock, widgets::Lock::Locked);
        QVERIFY(std::isnan(columns[0].sqnrDb) && std::isnan(columns[0].floatMs));
        QCOMPARE(columns[0].freshness, Freshness::Fresh); // what is not there is not old

        const Results results = resultsOf(document, 3);
        columns = equalizerColumns(document, results);
        QVERIFY(std::fabs(columns[0].sqnrDb - 20) < 1e-9);
        QVERIFY(std::isnan(columns[1].sqnrDb));
        QCOMPARE(columns[0].floatMs, 2.0);
        QCOMPARE(columns[0].quantizedMs, 1.0);
        QCOMPARE(columns[0].reachMs, 2.0);
        document.setWidth({2}, Part::Weights, 4, EditPhase::End);
        QCOMPARE(equalizerColumns(document, results)[0].freshness, Freshness::Stale);
    }

    // A median that other work made says nothing; the best run does.
    void aDisturbedTimeReachesToItsBestRun()
    {
        QCOMPARE(reachOf({4, 3.9, 5, 3.95, 4.05, 10}), 4.0);
        QCOMPARE(reachOf({4, 1, 9, 2, 6, 10}), 1.0); // half of the runs differ by as much as the median
        QCOMPARE(reachOf({4, 3, 9, 2, 6, 10}), 4.0); // disturbed, yet not far from the best
    }

    void distributionOfALayer()
    {
        Document document;
        app::test::openDigits(document);
        const LayerResult result = layerOf(1);
        auto data = distributionData(document, result);
        QVERIFY(data.title.contains(document.layerName(1)) && data.title.contains(QStringLiteral("int8")));
        QCOMPARE(data.quantizedCounts, result.distribution.quantized);
        QCOMPARE(data.clipLow, -0.9);
        QCOMPARE(data.roundingShare, 0.75);
        QCOMPARE(data.clippingShare, 0.25);
        QCOMPARE(data.clipHandles, widgets::ClipHandles::Mirrored); // symmetric weights
        QVERIFY(data.note.contains(QStringLiteral("2 values")) && data.note.contains(QStringLiteral("20 dB")));
        document.editSpecs(QStringLiteral("asymmetric"), {1}, Part::Weights,
            [](quant::QuantSpec& s) { s.symmetry = quant::Symmetry::Asymmetric; });
        QCOMPARE(distributionData(document, result).clipHandles, widgets::ClipHandles::Movable);
        document.setLock({1}, quant::Lock::Locked);
        QCOMPARE(distributionData(document, result).clipHandles, widgets::ClipHandles::Fixed);
        // A native float has neither a grid of its own nor limits.
        document.setLock({1}, quant::Lock::Open);
        document.setFormat({1}, Part::Weights, quant::kFloat32);
        data = distributionData(document, result);
        QVERIFY(data.quantizedCounts.empty());
        QVERIFY(std::isnan(data.clipLow) && std::isnan(data.roundingShare));
        QCOMPARE(data.clipHandles, widgets::ClipHandles::Fixed);
    }

    // The core lists no more than 4,096 levels; a finer grid is drawn by its step.
    void aFineGridHasAStep()
    {
        Document document;
        app::test::openDigits(document);
        LayerResult result = layerOf(1);
        QCOMPARE(distributionData(document, result).gridStep, 0.0);
        document.setFormat({1}, Part::Weights, quant::intFormat(16));
        result.distribution.grid.clear();
        QVERIFY(std::fabs(distributionData(document, result).gridStep - 1.8 / 65535) < 1e-12);
        result.distribution.inSteps = true;
        QCOMPARE(distributionData(document, result).gridStep, 1.0);
        document.setFormat({1}, Part::Weights, quant::kFloat32);
        QCOMPARE(distributionData(document, result).gridStep, 0.0);
    }

    void rangesOfChannels()
    {
        Document document;
        app::test::openDigits(document);
        LayerResult result = layerOf(0);
        result.ranges = {{-2, 3, {-1, 1}}, {-4, 5, {-2, 2}}};
        result.limitsSample = 1000;
        auto data = channelRanges(document, result);
        QCOMPARE(data.low, (std::vector<double> {-2, -4}));
        QCOMPARE(data.clipHigh, (std::vector<double> {1, 2}));
        QVERIFY(data.note.contains(QStringLiteral("1,000")) || data.note.contains(QStringLiteral("1000")));
        document.setFormat({0}, Part::Weights, quant::kFloat32);
        data = channelRanges(document, result);
        QCOMPARE(data.high, (std::vector<double> {3, 5}));
        QVERIFY(data.clipLow.empty());
    }

    void errorsAlongTheNetwork()
    {
        Document document;
        app::test::openDigits(document);
        const size_t layers = document.model()->layers.size();
        auto data = networkErrorData(document, {});
        QCOMPARE(data.isolatedDb.size(), layers);
        QVERIFY(std::isnan(data.isolatedDb[0]) && data.note.isEmpty() && data.baselineAccumulatedDb.empty());
        Results results = resultsOf(document, 3);
        auto baseline = std::make_shared<BaselineResult>();
        baseline->accumulatedDb.assign(layers, 33);
        results.baseline = baseline;
        data = networkErrorData(document, results);
        QVERIFY(std::fabs(data.isolatedDb[0] - 20) < 1e-9);
        QVERIFY(std::isnan(data.accumulatedDb[0])); // the run has no errors yet
        QCOMPARE(data.baselineAccumulatedDb[0], 33.0);
        QVERIFY(!data.note.isEmpty());
    }

    // 6.02 dB for each bit, through the point at 8 bits.
    void theCurveHasItsTheory()
    {
        Document document;
        app::test::openDigits(document);
        CurveResult curve;
        curve.layer = 0;
        curve.series = {{nullptr, {}}, {&quant::kFloatFamily, {}}};
        for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits) {
            curve.bits.push_back(bits);
            curve.series[0].sqnrDb.push_back(6.02 * bits + 1.5);
            curve.series[1].sqnrDb.push_back(6.02 * bits);
        }
        const auto data = widthCurveData(document, curve);
        QVERIFY(std::fabs(data.theoryOffsetDb - 1.5) < 1e-9);
        QCOMPARE(data.presentBits, 8);
        QCOMPARE(data.series.size(), size_t {2});
        QCOMPARE(data.series[0].bits.size(), size_t {64});
        for (const int bits : data.series[1].bits)
            QVERIFY(quant::kFloatFamily.has(bits));
        QVERIFY(data.series[1].bits.size() < 64);
    }

    void barsOfSpeed()
    {
        Document document;
        app::test::openDigits(document);
        QVERIFY(speedData(document, {}).bars.empty());
        const auto data = speedData(document, resultsOf(document, 3));
        QCOMPARE(data.bars.size(), document.model()->layers.size());
        QCOMPARE(data.bars[0].floatMs, 2.0);
        QCOMPARE(data.bars[0].quantizedMs, 1.0);
        QVERIFY(std::fabs(data.bars[0].floatSpreadMs - 0.1) < 1e-9); // half of the distance of the quartiles
        QVERIFY(std::isnan(data.bars[0].baselineMs));
        QVERIFY(data.note.contains(QStringLiteral("4×"))); // 8 → 2 ms
    }

    void answers()
    {
        Document document;
        app::test::openDigits(document);
        Results results = resultsOf(document, 3);
        auto answer = answerOf(document, *results.network);
        QCOMPARE(answer.floatTop.front().label, QStringLiteral("3"));
        QVERIFY(std::fabs(answer.floatTop.front().score - 0.91) < 1e-6); // shares stay as they are
        QCOMPARE(answer.agreement, widgets::Agreement::Agrees);
        QCOMPARE(answer.freshness, Freshness::Fresh);
        results = resultsOf(document, 7);
        document.setWidth({0}, Part::Weights, 4, EditPhase::End);
        answer = answerOf(document, *results.network);
        QCOMPARE(answer.quantizedTop.front().label, QStringLiteral("7"));
        QCOMPARE(answer.agreement, widgets::Agreement::Differs);
        QCOMPARE(answer.freshness, Freshness::Stale);
        QCOMPARE(answer.floatFreshness, Freshness::Fresh); // the float answer is to the same picture
        document.setPicture({"other.png", {}, 0});
        QCOMPARE(answerOf(document, *results.network).floatFreshness, Freshness::Stale);
    }

    // More equal scores than there are rows for are no order.
    void tiedClassesAreCounted()
    {
        Document document;
        app::test::openDigits(document);
        const Results results = resultsOf(document, 3);
        NetworkResult network = *results.network;
        network.answers[0] = numbers({1, 10}, std::vector<float>(10, 0.1F));
        const auto answer = answerOf(document, network);
        QCOMPARE(answer.quantizedTop.size(), size_t {1});
        QVERIFY(answer.quantizedTop.front().label.contains(QStringLiteral("10")));
    }

    void theFolder()
    {
        FolderProgress progress;
        progress.total = 20;
        progress.evaluation.images = 9;
        progress.evaluation.unreadable = {"torn.png"};
        progress.evaluation.agreement = {8, 9};
        const auto folder = folderResult(progress);
        QCOMPARE(folder.done, 10);
        QCOMPARE(folder.total, 20);
        QVERIFY(std::fabs(folder.agreement.value - 8.0 / 9) < 1e-9);
        QVERIFY(folder.agreement.low < folder.agreement.value && folder.agreement.value < folder.agreement.high);
        QVERIFY(std::isnan(folder.floatTop1.value)); // nothing is labelled
    }

    void figuresOfTheStatusLine()
    {
        Document document;
        app::test::openDigits(document);
        Results results = resultsOf(document, 3);
        auto list = figures(document, results);
        QCOMPARE(list.size(), 2); // size, latency; the SQNR of a classifier's scores says nothing
        QCOMPARE(list[0].ratioText, QStringLiteral("4×"));
        QVERIFY(list[1].ratioText.startsWith(QStringLiteral("4×")));
        QCOMPARE(list[0].freshness, Freshness::Fresh);
        document.setWidth({0}, Part::Weights, 4, EditPhase::End);
        for (const auto& figure : figures(document, results))
            QCOMPARE(figure.freshness, Freshness::Stale);
    }

    // The headline of a classifier without a folder says whether the answer stays; no decibels.
    void theHeadlineOfOnePicture()
    {
        Document document;
        app::test::openDigits(document);
        const auto answers = [&](int best) {
            const auto cells = headlineCells(document, resultsOf(document, best));
            for (const auto& cell : cells)
                if (cell.id == QLatin1String("answers")) return cell;
            return widgets::HeadlineCell {};
        };
        const int same = 3; // the best class of the float network
        QCOMPARE(answers(same).figure, QStringLiteral("same"));
        QCOMPARE(answers(same).word, QStringLiteral("top answer"));
        QVERIFY(answers(5).figure.contains(QStringLiteral("another")));
        QCOMPARE(answers(5).tone, widgets::HeadlineCell::Tone::Worse);
        for (const int best : {same, 5})
            QVERIFY(!answers(best).caption.contains(QStringLiteral("dB")));
    }

    // With a baseline the figures are of both: from the baseline to the present recipe.
    void figuresOfTwoRecipes()
    {
        Document document;
        app::test::openDigits(document);
        Results results = resultsOf(document, 3);
        auto baseline = std::make_shared<BaselineResult>();
        baseline->revision = document.revision();
        baseline->sizes = {4000, 2000, 2500};
        baseline->timing = timingOf(document.model()->layers.size(), 2, 4);
        results.baseline = baseline;
        const auto list = figures(document, results);
        QCOMPARE(list[0].ratioText, QStringLiteral("2×")); // 2,000 → 1,000 bytes
        QCOMPARE(list[1].ratioText, QStringLiteral("2×")); // 4 → 2 ms
        QVERIFY(list[0].name.contains(QStringLiteral("→ now")));
    }

    void preprocessingInWords()
    {
        data::Preprocessing rules;
        rules.width = rules.height = 28;
        rules.channels = data::Channels::Grey;
        rules.range = data::PixelRange::MinusOneOne;
        rules.mean = {0.5F};
        const QString text = rulesText(rules);
        for (const char* part : {"28×28", "grey", "−1…1", "mean 0.5"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
        QVERIFY(!text.contains(QStringLiteral("deviation")));
    }

    // PSNR against 255; the difference is amplified by a power of two that brings it near full scale.
    void twoPictures()
    {
        data::Preprocessing rules;
        rules.channels = data::Channels::Grey;
        rules.range = data::PixelRange::Bytes;
        const auto reference = numbers({1, 1, 2, 2}, {0, 100, 200, 50});
        auto same = pictureComparison(reference, reference, rules);
        QVERIFY(std::isinf(same.psnrDb));
        QCOMPARE(same.amplification, 1.0);
        QCOMPARE(same.floatPicture.size(), QSize(2, 2));
        const auto compared = pictureComparison(reference, numbers({1, 1, 2, 2}, {0, 100, 200, 54}), rules);
        QVERIFY(std::fabs(compared.psnrDb - 10 * std::log10(255.0 * 255.0 / 4)) < 1e-9); // mse = 4² / 4
        QCOMPARE(compared.amplification, 16.0); // 4 · 16 = 64; twice of it would be beyond 127
        QCOMPARE(qGray(compared.difference.pixel(1, 1)), 128 + 64);
        QCOMPARE(qGray(compared.difference.pixel(0, 0)), 128);
    }

    void planesOfTensors()
    {
        const auto a = numbers({1, 2, 1, 3}, {1, 2, 3, 4, 5, 6}), b = numbers({1, 2, 1, 3}, {1, 2, 3, 4, 5, 8});
        const Planes planes = planesOf(a, b);
        // Channels that are only a row each become the rows of one plane.
        QCOMPARE(planes.channels, 1);
        QCOMPARE(planes.height, 2);
        QCOMPARE(planes.width, 3);
        QCOMPARE(planes.low, 1.0);
        QCOMPARE(planes.high, 8.0);
        QCOMPARE(planes.largestDifference, 2.0);
        QVERIFY(planes.complete && !planes.isVector());
        QVERIFY(planesOf(a, numbers({6}, {1, 2, 3, 4, 5, 6})).empty());
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const Planes holes = planesOf(numbers({3}, {nan, 2, 3}), numbers({3}, {1, 2, nan}));
        QCOMPARE(holes.low, 1.0);
        QCOMPARE(holes.high, 3.0);
        QVERIFY(holes.isVector());
    }

    void tensorsAsPictures()
    {
        const auto picture = tensorPicture(numbers({1, 1, 2, 2}, {0, 5, 10, 5}));
        QVERIFY(picture);
        QCOMPARE(picture->image.size(), QSize(2, 2));
        QCOMPARE(picture->low, 0.0);
        QCOMPARE(picture->high, 10.0);
        QCOMPARE(qGray(picture->image.pixel(0, 0)), 0);
        QCOMPARE(qGray(picture->image.pixel(0, 1)), 255);
        QVERIFY(!tensorPicture(numbers({2, 3, 2, 2, 2}, std::vector<float>(48, 1))));
    }
};

QTEST_MAIN(TestAdapters)
#include "tst_adapters.moc"
