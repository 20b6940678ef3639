// What the lesson says to an answer, and how its questions are shown: pure functions of the step, the answer and the
// figures.
#pragma once
#include "core/lesson/grade.h"
#include "widgets/control/lesson_view.h"

namespace bitladder::app
{

// Fills in the question of a step, its goals, and the feedback to what was answered (null: nothing yet).
// `formulaTried`: the last formula that was checked; empty: none.
void fillQuestion(widgets::LessonText& text, const lesson::Step& step, const lesson::Answer* answer,
    const lesson::Values& figures, const QString& formulaTried);

// What the program says that it is: the number as it is typed, or the place of the option that holds. Empty: not known.
std::vector<double> shownFor(
    const lesson::Prediction& prediction, const lesson::Answer& answer, const lesson::Values& figures);

} // namespace bitladder::app
