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
    QAction* keep = menu->addAction(tr("&Keep as A"), QKeySequence(tr("Ctrl+K")), &m_document, &Document::makeBaseline);
    keep->setToolTip(tr("Keeps the present recipe as A; editing goes on as B"));
    QAction* swap
        = menu->addAction(tr("&Swap A and B"), QKeySequence(tr("Ctrl+Shift+K")), &m_document, &Document::swapBaseline);
    QAction* adopt = menu->addAction(tr("&Adopt A"), &m_document, &Document::adoptBaseline);
    adopt->setToolTip(tr("B becomes what A is"));
    QAction* drop = menu->addAction(tr("&Drop A"), &m_document, &Document::dropBaseline);
    const auto enable = [=, this] {
        const auto& baseline = m_document.baseline();
        keep->setEnabled(m_document.model() && !(baseline && *baseline == m_document.recipe()));
        for (QAction* action : {swap, adopt})
            action->setEnabled(baseline && !(*baseline == m_document.recipe()));
        drop->setEnabled(baseline != nullptr);
    };
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::baselineChanged})
        connect(&m_document, change, this, enable);
    enable();
    return menu;
}

void MainWindow::showBaseline()
{
    m_table->showBaseline(m_document.baseline() ? LayerTable::Baseline::Shown : LayerTable::Baseline::Hidden);
    showEverything();
}

} // namespace bitladder::app
