// Lessons: short guided tours, one file each in resources/lessons. A lesson is data; what its steps do in the window is
// said in few words, which fit every network. resources/lessons/README.md explains the file.
#pragma once
#include "app/window/document/document.h"

#include <QByteArray>
#include <QString>

namespace bitladder::app
{

// What is asked for of some layers; a part that is not spoken of stays as it is.
struct LessonEdit {
    QString layers; // "all", "first", "last", "largest" (the one with the most weights), or a layer's name
    std::optional<quant::QuantSpec> weights, activations;
    friend bool operator==(const LessonEdit&, const LessonEdit&) = default;
};

struct LessonStep {
    QString title, text;
    QString page; // an id of the table of pages; empty: the one that is shown
    Part part = Part::Weights; // on the distribution page
    QString select; // layers as above; empty: as they are
    std::vector<LessonEdit> edits;
    bool shows() const { return !page.isEmpty() || !select.isEmpty() || !edits.empty(); }
    friend bool operator==(const LessonStep&, const LessonStep&) = default;
};

struct Lesson {
    static constexpr int kVersion = 1;
    static constexpr qint64 kMostBytes = 1 << 18;

    QString title;
    QString sample; // what its texts speak of
    std::vector<LessonStep> steps; // at least one
    friend bool operator==(const Lesson&, const Lesson&) = default;
};

// `from` names the text in errors. What is missing, unknown or misspelt is refused with its place: the step and the
// field.
Result<Lesson> lessonFromJson(const QByteArray& text, const QString& from);
Result<Lesson> readLesson(const QString& path);
// The paths of the lessons that come with the program, in order.
QStringList shippedLessons();

// The positions of the layers that are meant; empty where the network has none of that name.
QList<int> layersOf(const QString& who, const model::Model& model);
// `recipe` after the step's edits, one after the other. Locked layers stay.
quant::Recipe applied(const LessonStep& step, const model::Model& model, quant::Recipe recipe);

} // namespace bitladder::app
