// The Preset menu: what comes with the program, what a person has saved, and rules.
#include "app/window/shell/main_window.h"

#include "app/window/dialogs/rule_dialog.h"
#include "app/window/shell/own_presets.h"
#include "core/analysis/rule.h"
#include "widgets/control/banner_stack.h"

#include <QInputDialog>
#include <QMenu>
#include <QMenuBar>

namespace bitladder::app
{

QMenu* MainWindow::makePresetMenu()
{
    m_presets = menuBar()->addMenu(tr("&Preset"));
    m_presets->setToolTipsVisible(true);
    m_ends = new QAction(tr("&Ends at 8 bits"), this);
    m_ends->setCheckable(true);
    m_ends->setToolTip(tr("Presets keep the first and the last layer at 8 bits where they are narrower"));
    fillPresetMenu();
    return m_presets;
}

void MainWindow::fillPresetMenu()
{
    m_presets->clear();
    int number = 0;
    for (const auto& preset : quant::presets())
        m_presets->addAction(QStringLiteral("&%1 %2").arg(++number).arg(
                                 QString::fromUtf8(preset.name.data(), static_cast<int>(preset.name.size()))),
            this, [this, &preset] {
                if (m_document.model())
                    m_document.applyPreset(preset, m_ends->isChecked() ? quant::Ends::At8 : quant::Ends::Alike);
            });
    m_presets->addAction(m_ends);
    const auto own = ownPresets();
    if (!own.empty()) m_presets->addSection(tr("Own presets"));
    for (const auto& preset : own) {
        QAction* action = m_presets->addAction(preset.name, this, [this, preset] { applyOwnPreset(preset); });
        action->setToolTip(preset.uniform()
                ? tr("The same formats for every layer")
                : tr("Layer by layer, for %1").arg(QString::fromStdString(preset.recipe.model)));
    }
    m_presets->addSeparator();
    m_presets->addAction(tr("&Save as preset…"), this, &MainWindow::savePreset);
    QMenu* remove = m_presets->addMenu(tr("&Delete preset"));
    remove->setEnabled(!own.empty());
    for (const auto& preset : own)
        remove->addAction(preset.name, this, [this, name = preset.name] {
            deleteOwnPreset(name);
            // Not while the menu that asked is still at work.
            QMetaObject::invokeMethod(this, &MainWindow::fillPresetMenu, Qt::QueuedConnection);
        });
    m_presets->addSeparator();
    m_presets->addAction(tr("&Rule…"), QKeySequence(tr("Ctrl+R")), this, &MainWindow::applyRule);
}

void MainWindow::applyOwnPreset(const OwnPreset& preset)
{
    if (!m_document.model()) return;
    auto after = applied(preset, m_document.recipe());
    if (!after) {
        showFailure(tr("Preset %1: %2").arg(preset.name, QString::fromStdString(after.error().message)));
        return;
    }
    m_document.edit(tr("preset %1").arg(preset.name), *std::move(after));
}

void MainWindow::savePreset()
{
    if (!m_document.model()) return;
    bool taken = false;
    const QString name
        = QInputDialog::getText(this, tr("Save as preset"), tr("&Name of the preset:"), QLineEdit::Normal, {}, &taken)
              .trimmed();
    if (!taken || name.isEmpty()) return;
    saveOwnPreset(presetOf(name, m_document.recipe()));
    fillPresetMenu();
}

void MainWindow::applyRule()
{
    if (!m_document.model()) return;
    RuleDialog dialog(m_document.model(), this);
    if (dialog.exec() != QDialog::Accepted) return;
    const auto rule = dialog.rule();
    m_document.edit(ruleText(rule), analysis::applied(rule, dialog.layers(), m_document.recipe()));
}

} // namespace bitladder::app
