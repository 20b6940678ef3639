#include "app/window/lessons/lesson.h"

#include "app/window/document/results.h"
#include "app/window/document/texts.h"
#include "app/window/pages/page_table.h"
#include "app/window/preferences/language.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

// Resources of a static library have to be asked for, outside of any namespace.
static void useLessons()
{
    Q_INIT_RESOURCE(lessons);
}

namespace bitladder::app
{

namespace
{

Result<void> checkPages(const lesson::Lesson& lesson)
{
    for (size_t i = 0; i < lesson.steps.size(); ++i) {
        const lesson::Step& step = lesson.steps[i];
        std::vector<std::string> pages {step.scene.page};
        if (step.prediction) pages.push_back(step.prediction->reveal.page);
        for (const std::string& page : pages)
            if (!page.empty() && !findPage(toText(page)))
                return fail("step {}: show: page: there is none of the name {}", i + 1, page);
    }
    return {};
}

} // namespace

Result<lesson::Lesson> readLesson(const QString& path)
{
    useLessons();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return fail("{}: {}", path.toStdString(), file.errorString().toStdString());
    constexpr auto kMost = static_cast<qint64>(lesson::Lesson::kMostBytes);
    const QByteArray text = file.read(kMost + 1);
    if (text.size() > kMost) return fail("{}: too large for a lesson", path.toStdString());
    auto lesson = lesson::lessonFromJson(text.toStdString(), path.toStdString());
    if (!lesson) return lesson;
    const QFileInfo info(path);
    lesson->id = info.completeBaseName().toStdString();
    if (auto fine = checkPages(*lesson); !fine) return pass(fine.error().within(path.toStdString()));
    QFile words(info.dir().filePath(usedLanguage() + QLatin1Char('/') + info.fileName()));
    if (!words.open(QIODevice::ReadOnly)) return lesson;
    if (auto done = lesson::translate(*lesson, words.read(kMost).toStdString()); !done)
        return pass(done.error().within(words.fileName().toStdString()));
    return lesson;
}

QStringList shippedLessons()
{
    useLessons();
    const QDir folder(QStringLiteral(":/lessons"));
    QStringList paths;
    for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
        paths << folder.filePath(name);
    return paths;
}

QList<int> layersOf(const std::string& who, const model::Model& model)
{
    QList<int> found;
    for (const size_t i : lesson::layersNamed(who, model))
        found << static_cast<int>(i);
    return found;
}

lesson::State stateOf(const Document& document, const Results& results)
{
    lesson::State state;
    if (!document.model()) return state;
    const auto now = document.revision();
    state.model = document.model().get();
    state.recipe = &document.recipe();
    state.selected = document.currentLayer();
    if (results.network && results.network->revision == now) {
        const NetworkResult& network = *results.network;
        state.layers = network.layers;
        state.sizes = network.sizes;
        state.quantized = network.quantized.get();
        state.accumulated = network.accumulated;
        state.output = network.output;
    }
    if (results.isolated && results.isolated->revision == now) state.isolated = results.isolated->layers;
    if (results.folder && results.folder->revision == now && results.folder->finished)
        state.evaluation = &results.folder->evaluation;
    if (results.timing && results.timing->revision == now) {
        state.floatTiming = &results.timing->floatTiming;
        state.timing = &results.timing->quantizedTiming;
    }
    return state;
}

} // namespace bitladder::app
