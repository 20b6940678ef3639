// Shows one step of a lesson: its heading, the number of the step, a few sentences, the question if it asks one, and
// buttons for back, next, a hint and "show me". Everything works by keyboard.
#pragma once

#include "widgets/plot/values/curve_sketch.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <QWidget>

class QAbstractButton;
class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace bitladder::widgets
{

struct LessonText {
    QString heading, text; // without a heading nothing is shown but the text
    int step = 0, steps = 0; // from 1; 0: no step
    bool canShow = false; // the step has something to show
    QString notice, noticeAction; // a remark about the lesson, and what a person can do about it; both may be empty

    enum class Ask { Nothing, Number, Choice, Curve, Formula, Task } ask = Ask::Nothing;
    QString question;
    QString unit; // behind the field of a number; may be empty
    QStringList choices;
    SketchData curve; // to draw
    QString given; // what was answered before: the number or the formula
    int chosen = -1; // the choice that was answered; −1: none
    bool locked = false; // answered once and for all
    enum class GoalState { Unknown, Open, Reached };
    struct Goal {
        QString text, figures; // the figures that it is about, as they are now
        GoalState state = GoalState::Unknown;
        friend bool operator==(const Goal&, const Goal&) = default;
    };
    QList<Goal> goals; // of a task
    enum class Tone { Neutral, Right, Wrong } tone = Tone::Neutral;
    QString feedback; // to the answer; may be empty
    QString hint; // those that were asked for; may be empty
    QString reading; // references, one a line; may be empty
    QString hintAction; // empty: there is no (further) hint
    QString nextLesson; // title, at the last step; empty: there is none
    bool canRestart = false;
    friend bool operator==(const LessonText&, const LessonText&) = default;
};

class LessonView : public QWidget
{
    Q_OBJECT

public:
    explicit LessonView(QWidget* parent = nullptr);

    void setData(const LessonText& data);
    const LessonText& data() const { return m_data; }
    // What answers the question takes the focus; else the button that goes on.
    void takeFocus();
    // True where everything fits without scrolling.
    bool fits() const;

    QSize sizeHint() const override;

signals:
    void backAsked();
    void nextAsked();
    void showAsked();
    void noticeAsked(); // the notice's action
    void answered(const QString& text); // a number or a formula
    void chosen(int choice);
    void curveDrawn(const std::vector<double>& values);
    void hintAsked();
    void nextLessonAsked();
    void finishAsked();
    void restartAsked();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void colorFeedback();
    void makeQuestion(QVBoxLayout* layout);
    void makeButtons(QVBoxLayout* layout);
    void showQuestion(const LessonText& before);
    void showGoals();
    void placeHint();
    void answer();

    LessonText m_data;
    QLabel *m_heading, *m_progress, *m_text, *m_question, *m_unit, *m_goals, *m_feedback, *m_hintText, *m_reading,
        *m_notice;
    QScrollArea* m_scroll;
    QWidget *m_content, *m_answer, *m_choices;
    QLineEdit* m_entry;
    CurveSketch* m_curve;
    QButtonGroup* m_choiceGroup;
    QHBoxLayout *m_aside, *m_bottom;
    QPushButton *m_lock, *m_back, *m_next, *m_show, *m_action, *m_hint, *m_nextLesson, *m_finish, *m_restart;
};

} // namespace bitladder::widgets
