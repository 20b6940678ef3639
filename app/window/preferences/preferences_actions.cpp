#include "app/window/preferences/preferences_actions.h"
#include "app/window/document/level_text.h"

#include "app/window/dialogs/preferences_dialog.h"
#include "app/window/document/texts.h"
#include "app/window/session/session_keeper.h"
#include "app/window/shell/notices.h"
#include "widgets/control/theme.h"

#include <QActionGroup>
#include <QMenu>
#include <QSpinBox>

namespace bitladder::app
{

PreferencesActions::PreferencesActions(const WindowContext& context, SessionKeeper* sessions, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_sessions(sessions)
    , m_window(window)
    , m_levels(new QActionGroup(this))
{
}

void PreferencesActions::addLevelMenu(QMenu* run)
{
    QMenu* menu = run->addMenu(tr("&Instruction set"));
    for (const auto level : kernels::supportedLevels()) {
        QAction* action = menu->addAction(levelText(level), this, [this, level] {
            const Preferences preferences = loadPreferences();
            m_context.jobs->setMachine(level, preferences.threads, preferences.floatConvolution());
        });
        action->setCheckable(true);
        m_levels->addAction(action);
    }
    use();
}

void PreferencesActions::addLooksMenus(QMenu* view, std::span<const int> textSizes)
{
    const Preferences present = loadPreferences();
    QMenu* sizes = view->addMenu(tr("&Text size"));
    auto* size = new QActionGroup(sizes);
    for (const int percent : textSizes) {
        QAction* action
            = sizes->addAction(widgets::formatWithUnit(percent / 100.0, widgets::Unit::Percent), this, [percent] {
                  Preferences changed = loadPreferences();
                  changed.textSize = percent;
                  savePreferences(changed);
                  useTextSize(percent);
              });
        action->setCheckable(true);
        action->setChecked(percent == present.textSize);
        size->addAction(action);
    }
    QMenu* colours = view->addMenu(tr("&Colours"));
    auto* theme = new QActionGroup(colours);
    const std::pair<Theme, QString> themes[] = {{Theme::System, tr("As the system")}, {Theme::Light, tr("Light")},
        {Theme::Dark, tr("Dark")}, {Theme::Desktop, tr("The desktop's own")}};
    for (const auto& [value, text] : themes) {
        QAction* action = colours->addAction(text, this, [value] {
            Preferences changed = loadPreferences();
            changed.theme = value;
            savePreferences(changed);
            applyTheme(value);
        });
        action->setCheckable(true);
        action->setData(static_cast<int>(value));
        theme->addAction(action);
    }
    // Preferences have the colours too.
    connect(colours, &QMenu::aboutToShow, theme, [theme] {
        const int now = static_cast<int>(loadPreferences().theme);
        for (QAction* action : theme->actions())
            action->setChecked(action->data().toInt() == now);
    });
}

void PreferencesActions::use()
{
    const Preferences preferences = loadPreferences();
    const QString level = levelText(preferences.levelNow());
    for (QAction* action : m_levels->actions())
        action->setChecked(action->text() == level);
    m_context.jobs->setMachine(preferences.levelNow(), preferences.threads, preferences.floatConvolution());
    m_context.jobs->setMemoryBound(preferences.memoryBytes());
    m_context.jobs->setModelMemory(preferences.modelBytes());
}

void PreferencesActions::edit()
{
    const Preferences before = loadPreferences();
    PreferencesDialog dialog(before, m_window);
    if (change(dialog) && dialog.preferences().modelGib != before.modelGib && m_context.document->model())
        m_sessions->openAnew();
}

bool PreferencesActions::change(PreferencesDialog& dialog)
{
    const Preferences before = loadPreferences();
    if (dialog.exec() != QDialog::Accepted) return false;
    Preferences after = dialog.preferences();
    after.textSize = before.textSize; // has a menu of its own
    if (after == before) return false;
    savePreferences(after);
    if (after.theme != before.theme) applyTheme(after.theme);
    use();
    return true;
}

void PreferencesActions::allowMemory(const OpenRequest& request)
{
    constexpr int kFirstGib = 4;
    Preferences proposed = loadPreferences();
    proposed.modelGib = std::min(Preferences::kMostModelGib, std::max(kFirstGib, 2 * proposed.modelGib));
    PreferencesDialog dialog(proposed, m_window);
    dialog.findChild<QSpinBox*>(QStringLiteral("modelMemory"))->setFocus();
    if (!change(dialog)) return;
    m_context.notices->closeAll();
    const auto& model = m_context.document->model();
    if (model && model->path == request.model)
        m_sessions->openAnew();
    else
        m_context.jobs->openModel(request);
}

} // namespace bitladder::app
