// What the window tells a person without being asked: banners, some of which offer to do something. Each is about one
// thing: what is said of it next takes its place, and it goes once it is mended.
#pragma once
#include "app/window/runner/lanes.h"
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

// What a banner is about. Of equally grave ones that which stands first here is shown first: what a person has just
// asked for, then causes before what comes of them.
enum class Subject : int {
    Action, // what a person has just asked for: a recipe, a preset, a file to write
    Obstacles, // that a file cannot hold the recipe which was to be exported
    Start, // how the program was started
    Model, // what the model's file is like
    Pictures, // those that were opened
    Labels,
    Preprocessing,
    Calibration,
    Memory, // that a model is refused
    Left, // what became of the model before
    Return, // what the model brings along from before
    FirstLane // the failure of a lane's work, and of every further lane behind it
};
constexpr Subject subjectOf(LaneId lane)
{
    return static_cast<Subject>(static_cast<int>(Subject::FirstLane) + static_cast<int>(lane));
}

class Notices : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype kMostLines = 3; // of one banner; how many more there are is said

    explicit Notices(widgets::BannerStack* banners);

    // About what a person has just asked for.
    void fail(const QString& message);
    void note(const QString& message);
    // Several things that came together are one banner; of none nothing is said.
    void tell(Subject subject, widgets::Severity severity, const QStringList& lines);
    // Runs the action when a person asks for it.
    void offer(Subject subject, const widgets::BannerMessage& message, const std::function<void()>& action);
    void settle(Subject subject); // it is mended; nothing happens where nothing was said of it
    void closeAll();

private:
    void show(Subject subject, widgets::BannerMessage message, const std::function<void()>& action);

    struct Shown {
        Subject subject = Subject::Action;
        std::function<void()> action;
    };
    widgets::BannerStack* m_banners;
    std::map<int, Shown> m_shown; // by the number of the banner
};

} // namespace bitladder::app
