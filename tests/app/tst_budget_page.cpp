// The page of budgets: a limit and Return search, what is pointed at is a ghost in the equalizer, a click takes it as
// one step.
#include "app/window/adapters/tune/adapters_tune.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/pages/tune/budget_page.h"
#include "tests/app/window_test.h"
#include "widgets/equalizer/equalizer.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QUndoStack>
#include <cmath>
#include <qcustomplot.h>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestBudgetPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> opened()
    {
        auto window = app::test::shownWindow();
        if (!window) return nullptr;
        window->openSample(QStringLiteral("digits"));
        if (!QTest::qWaitFor(
                [&] { return window->document()->model() && !window->document()->picture().empty(); }, kPatience)
            || !app::test::rests(*window))
            return nullptr;
        return window;
    }
    static experiment::FrontPoint point(const quant::Recipe& recipe, double bytes, int64_t hits)
    {
        experiment::FrontPoint point;
        point.recipe = recipe;
        point.sizeBytes = bytes;
        point.bops = 1e9 / bytes;
        point.measured = experiment::Effect {qQNaN(), 0, {hits, 100}, {}};
        return point;
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_budget_page"); }
    void init() { QSettings().clear(); }

    // The dot that keeps the limits is the cheapest that does; another cost has a front of its own.
    void theChosenDotKeepsTheLimits()
    {
        Document document;
        app::test::openDigits(document);
        SearchFound found {document.model(), document.sharedFiles(), {}, {}, true};
        found.result.front = {point(document.recipe(), 1e6, 80), point(document.recipe(), 2e6, 95),
            point(document.recipe(), 3e6, 96), point(document.recipe(), 4e6, 99)};
        found.result.others = {point(document.recipe(), 2.5e6, 94)};
        const auto chosen = [&](std::optional<double> floor, std::optional<double> most) {
            const Front front = frontOf(document, &found, {}, {experiment::Objective::Size, floor, most});
            return front.data.chosen < 0 ? -1 : static_cast<int>(100 * front.data.dots[front.data.chosen].share + 0.5);
        };
        QCOMPARE(chosen(0.95, {}), 95);
        QCOMPARE(chosen(0.955, {}), 96);
        QCOMPARE(chosen(0.5, {}), 80);
        QCOMPARE(chosen({}, 3.5e6), 96);
        QCOMPARE(chosen(0.97, 3.5e6), -1);
        const Front size = frontOf(document, &found, {}, {experiment::Objective::Size, 0.9, {}});
        QVERIFY(std::ranges::count(size.data.dots, widgets::FrontDot::Kind::Tried, &widgets::FrontDot::kind) == 1);
        QCOMPARE(size.data.dots[0].cost, 1000.0); // the sample is small: kB
        const Front bops = frontOf(document, &found, {}, {experiment::Objective::Bops, 0.9, {}});
        QVERIFY(std::ranges::count(bops.data.dots, widgets::FrontDot::Kind::Front, &widgets::FrontDot::kind) == 1);
        // Recipes of a person: the present one is marked, kept ones have their names.
        document.makeBaseline(QStringLiteral("mine"));
        const MeasuredRecipe mine[] = {{document.recipe(), {90, 100}, 2}};
        Front named = frontOf(document, &found, mine, {experiment::Objective::Size, 0.9, {}});
        QCOMPARE(named.data.dots.last().kind, widgets::FrontDot::Kind::Present);
        document.setWidth({0}, Part::Weights, 5, EditPhase::End);
        named = frontOf(document, &found, mine, {experiment::Objective::Size, 0.9, {}});
        QCOMPARE(named.data.dots.last().kind, widgets::FrontDot::Kind::Named);
        QCOMPARE(named.data.dots.last().name, QStringLiteral("mine"));
    }

    // Costs are written in the unit that reads best for the model.
    void units()
    {
        Document document;
        app::test::openDigits(document);
        const auto* digits = document.model().get();
        QCOMPARE(unitOf(experiment::Objective::Size, digits).text, QStringLiteral("kB"));
        QCOMPARE(unitOf(experiment::Objective::Size, nullptr).text, QStringLiteral("MB"));
        const Front front = frontOf(document, nullptr, std::array {MeasuredRecipe {document.recipe(), {90, 100}, 2}},
            {experiment::Objective::Size, 0.9, {}});
        QVERIFY(front.data.costLabel.contains(QStringLiteral("kB")));
        QVERIFY(front.data.dots[0].cost > 1 && front.data.dots[0].cost < 1000);
    }

    // What became of a search that nothing satisfied, or that had to look further.
    void verdicts()
    {
        Document document;
        app::test::openDigits(document);
        SearchFound found {document.model(), document.sharedFiles(), {}, {}, true};
        found.asked.limits.minAgreement = 0.99;
        found.result.front = {point(document.recipe(), 7690, 94)};
        found.result.evaluated = 12;
        QVERIFY(verdictText(found).isEmpty());
        found.result.nearest = 0;
        const QString nothing = verdictText(found);
        QVERIFY2(nothing.contains(QStringLiteral("None of 12 recipes keeps 99 % of the answers")), qPrintable(nothing));
        QVERIFY2(nothing.contains(QStringLiteral("94 % (")) && nothing.contains(QStringLiteral("7.69 kB")),
            qPrintable(nothing));
        found.result.widened = {{experiment::Widening::Kind::Range, "percentile", {0, 1}},
            {experiment::Widening::Kind::Method, "bias-correction", {}},
            {experiment::Widening::Kind::Activations, "int16", {2, 3}}};
        const QString wider = verdictText(found);
        QVERIFY2(wider.contains(QStringLiteral("int16 activations in 2 layer(s)")), qPrintable(wider));
        found.result.nearest.reset();
        found.result.chosen = 0;
        QVERIFY(!verdictText(found).contains(QStringLiteral("None")) && !verdictText(found).isEmpty());
    }

    // Three clicks: the tab, the field, the dot.
    void threeClicks()
    {
        widgets::test::failOnWarnings();
        auto window = opened();
        QVERIFY(window);
        Document& document = *window->document();
        auto* page = window->findChild<BudgetPage*>();
        auto* plot = page->findChild<widgets::FrontPlot*>();
        auto* tabs = window->findChild<PageTabs*>();
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(tabs->indexOf(page)).center());
        QVERIFY(page->isVisible());
        QCOMPARE(plot->state(), widgets::PlotFrame::State::Empty);
        const auto boxes = page->findChildren<QDoubleSpinBox*>();
        auto* keep = *std::ranges::find(
            boxes, QStringLiteral("Least share of equal answers"), &QDoubleSpinBox::accessibleName);
        const auto lists = page->findChildren<QComboBox*>();
        (*std::ranges::find(lists, QStringLiteral("How long the search may take"), &QComboBox::accessibleName))
            ->setCurrentIndex(0);
        auto* field = keep->findChild<QLineEdit*>();
        QTest::mouseClick(field, Qt::LeftButton, {}, field->rect().center());
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("95"));
        QTest::keyClick(field, Qt::Key_Return);
        app::test::Latest<SearchFound> found(*window->results());
        QVERIFY(window->jobs()->studies().busy(LaneId::Search));
        QTRY_VERIFY_WITH_TIMEOUT(!window->jobs()->studies().busy(LaneId::Search), kPatience);
        QVERIFY(found.value && found.value->finished && found.count > 2); // it filled in as it came
        QVERIFY(app::test::rests(*window));
        QCOMPARE(plot->state(), widgets::PlotFrame::State::Fresh);
        QVERIFY(plot->data().chosen >= 0);
        const auto dot = plot->data().dots[plot->data().chosen];
        QVERIFY(dot.share >= 0.95);
        for (const auto& other : plot->data().dots)
            QVERIFY(other.share < 0.95 || other.cost >= dot.cost);
        // A single recipe, all that a busy machine may come to, says nothing of predictions.
        QCOMPARE(page->findChild<QLabel*>(QStringLiteral("trust"))->text().isEmpty(),
            std::isnan(found.value->result.rankCorrelation));
        if (qEnvironmentVariableIsSet("BITLADDER_SHOTS"))
            window->grab().save(qEnvironmentVariable("BITLADDER_SHOTS") + QStringLiteral("/budget.png"));

        // Ghosts where it is pointed at, and none any more when it is not.
        auto* equalizer = window->findChild<widgets::Equalizer*>();
        const auto ghosts = [&] {
            return static_cast<int>(
                std::ranges::count_if(equalizer->columns(), [](const auto& c) { return c.ghostWeightBits > 0; }));
        };
        QCOMPARE(ghosts(), 0);
        const int steps = document.undoStack()->count();
        const auto before = document.recipe();
        auto* inner = plot->findChild<QCustomPlot*>();
        inner->replot();
        const QPoint place = plot->positionOf(plot->data().chosen);
        QMouseEvent move(QEvent::MouseMove, place, inner->mapToGlobal(place), Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(inner, &move);
        QCOMPARE(ghosts(), static_cast<int>(equalizer->columns().size()));
        QCOMPARE(document.recipe(), before);
        QTest::mouseClick(inner, Qt::LeftButton, {}, place);
        QCOMPARE(document.undoStack()->count(), steps + 1);
        QVERIFY(!(document.recipe() == before));
        QCOMPARE(ghosts(), 0);
        // What was applied is measured as it was promised.
        QVERIFY(app::test::rests(*window));
        const auto folder = window->results()->latest<FolderProgress>();
        QVERIFY(folder->finished);
        QCOMPARE(folder->evaluation.agreement.rate(), dot.share);
        QVERIFY(std::ranges::count(plot->data().dots, widgets::FrontDot::Kind::Present, &widgets::FrontDot::kind) == 1);
        document.undoStack()->undo();
        QCOMPARE(document.recipe(), before);
    }

    // What was found until a person stops it stays.
    void stops()
    {
        widgets::test::failOnWarnings();
        auto window = opened();
        QVERIFY(window);
        window->showPage(QStringLiteral("budget"));
        auto* page = window->findChild<BudgetPage*>();
        app::test::Latest<SearchFound> found(*window->results());
        const auto button = [&](const char* text) -> QPushButton* {
            for (auto* b : page->findChildren<QPushButton*>())
                if (b->text().remove(QLatin1Char('&')) == QLatin1String(text)) return b;
            return nullptr;
        };
        QVERIFY(button("Search"));
        button("Search")->click();
        QVERIFY(button("Stop"));
        QTRY_VERIFY_WITH_TIMEOUT(found.count > 0, kPatience);
        if (auto* stop = button("Stop")) stop->click();
        QVERIFY(button("Search"));
        QVERIFY(app::test::rests(*window));
        QVERIFY(!window->jobs()->studies().busy(LaneId::Search));
        QCOMPARE(page->findChild<widgets::FrontPlot*>()->state(), widgets::PlotFrame::State::Fresh);
        // Another model has nothing of it.
        window->openSample(QStringLiteral("digits"));
        QTRY_COMPARE_WITH_TIMEOUT(
            page->findChild<widgets::FrontPlot*>()->state(), widgets::PlotFrame::State::Empty, kPatience);
        QVERIFY(app::test::rests(*window));
    }
};

QTEST_MAIN(TestBudgetPage)
#include "tst_budget_page.moc"
