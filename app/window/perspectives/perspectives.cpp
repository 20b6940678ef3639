#include "app/window/perspectives/perspectives.h"

#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/preferences/preferences.h"
#include "widgets/headline/headline.h"

#include <QCoreApplication>
#include <QFontInfo>
#include <QMainWindow>
#include <QSettings>
#include <algorithm>

namespace bitladder::app
{

namespace
{

constexpr int kWide = 1600, kHigh = 1000; // from there on there is room for more
constexpr int kLargeText = 125; // percent
const char* const kCurrentKey = "perspectives/current";

bool roomy(const Panes& panes)
{
    return panes.window->width() >= kWide && panes.window->height() >= kHigh;
}

// Sizes are drawn for a font of 13 pixels.
int scaled(const Panes& panes, int pixels)
{
    constexpr int kDrawnFor = 13;
    return pixels * std::max(kDrawnFor, QFontInfo(panes.window->font()).pixelSize()) / kDrawnFor;
}

void arrangeExplore(const Panes& panes)
{
    QMainWindow* window = panes.window;
    window->addDockWidget(Qt::TopDockWidgetArea, panes.equalizer);
    window->addDockWidget(Qt::LeftDockWidgetArea, panes.inspector);
    window->tabifyDockWidget(panes.inspector, panes.layers);
    window->addDockWidget(Qt::RightDockWidgetArea, panes.picture);
    for (QDockWidget* dock : {panes.equalizer, panes.inspector, panes.layers, panes.picture})
        dock->show();
    panes.lesson->setVisible(panes.lesson->lesson().has_value());
    panes.inspector->raise();
    const bool room = roomy(panes);
    window->resizeDocks({panes.inspector, panes.picture},
        {scaled(panes, room ? 300 : 296), scaled(panes, room ? 400 : 312)}, Qt::Horizontal);
    window->resizeDocks({panes.equalizer}, {scaled(panes, room ? 336 : 266)}, Qt::Vertical);
}

void arrangeTune(const Panes& panes)
{
    QMainWindow* window = panes.window;
    window->addDockWidget(Qt::TopDockWidgetArea, panes.equalizer);
    window->addDockWidget(Qt::LeftDockWidgetArea, panes.layers);
    window->tabifyDockWidget(panes.layers, panes.inspector);
    for (QDockWidget* dock : {panes.equalizer, panes.layers, panes.inspector})
        dock->show();
    panes.picture->hide();
    panes.lesson->hide();
    panes.layers->raise();
    window->resizeDocks({panes.layers}, {scaled(panes, 588)}, Qt::Horizontal);
    window->resizeDocks({panes.equalizer}, {scaled(panes, roomy(panes) ? 276 : 150)}, Qt::Vertical);
    for (const char* page : {"budget", "sensitivity", "error"})
        if (findPage(QString::fromLatin1(page))) {
            panes.pages->showPage(QString::fromLatin1(page));
            break;
        }
}

// The picture stays: lessons speak of the answer.
void arrangeTeach(const Panes& panes)
{
    QMainWindow* window = panes.window;
    window->addDockWidget(Qt::TopDockWidgetArea, panes.equalizer);
    window->addDockWidget(Qt::LeftDockWidgetArea, panes.lesson);
    window->addDockWidget(Qt::RightDockWidgetArea, panes.picture);
    window->tabifyDockWidget(panes.picture, panes.inspector); // tasks need it
    for (QDockWidget* dock :
        std::initializer_list<QDockWidget*> {panes.equalizer, panes.lesson, panes.picture, panes.inspector})
        dock->show();
    panes.layers->hide();
    panes.picture->raise();
    const bool room = roomy(panes);
    window->resizeDocks({panes.lesson, panes.picture}, {room ? 520 : 400, room ? 400 : 300}, Qt::Horizontal);
    window->resizeDocks({panes.equalizer}, {room ? 240 : 150}, Qt::Vertical);
}

constexpr Perspective kPerspectives[] = {
    {"explore", QT_TRANSLATE_NOOP("Perspectives", "Explore"),
        QT_TRANSLATE_NOOP("Perspectives", "Faders, distributions, the answer"), &arrangeExplore, false},
    {"tune", QT_TRANSLATE_NOOP("Perspectives", "Tune"),
        QT_TRANSLATE_NOOP("Perspectives", "The layer table beside the pages that search and compare"), &arrangeTune,
        false},
    {"teach", QT_TRANSLATE_NOOP("Perspectives", "Teach"),
        QT_TRANSLATE_NOOP("Perspectives", "A lesson, one page, large text"), &arrangeTeach, true},
};

QString keyOf(const Perspective& perspective)
{
    return QStringLiteral("perspectives/%1").arg(QString::fromLatin1(perspective.id));
}

const Perspective* find(const QString& id)
{
    const auto* found
        = std::ranges::find_if(kPerspectives, [&](const Perspective& p) { return id == QLatin1String(p.id); });
    return found == std::end(kPerspectives) ? nullptr : found;
}

} // namespace

std::span<const Perspective> perspectiveTable()
{
    return kPerspectives;
}

QString titleOf(const Perspective& perspective)
{
    return QCoreApplication::translate("Perspectives", perspective.title);
}

QString tipOf(const Perspective& perspective)
{
    return QCoreApplication::translate("Perspectives", perspective.tip);
}

Perspectives::Perspectives(const Panes& panes, int layoutVersion, QObject* parent)
    : QObject(parent)
    , m_panes(panes)
    , m_layoutVersion(layoutVersion)
    , m_current(kPerspectives)
{
    const QSettings settings;
    for (const Perspective& perspective : kPerspectives)
        m_layouts[QString::fromLatin1(perspective.id)] = settings.value(keyOf(perspective)).toByteArray();
    if (const auto* last = find(settings.value(QLatin1String(kCurrentKey)).toString())) m_current = last;
    setTitleBars(TitleBars::Hidden);
    use(*m_current);
}

QString Perspectives::current() const
{
    return QString::fromLatin1(m_current->id);
}

void Perspectives::use(const Perspective& perspective)
{
    m_current = &perspective;
    enlargeText(perspective.large ? kLargeText : 0);
    m_panes.headline->setSize(perspective.large ? widgets::Headline::Size::Compact : widgets::Headline::Size::Full);
    emit shown(current());
}

void Perspectives::show(const QString& id)
{
    const Perspective* wanted = find(id);
    if (!wanted || wanted == m_current) return;
    m_layouts[current()] = m_panes.window->saveState(m_layoutVersion);
    use(*wanted);
    const QByteArray& layout = m_layouts[id];
    if (layout.isEmpty() || !m_panes.window->restoreState(layout, m_layoutVersion))
        wanted->arrange(m_panes);
    else
        // A lesson that is over does not come back with the layout: its dock would be empty.
        m_panes.lesson->setVisible(wanted->large || m_panes.lesson->lesson().has_value());
}

void Perspectives::restoreDefault()
{
    use(*m_current);
    m_current->arrange(m_panes);
}

void Perspectives::save()
{
    m_layouts[current()] = m_panes.window->saveState(m_layoutVersion);
    QSettings settings;
    settings.setValue(QLatin1String(kCurrentKey), current());
    for (const Perspective& perspective : kPerspectives)
        settings.setValue(keyOf(perspective), m_layouts[QString::fromLatin1(perspective.id)]);
}

void Perspectives::setTitleBars(TitleBars bars)
{
    for (QDockWidget* dock : {m_panes.equalizer, m_panes.layers, m_panes.inspector, m_panes.picture}) {
        delete dock->titleBarWidget();
        dock->setTitleBarWidget(bars == TitleBars::Hidden ? new QWidget(dock) : nullptr);
    }
}

} // namespace bitladder::app
