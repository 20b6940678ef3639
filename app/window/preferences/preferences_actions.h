// What a person set once, put to use: the instruction set, the threads, the memory; and the dialogs that change it.
#pragma once
#include "app/window/jobs/job_scheduler.h"
#include "app/window/shell/window_context.h"

#include <span>

class QActionGroup;
class QMenu;

namespace bitladder::app
{

class PreferencesDialog;
class SessionKeeper;

class PreferencesActions : public QObject
{
    Q_OBJECT

public:
    // Dialogs open over the window.
    PreferencesActions(const WindowContext& context, SessionKeeper* sessions, QWidget* window);

    void addLevelMenu(QMenu* run);
    // The size of the texts, in percent, and the colours.
    void addLooksMenus(QMenu* view, std::span<const int> textSizes);
    // Puts the preferences to use. The theme is set by main() before the window is there, and here when it changes.
    void use();
    void edit();
    // After a refusal: proposes twice of what did not suffice, and opens the model again where a person agrees.
    void allowMemory(const OpenRequest& request);

private:
    bool change(PreferencesDialog& dialog); // false: they stay

    WindowContext m_context;
    SessionKeeper* m_sessions;
    QWidget* m_window;
    QActionGroup* m_levels;
};

} // namespace bitladder::app
