#include "widgets/control/banner_stack.h"

#include <QVBoxLayout>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

bool says(const BannerMessage& shown, const BannerMessage& message)
{
    return shown.severity == message.severity && shown.text == message.text && shown.actionText == message.actionText;
}

bool goesBefore(const BannerMessage& a, const BannerMessage& b)
{
    return a.severity != b.severity ? a.severity > b.severity : a.order < b.order;
}

} // namespace

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
        m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return says(entry.banner->message(), message); });
    if (same != m_entries.end()) return same->id;
    while (m_entries.size() >= kMaxBanners)
        closeMessage(m_entries.last().id);
    const int id = m_nextId++;
    auto* banner = new Banner(message, this);
    const auto place = std::find_if(m_entries.begin(), m_entries.end(),
        [&](const Entry& entry) { return !goesBefore(entry.banner->message(), message); });
    m_entries.insert(place, {id, banner});
    m_layout->addWidget(banner);
    connect(banner, &Banner::actionRequested, this, [this, id] { emit actionRequested(id); });
    connect(banner, &Banner::closeRequested, this, [this, id] { closeMessage(id); });
    connect(banner, &Banner::nextRequested, this, [this] { showEntry((m_shown + 1) % m_entries.size()); });
    showEntry(0);
    show();
    return id;
}

void BannerStack::showEntry(qsizetype index)
{
    m_shown = index;
    const int count = static_cast<int>(m_entries.size());
    // Hidden first: two at once would ask for more room.
    for (qsizetype i = 0; i < count; ++i)
        if (i != index) m_entries[i].banner->hide();
    if (index >= count) return;
    m_entries[index].banner->setPlace(static_cast<int>(index) + 1, count);
    m_entries[index].banner->show(); // now, not when the layout comes to it
}

void BannerStack::closeMessage(int id)
{
    const auto found
        = std::find_if(m_entries.begin(), m_entries.end(), [id](const Entry& entry) { return entry.id == id; });
    if (found == m_entries.end()) return;
    Banner* banner = found->banner;
    const qsizetype index = found - m_entries.begin();
    m_entries.erase(found);
    m_layout->removeWidget(banner);
    banner->hide();
    banner->deleteLater();
    // The one after it takes its place.
    const qsizetype next = index < m_shown ? m_shown - 1 : m_shown;
    showEntry(next < m_entries.size() ? next : 0);
    setVisible(!m_entries.isEmpty());
    emit closed(id);
}

void BannerStack::closeAll()
{
    while (!m_entries.isEmpty())
        closeMessage(m_entries.last().id);
}

} // namespace bitladder::widgets
