// What a learner has done so far: the answers to every lesson, and how far each went, kept in the settings.
#pragma once
#include "core/lesson/grade.h"

#include <QString>

namespace bitladder::app
{

struct LessonProgress {
    int step = 0; // that was shown last
    bool finished = false; // to the last step, once
    lesson::AnswerSheet sheet;
};

// Of the lesson of that id. What cannot be read is a beginning.
LessonProgress readProgress(const std::string& id);
void writeProgress(const LessonProgress& progress);

} // namespace bitladder::app
