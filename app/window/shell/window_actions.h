// The menu bar and the tool bar: what a person can ask the window for, and the keys that do it.
#pragma once
#include "app/window/shell/window_context.h"

#include <QObject>

class QAction;
class QMainWindow;
class QMenu;

namespace bitladder::widgets
{
class CommandPalette;
}

namespace bitladder::app
{

class FileActions;
class LayerPanel;
class MasterControl;
class PreferencesActions;
class PageTabs;
class Perspectives;

class WindowActions : public QObject
{
    Q_OBJECT

public:
    // What the actions act on; all of it outlives them. The menus are put into the bars.
    struct Parts {
        QMainWindow* window = nullptr;
        FileActions* files = nullptr;
        LayerPanel* layers = nullptr;
        PreferencesActions* preferences = nullptr;
        QMenu *presets = nullptr, *compare = nullptr, *learn = nullptr, *help = nullptr;
        PageTabs* pages = nullptr;
        Perspectives* perspectives = nullptr;
        MasterControl* master = nullptr;
    };
    WindowActions(const WindowContext& context, const Parts& parts);
    // What View shows and hides: to be called once the window has all its docks and tool bars.
    void listPanes();

private:
    void makeFileMenu();
    void makeEditMenu();
    void makeViewMenu();
    void makeRunMenu();
    void makeToolBar();
    void openPalette();

    WindowContext m_context;
    Parts m_parts;
    // Those that the tool bar has, too.
    QAction *m_open = nullptr, *m_pictures = nullptr, *m_undo = nullptr, *m_redo = nullptr;
    QAction *m_measure = nullptr, *m_stop = nullptr, *m_find = nullptr;
    QMenu *m_exports = nullptr, *m_panes = nullptr;
    widgets::CommandPalette* m_palette = nullptr;
};

} // namespace bitladder::app
