// A stack of banners that shows one of them, so that the pages keep their room: the gravest first, of these the lowest
// in order, of equals the newest. A button leads to the next one. An empty stack takes no room. A message that is there
// already is not added again.
#pragma once

#include "widgets/control/banner.h"

#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace bitladder::widgets
{

class BannerStack : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMaxBanners = 9; // one more pushes out the last one in order

    explicit BannerStack(QWidget* parent = nullptr);

    // Returns the number by which the signals name the message. Shows the message unless a graver one is there.
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

    void showEntry(qsizetype index);

    QList<Entry> m_entries; // in the order in which they are shown
    qsizetype m_shown = 0;
    QVBoxLayout* m_layout = nullptr;
    int m_nextId = 1;
};

} // namespace bitladder::widgets
