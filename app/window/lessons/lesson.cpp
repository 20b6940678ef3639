#include "app/window/lessons/lesson.h"

#include "app/window/pages/page_table.h"
#include "app/window/preferences/language.h"
#include "core/exchange/recipe_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <initializer_list>

// Resources of a static library have to be asked for, outside of any namespace.
static void useLessons()
{
    Q_INIT_RESOURCE(lessons);
}

namespace bitladder::app
{

namespace
{

constexpr const char* kVersionField = "bitladderLesson";
constexpr qsizetype kMostTitle = 60, kMostText = 700, kMostSteps = 20;

// A misspelt field would otherwise be a step that quietly does nothing.
Result<void> onlyKnows(const QJsonObject& o, std::initializer_list<const char*> fields)
{
    for (const QString& key : o.keys())
        if (std::ranges::none_of(fields, [&](const char* field) { return key == QLatin1String(field); }))
            return fail("{}: is not known here", key.toStdString());
    return {};
}

Result<QString> textAt(const QJsonObject& o, const char* field, qsizetype most)
{
    const QString text = o[QLatin1String(field)].toString().trimmed();
    if (text.isEmpty()) return fail("{}: a text is needed", field);
    if (text.size() > most) return fail("{}: has {} characters, at most {} fit", field, text.size(), most);
    return text;
}

// An empty text where the field is missing.
Result<QString> wordAt(const QJsonObject& o, const char* field)
{
    return o.contains(QLatin1String(field)) ? textAt(o, field, kMostTitle) : QString();
}

Result<std::optional<quant::QuantSpec>> specAt(const QJsonObject& o, const char* field, quant::QuantSpec missing)
{
    if (!o.contains(QLatin1String(field))) return std::optional<quant::QuantSpec> {};
    const QByteArray text = QJsonDocument(o[QLatin1String(field)].toObject()).toJson();
    auto spec = exchange::specFromJson(text.toStdString(), std::move(missing));
    if (!spec) return pass(spec.error().within(field));
    return std::optional(*std::move(spec));
}

Result<LessonEdit> editOf(const QJsonObject& o)
{
    BITLADDER_TRY(onlyKnows(o, {"layers", "weights", "activations"}));
    LessonEdit edit;
    auto layers = textAt(o, "layers", kMostTitle);
    if (!layers) return pass(layers.error());
    edit.layers = *layers;
    auto weights = specAt(o, "weights", quant::defaultWeightSpec(quant::kFloat32));
    if (!weights) return pass(weights.error());
    edit.weights = *weights;
    auto activations = specAt(o, "activations", quant::defaultActivationSpec(quant::kFloat32));
    if (!activations) return pass(activations.error());
    edit.activations = *activations;
    if (!edit.weights && !edit.activations) return fail("weights or activations: one of them is needed");
    return edit;
}

Result<void> readShow(const QJsonObject& o, LessonStep& step)
{
    BITLADDER_TRY(onlyKnows(o, {"page", "part", "select", "set"}));
    auto page = wordAt(o, "page"), part = wordAt(o, "part"), select = wordAt(o, "select");
    for (const auto* word : {&page, &part, &select})
        if (!*word) return pass(word->error());
    if (!page->isEmpty() && !findPage(*page)) return fail("page: there is none of the name {}", page->toStdString());
    if (!part->isEmpty() && *part != QLatin1String("weights") && *part != QLatin1String("activations"))
        return fail("part: {} is neither weights nor activations", part->toStdString());
    step.page = *page;
    step.part = *part == QLatin1String("activations") ? Part::Activations : Part::Weights;
    step.select = *select;
    if (!o.contains(QLatin1String("set"))) return {};
    if (!o[QLatin1String("set")].isArray()) return fail("set: a list is needed");
    for (const auto& value : o[QLatin1String("set")].toArray()) {
        auto edit = editOf(value.toObject());
        if (!edit) return pass(edit.error().within("set"));
        step.edits.push_back(*std::move(edit));
    }
    return {};
}

Result<LessonStep> stepOf(const QJsonObject& o)
{
    BITLADDER_TRY(onlyKnows(o, {"title", "text", "show"}));
    LessonStep step;
    auto title = textAt(o, "title", kMostTitle), text = textAt(o, "text", kMostText);
    if (!title) return pass(title.error());
    if (!text) return pass(text.error());
    step.title = *title;
    step.text = *text;
    if (!o.contains(QLatin1String("show"))) return step;
    if (!o[QLatin1String("show")].isObject()) return fail("show: an object is needed");
    if (auto done = readShow(o[QLatin1String("show")].toObject(), step); !done)
        return pass(done.error().within("show"));
    return step;
}

} // namespace

Result<Lesson> lessonFromJson(const QByteArray& text, const QString& from)
{
    const std::string name = from.toStdString();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject())
        return fail("{}: not a lesson: {}", name,
            error.error == QJsonParseError::NoError
                ? "an object is needed"
                : fmt::format("{}, at character {}", error.errorString().toStdString(), error.offset));
    const QJsonObject o = document.object();
    const int version = o[QLatin1String(kVersionField)].toInt();
    if (version < 1) return fail("{}: not a lesson: {} is missing", name, kVersionField);
    if (version > Lesson::kVersion)
        return fail("{}: the lesson has version {}, this program knows up to {}", name, version, Lesson::kVersion);
    if (auto known = onlyKnows(o, {kVersionField, "title", "sample", "steps"}); !known)
        return pass(known.error().within(name));
    Lesson lesson;
    auto title = textAt(o, "title", kMostTitle), sample = textAt(o, "sample", kMostTitle);
    if (!title) return pass(title.error().within(name));
    if (!sample) return pass(sample.error().within(name));
    lesson.title = *title;
    lesson.sample = *sample;
    const QJsonArray steps = o[QLatin1String("steps")].toArray();
    if (steps.isEmpty()) return fail("{}: steps: a list is needed", name);
    if (steps.size() > kMostSteps)
        return fail("{}: steps: there are {}, at most {} are allowed", name, steps.size(), kMostSteps);
    for (const auto& value : steps) {
        auto step = stepOf(value.toObject());
        if (!step) return pass(step.error().within(fmt::format("{}: step {}", name, lesson.steps.size() + 1)));
        lesson.steps.push_back(*std::move(step));
    }
    return lesson;
}

// The words of another language stand in a folder of their own: titles and texts, step by step.
Result<void> translate(Lesson& lesson, const QByteArray& words)
{
    const QJsonObject o = QJsonDocument::fromJson(words).object();
    const QJsonArray steps = o[QLatin1String("steps")].toArray();
    if (steps.size() != static_cast<qsizetype>(lesson.steps.size()))
        return fail("the translation has {} steps instead of {}", steps.size(), lesson.steps.size());
    auto title = textAt(o, "title", kMostTitle);
    if (!title) return pass(title.error());
    lesson.title = *title;
    for (size_t i = 0; i < lesson.steps.size(); ++i) {
        const QJsonObject step = steps[static_cast<qsizetype>(i)].toObject();
        auto name = textAt(step, "title", kMostTitle), text = textAt(step, "text", kMostText);
        if (!name) return pass(name.error());
        if (!text) return pass(text.error());
        lesson.steps[i].title = *name;
        lesson.steps[i].text = *text;
    }
    return {};
}

Result<Lesson> readLesson(const QString& path)
{
    useLessons();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return fail("{}: {}", path.toStdString(), file.errorString().toStdString());
    const QByteArray text = file.read(Lesson::kMostBytes + 1);
    if (text.size() > Lesson::kMostBytes) return fail("{}: too large for a lesson", path.toStdString());
    auto lesson = lessonFromJson(text, path);
    const QFileInfo info(path);
    QFile words(info.dir().filePath(usedLanguage() + QLatin1Char('/') + info.fileName()));
    if (!lesson || !words.open(QIODevice::ReadOnly)) return lesson;
    if (auto done = translate(*lesson, words.read(Lesson::kMostBytes)); !done)
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

QList<int> layersOf(const QString& who, const model::Model& model)
{
    const auto& layers = model.layers;
    if (layers.empty()) return {};
    if (who == QLatin1String("first")) return {0};
    if (who == QLatin1String("last")) return {static_cast<int>(layers.size()) - 1};
    if (who == QLatin1String("largest"))
        return {static_cast<int>(std::ranges::max_element(layers, {}, &graph::Layer::parameters) - layers.begin())};
    QList<int> found;
    for (size_t i = 0; i < layers.size(); ++i)
        if (who == QLatin1String("all") || layers[i].name == who.toStdString()) found << static_cast<int>(i);
    return found;
}

quant::Recipe applied(const LessonStep& step, const model::Model& model, quant::Recipe recipe)
{
    for (const LessonEdit& edit : step.edits)
        for (const int i : layersOf(edit.layers, model)) {
            auto& layer = recipe.layers[static_cast<size_t>(i)];
            if (layer.lock == quant::Lock::Locked) continue;
            if (edit.weights) layer.weights = *edit.weights;
            if (edit.activations) layer.activations = *edit.activations;
        }
    return recipe;
}

} // namespace bitladder::app
