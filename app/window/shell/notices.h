// What the window tells a person without being asked: banners, some of which offer to do something.
#pragma once
#include "widgets/control/banner.h"

#include <QObject>
#include <functional>
#include <map>

namespace bitladder::widgets
{
class BannerStack;
}

namespace bitladder::app
{

class Notices : public QObject
{
    Q_OBJECT

public:
    explicit Notices(widgets::BannerStack* banners);

    void fail(const QString& message);
    void note(const QString& message);
    void show(const widgets::BannerMessage& message);
    // Runs the action when a person asks for it.
    // Returns the number by which close() knows it.
    int offer(const widgets::BannerMessage& message, const std::function<void()>& action);
    void close(int id); // what it says is mended; nothing happens where it is closed already
    void closeAll();

private:
    widgets::BannerStack* m_banners;
    std::map<int, std::function<void()>> m_actions; // by the number of the banner
};

} // namespace bitladder::app
