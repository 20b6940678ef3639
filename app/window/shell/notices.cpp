#include "app/window/shell/notices.h"

#include "widgets/control/banner_stack.h"

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
            if (const auto found = m_actions.find(id); found != m_actions.end()) std::function(found->second)();
        },
        Qt::QueuedConnection);
    connect(banners, &widgets::BannerStack::closed, this, [this](int id) { m_actions.erase(id); });
}

void Notices::fail(const QString& message)
{
    show({widgets::Severity::Error, message, {}});
}

void Notices::note(const QString& message)
{
    show({widgets::Severity::Note, message, {}});
}

void Notices::show(const widgets::BannerMessage& message)
{
    m_banners->showMessage(message);
}

int Notices::offer(const widgets::BannerMessage& message, const std::function<void()>& action)
{
    const int id = m_banners->showMessage(message);
    m_actions[id] = action;
    return id;
}

void Notices::close(int id)
{
    m_banners->closeMessage(id);
}

void Notices::closeAll()
{
    m_banners->closeAll();
}

} // namespace bitladder::app
