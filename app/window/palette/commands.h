// What the command palette offers: every action of the menus, every page, layer and perspective.
#pragma once
#include "widgets/control/command_palette.h"

class QMenu;
class QMenuBar;

namespace bitladder::app
{

class Document;
class PageTabs;
class Perspectives;

struct CommandSources {
    QMenuBar* menus = nullptr;
    Document* document = nullptr;
    PageTabs* pages = nullptr;
    Perspectives* perspectives = nullptr;
};

QList<widgets::Command> allCommands(const CommandSources& sources);
// The text of an action without the mark of the mnemonic, and without the one that Chinese texts carry in parentheses:
// "打开(&O)…".
QString plainText(QString text);
// The actions of a menu and of its menus, each with the menu's name as its kind.
QList<widgets::Command> commandsOf(const QMenu& menu);

} // namespace bitladder::app
