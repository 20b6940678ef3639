#include "app/window/shell/help_menu.h"
#include "app/window/document/level_text.h"

#include "app/window/dialogs/machine_dialog.h"
#include "app/window/preferences/preferences.h"
#include "app/window/shell/shortcut_sheet.h"
#include "versions.h"
#include "widgets/control/icons.h"
#include "widgets/plot/frame/plot_frame.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>
#include <QMessageBox>

namespace bitladder::app
{

HelpMenu::HelpMenu(QMainWindow* parent)
    : QMenu(tr("&Help"), parent)
{
    QAction* keys = addAction(
        tr("&Keys"), QKeySequence(Qt::Key_F1), this, [parent] { ShortcutSheet(*parent->menuBar(), parent).exec(); });
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(tr("Ctrl+?"))});
    addAction(tr("&What can this machine do?"), this, [this] { MachineDialog(parentWidget()).exec(); });
    addAction(tr("&About Bitladder"), this, &HelpMenu::about);
}

void HelpMenu::about()
{
    QStringList features,
        versions {tr("Qt %1").arg(QString::fromLatin1(qVersion())),
            tr("QCustomPlot %1").arg(widgets::PlotFrame::libraryVersion())};
    for (const auto& feature : kernels::processorFeatures())
        features << QString::fromStdString(feature);
    for (const auto& library : kLibraryVersions)
        if (*library.version)
            versions << QStringLiteral("%1 %2").arg(
                QString::fromUtf8(library.name), QString::fromUtf8(library.version));
    QMessageBox box(parentWidget());
    box.setWindowTitle(tr("About Bitladder"));
    box.setIconPixmap(widgets::programIcon().pixmap(64, 64));
    box.setText(
        tr("<h3>Bitladder %1</h3><p>What happens to a neural network when its numbers shrink from 64 bits to 1.</p>"
           "<p>GNU General Public License, version 3 or later.</p><p><b>Built with</b> %2.</p>"
           "<p><b>This processor</b> has %3; level %4.</p>")
            .arg(QApplication::applicationVersion(), versions.join(QStringLiteral(", ")),
                features.join(QStringLiteral(", ")), levelText(loadPreferences().levelNow())));
    box.exec();
}

} // namespace bitladder::app
