// A and B in the window: the Compare menu, and what is shown of A.
#include "app/window/shell/main_window.h"

#include "app/window/shell/layer_table.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

namespace bitladder::app
{

QMenu* MainWindow::makeCompareMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Compare"));
    menu->setToolTipsVisible(true);
    QAction* keep = menu->addAction(tr("&Keep as A"), QKeySequence(tr("Ctrl+K")), &m_document, &Document::keep);
    keep->setToolTip(tr("Keeps the present recipe as A; editing goes on as B"));
    QAction* swap
        = menu->addAction(tr("&Swap A and B"), QKeySequence(tr("Ctrl+Shift+K")), &m_document, &Document::swapKept);
    QAction* adopt = menu->addAction(tr("&Adopt A"), &m_document, &Document::adoptKept);
    adopt->setToolTip(tr("B becomes what A is"));
    QAction* drop = menu->addAction(tr("&Drop A"), &m_document, &Document::dropKept);
    const auto enable = [=, this] {
        const auto& kept = m_document.kept();
        keep->setEnabled(m_document.model() && !(kept && *kept == m_document.recipe()));
        for (QAction* action : {swap, adopt})
            action->setEnabled(kept && !(*kept == m_document.recipe()));
        drop->setEnabled(kept != nullptr);
    };
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::keptChanged})
        connect(&m_document, change, this, enable);
    enable();
    return menu;
}

void MainWindow::connectKept()
{
    connect(&m_document, &Document::keptChanged, this, &MainWindow::showKept);
    connect(&m_studio, &Studio::keptReady, this, [this](const auto& result) {
        // One that was measured for an earlier A comes too late.
        if (!m_document.kept() || !(*result->recipe == *m_document.kept())) return;
        m_results.kept = result;
        showEverything();
    });
}

void MainWindow::showKept()
{
    const auto& kept = m_document.kept();
    if (!kept || (m_results.kept && !(*m_results.kept->recipe == *kept))) m_results.kept.reset();
    m_table->showKept(kept ? LayerTable::Kept::Shown : LayerTable::Kept::Hidden);
    showEverything();
}

} // namespace bitladder::app
