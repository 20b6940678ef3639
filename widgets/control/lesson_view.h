// Shows one step of a lesson: its heading, the number of the step, a few sentences, and buttons for back, next and
// "show me". Everything works by keyboard.
#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;

namespace bitladder::widgets
{

struct LessonText {
    QString heading, text; // without a heading nothing is shown but the text
    int step = 0, steps = 0; // from 1; 0: no step
    bool canShow = false; // the step has something to show
    QString notice, noticeAction; // a remark about the lesson, and what a person can do about it; both may be empty
    friend bool operator==(const LessonText&, const LessonText&) = default;
};

class LessonView : public QWidget
{
    Q_OBJECT

public:
    explicit LessonView(QWidget* parent = nullptr);

    void setData(const LessonText& data);
    const LessonText& data() const { return m_data; }
    // The button that shows the step takes the focus, or the one that goes on where there is nothing to show.
    void takeFocus();
    // True where the text fits without scrolling.
    bool fits() const;

    QSize sizeHint() const override;

signals:
    void backAsked();
    void nextAsked();
    void showAsked();
    void noticeAsked(); // the notice's action

private:
    LessonText m_data;
    QLabel *m_heading, *m_progress, *m_text, *m_notice;
    QScrollArea* m_scroll;
    QPushButton *m_back, *m_next, *m_show, *m_action;
};

} // namespace bitladder::widgets
