// The train page: learns beside everything else, can be paused and ended, and what was learned is one undoable step.
#include "app/window/pages/train_page.h"
#include "tests/app/window_test.h"

#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTabWidget>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestTrainPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_train_page"); }
    void init() { QSettings().clear(); }

    void whatWasLearnedIsOneStep()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        quant::Recipe recipe = document->recipe();
        quant::setAll(recipe, quant::intFormat(3), quant::intFormat(4));
        document->edit(QStringLiteral("narrower"), recipe);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        auto* page = window.findChild<TrainPage*>();
        window.showPage(page->objectName());
        const auto button = [&](int i) { return page->findChildren<QPushButton*>()[i]; };
        page->findChild<QSpinBox*>()->setValue(3); // epochs
        auto* plot = page->findChild<widgets::TrainingPlot*>();
        QCOMPARE(plot->state(), widgets::PlotFrame::State::Empty);
        QTRY_VERIFY_WITH_TIMEOUT(button(0)->isEnabled(), kPatience);
        button(0)->click();
        QVERIFY(!button(0)->isEnabled() && button(1)->isEnabled());
        button(1)->click(); // pause
        QTest::qWait(50);
        QVERIFY(!button(0)->isEnabled());
        button(1)->click(); // go on
        const auto trained = [&] {
            const auto& methods = document->recipe().methods;
            return !methods.empty() && methods.back().method == "trained";
        };
        QTRY_VERIFY_WITH_TIMEOUT(trained() && button(0)->isEnabled(), kPatience);
        QVERIFY(button(3)->isEnabled());
        QVERIFY(plot->dataAsCsv().count(QLatin1Char('\n')) >= 5); // heading, before, three epochs
        // The network is computed with what was learned.
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QVERIFY(window.results()->latest<NetworkResult>()->revision == document->revision());
        document->undoStack()->undo();
        QVERIFY(!trained());
    }
};

QTEST_MAIN(TestTrainPage)
#include "tst_train_page.moc"
