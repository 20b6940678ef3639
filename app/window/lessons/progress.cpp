#include "app/window/lessons/progress.h"

#include "app/window/document/texts.h"

#include <QSettings>

namespace bitladder::app
{

namespace
{

QString keyOf(const std::string& id, const char* field)
{
    // A slash would be another group of the settings.
    return QStringLiteral("lessons/%1/%2")
        .arg(toText(id).replace(QLatin1Char('/'), QLatin1Char('_')), QLatin1String(field));
}

} // namespace

LessonProgress readProgress(const std::string& id)
{
    const QSettings settings;
    LessonProgress progress;
    progress.step = settings.value(keyOf(id, "step")).toInt();
    progress.finished = settings.value(keyOf(id, "finished")).toBool();
    auto sheet = lesson::sheetFromJson(settings.value(keyOf(id, "answers")).toString().toStdString(), id);
    if (sheet) progress.sheet = *std::move(sheet);
    progress.sheet.lesson = id;
    return progress;
}

void writeProgress(const LessonProgress& progress)
{
    QSettings settings;
    const std::string& id = progress.sheet.lesson;
    settings.setValue(keyOf(id, "step"), progress.step);
    settings.setValue(keyOf(id, "finished"), progress.finished);
    settings.setValue(keyOf(id, "answers"), toText(lesson::sheetToJson(progress.sheet)));
}

} // namespace bitladder::app
