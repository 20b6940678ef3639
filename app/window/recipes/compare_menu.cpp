#include "app/window/recipes/compare_menu.h"

#include "app/window/document/document.h"

namespace bitladder::app
{

CompareMenu::CompareMenu(Document* document, QWidget* parent)
    : QMenu(tr("&Compare"), parent)
    , m_document(document)
    , m_keep(addAction(tr("&Keep as A"), QKeySequence(tr("Ctrl+K")), document, &Document::makeBaseline))
    , m_swap(addAction(tr("&Swap A and B"), QKeySequence(tr("Ctrl+Shift+K")), document, &Document::swapBaseline))
    , m_adopt(addAction(tr("&Adopt A"), document, &Document::adoptBaseline))
    , m_drop(addAction(tr("&Drop A"), document, &Document::dropBaseline))
{
    setToolTipsVisible(true);
    m_keep->setToolTip(tr("Keeps the present recipe as A; editing goes on as B"));
    m_adopt->setToolTip(tr("B becomes what A is"));
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::baselineChanged})
        connect(document, change, this, &CompareMenu::refresh);
    refresh();
}

void CompareMenu::refresh()
{
    const auto& baseline = m_document->baseline();
    const bool same = baseline && *baseline == m_document->recipe();
    m_keep->setEnabled(m_document->model() && !same);
    for (QAction* action : {m_swap, m_adopt})
        action->setEnabled(baseline && !same);
    m_drop->setEnabled(baseline != nullptr);
}

} // namespace bitladder::app
