#include "app/window/shell/notices.h"

#include "widgets/control/banner_stack.h"

#include <algorithm>

namespace bitladder::app
{

Notices::Notices(widgets::BannerStack* banners)
    : QObject(banners)
    , m_banners(banners)
{
    // Queued: the banner may go with its click.
    connect(
        banners, &widgets::BannerStack::actionRequested, this,
        [this](int id) {
            const auto found = m_shown.find(id);
            if (found == m_shown.end() || !found->second.action) return;
            std::function(found->second.action)();
        },
        Qt::QueuedConnection);
    connect(banners, &widgets::BannerStack::closed, this, [this](int id) { m_shown.erase(id); });
}

void Notices::fail(const QString& message)
{
    tell(Subject::Action, widgets::Severity::Error, {message});
}

void Notices::note(const QString& message)
{
    tell(Subject::Action, widgets::Severity::Note, {message});
}

void Notices::tell(Subject subject, widgets::Severity severity, const QStringList& lines)
{
    if (lines.isEmpty()) return;
    QStringList shown = lines.mid(0, kMostLines);
    if (const auto more = lines.size() - shown.size(); more > 0)
        shown << tr("… and %n more", "of messages", static_cast<int>(more));
    show(subject, {severity, shown.join(QLatin1Char('\n')), {}}, {});
}

void Notices::offer(Subject subject, const widgets::BannerMessage& message, const std::function<void()>& action)
{
    show(subject, message, action);
}

void Notices::show(Subject subject, widgets::BannerMessage message, const std::function<void()>& action)
{
    message.order = static_cast<int>(subject);
    // The same once more stays as it is; another one about the same thing takes its place.
    const int id = m_banners->showMessage(message);
    const auto older = std::ranges::find_if(
        m_shown, [&](const auto& entry) { return entry.second.subject == subject && entry.first != id; });
    m_shown[id] = {subject, action};
    if (older != m_shown.end()) m_banners->closeMessage(older->first);
}

void Notices::settle(Subject subject)
{
    const auto found
        = std::ranges::find_if(m_shown, [&](const auto& entry) { return entry.second.subject == subject; });
    if (found != m_shown.end()) m_banners->closeMessage(found->first);
}

void Notices::closeAll()
{
    m_banners->closeAll();
}

} // namespace bitladder::app
