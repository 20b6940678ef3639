#include "core/lesson/lesson.h"

#include "core/base/files.h"
#include "core/lesson/lesson_reader.h"

#include <algorithm>

namespace bitladder::lesson
{

namespace
{

constexpr std::string_view kPlaces[] = {"headline", "equalizer", "page", "picture", "inspector"};
constexpr std::string_view kWorkshop[] = {"float", "book", "block", "printed", "picture", "through"};

void addNeeds(const std::vector<std::string>& names, std::vector<Needs>& needs)
{
    for (const std::string& name : names) {
        const auto kind = findFigure(name);
        if (kind && kind->needs != Needs::Nothing && std::ranges::find(needs, kind->needs) == needs.end())
            needs.push_back(kind->needs);
    }
}

void addNeedsOfFormula(const std::string& text, std::vector<Needs>& needs)
{
    if (const auto formula = Expression::parse(text)) addNeeds(formula->names(), needs);
}

} // namespace

std::span<const std::string_view> lookPlaces()
{
    return kPlaces;
}

std::span<const std::string_view> workshopParts()
{
    return kWorkshop;
}

Result<Lesson> readLesson(const std::filesystem::path& path, const std::string& language)
{
    auto text = readTextFile(path, Lesson::kMostBytes);
    if (!text) return pass(text.error());
    auto lesson = lessonFromJson(*text, path.string());
    if (!lesson) return lesson;
    lesson->id = path.stem().string();
    const auto beside = path.parent_path() / language / path.filename();
    std::error_code error;
    if (!std::filesystem::is_regular_file(beside, error)) return lesson;
    auto words = readTextFile(beside, Lesson::kMostBytes);
    if (!words) return pass(words.error());
    if (auto done = translate(*lesson, *words); !done) return pass(done.error().within(beside.string()));
    return lesson;
}

quant::Recipe applied(const Scene& scene, const model::Model& model, quant::Recipe recipe)
{
    for (const Edit& edit : scene.edits)
        for (const size_t i : layersNamed(edit.layers, model)) {
            if (i >= recipe.layers.size() || recipe.layers[i].lock == quant::Lock::Locked) continue;
            if (edit.weights) recipe.layers[i].weights = *edit.weights;
            if (edit.activations) recipe.layers[i].activations = *edit.activations;
        }
    if (scene.methods) recipe.methods = *scene.methods;
    return recipe;
}

std::vector<Needs> needsOf(const Step& step)
{
    std::vector<Needs> needs;
    std::vector<std::string> texts {step.text, step.explanation};
    texts.insert(texts.end(), step.hints.begin(), step.hints.end());
    if (step.prediction) {
        texts.push_back(step.prediction->question);
        addNeedsOfFormula(step.prediction->answer, needs);
        for (const auto& option : step.prediction->options)
            addNeedsOfFormula(option.when, needs);
    }
    if (step.task)
        for (const auto& goal : step.task->goals)
            addNeedsOfFormula(goal.when, needs);
    for (const std::string& text : texts)
        addNeeds(namesIn(text), needs);
    return needs;
}

} // namespace bitladder::lesson
