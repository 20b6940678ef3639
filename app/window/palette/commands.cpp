#include "app/window/palette/commands.h"

#include "app/window/document/document.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/perspectives/perspectives.h"
#include "widgets/control/icons.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>

namespace bitladder::app
{

// The context of this file's texts; as short as the tools for translations find it written.
struct CommandTexts {
    Q_DECLARE_TR_FUNCTIONS(CommandTexts)
};

QString plainText(QString text)
{
    if (const qsizetype at = text.indexOf(QLatin1String("(&")); at >= 0 && text.mid(at + 3, 1) == QLatin1String(")"))
        text.remove(at, 4);
    return text.remove(QLatin1Char('&')).trimmed();
}

QList<widgets::Command> commandsOf(const QMenu& menu)
{
    QList<widgets::Command> commands;
    for (QAction* action : menu.actions()) {
        if (action->isSeparator() || !action->isVisible() || action->text().isEmpty()) continue;
        if (action->menu()) {
            commands << commandsOf(*action->menu());
            continue;
        }
        widgets::Command command {plainText(action->text()), plainText(menu.title()),
            action->shortcut().toString(QKeySequence::NativeText), {}, action->icon(), [action = QPointer(action)] {
                if (action) action->trigger();
            }};
        if (!action->isEnabled()) command.reason = CommandTexts::tr("not possible now");
        commands << command;
    }
    return commands;
}

QList<widgets::Command> allCommands(const CommandSources& sources)
{
    QList<widgets::Command> commands;
    for (const QAction* top : sources.menus->actions())
        if (top->menu()) commands << commandsOf(*top->menu());
    for (const PageEntry& entry : pageTable())
        commands << widgets::Command {titleOf(entry), CommandTexts::tr("page"), {}, {}, {},
            [pages = sources.pages, id = QString::fromLatin1(entry.id)] { pages->showPage(id); }};
    for (const Perspective& entry : perspectiveTable())
        commands << widgets::Command {titleOf(entry), CommandTexts::tr("perspective"), {}, {}, {},
            [perspectives = sources.perspectives, id = QString::fromLatin1(entry.id)] { perspectives->show(id); }};
    Document* document = sources.document;
    for (size_t i = 0; document->model() && i < document->recipe().layers.size(); ++i) {
        const int layer = static_cast<int>(i);
        commands << widgets::Command {document->layerName(layer), CommandTexts::tr("layer %1").arg(layer + 1), {}, {},
            {}, [document, layer] { document->setSelection({layer}); }};
    }
    return commands;
}

} // namespace bitladder::app
