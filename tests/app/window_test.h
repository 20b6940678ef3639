// What the tests of the whole window share: settings of their own, a window that is really shown, and waiting until it
// rests.
#pragma once
#include "app/window/pages/page_table.h"
#include "app/window/shell/main_window.h"
#include "tests/app/app_test.h"
#include "tests/widgets/widget_test.h"

#include <QDockWidget>
#include <QSettings>
#include <QStandardPaths>

namespace bitladder::app::test
{

// Nothing of what a person has set, or an earlier test, is seen or touched. Call it in initTestCase().
inline void useOwnSettings(const char* test)
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setApplicationName(QString::fromLatin1(test));
    QCoreApplication::setOrganizationName(QString::fromLatin1(test));
    QSettings().clear();
}

// At 1280×800; null where it is not shown.
inline std::unique_ptr<MainWindow> shownWindow()
{
    auto window = std::make_unique<MainWindow>(samples());
    if (!widgets::test::showAs(*window, {1280, 800})) return nullptr;
    // The table stands behind the inspector: what tests do to it a person does with it in view.
    window->findChild<QDockWidget*>(QStringLiteral("layers"))->raise();
    window->activateWindow();
    return window;
}

// Waits until a model is there and everything about it is computed and handed out. False: it took too long.
inline bool rests(MainWindow& window)
{
    return QTest::qWaitFor(
        [&] { return window.document()->model() && !window.jobs()->busy(); }, bitladder::test::kPatience);
}

} // namespace bitladder::app::test
