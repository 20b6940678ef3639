// Preferences, About, what this machine can do.
#include "app/window/shell/main_window.h"

#include "app/window/dialogs/machine_dialog.h"
#include "app/window/dialogs/preferences_dialog.h"
#include "app/window/session/session.h"
#include "versions.h"
#include "widgets/control/banner_stack.h"
#include "widgets/control/icons.h"
#include "widgets/plot/plot_frame.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSpinBox>

namespace bitladder::app
{

void MainWindow::makeLevelMenu(QMenu* run)
{
    QMenu* menu = run->addMenu(tr("&Instruction set"));
    m_levels = new QActionGroup(this);
    for (const auto level : kernels::supportedLevels()) {
        QAction* action = menu->addAction(QString::fromUtf8(kernels::levelName(level).data()), this, [this, level] {
            const Preferences preferences = loadPreferences();
            m_jobs.setMachine(level, preferences.threads, preferences.floatConvolution());
        });
        action->setCheckable(true);
        action->setData(static_cast<int>(level));
        m_levels->addAction(action);
    }
    usePreferences();
}

// Theme: main() sets it before the window is there, and the dialog when it changes.
void MainWindow::usePreferences()
{
    const Preferences preferences = loadPreferences();
    for (QAction* action : m_levels->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(preferences.levelNow()));
    m_jobs.setMachine(preferences.levelNow(), preferences.threads, preferences.floatConvolution());
    m_jobs.setMemoryBound(preferences.memoryBytes());
    m_jobs.setModelMemory(preferences.modelBytes());
}

void MainWindow::editPreferences()
{
    const Preferences before = loadPreferences();
    PreferencesDialog dialog(before, this);
    if (changePreferences(dialog) && dialog.preferences().modelGib != before.modelGib && m_document.model()) openAnew();
}

bool MainWindow::changePreferences(PreferencesDialog& dialog)
{
    const Preferences before = loadPreferences();
    if (dialog.exec() != QDialog::Accepted || dialog.preferences() == before) return false;
    savePreferences(dialog.preferences());
    if (dialog.preferences().theme != before.theme) applyTheme(dialog.preferences().theme);
    usePreferences();
    return true;
}

void MainWindow::openAnew()
{
    m_pendingSession = std::make_unique<const Session>(session());
    m_jobs.openModel({m_document.model()->path, {}});
}

// Proposes twice of what did not suffice.
void MainWindow::allowMemory(const OpenRequest& request)
{
    constexpr int kFirstGib = 4;
    Preferences proposed = loadPreferences();
    proposed.modelGib = std::min(Preferences::kMostModelGib, std::max(kFirstGib, 2 * proposed.modelGib));
    PreferencesDialog dialog(proposed, this);
    dialog.findChild<QSpinBox*>(QStringLiteral("modelMemory"))->setFocus();
    if (!changePreferences(dialog)) return;
    m_banners->closeAll();
    if (m_document.model() && m_document.model()->path == request.model)
        openAnew();
    else
        m_jobs.openModel({request.model, request.recipe});
}

void MainWindow::makeHelpMenu()
{
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&What can this machine do?"), this, [this] { MachineDialog(this).exec(); });
    help->addAction(tr("&About Bitladder"), this, &MainWindow::about);
}

void MainWindow::about()
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
    QMessageBox box(this);
    box.setWindowTitle(tr("About Bitladder"));
    box.setIconPixmap(widgets::programIcon().pixmap(64, 64));
    box.setText(
        tr("<h3>Bitladder %1</h3><p>What happens to a neural network when its numbers shrink from 64 bits to 1.</p>"
           "<p>GNU General Public License, version 3 or later.</p><p><b>Built with</b> %2.</p>"
           "<p><b>This processor</b> has %3; level %4.</p>")
            .arg(QApplication::applicationVersion(), versions.join(QStringLiteral(", ")),
                features.join(QStringLiteral(", ")),
                QString::fromUtf8(kernels::levelName(loadPreferences().levelNow()).data())));
    box.exec();
}

} // namespace bitladder::app
