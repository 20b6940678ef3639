// The train page: learns beside everything else, can be paused and ended, and what was learned is one undoable step.
#include "app/window/pages/train_page.h"
#include "tests/app/window_test.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTabWidget>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

// digits at W3A4, on the page.
TrainPage* openDigits(MainWindow& window)
{
    if (!widgets::test::showAs(window, {1280, 800})) qFatal("no window");
    window.openSample(QStringLiteral("digits"));
    auto* document = window.document();
    if (!QTest::qWaitFor([&] { return document->model() && !document->picture().empty(); }, kPatience))
        qFatal("the sample does not open");
    quant::Recipe recipe = document->recipe();
    quant::setAll(recipe, quant::intFormat(3), quant::intFormat(4));
    document->edit(QStringLiteral("narrower"), recipe);
    if (!QTest::qWaitFor([&] { return !window.jobs()->busy(); }, kPatience)) qFatal("the network is not computed");
    auto* page = window.findChild<TrainPage*>();
    window.showPage(page->objectName());
    return page;
}

QPushButton* button(const TrainPage* page, const char* text)
{
    for (auto* one : page->findChildren<QPushButton*>())
        if (one->text() == QString::fromUtf8(text)) return one;
    qFatal("no button %s", text);
}

bool trained(const Document* document)
{
    const auto& methods = document->recipe().methods;
    return !methods.empty() && methods.back().method == "trained";
}

bool says(const TrainPage* page, const char* text)
{
    const auto labels = page->findChildren<QLabel*>();
    return std::ranges::any_of(
        labels, [&](const QLabel* label) { return label->text().contains(QLatin1String(text)); });
}

} // namespace

class TestTrainPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_train_page"); }
    void init() { QSettings().clear(); }

    void whatWasLearnedIsOneStep()
    {
        MainWindow window(app::test::samples());
        auto* page = openDigits(window);
        auto* document = window.document();
        page->findChild<QSpinBox*>()->setValue(3); // epochs
        auto* plot = page->findChild<widgets::TrainingPlot*>();
        QCOMPARE(plot->state(), widgets::PlotFrame::State::Empty);
        auto *start = button(page, "Start"), *pause = button(page, "Pause");
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), kPatience);
        start->click();
        QVERIFY(!start->isEnabled() && pause->isEnabled());
        QVERIFY(window.jobs()->busy());
        pause->click();
        QTest::qWait(50);
        QVERIFY(!start->isEnabled());
        pause->click(); // go on
        QTRY_VERIFY_WITH_TIMEOUT(trained(document) && start->isEnabled(), kPatience);
        QVERIFY(button(page, "Save…")->isEnabled());
        QVERIFY(plot->dataAsCsv().count(QLatin1Char('\n')) >= 5); // heading, before, three epochs
        // One weight, and all layers.
        auto* path = page->findChild<widgets::WeightPathPlot*>();
        QCOMPARE(path->state(), widgets::PlotFrame::State::Fresh);
        QVERIFY(path->dataAsCsv().count(QLatin1Char('\n')) > 10);
        auto* moved = page->findChild<widgets::MovedLayers*>();
        QCOMPARE(moved->data().size(), document->model()->layers.size());
        const auto changed = [](const widgets::MovedLayer& layer) { return layer.changed > 0; };
        QVERIFY(std::ranges::any_of(moved->data(), changed));
        auto* weights = page->findChild<widgets::HistogramPlot*>();
        QCOMPARE(weights->state(), widgets::PlotFrame::State::Fresh);
        QVERIFY(!weights->data().grid.empty() && weights->data().before == widgets::BeforeMethods::Float);
        document->setSelection({2});
        QVERIFY2(path->title().contains(document->layerName(2)), qPrintable(path->title()));
        QVERIFY2(weights->title().contains(document->layerName(2)), qPrintable(weights->title()));
        emit moved->rowClicked(1);
        QCOMPARE(document->currentLayer(), 1);
        QVERIFY2(path->title().contains(document->layerName(1)), qPrintable(path->title()));
        // The network is computed with what was learned.
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QVERIFY(window.results()->latest<NetworkResult>()->revision == document->revision());
        document->undoStack()->undo();
        QVERIFY(!trained(document));
    }

    // Stop stops training with everything else, and what was found by then is kept as a step.
    void stopKeepsTheBest()
    {
        MainWindow window(app::test::samples());
        auto* page = openDigits(window);
        auto* document = window.document();
        page->findChild<QSpinBox*>()->setValue(10000);
        auto* start = button(page, "Start");
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), kPatience);
        start->click();
        window.jobs()->stop(); // before anything is known
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled() && !window.jobs()->busy(), kPatience);
        QVERIFY(!trained(document));
        QVERIFY(says(page, "Stopped before anything became better"));
        start->click();
        auto* plot = page->findChild<widgets::TrainingPlot*>();
        const auto epochs = [&] { return plot->dataAsCsv().count(QLatin1Char('\n')); };
        QTRY_VERIFY_WITH_TIMEOUT(epochs() >= 5, kPatience);
        QVERIFY(window.jobs()->busy());
        // By the key, as a person does it, while it pauses.
        button(page, "Pause")->click();
        QTest::keyClick(&window, Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(trained(document), kPatience);
        QVERIFY(says(page, "Stopped."));
        QVERIFY(epochs() >= 5);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        document->undoStack()->undo();
        QVERIFY(!trained(document));
    }

    void aClosedWindowStopsIt()
    {
        auto window = std::make_unique<MainWindow>(app::test::samples());
        auto* page = openDigits(*window);
        page->findChild<QSpinBox*>()->setValue(10000);
        auto* start = button(page, "Start");
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), kPatience);
        start->click();
        QTest::qWait(300);
        window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window->jobs()->busy(), kPatience);
        window.reset();
    }

    void blockAfterBlock()
    {
        MainWindow window(app::test::samples());
        auto* page = openDigits(window);
        page->findChild<QSpinBox*>()->setValue(1);
        page->findChild<QComboBox*>()->setCurrentIndex(3);
        auto* start = button(page, "Start");
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), kPatience);
        start->click();
        QTRY_VERIFY_WITH_TIMEOUT(trained(window.document()) && start->isEnabled(), kPatience);
        auto* plot = page->findChild<widgets::TrainingPlot*>();
        QCOMPARE(plot->dataAsCsv().count(QLatin1Char('\n')), 2 + 6); // heading, before, six blocks
    }
};

QTEST_MAIN(TestTrainPage)
#include "tst_train_page.moc"
