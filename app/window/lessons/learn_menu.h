// The Learn menu, and what lessons ask of the window.
#pragma once
#include "app/window/session/session.h"
#include "app/window/shell/window_context.h"
#include "core/lesson/class_file.h"

#include <QMap>
#include <QMenu>

namespace bitladder::widgets
{
class AttentionFrame;
}

namespace bitladder::app
{

class FileActions;
class LessonDock;
class PageTabs;
class SessionKeeper;

class LearnMenu : public QMenu
{
    Q_OBJECT

public:
    // Parts of the window that lessons use; all of it outlives the menu.
    struct Parts {
        LessonDock* lesson = nullptr;
        PageTabs* pages = nullptr;
        FileActions* files = nullptr;
        SessionKeeper* sessions = nullptr;
        QMap<QString, QWidget*> places; // that steps point at, by their ids
    };
    LearnMenu(const WindowContext& context, const Parts& parts, QWidget* parent = nullptr);
    ~LearnMenu() override;

    // A lesson or a class file by its path; what is wrong with the file is said in a banner.
    void open(const QString& path);
    // Writes the answers to the lesson that is open, for the teacher.
    void saveAnswers();
    // Asks for a file, and writes the time-lapse of the picture that is looked at.
    void exportTimelapse();

signals:
    void lessonShown(); // its dock was hidden before
    void lessonLeft();

private:
    void fill();
    void markFinished();
    void openNext();
    void pointAt(const QString& place);
    // What is open: the sample of a lesson, which need not be kept, or a person's own.
    enum class Open : unsigned char { Own, Sample };
    void keepSession(Open now);
    void openSample(const QString& name, Open now);
    void openClass(lesson::ClassFile file, const QString& path);
    void beginClass();
    void leaveSample();

    WindowContext m_context;
    Parts m_parts;
    std::optional<lesson::ClassFile> m_class; // whose model is on its way
    QString m_path; // of the lesson that is open
    QList<std::pair<QString, QAction*>> m_entries; // shipped lessons by path
    QAction *m_saveAnswers = nullptr, *m_timelapse = nullptr;
    widgets::AttentionFrame* m_frame = nullptr;
    std::unique_ptr<const Session> m_before; // what was open when a lesson's sample took its place
};

} // namespace bitladder::app
