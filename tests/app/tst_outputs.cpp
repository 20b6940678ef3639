// What a network answers with: decided by shape and model, drawn in the form that suits it, and changed by the person's
// choice.
#include "app/window/pages/output_page.h"
#include "app/window/picture/output_boxes.h"
#include "app/window/picture/output_regions.h"
#include "app/window/picture/output_view.h"
#include "app/window/picture/picture_panel.h"
#include "tests/app/window_test.h"
#include "widgets/control/theme.h"
#include "widgets/picture/answer_view.h"
#include "widgets/picture/picture_compare.h"
#include "widgets/picture/picture_view.h"
#include "widgets/plot/values/difference_histogram.h"

#include <QComboBox>
#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>
#include <numeric>
#include <set>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

tensor::Tensor zeros(const std::vector<int64_t>& shape, tensor::ElementType type = tensor::ElementType::Float32)
{
    return *tensor::Tensor::make(type, tensor::Shape(shape.begin(), shape.end()));
}

} // namespace

class TestOutputs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_outputs"); }
    void init() { QSettings().clear(); }

    // The model is digits: one picture of 28×28 in, one output.
    void decides_data()
    {
        QTest::addColumn<std::vector<int64_t>>("shape");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* name, std::vector<int64_t> shape, OutputKind kind) {
            QTest::newRow(name) << shape << static_cast<int>(kind);
        };
        row("scores", {1, 10}, OutputKind::Classes);
        row("pooled scores", {1, 1000, 1, 1}, OutputKind::Classes);
        row("one number", {1, 1}, OutputKind::List);
        row("many numbers", {1, 21125}, OutputKind::List);
        row("colours", {1, 3, 56, 56}, OutputKind::Picture);
        row("grey", {1, 1, 28, 28}, OutputKind::Picture);
        row("scores of pixels", {1, 21, 28, 28}, OutputKind::Labels);
        row("features", {1, 64, 28, 28}, OutputKind::Maps);
        row("boxes", {1, 4420, 4}, OutputKind::Maps);
        row("small maps", {1, 3, 4, 4}, OutputKind::Maps);
    }
    void decides()
    {
        QFETCH(std::vector<int64_t>, shape);
        QFETCH(int, kind);
        const auto model = app::test::digits();
        auto output = zeros(shape);
        QCOMPARE(static_cast<int>(decideOutput(*model, model->preprocessing, output)), kind);
    }

    void labelMapsAreWholeNumbersToo()
    {
        const auto model = app::test::digits();
        const auto output = zeros({1, 28, 28}, tensor::ElementType::Int64);
        QCOMPARE(decideOutput(*model, model->preprocessing, output), OutputKind::Labels);
    }

    void labelsAreCountedAndCompared()
    {
        auto result = std::make_shared<NetworkResult>();
        auto reference = zeros({1, 2, 8, 8}), quantized = zeros({1, 2, 8, 8});
        // Class 1 in the upper half; chosen loses one row of it.
        for (int64_t i = 64; i < 64 + 32; ++i)
            reference.mutableAs<float>()[static_cast<size_t>(i)] = 1;
        for (int64_t i = 64; i < 64 + 24; ++i)
            quantized.mutableAs<float>()[static_cast<size_t>(i)] = 1;
        auto taps = std::make_shared<analysis::FloatTaps>();
        taps->answers = {reference};
        result->taps = taps;
        result->answers = {quantized};
        result->noise = true;
        const OutputData data = outputData({result, data::Preprocessing {}, {{1, "sky"}}, 0, OutputKind::Labels});
        QVERIFY(data.pictures.differenceCaption.contains(QStringLiteral("12.5 %")));
        QCOMPARE(data.pictures.legend.size(), size_t {2});
        QCOMPARE(data.pictures.legend[1].text, QStringLiteral("sky: 50 % → 37.5 %"));
        const QColor sky = data.pictures.floatPicture.pixelColor(2, 3),
                     ground = data.pictures.floatPicture.pixelColor(2, 6);
        QVERIFY(sky != ground);
        QCOMPARE(data.pictures.quantizedPicture.pixelColor(2, 3), ground);
        QCOMPARE(data.pictures.difference.pixelColor(2, 3), widgets::classColor(1));
        QVERIFY(data.pictures.baselinePicture.isNull());

        // A keeps that row and is right everywhere.
        auto baseline = std::make_shared<BaselineResult>();
        baseline->answers = {reference};
        const OutputData compared
            = outputData({result, data::Preprocessing {}, {}, 0, OutputKind::Labels, nullptr, baseline});
        QCOMPARE(compared.pictures.baselinePicture.pixelColor(2, 3), sky);
        QVERIFY(compared.pictures.differenceCaption.endsWith(QStringLiteral("12.5 % of the pixels; kept: 0 %")));
    }

    void boxesAreCompared()
    {
        using data::Box;
        QImage ground(60, 30, QImage::Format_RGB32);
        ground.fill(Qt::black);
        const std::vector<Box> reference {{0.1, 0.2, 0.5, 0.8, 2, 0.9}, {0.6, 0.2, 0.9, 0.8, 0, 0.8}};
        const std::vector<Box> quantized {{0.1, 0.2, 0.5, 0.7, 2, 0.7}, {0.6, 0.2, 0.9, 0.8, 1, 0.8}};
        const auto comparison = boxComparison(ground, reference, quantized, {{2, "cat"}});
        QVERIFY(comparison.differenceCaption.contains(QStringLiteral("boxes 2 → 2, 1 alike")));
        QVERIFY(comparison.differenceCaption.contains(QStringLiteral("83.3 %"))); // five sixths of the height
        QStringList legend;
        for (const auto& entry : comparison.legend)
            legend << entry.text;
        QCOMPARE(legend,
            (QStringList {QStringLiteral("alike: float solid, quantized dotted"), QStringLiteral("only float"),
                QStringLiteral("only quantized"), QStringLiteral("class 0: 1 → 0"), QStringLiteral("class 1: 0 → 1"),
                QStringLiteral("cat: 1 → 1")}));
        QVERIFY(comparison.differenceCaption.startsWith(QStringLiteral("difference: ")));
        // The left edge of the first box, in its class's colour, in both pictures.
        const QImage& picture = comparison.floatPicture;
        const QPoint edge(picture.width() / 10, picture.height() / 2);
        QCOMPARE(picture.pixelColor(edge), widgets::classColor(3));
        QCOMPARE(comparison.quantizedPicture.pixelColor(edge), widgets::classColor(3));
        QCOMPARE(picture.pixelColor(picture.width() * 3 / 10, picture.height() / 2), QColor(Qt::black));
        QVERIFY(comparison.baselinePicture.isNull());
        const auto compared
            = boxComparison(ground, reference, quantized, {{2, "cat"}}, std::vector<Box> {reference[1]});
        QCOMPARE(compared.baselinePicture.size(), picture.size());
        QVERIFY(compared.differenceCaption.endsWith(QStringLiteral("kept: boxes 2 → 1, 1 alike")));
    }

    // Where more classes share the best score than are listed, none of them is called the best.
    void tiedClassesAreCounted()
    {
        Document document;
        document.setModel(app::test::digits(), app::test::int8Recipe(*app::test::digits()));
        NetworkResult result;
        auto taps = std::make_shared<analysis::FloatTaps>();
        taps->answers = {zeros({1, 1000})};
        result.taps = taps;
        auto quantized = zeros({1, 1000});
        for (size_t i = 0; i < 5; ++i)
            quantized.mutableAs<float>()[i] = 3; // just as many as there is room for
        result.answers = {quantized};
        const auto answer = answerOf(document, result);
        QCOMPARE(answer.floatTop.size(), size_t {1});
        QVERIFY2(answer.floatTop[0].label.contains(QStringLiteral("tied")), qPrintable(answer.floatTop[0].label));
        QVERIFY(answer.floatTop[0].label.startsWith(QLocale().toString(1000)));
        QCOMPARE(answer.floatTop[0].score, 0.001);
        QCOMPARE(answer.quantizedTop.size(), size_t {5});
        QCOMPARE(answer.agreement, widgets::Agreement::Differs);
    }

    // The difference of a single number has a sign.
    void aSingleNumber()
    {
        auto result = std::make_shared<NetworkResult>();
        auto taps = std::make_shared<analysis::FloatTaps>();
        auto reference = zeros({1}), quantized = zeros({1});
        reference.mutableAs<float>()[0] = 100;
        quantized.mutableAs<float>()[0] = 97;
        taps->answers = {reference};
        result->taps = taps;
        result->answers = {quantized};
        const auto note = outputList(outputData({result, {}, {}, 0, OutputKind::List}), {}, {}).note;
        QVERIFY2(note.endsWith(QStringLiteral("difference from float −3")), qPrintable(note));
    }

    // Other work makes runs differ; a median far from the best run says nothing about the layer.
    void aScaleIsNotOfADisturbedTime()
    {
        QCOMPARE(reachOf({.median = 50, .best = 1, .lowerQuartile = 20, .upperQuartile = 60}), 1.0);
        QCOMPARE(reachOf({.median = 50, .best = 1, .lowerQuartile = 49, .upperQuartile = 51}), 50.0);
        QCOMPARE(reachOf({.median = 1.5, .best = 1, .lowerQuartile = 1, .upperQuartile = 2}), 1.5);
    }

    void mapsWithTheirChannelsLast()
    {
        // Two channels of a map of 8×12 behind a picture of 16×24: the last extent is the channels.
        auto result = std::make_shared<NetworkResult>();
        auto reference = zeros({1, 8, 12, 2});
        for (int64_t i = 0; i < 96; ++i)
            reference.mutableAs<float>()[static_cast<size_t>(2 * i + 1)] = 5;
        auto taps = std::make_shared<analysis::FloatTaps>();
        taps->answers = {reference};
        result->taps = taps;
        result->answers = {reference};
        data::Preprocessing rules;
        rules.width = 24;
        rules.height = 16;
        const OutputData data = outputData({result, rules, {}, 0, OutputKind::Maps});
        QCOMPARE(data.planes.channels, 2);
        QCOMPARE(data.planes.height, 8);
        QCOMPARE(data.planes.width, 12);
        QCOMPARE((*data.planes.reference)[5], 0.0f);
        QCOMPARE((*data.planes.reference)[96 + 5], 5.0f);
    }

    void theHistogramCountsEveryDifference()
    {
        auto result = std::make_shared<NetworkResult>();
        auto reference = zeros({1, 5, 4}), quantized = zeros({1, 5, 4});
        quantized.mutableAs<float>()[3] = -2;
        quantized.mutableAs<float>()[7] = 1;
        auto taps = std::make_shared<analysis::FloatTaps>();
        taps->answers = {reference};
        result->taps = taps;
        result->answers = {quantized};
        const OutputData data = outputData({result, {}, {}, 0, OutputKind::Maps});
        QCOMPARE(data.kind, OutputKind::Maps);
        double sum = 0;
        for (const double n : data.counts)
            sum += n;
        QCOMPARE(sum, 20.0);
        QCOMPARE(data.edges.front(), -2.0);
        QCOMPARE(data.counts.front(), 1.0);
        QCOMPARE(data.counts[data.counts.size() / 2], 18.0);
        QVERIFY(data.baselineCounts.empty() && !data.baseline && !data.baselineStats);

        // A's largest difference is larger: both histograms have its bins.
        auto baseline = std::make_shared<BaselineResult>();
        baseline->answers = {zeros({1, 5, 4})};
        baseline->answers[0].mutableAs<float>()[5] = 4;
        const OutputData compared = outputData({result, {}, {}, 0, OutputKind::Maps, nullptr, baseline});
        QCOMPARE(compared.edges.back(), 4.0);
        QCOMPARE(compared.baselineCounts.back(), 1.0);
        QCOMPARE(std::accumulate(compared.baselineCounts.begin(), compared.baselineCounts.end(), 0.0), 20.0);
        QCOMPARE(std::accumulate(compared.counts.begin(), compared.counts.end(), 0.0), 20.0);
        QCOMPARE((*compared.baseline)[5], 4.0f);
        QCOMPARE(compared.baselineStats->sumError2, 16.0);
        QVERIFY(qualityText(compared.stats, compared.baselineStats).startsWith(QStringLiteral("kept SQNR")));
        // One of another shape cannot be compared.
        baseline->answers = {zeros({1, 4})};
        QVERIFY(!outputData({result, {}, {}, 0, OutputKind::Maps, nullptr, baseline}).baselineStats);
    }

    void theChoiceIsFollowedEverywhere()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        auto* page = window.findChild<OutputPage*>();
        window.showPage(page->objectName());
        auto* view = page->findChild<OutputView*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->data().planes.width, 10, kPatience);
        auto* list = view->findChild<widgets::VectorPlot*>();
        QVERIFY(list->isVisible());
        QCOMPARE(list->state(), widgets::PlotFrame::State::Fresh);
        auto* answer = window.findChild<widgets::AnswerView*>();
        QVERIFY(answer->isVisible());

        const auto combos = page->findChildren<QComboBox*>();
        QCOMPARE(combos.size(), 2);
        QCOMPARE(combos[0]->count(), 1);
        combos[1]->setFocus();
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(combos[1], Qt::Key_Down); // to "as list"
        QCOMPARE(document->outputChoice().kind, OutputKind::List);
        QVERIFY(!answer->isVisible()); // the panel follows
        QTest::keyClick(combos[1], Qt::Key_Home);
        QVERIFY(!document->outputChoice().kind);
        QVERIFY(answer->isVisible());

        // An edit makes the page old until the new answer is there.
        document->setWidth({0}, Part::Weights, 3, EditPhase::End);
        QCOMPARE(list->state(), widgets::PlotFrame::State::Stale);
        QTRY_COMPARE_WITH_TIMEOUT(list->state(), widgets::PlotFrame::State::Fresh, kPatience);
    }

    void picturesFromPictures()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("restore"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model() && !window.jobs()->busy(), kPatience);
        auto* compare = window.findChild<PicturePanel*>()->findChild<widgets::PictureCompare*>();
        QTRY_VERIFY_WITH_TIMEOUT(compare && compare->isVisible(), kPatience);
        const auto views = compare->findChildren<widgets::PictureView*>();
        QTRY_VERIFY_WITH_TIMEOUT(!views[0]->picture().isNull(), kPatience);
        QCOMPARE(views[0]->picture().size(), views.back()->picture().size());
        // The page says what it answers, and nothing old looks new.
        auto* page = window.findChild<OutputPage*>();
        window.showPage(QStringLiteral("output"));
        auto* full = page->findChild<widgets::PictureCompare*>();
        const auto places = full->findChildren<widgets::PictureView*>();
        QTRY_VERIFY_WITH_TIMEOUT(!places[2]->picture().isNull(), kPatience);
        const auto texts = [&] {
            QString all;
            for (const auto* label : full->findChildren<QLabel*>())
                if (label->isVisible()) all += label->text();
            return all;
        };
        QVERIFY2(texts().contains(QStringLiteral("What does the network answer?")), qPrintable(texts()));
        window.document()->setWidth({2}, Part::Weights, 2, EditPhase::End);
        QCOMPARE(places[2]->freshness(), widgets::Freshness::Stale);
        QCOMPARE(places[0]->freshness(), widgets::Freshness::Fresh);
        QTRY_COMPARE_WITH_TIMEOUT(places[2]->freshness(), widgets::Freshness::Fresh, kPatience);
    }

    // A classifier of two numbers shows what it decides everywhere, and another recipe another plane; what is said in
    // classes stays in classes.
    void regionsOfTwoNumbers()
    {
        widgets::test::failOnWarnings();
        QVERIFY(!hasRegions(*app::test::digits()->graph));
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("spiral"));
        QVERIFY(app::test::rests(window));
        QVERIFY(hasRegions(*window.document()->model()->graph));
        auto* page = window.findChild<OutputPage*>();
        QVERIFY(page->isVisible()); // it opens there
        auto* view = page->findChild<OutputView*>();
        QTRY_COMPARE_WITH_TIMEOUT(view->data().kind, OutputKind::Picture, kPatience);
        const auto before = view->data().pictures;
        QCOMPARE(before.legend.size(), size_t {3});
        // Every class is somewhere.
        std::set<QRgb> colors;
        for (int x = 3; x < before.floatPicture.width(); x += 6)
            for (int y = 3; y < before.floatPicture.height(); y += 6)
                colors.insert(before.floatPicture.pixel(x, y));
        QVERIFY(colors.size() >= 3);
        QCOMPARE(outputKind(*window.document(), *window.results()->results().network), OutputKind::Classes);

        window.document()->setWidth({0, 1, 2}, Part::Weights, 1, EditPhase::End);
        QVERIFY(app::test::rests(window));
        QTRY_VERIFY_WITH_TIMEOUT(view->data().pictures.quantizedPicture != before.quantizedPicture, kPatience);
        QVERIFY(view->data().pictures.floatPicture == before.floatPicture);
        // As a list where a person wants it.
        window.document()->setOutputChoice({0, OutputKind::Classes});
        QTRY_COMPARE_WITH_TIMEOUT(view->data().kind, OutputKind::List, kPatience);
    }

    // While A is kept its picture stands before B's with its PSNR, in the panel and on the page; lists and maps show it
    // too.
    void aBesideBWithoutClasses()
    {
        widgets::test::failOnWarnings();
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("restore"));
        auto* document = window.document();
        const auto rested
            = [&] { return QTest::qWaitFor([&] { return document->model() && !window.jobs()->busy(); }, kPatience); };
        QVERIFY(rested());
        for (const Part part : {Part::Weights, Part::Activations})
            document->setWidth({0, 1, 2, 3, 4}, part, 8, EditPhase::End);
        document->makeBaseline();
        document->setWidth({2}, Part::Weights, 2, EditPhase::End);
        auto* page = window.findChild<OutputPage*>();
        window.showPage(QStringLiteral("output"));
        QVERIFY(rested());
        for (QWidget* place : {static_cast<QWidget*>(page), static_cast<QWidget*>(window.findChild<PicturePanel*>())}) {
            auto* view = place->findChild<OutputView*>();
            QTRY_VERIFY_WITH_TIMEOUT(!view->data().pictures.baselinePicture.isNull(), kPatience);
            const auto& pictures = view->data().pictures;
            QVERIFY(pictures.baselinePsnrDb > pictures.psnrDb + 5);
            QVERIFY(view->data().baselineStats->sqnrDb() > view->data().stats.sqnrDb() + 5);
            QStringList captions;
            for (const auto* label : view->findChild<widgets::PictureCompare*>()->findChildren<QLabel*>())
                if (label->isVisible()) captions << label->text();
            const auto has = [&](const QString& text) { return captions.filter(text).size() == 1; };
            QVERIFY2(has(QStringLiteral("kept, PSNR ")
                         + widgets::formatWithUnit(pictures.baselinePsnrDb, widgets::Unit::Decibels))
                    && has(QStringLiteral("now, PSNR ")
                        + widgets::formatWithUnit(pictures.psnrDb, widgets::Unit::Decibels)),
                qPrintable(captions.join(QLatin1Char('|'))));
            int visible = 0;
            for (const auto* v : view->findChildren<widgets::PictureView*>())
                visible += v->isVisible();
            QCOMPARE(visible, 4);
        }
        auto* view = page->findChild<OutputView*>();
        for (const OutputKind kind : {OutputKind::List, OutputKind::Maps}) {
            document->setOutputChoice({0, kind});
            QTRY_VERIFY_WITH_TIMEOUT(view->data().baseline, kPatience);
            QTRY_COMPARE_WITH_TIMEOUT(view->data().kind, kind, kPatience);
        }
        QVERIFY(page->findChild<widgets::FeaturePlot*>()->note().contains(QStringLiteral("kept SQNR")));
        QVERIFY(page->findChild<widgets::DifferenceHistogram*>()->note().contains(QStringLiteral("now SQNR")));
        document->setOutputChoice({});
        document->dropBaseline();
        QTRY_VERIFY_WITH_TIMEOUT(view->data().pictures.baselinePicture.isNull(), kPatience);
        QVERIFY(rested());
    }
};

QTEST_MAIN(TestOutputs)
#include "tst_outputs.moc"
