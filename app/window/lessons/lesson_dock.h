// The dock that shows a lesson step by step. Its edits are ordinary undo steps of the document; it asks the window for
// pages and samples by signals.
#pragma once
#include "app/window/lessons/lesson.h"

#include <QDockWidget>

namespace bitladder::widgets
{
class LessonView;
}

namespace bitladder::app
{

class LessonDock : public QDockWidget
{
    Q_OBJECT

public:
    LessonDock(Document* document, const std::filesystem::path& samples, QWidget* parent);

    // The lesson from its first step on.
    void begin(const Lesson& lesson);
    const std::optional<Lesson>& lesson() const { return m_lesson; }
    int step() const { return m_step; }
    void goTo(int step); // from 0; taken to the nearest that there is
    // Does in the window what the present step says.
    void showStep();
    // What a person can go back to from the lesson's sample; empty: nothing.
    void setWayBack(const QString& name);
    bool sampleIsOpen() const;
    const widgets::LessonView* view() const { return m_view; }

signals:
    void pageAsked(const QString& name, bitladder::app::Part part);
    void sampleAsked(const QString& name);
    void wayBackAsked();

private:
    void refresh();

    Document* m_document;
    std::filesystem::path m_samples;
    std::optional<Lesson> m_lesson;
    int m_step = 0;
    QString m_wayBack;
    widgets::LessonView* m_view;
};

} // namespace bitladder::app
