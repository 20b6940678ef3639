// The dock that shows a lesson step by step. A step sets the window up when it is entered; its edits are ordinary undo
// steps of the document. It asks the window for pages and samples by signals.
#pragma once
#include "app/window/jobs/lesson/curve_job.h"
#include "app/window/lessons/lesson.h"
#include "app/window/lessons/progress.h"

#include <QDockWidget>
#include <QHash>

namespace bitladder::widgets
{
class LessonView;
}

namespace bitladder::app
{

class ResultStore;

class LessonDock : public QDockWidget
{
    Q_OBJECT

public:
    LessonDock(Document* document, ResultStore* results, const std::filesystem::path& samples, QWidget* parent);

    // The lesson from its first step on, or where the learner left it. `next`: title of the lesson behind it; may be
    // empty. `model`: what it speaks of in place of its sample; may be empty.
    void begin(const lesson::Lesson& lesson, const QString& next = {}, const std::filesystem::path& model = {});
    const std::optional<lesson::Lesson>& lesson() const { return m_lesson; }
    const lesson::AnswerSheet& answers() const { return m_progress.sheet; }
    int step() const { return m_step; }
    void goTo(int step); // from 0; taken to the nearest that there is
    // Does in the window what the present step says.
    void showStep();
    // What the learner answers to the present step.
    void answerNumber(double typed);
    void answerChoice(size_t option);
    void answerCurve(const std::vector<double>& values);
    // A curve that was asked for is there.
    void takeCurve(const MeasuredCurve& curve);
    void checkFormula(const QString& formula);
    // A model was opened, with its pictures and its recipe: if it is the lesson's sample, the present step begins.
    void takeModel();
    // Brings back what was there before the first lesson, and hides.
    void finish();
    // What a person can go back to from the lesson's sample; empty: nothing.
    void setWayBack(const QString& name);
    bool sampleIsOpen() const;
    const widgets::LessonView* view() const { return m_view; }

signals:
    // `section`: of a page that has several; may be empty.
    void pageAsked(const QString& name, bitladder::app::Part part, const QString& section);
    void lookAsked(const QString& place); // empty: nowhere
    void curveAsked(const bitladder::app::CurveTask& task);
    void sampleAsked(const QString& name);
    void wayBackAsked();
    void nextLessonAsked();
    void finished();

private:
    const lesson::Step& present() const { return m_lesson->steps[static_cast<size_t>(m_step)]; }
    const lesson::Answer* given() const { return m_progress.sheet.find(static_cast<size_t>(m_step)); }
    void connectView();
    void connectResults();
    void setUp(const lesson::Scene& scene);
    void enter();
    void keep(lesson::Given given);
    void askCurve(); // where one was drawn and is not measured yet
    void keepShown(const lesson::Values& figures);
    void showHint();
    void restart();
    void checkGoals();
    void refresh();

    Document* m_document;
    ResultStore* m_results;
    std::filesystem::path m_samples, m_model;
    std::optional<lesson::Lesson> m_lesson;
    QHash<int, std::pair<QString, QString>> m_asked; // text and question of a prediction as they were shown, by step
    LessonProgress m_progress;
    int m_step = 0, m_tries = 0, m_hints = 0; // of the present step
    QString m_tried, m_wrongEntry, m_wayBack, m_next;
    // What was there before the first step.
    struct Start {
        std::shared_ptr<const model::Model> model;
        quant::Recipe recipe;
        QList<int> selection;
    };
    std::optional<Start> m_start;
    widgets::LessonView* m_view;
};

} // namespace bitladder::app
