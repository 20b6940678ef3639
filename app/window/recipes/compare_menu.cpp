#include "app/window/recipes/compare_menu.h"

#include "app/window/dialogs/name_dialog.h"
#include "app/window/document/document.h"

#include <utility>

namespace bitladder::app
{

namespace
{

// A name is text, not a mnemonic.
QString literal(QString name)
{
    return name.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

CompareMenu::CompareMenu(Document* document, QWidget* parent)
    : QMenu(tr("&Compare"), parent)
    , m_document(document)
    , m_keep(addAction(
          tr("&Keep this recipe"), QKeySequence(tr("Ctrl+K")), document, [document] { document->makeBaseline(); }))
    , m_swap(addAction(tr("&Swap"), QKeySequence(tr("Ctrl+Shift+K")), document, &Document::swapBaseline))
    , m_adopt(addAction(tr("&Adopt"), document, &Document::adoptBaseline))
    , m_rename(addAction(tr("&Rename…"), this, &CompareMenu::askForName))
    , m_drop(addAction(tr("&Drop"), document, &Document::dropBaseline))
{
    setToolTipsVisible(true);
    m_keep->setToolTip(tr("Keeps the present recipe under a name and compares with it while editing goes on"));
    m_swap->setToolTip(tr("Keeps the present recipe and edits the one that it is compared with"));
    m_adopt->setToolTip(tr("The present recipe becomes what it is compared with"));
    m_rename->setToolTip(tr("Another name for the recipe that is compared with"));
    m_drop->setToolTip(tr("Forgets the recipe that is compared with; Ctrl+Z brings it back"));
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::baselineChanged})
        connect(document, change, this, &CompareMenu::refresh);
    refresh();
}

void CompareMenu::refresh()
{
    const auto& baseline = m_document->baseline();
    const bool same = baseline && *baseline == m_document->recipe();
    const QString name = literal(m_document->baselineName());
    m_keep->setEnabled(m_document->model() && !same);
    for (QAction* action : {m_swap, m_adopt})
        action->setEnabled(baseline && !same);
    for (QAction* action : {m_rename, m_drop})
        action->setEnabled(baseline != nullptr);
    m_swap->setText(name.isEmpty() ? tr("&Swap") : tr("&Swap with %1").arg(name));
    m_adopt->setText(name.isEmpty() ? tr("&Adopt") : tr("&Adopt %1").arg(name));
    m_rename->setText(name.isEmpty() ? tr("&Rename…") : tr("&Rename %1…").arg(name));
    m_drop->setText(name.isEmpty() ? tr("&Drop") : tr("&Drop %1").arg(name));

    // An action that was clicked may be among them.
    for (QAction* action : std::exchange(m_candidates, {})) {
        removeAction(action);
        action->deleteLater();
    }
    if (m_document->candidates().empty()) return;
    m_candidates << addSection(tr("Compare with"));
    const auto add = [this](const QString& text, const QString& toolTip, int candidate) {
        QAction* action
            = addAction(text, m_document, [document = m_document, candidate] { document->compareWith(candidate); });
        action->setToolTip(toolTip);
        action->setCheckable(true);
        action->setChecked(m_document->comparedCandidate() == candidate);
        m_candidates << action;
    };
    add(tr("nothing"), tr("The present recipe stands alone, beside float"), -1);
    for (size_t i = 0; i < m_document->candidates().size(); ++i) {
        const Candidate& candidate = m_document->candidates()[i];
        add(literal(candidate.name), tr("Shows it beside the present recipe: %1").arg(formatsText(*candidate.recipe)),
            static_cast<int>(i));
    }
}

void CompareMenu::askForName()
{
    m_document->renameBaseline(app::askForName(
        parentWidget(), tr("Rename candidate"), tr("&Name of the candidate:"), m_document->baselineName()));
}

} // namespace bitladder::app
