// The pages that ask about single layers: the ladder map, sensitivity, blame and advice.
#include "app/window/adapters/tune/adapters_advice.h"
#include "app/window/adapters/tune/adapters_tune.h"
#include "app/window/jobs/study/ladder_job.h"
#include "app/window/layers/layer_model.h"
#include "app/window/pages/tune/advice_page.h"
#include "app/window/pages/tune/blame_page.h"
#include "app/window/pages/tune/ladder_page.h"
#include "app/window/pages/tune/sensitivity_page.h"
#include "tests/app/window_test.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTreeWidget>
#include <QUndoStack>
#include <cmath>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestTunePages : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> opened(const char* page)
    {
        auto window = app::test::shownWindow();
        if (!window) return nullptr;
        window->openSample(QStringLiteral("digits"));
        if (!QTest::qWaitFor(
                [&] { return window->document()->model() && !window->document()->picture().empty(); }, kPatience)
            || !app::test::rests(*window))
            return nullptr;
        window->showPage(QLatin1String(page));
        return window;
    }
    static void shoot(MainWindow& window, const char* name)
    {
        if (!qEnvironmentVariableIsSet("BITLADDER_SHOTS")) return;
        window.grab().save(
            QStringLiteral("%1/%2.png").arg(qEnvironmentVariable("BITLADDER_SHOTS"), QLatin1String(name)));
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_tune_pages"); }
    void init() { QSettings().clear(); }

    void theLadderFillsInAndPaints()
    {
        widgets::test::failOnWarnings();
        auto window = opened("ladder");
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<LadderPage*>();
        auto* map = page->findChild<widgets::LadderMap*>();
        const auto found = [&] { return window->results()->latest<LadderFound>(); };
        QTRY_VERIFY_WITH_TIMEOUT(found() && found()->finished, kPatience);
        QVERIFY(app::test::rests(*window));
        const auto formats = formatsOf(LadderAsked::Formats::Usual);
        QCOMPARE(map->data().formats.size(), static_cast<qsizetype>(formats.size()));
        QCOMPARE(static_cast<size_t>(map->data().layers.size()), document.model()->layers.size());
        // More bits are never worse by much, and every cell of a layer with weights is known.
        const auto int8 = std::ranges::find(formats, quant::intFormat(8)) - formats.begin();
        const auto int2 = std::ranges::find(formats, quant::intFormat(2)) - formats.begin();
        for (const auto& row : map->data().sqnrDb)
            QVERIFY(row[static_cast<size_t>(int8)] > row[static_cast<size_t>(int2)] + 10);
        // A click is one step.
        const int steps = document.undoStack()->count();
        QTest::mouseClick(map->viewport(), Qt::LeftButton, {}, map->cellRect(1, static_cast<int>(int2)).center());
        QCOMPARE(document.undoStack()->count(), steps + 1);
        QCOMPARE(document.recipe().layers[1].weights.format, quant::intFormat(2));
        QCOMPARE(map->data().present[1], static_cast<int>(int2));
        QCOMPARE(document.currentLayer(), 1);
        document.undoStack()->undo();
        // As narrow as the weights allow: one step, and the figure holds for every layer.
        const auto boxes = page->findChildren<QSpinBox*>();
        auto* target = *std::ranges::find(
            boxes, QStringLiteral("SQNR that every layer's weights keep"), &QSpinBox::accessibleName);
        target->setValue(25);
        QCOMPARE(document.undoStack()->count(), steps + 1);
        for (size_t i = 0; i < document.recipe().layers.size(); ++i) {
            const auto& now = document.recipe().layers[i].weights.format;
            const auto column = std::ranges::find(formats, now) - formats.begin();
            QVERIFY(map->data().sqnrDb[i][static_cast<size_t>(column)] >= 25);
            // The next narrower integer would not do.
            if (now.bits > 2 && now.bits <= 8) QVERIFY(map->data().sqnrDb[i][static_cast<size_t>(column) + 1] < 25);
        }
        QVERIFY(app::test::rests(*window));
        shoot(*window, "ladder");
        // Times come on demand, and what is known is not computed again.
        const auto before = found()->ladder.sqnrDb;
        page->findChild<QPushButton*>()->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            found()->finished && found()->asked.times == experiment::LadderQuestion::Times::Measured, kPatience);
        QCOMPARE(found()->ladder.sqnrDb.size(), before.size());
        for (const auto& row : map->data().nsPerMac)
            QVERIFY(row[static_cast<size_t>(int8)] > 0);
        QVERIFY(app::test::rests(*window));
    }

    void sensitivityIsSortedAndSelects()
    {
        widgets::test::failOnWarnings();
        auto window = opened("sensitivity");
        QVERIFY(window);
        Document& document = *window->document();
        document.setWidth(document.targets(), Part::Weights, 3, EditPhase::End);
        QVERIFY(app::test::rests(*window));
        auto* page = window->findChild<SensitivityPage*>();
        auto* bars = page->findChild<widgets::SensitivityBars*>();
        QVERIFY(bars->data().rows.isEmpty());
        auto* table = window->findChild<QTableView*>();
        QVERIFY(table->isColumnHidden(LayerModel::Hurts) && table->isColumnHidden(LayerModel::Saves));
        page->findChild<QPushButton*>()->click();
        const auto found = [&] { return window->results()->latest<SensitivityFound>(); };
        QTRY_VERIFY_WITH_TIMEOUT(found() && found()->finished, kPatience);
        QVERIFY(app::test::rests(*window));
        QCOMPARE(static_cast<size_t>(bars->data().rows.size()), document.model()->layers.size());
        for (int i = 1; i < bars->data().rows.size(); ++i)
            QVERIFY(bars->data().rows[i - 1].on >= bars->data().rows[i].on);
        QTest::mouseClick(bars->viewport(), Qt::LeftButton, {}, bars->rowRect(1).center());
        QCOMPARE(document.currentLayer(), bars->data().rows[1].layer);
        QVERIFY(!table->isColumnHidden(LayerModel::Hurts) && !table->isColumnHidden(LayerModel::Saves));
        QCOMPARE(window->results()->results().harm(static_cast<size_t>(bars->data().rows[1].layer)),
            bars->data().rows[1].on); // both are divergences
        shoot(*window, "sensitivity");
        // After an edit the figures are old.
        document.setWidth({0}, Part::Weights, 5, EditPhase::End);
        QCOMPARE(bars->freshness(), widgets::Freshness::Stale);
        QVERIFY(app::test::rests(*window));
    }

    // Layers whose outputs meet in a sum are one row, which selects all of them.
    void sumsAreOneItem()
    {
        widgets::test::failOnWarnings();
        auto window = opened("sensitivity");
        QVERIFY(window);
        Document& document = *window->document();
        const auto groups = experiment::residualGroups(*document.model());
        QVERIFY(groups.size() < document.model()->layers.size());
        const auto group = *std::ranges::find_if(groups, [](const auto& layers) { return layers.size() > 1; });
        auto* page = window->findChild<SensitivityPage*>();
        const auto lists = page->findChildren<QComboBox*>();
        (*std::ranges::find(lists, QStringLiteral("What counts as one"), &QComboBox::accessibleName))
            ->setCurrentIndex(1);
        page->findChild<QPushButton*>()->click();
        const auto found = [&] { return window->results()->latest<SensitivityFound>(); };
        QTRY_VERIFY_WITH_TIMEOUT(found() && found()->finished, kPatience);
        QVERIFY(app::test::rests(*window));
        auto* bars = page->findChild<widgets::SensitivityBars*>();
        QCOMPARE(static_cast<size_t>(bars->data().rows.size()), groups.size());
        const int row = bars->rowOf(group.back());
        QCOMPARE(row, bars->rowOf(group.front()));
        QTest::mouseClick(bars->viewport(), Qt::LeftButton, {}, bars->rowRect(row).center());
        QList<int> selected = document.selection();
        std::ranges::sort(selected);
        QCOMPARE(selected, QList<int>(group.begin(), group.end()));
        QCOMPARE(window->results()->results().harm(static_cast<size_t>(group.back())),
            window->results()->results().harm(static_cast<size_t>(group.front())));
    }

    void blameFindsWhoDidIt()
    {
        widgets::test::failOnWarnings();
        auto window = opened("blame");
        QVERIFY(window);
        Document& document = *window->document();
        document.setWidth(document.targets(), Part::Weights, 2, EditPhase::End);
        QVERIFY(app::test::rests(*window));
        auto* page = window->findChild<BlamePage*>();
        auto* list = page->findChild<QTreeWidget*>();
        const auto folder = window->results()->latest<FolderProgress>();
        QVERIFY(folder && folder->finished);
        QCOMPARE(list->topLevelItemCount(),
            static_cast<int>(std::ranges::count_if(folder->evaluation.outcomes, &analysis::Outcome::changed)));
        QVERIFY2(list->topLevelItemCount() > 0, "two bits change some answer");
        list->setCurrentItem(list->topLevelItem(0));
        const auto found = [&] { return window->results()->latest<BlameFound>(); };
        QTRY_VERIFY_WITH_TIMEOUT(found(), kPatience);
        QVERIFY(app::test::rests(*window));
        QVERIFY(found()->blame.changed() && !found()->blame.culprits.empty());
        auto* plot = page->findChild<widgets::MarginPlot*>();
        QCOMPARE(plot->data().margins.size(), document.model()->layers.size() + 1);
        QVERIFY(plot->data().margins.front() > 0 && plot->data().margins.back() <= 0);
        shoot(*window, "blame");
        // One click puts them in float, and the picture has its answer back.
        const size_t file = found()->file;
        const int steps = document.undoStack()->count();
        page->findChild<QPushButton*>()->click();
        QCOMPARE(document.undoStack()->count(), steps + 1);
        QVERIFY(app::test::rests(*window));
        QVERIFY(!window->results()->latest<FolderProgress>()->evaluation.outcomes[file].changed());
    }

    void adviceIsOneClick()
    {
        widgets::test::failOnWarnings();
        auto window = opened("advice");
        QVERIFY(window);
        const auto found = [&] { return window->results()->latest<AdviceFound>(); };
        QTRY_VERIFY_WITH_TIMEOUT(found(), kPatience); // the first time by itself
        QVERIFY(app::test::rests(*window));
        auto* page = window->findChild<AdvicePage*>();
        shoot(*window, "advice");
        for (const auto& finding : found()->findings) {
            const Advice advice = adviceOf(*window->document(), finding);
            const auto labels = page->findChildren<QLabel*>();
            QVERIFY(std::ranges::any_of(
                labels, [&](const QLabel* label) { return label->text().endsWith(advice.summary); }));
            QVERIFY(!advice.theory.isEmpty());
        }
    }

    // Every finding has words of its own, and its step does what it says.
    void adviceOfEveryKind()
    {
        Document document;
        app::test::openDigits(document);
        std::vector<data::LabelledFile> files(100);
        for (size_t i = 0; i < files.size(); ++i)
            files[i].file = std::to_string(i) + ".png";
        document.setFiles(files, {}, {});
        using experiment::Finding;
        const auto advise = [&](Finding finding) { return adviceOf(document, finding); };
        Advice advice = advise({"pictures", Finding::Weight::Advice, 0, 0.3, {}, {}, {}, 16});
        QVERIFY(advice.summary.contains(QStringLiteral("16")) && advice.summary.contains(QStringLiteral("30")));
        advice.action(document);
        QCOMPARE(document.calibrationPictures(), 32);
        document.editSpecs(
            {}, {1}, Part::Weights, [](quant::QuantSpec& spec) { spec.granularity = quant::Granularity::Tensor; });
        advice = advise({"outliers", Finding::Weight::Problem, 1, 40, {}, {}, {}});
        advice.action(document);
        QCOMPARE(document.spec(1, Part::Weights).granularity, quant::Granularity::Channel);
        advice = advise({"outliers", Finding::Weight::Advice, 1, 40, {}, {}, {}});
        advice.action(document);
        QCOMPARE(
            QString::fromStdString(std::string(document.spec(1, Part::Weights).estimator().id)), QStringLiteral("mse"));
        Finding rules {"preprocessing", Finding::Weight::Problem, -1, 1.5, {}, {}, {}};
        data::Preprocessing other = *document.preprocessing();
        other.mean = {0.25F, 0.25F, 0.25F};
        rules.better = experiment::PreprocessingFit {other, 0.2};
        advise(rules).action(document);
        QVERIFY(*document.preprocessing() == other);
        QVERIFY(advise({"pictures", Finding::Weight::Fine, -1, 0.01, {}, {}, {}, 16}).step.isEmpty());
        QVERIFY(!advise({"concat", Finding::Weight::Advice, -1, 50, {}, {}, {}, 0, "cat"}).action);
        // One that is unknown here speaks for itself.
        QCOMPARE(advise({"new", Finding::Weight::Advice, -1, 1, "so", "do", "why"}).summary, QStringLiteral("so"));
    }
};

QTEST_MAIN(TestTunePages)
#include "tst_tune_pages.moc"
