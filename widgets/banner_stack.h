// A stack of at most three banners, the newest on top; takes no room when it is empty. A message that is already shown
// is not shown twice.
#pragma once

#include "widgets/banner.h"

#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace bitladder::widgets
{

class BannerStack : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMaxBanners = 3;

    explicit BannerStack(QWidget* parent = nullptr);

    // Returns the number by which the signals name the message.
    int showMessage(const BannerMessage& message);
    void closeMessage(int id);
    void closeAll();
    int count() const { return static_cast<int>(m_entries.size()); }

signals:
    void actionRequested(int id);
    void closed(int id);

private:
    struct Entry {
        int id;
        Banner* banner;
    };

    QList<Entry> m_entries; // newest first
    QVBoxLayout* m_layout = nullptr;
    int m_nextId = 1;
};

} // namespace bitladder::widgets
