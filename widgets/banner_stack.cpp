#include "widgets/banner_stack.h"

#include <QVBoxLayout>

#include <algorithm>

namespace bitladder::widgets
{

BannerStack::BannerStack(QWidget* parent)
    : QWidget(parent)
{
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum); // as high as wrapped sentences need
    hide();
}

int BannerStack::showMessage(const BannerMessage& message)
{
    const auto same = std::find_if(
        m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.banner->message() == message; });
    if (same != m_entries.end()) return same->id;
    while (m_entries.size() >= kMaxBanners)
        closeMessage(m_entries.last().id);
    const int id = m_nextId++;
    auto* banner = new Banner(message, this);
    m_entries.prepend({id, banner});
    m_layout->insertWidget(0, banner);
    banner->show(); // now, not when the layout comes to it
    connect(banner, &Banner::actionRequested, this, [this, id] { emit actionRequested(id); });
    connect(banner, &Banner::closeRequested, this, [this, id] { closeMessage(id); });
    show();
    return id;
}

void BannerStack::closeMessage(int id)
{
    const auto found
        = std::find_if(m_entries.begin(), m_entries.end(), [id](const Entry& entry) { return entry.id == id; });
    if (found == m_entries.end()) return;
    Banner* banner = found->banner;
    m_entries.erase(found);
    m_layout->removeWidget(banner);
    banner->hide();
    banner->deleteLater();
    setVisible(!m_entries.isEmpty());
    emit closed(id);
}

void BannerStack::closeAll()
{
    while (!m_entries.isEmpty())
        closeMessage(m_entries.last().id);
}

} // namespace bitladder::widgets
