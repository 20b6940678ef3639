// Tool tips say more than the label that they belong to, and what a person presses first has one; View shows and hides
// every pane and tool bar.
#include "app/window/palette/commands.h"
#include "tests/app/window_test.h"
#include "widgets/equalizer/master_fader.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSpinBox>
#include <QToolBar>
#include <QToolButton>

using namespace bitladder;
using namespace bitladder::app;

class TestToolTips : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_tool_tips"); }
    void init() { QSettings().clear(); }

    void theySayMoreThanTheLabel()
    {
        auto window = app::test::shownWindow();
        QVERIFY(window);
        window->openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(*window));
        window->document()->makeBaseline();
        for (const QString& page : pageIds()) {
            window->showPage(page);
            for (const auto* button : window->findChildren<QAbstractButton*>()) {
                const QString label = plainText(button->text());
                QVERIFY2(label.isEmpty() || plainText(button->toolTip()) != label, qPrintable(page + ": " + label));
            }
            for (const auto* label : window->findChildren<QLabel*>())
                QVERIFY2(label->toolTip().isEmpty() || label->toolTip() != label->text(),
                    qPrintable(page + ": " + label->text()));
        }
        // A menu that shows tool tips shows the text itself where there is none.
        for (const auto* menu : window->findChildren<QMenu*>()) {
            if (!menu->toolTipsVisible()) continue;
            for (const QAction* action : menu->actions())
                QVERIFY2(action->isSeparator() || plainText(action->toolTip()) != plainText(action->text()),
                    qPrintable(action->text()));
        }
    }

    void whatIsPressedFirstHasOne()
    {
        auto window = app::test::shownWindow();
        QVERIFY(window);
        const auto* bar = window->findChild<QToolBar*>(QStringLiteral("mainToolBar"));
        int worded = 0;
        for (const auto* button : bar->findChildren<QToolButton*>()) {
            if (button->accessibleName().isEmpty()) continue; // Qt's own, for what has no room
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->accessibleName()));
            ++worded;
        }
        QVERIFY(worded > 8);
        const auto* fader = window->findChild<widgets::MasterFader*>();
        QVERIFY(!fader->findChild<widgets::FaderTrack*>()->toolTip().isEmpty());
        QVERIFY(!fader->findChild<QSpinBox*>()->toolTip().isEmpty());
        for (const auto* button : fader->findChildren<QToolButton*>())
            QVERIFY(!button->toolTip().isEmpty());
    }

    void viewListsAllPanes()
    {
        auto window = app::test::shownWindow();
        QVERIFY(window);
        QStringList listed;
        for (const auto* menu : window->menuBar()->findChildren<QMenu*>())
            if (plainText(menu->title()) == QLatin1String("Panes"))
                for (QAction* action : menu->actions())
                    listed << action->text();
        for (const auto* bar : window->findChildren<QToolBar*>(Qt::FindDirectChildrenOnly))
            QVERIFY2(listed.contains(bar->windowTitle()), qPrintable(bar->windowTitle()));
        for (const auto* dock : window->findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly))
            QVERIFY2(listed.contains(dock->windowTitle()), qPrintable(dock->windowTitle()));
    }

    // The key that texts name is the one that the menu shows.
    void measureHasOneKeyEverywhere()
    {
        auto window = app::test::shownWindow();
        QVERIFY(window);
        QAction* measure = nullptr;
        for (QAction* action : window->findChildren<QAction*>())
            if (plainText(action->text()) == QLatin1String("Measure again")) measure = action;
        QVERIFY(measure);
        QCOMPARE(measure->shortcuts(), (QList<QKeySequence> {QKeySequence(Qt::Key_Space), QKeySequence(Qt::Key_F5)}));
        window->openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(*window));
        QSignalSpy started(window->jobs(), &JobScheduler::started);
        window->setFocus();
        QTest::keyClick(window.get(), Qt::Key_Space);
        QTRY_COMPARE(started.count(), 1);
        QVERIFY(app::test::rests(*window));
    }
};

QTEST_MAIN(TestToolTips)
#include "tst_tool_tips.moc"
