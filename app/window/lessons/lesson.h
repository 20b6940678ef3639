// Lessons as the window opens them: core/lesson reads and checks them; here are the shipped files, which are resources,
// and what of a lesson concerns the window.
#pragma once
#include "app/window/document/document.h"
#include "core/lesson/grade.h"

#include <QString>
#include <QStringList>

namespace bitladder::app
{

// With the words of the window's language. A page that is not in the table of pages is an error, too.
Result<lesson::Lesson> readLesson(const QString& path);
// The paths of the lessons that come with the program, in order.
QStringList shippedLessons();

// The positions of the layers that are meant; empty where the network has none of that name.
QList<int> layersOf(const std::string& who, const model::Model& model);

// The figures of what the document holds now, as far as the results are of its present revision. What it points to
// lives as long as document and results.
struct Results;
lesson::State stateOf(const Document& document, const Results& results);

} // namespace bitladder::app
