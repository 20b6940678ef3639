#include "app/window/shell/window_actions.h"

#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/layers/layer_panel.h"
#include "app/window/layers/master_control.h"
#include "app/window/palette/commands.h"
#include "app/window/perspectives/perspectives.h"
#include "app/window/preferences/preferences_actions.h"
#include "app/window/shell/file_actions.h"
#include "app/window/shell/main_tool_bar.h"
#include "app/window/shell/samples.h"
#include "app/window/shell/shortcuts.h"
#include "widgets/control/command_palette.h"
#include "widgets/control/icons.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QUndoStack>

namespace bitladder::app
{

namespace
{

constexpr int kTextSizes[] = {90, 100, 110, 125, 150, 175}; // percent

} // namespace

WindowActions::WindowActions(const WindowContext& context, const Parts& parts)
    : QObject(parts.window)
    , m_context(context)
    , m_parts(parts)
{
    QMenuBar* bar = parts.window->menuBar();
    makeFileMenu();
    makeEditMenu();
    bar->addMenu(parts.presets);
    makeViewMenu();
    makeRunMenu();
    for (QMenu* menu : {parts.compare, parts.learn, parts.help})
        bar->addMenu(menu);
    makeToolBar();
}

void WindowActions::makeFileMenu()
{
    FileActions* files = m_parts.files;
    QMenu* menu = m_parts.window->menuBar()->addMenu(tr("&File"));
    m_open = menu->addAction(tr("&Open model…"), QKeySequence::Open, files, &FileActions::askForModel);
    QMenu* samples = menu->addMenu(tr("Open &sample"));
    for (const Sample& sample : kSamples)
        samples->addAction(toText(sample.name), files, [files, &sample] { files->openSample(toText(sample.name)); });
    m_pictures
        = menu->addAction(tr("Open &pictures…"), QKeySequence(tr("Ctrl+Shift+O")), files, &FileActions::askForPictures);
    menu->addAction(tr("Open picture &folder…"), files, &FileActions::askForFolder);
    menu->addAction(tr("&Inputs…"), QKeySequence(tr("Ctrl+I")), files, &FileActions::editInputs);
    menu->addAction(tr("About t&his model…"), files, &FileActions::showFacts);
    files->addRecentMenus(menu);
    menu->addSeparator();
    menu->addAction(tr("&Load recipe…"), files, &FileActions::askForRecipes);
    menu->addAction(tr("Sa&ve recipe"), QKeySequence::Save, files, &FileActions::saveRecipe);
    menu->addAction(tr("Save recipe &as…"), QKeySequence(tr("Ctrl+Shift+S")), files, &FileActions::saveRecipeAs);
    m_exports = files->addExportMenu(menu);
    menu->addSeparator();
    menu->addAction(tr("&Quit"), QKeySequence(tr("Ctrl+Q")), m_parts.window, &QWidget::close);
}

void WindowActions::makeEditMenu()
{
    Document* document = m_context.document;
    QMenu* menu = m_parts.window->menuBar()->addMenu(tr("&Edit"));
    m_undo = document->undoStack()->createUndoAction(this, tr("&Undo"));
    m_undo->setShortcut(QKeySequence::Undo);
    m_undo->setIcon(widgets::tintedIcon(QStringLiteral("undo")));
    m_redo = document->undoStack()->createRedoAction(this, tr("&Redo"));
    m_redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence::Redo});
    m_redo->setIcon(widgets::tintedIcon(QStringLiteral("redo")));
    menu->addActions({m_undo, m_redo});
    menu->addSeparator();
    menu->addAction(tr("&Select all layers"), QKeySequence(tr("Ctrl+Shift+A")), document, [document] {
        QList<int> all;
        for (size_t i = 0; i < document->recipe().layers.size(); ++i)
            all << static_cast<int>(i);
        document->setSelection(all);
    });
    menu->addAction(tr("Select &none: the fader moves all layers"), QKeySequence(tr("Ctrl+Shift+N")), document,
        [document] { document->setSelection({}); });
    menu->addAction(tr("&Find layer"), QKeySequence::Find, m_parts.layers, &LayerPanel::focusFilter);
    menu->addSeparator();
    menu->addAction(tr("&Preferences…"), QKeySequence(tr("Ctrl+,")), m_parts.preferences, &PreferencesActions::edit);
}

void WindowActions::makeViewMenu()
{
    QMainWindow* window = m_parts.window;
    QMenu* menu = window->menuBar()->addMenu(tr("&View"));
    auto* group = new QActionGroup(this);
    for (const Perspective& entry : perspectiveTable()) {
        const QString id = QString::fromLatin1(entry.id);
        QAction* action
            = menu->addAction(titleOf(entry), m_parts.perspectives, [this, id] { m_parts.perspectives->show(id); });
        action->setCheckable(true);
        action->setChecked(id == m_parts.perspectives->current());
        group->addAction(action);
        connect(m_parts.perspectives, &Perspectives::shown, action,
            [action, id](const QString& now) { action->setChecked(id == now); });
    }
    menu->addAction(tr("&Restore default layout"), m_parts.perspectives, &Perspectives::restoreDefault);
    m_panes = menu->addMenu(tr("&Panes"));
    QAction* arrange = menu->addAction(tr("&Arrange panes by their title bars"));
    arrange->setCheckable(true);
    connect(arrange, &QAction::toggled, m_parts.perspectives, [this](bool on) {
        m_parts.perspectives->setTitleBars(on ? Perspectives::TitleBars::Shown : Perspectives::TitleBars::Hidden);
    });
    menu->addSeparator();
    m_find
        = menu->addAction(tr("&Find anything…"), QKeySequence(tr("Ctrl+Shift+P")), this, &WindowActions::openPalette);
    QAction* full = menu->addAction(tr("F&ull screen"), QKeySequence(Qt::Key_F11), window,
        [window] { window->setWindowState(window->windowState() ^ Qt::WindowFullScreen); });
    full->setShortcuts({QKeySequence(Qt::Key_F11), QKeySequence(tr("Ctrl+Shift+F"))});
    m_parts.preferences->addLooksMenus(menu, kTextSizes);
}

void WindowActions::openPalette()
{
    if (!m_palette) m_palette = new widgets::CommandPalette(m_parts.window);
    m_palette->setCommands(
        allCommands({m_parts.window->menuBar(), m_context.document, m_parts.pages, m_parts.perspectives}));
    m_palette->open();
}

void WindowActions::makeRunMenu()
{
    QMenu* menu = m_parts.window->menuBar()->addMenu(tr("&Run"));
    m_measure = menu->addAction(widgets::tintedIcon(QStringLiteral("measure")), tr("&Measure again"), m_context.jobs,
        &JobScheduler::measureAgain);
    m_measure->setShortcuts({QKeySequence(Qt::Key_Space), QKeySequence(Qt::Key_F5)});
    m_measure->setAutoRepeat(false);
    m_stop = menu->addAction(widgets::tintedIcon(QStringLiteral("stop")), tr("&Stop"), QKeySequence(Qt::Key_Escape),
        m_context.jobs, &JobScheduler::stop);
    m_parts.preferences->addLevelMenu(menu);
}

void WindowActions::makeToolBar()
{
    m_parts.window->addToolBar(new MainToolBar(m_context,
        {m_open, m_pictures, m_undo, m_redo, m_find, m_measure, m_stop, m_parts.presets, m_parts.compare, m_exports,
            m_parts.perspectives},
        m_parts.window));
    auto* keys = new PlainKeys(m_parts.window);
    connect(keys, &PlainKeys::widthTyped, m_parts.master,
        [master = m_parts.master](int bits) { master->turn(bits, EditPhase::End); });
}

// All docks and tool bars that the window has by then can be shown and hidden.
void WindowActions::listPanes()
{
    const QMenu* all = m_parts.window->createPopupMenu();
    m_panes->addActions(all->actions());
    delete all;
}

} // namespace bitladder::app
