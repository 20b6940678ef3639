#include "app/window/shell/main_tool_bar.h"

#include "app/window/document/document.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/palette/commands.h"
#include "app/window/perspectives/perspectives.h"
#include "widgets/control/icons.h"
#include "widgets/theme/flat_style.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLayout>
#include <QMenu>
#include <QTimer>
#include <QToolButton>
#include <algorithm>

namespace bitladder::app
{

namespace
{

constexpr int kSide = 8, kWorkPollMs = 150;

QString plain(const QAction& action)
{
    return plainText(action.text());
}

QString withShortcut(const QAction& action)
{
    const QString keys = action.shortcut().toString(QKeySequence::NativeText);
    return keys.isEmpty() ? plain(action) : QStringLiteral("%1 (%2)").arg(plain(action), keys);
}

} // namespace

MainToolBar::MainToolBar(const WindowContext& context, const Parts& parts, QWidget* parent)
    : QToolBar(tr("Main"), parent)
    , m_context(context)
    , m_parts(parts)
{
    setObjectName(QStringLiteral("mainToolBar"));
    setMovable(false);
    setIconSize({18, 18});
    layout()->setContentsMargins(kSide, 4, kSide, 6);
    addButton(parts.open, tr("Open"), QStringLiteral("open"));
    addButton(parts.pictures, tr("Pictures"), QStringLiteral("pictures"));
    addSeparator();
    addStepButton(parts.undo, QStringLiteral("undo"));
    addStepButton(parts.redo, QStringLiteral("redo"));
    addSeparator();
    QToolButton* preset = addMenuButton(
        tr("Preset"), tr("Formats for all layers in one step"), QStringLiteral("preset"), parts.presets);
    const Document* document = context.document;
    const auto enable = [preset, document] { preset->setEnabled(document->model() != nullptr); };
    connect(document, &Document::modelChanged, preset, enable);
    enable();
    addMenuButton(
        tr("Compare"), tr("Keep a recipe and compare others with it"), QStringLiteral("compare"), parts.compare);
    addMenuButton(tr("Export"), tr("Take the recipe away, as a model, a table or a picture"), QStringLiteral("export"),
        parts.exports);
    addSpace();
    addPerspectives();
    addSpace();
    addSearch();
    addMeasure();
}

QToolButton* MainToolBar::addButton(QAction* action, const QString& text, const QString& icon)
{
    action->setIcon(widgets::tintedIcon(icon));
    auto* button = new QToolButton(this);
    button->setIcon(action->icon());
    button->setText(text);
    button->setToolTip(withShortcut(*action));
    button->setAccessibleName(plain(*action));
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    addWidget(button);
    m_worded.append(button);
    return button;
}

QToolButton* MainToolBar::addMenuButton(const QString& text, const QString& toolTip, const QString& icon, QMenu* menu)
{
    auto* button = new QToolButton(this);
    button->setIcon(widgets::tintedIcon(icon));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    button->setMenu(menu);
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    addWidget(button);
    m_worded.append(button);
    return button;
}

// Not a button of the action itself: that has another text after every edit, and a button with another text has the
// window laid out anew.
void MainToolBar::addStepButton(QAction* action, const QString& icon)
{
    auto* button = new QToolButton(this);
    button->setIcon(widgets::tintedIcon(icon));
    button->setFocusPolicy(Qt::TabFocus);
    button->setAutoRaise(true);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(withShortcut(*action));
        button->setAccessibleName(plain(*action));
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    follow();
    addWidget(button);
}

void MainToolBar::addSpace()
{
    auto* space = new QWidget(this);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    space->setMinimumWidth(kSide);
    addWidget(space);
}

void MainToolBar::addPerspectives()
{
    auto* row = new QWidget(this);
    auto* buttons = new QHBoxLayout(row);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(2);
    for (const Perspective& entry : perspectiveTable()) {
        auto* button = new QToolButton(row);
        const QString id = QString::fromLatin1(entry.id), title = titleOf(entry);
        button->setText(title);
        button->setToolTip(tipOf(entry));
        button->setAccessibleName(tr("Perspective %1").arg(title));
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setChecked(id == m_parts.perspectives->current());
        widgets::makeSegment(button);
        // The chosen one's name is bold, and must fit.
        QFont bold = button->font();
        bold.setBold(true);
        button->setMinimumWidth(QFontMetrics(bold).horizontalAdvance(title) + 28);
        buttons->addWidget(button);
        connect(button, &QToolButton::clicked, m_parts.perspectives, [this, id] { m_parts.perspectives->show(id); });
        connect(m_parts.perspectives, &Perspectives::shown, button,
            [button, id](const QString& now) { button->setChecked(id == now); });
    }
    addWidget(row);
}

void MainToolBar::addSearch()
{
    auto* button = new QToolButton(this);
    m_parts.find->setIcon(widgets::tintedIcon(QStringLiteral("find")));
    button->setIcon(m_parts.find->icon());
    button->setText(tr("Find anything"));
    button->setToolTip(withShortcut(*m_parts.find));
    button->setAccessibleName(plain(*m_parts.find));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    connect(button, &QToolButton::clicked, m_parts.find, &QAction::trigger);
    addWidget(button);
    button->setAutoRaise(false); // which a tool bar makes of its buttons
    m_worded.append(button);
}

void MainToolBar::addMeasure()
{
    m_measure = new QToolButton(this);
    m_measure->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_measure->setFocusPolicy(Qt::TabFocus);
    widgets::makePrimary(m_measure);
    connect(m_measure, &QToolButton::clicked, this, [this] { (m_busy ? m_parts.stop : m_parts.measure)->trigger(); });
    addWidget(m_measure);
    m_measure->setAutoRaise(false); // which a tool bar makes of its buttons
    // The same width whether it measures or stops.
    int widest = 0;
    for (const QString& text : {tr("Measure"), tr("Stop")}) {
        m_measure->setText(text);
        m_measure->setIcon(widgets::tintedIcon(QStringLiteral("measure")));
        QFont bold = m_measure->font();
        bold.setBold(true);
        const int more = QFontMetrics(bold).horizontalAdvance(text) - m_measure->fontMetrics().horizontalAdvance(text);
        widest = std::max(widest, m_measure->sizeHint().width() + more + 8);
    }
    m_measure->setMinimumWidth(widest);
    showWork();
    // Asked now and then instead of with every job: between two steps of a fader it would blink.
    auto* poll = new QTimer(this);
    connect(poll, &QTimer::timeout, this, [this] {
        if (m_busy != m_context.jobs->busy()) {
            m_busy = !m_busy;
            showWork();
        }
    });
    poll->start(kWorkPollMs);
}

void MainToolBar::showWork()
{
    const QAction& action = m_busy ? *m_parts.stop : *m_parts.measure;
    m_measure->setText(m_busy ? tr("Stop") : tr("Measure"));
    m_measure->setIcon(action.icon());
    m_measure->setToolTip(withShortcut(action));
    m_measure->setAccessibleName(plain(action));
}

void MainToolBar::resizeEvent(QResizeEvent* event)
{
    QToolBar::resizeEvent(event);
    fit();
}

void MainToolBar::changeEvent(QEvent* event)
{
    QToolBar::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_measure) fit();
}

void MainToolBar::fit()
{
    int needed = 2 * kSide;
    for (QAction* action : actions())
        if (const QWidget* widget = widgetForAction(action)) needed += widget->sizeHint().width() + 4;
    // As if all had their words.
    QList<int> words;
    for (QToolButton* button : m_worded) {
        const bool worded = button->toolButtonStyle() == Qt::ToolButtonTextBesideIcon;
        const int word = button->fontMetrics().horizontalAdvance(button->text()) + 8;
        words.append(word);
        if (!worded) needed += word;
    }
    for (qsizetype i = 0; i < m_worded.size(); ++i) {
        const bool fits = needed <= width();
        m_worded[i]->setToolButtonStyle(fits ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        if (!fits) needed -= words[i];
    }
}

} // namespace bitladder::app
