#include "app/window/shell/window_actions.h"

#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/layers/layer_panel.h"
#include "app/window/preferences/preferences_actions.h"
#include "app/window/shell/file_actions.h"
#include "app/window/shell/samples.h"
#include "app/window/shell/shortcuts.h"
#include "app/window/shell/width_dial.h"
#include "widgets/control/icons.h"

#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>

namespace bitladder::app
{

namespace
{

QToolButton* addMenuButton(QToolBar* bar, const QString& text, const QString& icon, QMenu* menu)
{
    auto* button = new QToolButton(bar);
    button->setIcon(widgets::tintedIcon(icon));
    button->setText(text);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    bar->addWidget(button);
    return button;
}

// Not a button of the action itself: that has another text after every edit, and a button with another text has the
// window laid out anew.
void addStepButton(QToolBar* bar, QAction* action, const QString& icon)
{
    auto* button = new QToolButton(bar);
    button->setIcon(widgets::tintedIcon(icon));
    button->setFocusPolicy(Qt::TabFocus);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        const QString text = action->text().remove(QLatin1Char('&'));
        button->setToolTip(QStringLiteral("%1 (%2)").arg(text, action->shortcut().toString(QKeySequence::NativeText)));
        button->setAccessibleName(text);
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QToolButton::clicked, action, &QAction::trigger);
    follow();
    bar->addWidget(button);
}

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
    menu->addAction(tr("&About this model…"), files, &FileActions::showFacts);
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
    menu->addAction(tr("Select &none: the dial turns all layers"), QKeySequence(tr("Ctrl+Shift+N")), document,
        [document] { document->setSelection({}); });
    menu->addAction(tr("&Find layer"), QKeySequence::Find, m_parts.layers, &LayerPanel::focusFilter);
    menu->addSeparator();
    menu->addAction(tr("&Preferences…"), QKeySequence(tr("Ctrl+,")), m_parts.preferences, &PreferencesActions::edit);
}

void WindowActions::makeViewMenu()
{
    QMenu* menu = m_parts.window->createPopupMenu();
    menu->setTitle(tr("&View"));
    m_parts.window->menuBar()->addMenu(menu);
}

void WindowActions::makeRunMenu()
{
    QMenu* menu = m_parts.window->menuBar()->addMenu(tr("&Run"));
    m_measure = menu->addAction(widgets::tintedIcon(QStringLiteral("measure")), tr("&Measure again"),
        QKeySequence(Qt::Key_F5), m_context.jobs, &JobScheduler::measureAgain);
    m_stop = menu->addAction(widgets::tintedIcon(QStringLiteral("stop")), tr("&Stop"), QKeySequence(Qt::Key_Escape),
        m_context.jobs, &JobScheduler::stop);
    m_parts.preferences->addLevelMenu(menu);
}

void WindowActions::makeToolBar()
{
    auto* bar = m_parts.window->addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({20, 20});
    m_open->setIcon(widgets::tintedIcon(QStringLiteral("open")));
    m_open->setIconText(tr("Open"));
    m_pictures->setIconText(tr("Pictures"));
    m_pictures->setIcon(widgets::tintedIcon(QStringLiteral("pictures")));
    bar->addActions({m_open, m_pictures});
    bar->addSeparator();
    QToolButton* preset = addMenuButton(bar, tr("Preset"), QStringLiteral("preset"), m_parts.presets);
    const Document* document = m_context.document;
    const auto enable = [preset, document] { preset->setEnabled(document->model() != nullptr); };
    connect(document, &Document::modelChanged, preset, enable);
    enable();
    bar->addSeparator();
    addStepButton(bar, m_undo, QStringLiteral("undo"));
    addStepButton(bar, m_redo, QStringLiteral("redo"));
    bar->addSeparator();
    m_measure->setIconText(tr("Measure"));
    m_stop->setIconText(tr("Stop"));
    bar->addActions({m_measure, m_stop});
    bar->addSeparator();
    addMenuButton(bar, tr("Compare"), QStringLiteral("compare"), m_parts.compare);
    addMenuButton(bar, tr("Learn"), QStringLiteral("learn"), m_parts.learn);
    addMenuButton(bar, tr("Export"), QStringLiteral("export"), m_exports);
    bar->addSeparator();
    auto* dial = new WidthDial(m_context.document, bar);
    auto* keys = new PlainKeys(m_parts.window);
    connect(keys, &PlainKeys::widthTyped, dial, [dial](int bits) { dial->turn(bits, EditPhase::End); });
    connect(keys, &PlainKeys::measureTyped, m_context.jobs, &JobScheduler::measureAgain);
}

} // namespace bitladder::app
