#include "core/lesson/lesson_reader.h"

#include "core/exchange/recipe_file.h"
#include "core/lesson/lesson.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace bitladder::lesson
{

using nlohmann::json;

namespace
{

constexpr const char* kVersionField = "bitladderLesson";
constexpr size_t kMostTitle = 60, kMostText = 700, kMostSteps = 20, kMostOptions = 6, kMostGoals = 5, kMostHints = 4,
                 kMostCases = 40, kMostReading = 8, kMostReference = 250;
constexpr std::string_view kOwnNames[] = {"given", "answer"}; // in explanations of predictions

size_t characters(const std::string& text)
{
    return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

Result<std::string> figuredText(const json& o, const char* field)
{
    auto text = textAt(o, field, kMostText);
    if (!text) return text;
    if (auto fine = checkText(*text); !fine) return pass(fine.error().within(field));
    return text;
}

// A formula of figures.
Result<std::string> figureFormula(const json& o, const char* field)
{
    auto text = textAt(o, field, Expression::kMostCharacters);
    if (!text) return text;
    const auto formula = Expression::parse(*text);
    if (!formula) return pass(formula.error().within(field));
    for (const std::string& name : formula->names())
        if (!findFigure(name)) return fail("{}: there is no figure {}", field, name);
    return text;
}

Result<std::optional<quant::QuantSpec>> specAt(const json& o, const char* field, quant::QuantSpec missing)
{
    if (!o.contains(field)) return std::optional<quant::QuantSpec> {};
    auto spec = exchange::specFromJson(o.at(field).dump(), std::move(missing));
    if (!spec) return pass(spec.error().within(field));
    return std::optional(*std::move(spec));
}

Result<Edit> editOf(const json& o)
{
    BITLADDER_TRY(onlyKnows(o, {"layers", "weights", "activations"}));
    Edit edit;
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

Result<quant::MethodChoice> methodOf(const json& o)
{
    BITLADDER_TRY(onlyKnows(o, {"method", "parameters"}));
    auto name = textAt(o, "method", kMostTitle);
    if (!name) return pass(name.error());
    quant::MethodChoice choice {*name, {}, true};
    if (!o.contains("parameters")) return choice;
    if (!o.at("parameters").is_object()) return fail("parameters: an object is needed");
    for (const auto& [key, value] : o.at("parameters").items()) {
        if (!value.is_number()) return fail("parameters: {}: a number is needed", key);
        choice.parameters[key] = value.get<double>();
    }
    return choice;
}

Result<Scene> sceneAt(const json& step, const char* field)
{
    Scene scene;
    if (!step.contains(field)) return scene;
    const json& o = step.at(field);
    if (!o.is_object()) return fail("{}: an object is needed", field);
    const auto read = [&]() -> Result<void> {
        BITLADDER_TRY(onlyKnows(o, {"page", "part", "select", "set", "methods", "look"}));
        std::string part;
        const std::pair<const char*, std::string*> words[]
            = {{"page", &scene.page}, {"part", &part}, {"select", &scene.select}, {"look", &scene.look}};
        for (const auto& [name, to] : words) {
            auto word = wordAt(o, name, kMostTitle);
            if (!word) return pass(word.error());
            *to = *std::move(word);
        }
        if (scene.page == "workshop") {
            scene.section = part;
            if (!part.empty() && std::ranges::find(workshopParts(), part) == workshopParts().end())
                return fail("part: the workshop has no part {}", part);
        } else if (!part.empty() && part != "weights" && part != "activations") {
            return fail("part: {} is neither weights nor activations", part);
        }
        scene.activations = part == "activations";
        if (!scene.look.empty() && std::ranges::find(lookPlaces(), scene.look) == lookPlaces().end())
            return fail("look: there is no part {} of the window", scene.look);
        if (o.contains("set")) {
            if (!o.at("set").is_array()) return fail("set: a list is needed");
            for (const json& value : o.at("set")) {
                auto edit = editOf(value);
                if (!edit) return pass(edit.error().within("set"));
                scene.edits.push_back(*std::move(edit));
            }
        }
        if (o.contains("methods")) {
            if (!o.at("methods").is_array()) return fail("methods: a list is needed");
            scene.methods.emplace();
            for (const json& value : o.at("methods")) {
                auto method = methodOf(value);
                if (!method) return pass(method.error().within("methods"));
                scene.methods->push_back(*std::move(method));
            }
        }
        return {};
    };
    if (auto done = read(); !done) return pass(done.error().within(field));
    return scene;
}

Result<Prediction::Curve> curveOf(const json& o)
{
    BITLADDER_TRY(onlyKnows(o, {"bits", "layers", "part", "low", "high"}));
    Prediction::Curve curve;
    if (!o.contains("bits") || !o.at("bits").is_array() || o.at("bits").size() < 2
        || o.at("bits").size() > Prediction::Curve::kMostPoints)
        return fail("bits: a list of 2 to {} is needed", Prediction::Curve::kMostPoints);
    for (const json& entry : o.at("bits")) {
        if (!entry.is_number_integer()) return fail("bits: {} is no whole number", entry.dump());
        const auto bits = entry.get<int64_t>();
        if (bits < quant::kMinBits || bits > quant::kMaxBits
            || (!curve.bits.empty() && static_cast<int>(bits) >= curve.bits.back()))
            return fail("bits: widths from {} down to {} are needed", quant::kMaxBits, quant::kMinBits);
        curve.bits.push_back(static_cast<int>(bits));
    }
    auto layers = wordAt(o, "layers", kMostTitle), part = wordAt(o, "part", kMostTitle);
    if (!layers) return pass(layers.error());
    if (!part) return pass(part.error());
    if (!layers->empty()) curve.layers = *layers;
    using Part = Prediction::Curve::Part;
    const std::pair<std::string_view, Part> parts[]
        = {{"", Part::Both}, {"both", Part::Both}, {"weights", Part::Weights}, {"activations", Part::Activations}};
    const auto* found = std::ranges::find(parts, *part, &std::pair<std::string_view, Part>::first);
    if (found == std::end(parts)) return fail("part: {} is neither weights, activations nor both", *part);
    curve.part = found->second;
    auto low = numberAt(o, "low", curve.low), high = numberAt(o, "high", curve.high);
    if (!low) return pass(low.error());
    if (!high) return pass(high.error());
    if (!(*low < *high)) return fail("high: it does not lie above low");
    curve.low = *low;
    curve.high = *high;
    return curve;
}

Result<Prediction> predictionOf(const json& o)
{
    BITLADDER_TRY(onlyKnows(o, {"question", "options", "curve", "answer", "unit", "tolerance", "reveal"}));
    Prediction p;
    auto question = figuredText(o, "question");
    if (!question) return pass(question.error());
    p.question = *question;
    auto reveal = sceneAt(o, "reveal");
    if (!reveal) return pass(reveal.error());
    p.reveal = *std::move(reveal);
    if (o.contains("options")) {
        const json& list = o.at("options");
        if (!list.is_array() || list.size() < 2 || list.size() > kMostOptions)
            return fail("options: a list of 2 to {} is needed", kMostOptions);
        for (const json& entry : list) {
            BITLADDER_TRY(onlyKnows(entry, {"text", "when"}));
            auto text = textAt(entry, "text", kMostText);
            if (!text) return pass(text.error().within("options"));
            auto when = figureFormula(entry, "when");
            if (!when) return pass(when.error().within("options"));
            p.options.push_back({*text, *when});
        }
        return p;
    }
    if (o.contains("curve")) {
        auto curve = curveOf(o.at("curve"));
        if (!curve) return pass(curve.error().within("curve"));
        p.curve = *std::move(curve);
    }
    auto answer = figureFormula(o, "answer");
    if (!answer) return pass(answer.error());
    p.answer = *answer;
    const auto kind = Expression::parse(p.answer)->isName() ? findFigure(p.answer) : std::nullopt;
    if (kind) p.unit = kind->unit;
    if (o.contains("unit")) {
        auto unit = textAt(o, "unit", kMostTitle);
        if (!unit) return pass(unit.error());
        const std::pair<std::string_view, Unit> units[] = {{"number", Unit::Number}, {"share", Unit::Share},
            {"ratio", Unit::Ratio}, {"dB", Unit::Decibels}, {"bytes", Unit::Bytes}, {"ms", Unit::Milliseconds}};
        const auto* found = std::ranges::find(units, *unit, &std::pair<std::string_view, Unit>::first);
        if (found == std::end(units)) return fail("unit: there is no unit {}", *unit);
        p.unit = found->second;
    }
    auto tolerance = numberAt(o, "tolerance", p.tolerance);
    if (!tolerance) return pass(tolerance.error());
    p.tolerance = *tolerance;
    return p;
}

Result<Task> taskOf(const json& o)
{
    BITLADDER_TRY(onlyKnows(o, {"goals"}));
    Task task;
    if (!o.contains("goals") || !o.at("goals").is_array() || o.at("goals").empty() || o.at("goals").size() > kMostGoals)
        return fail("goals: a list of 1 to {} is needed", kMostGoals);
    for (const json& entry : o.at("goals")) {
        BITLADDER_TRY(onlyKnows(entry, {"text", "when"}));
        auto text = textAt(entry, "text", kMostText);
        if (!text) return pass(text.error().within("goals"));
        auto when = figureFormula(entry, "when");
        if (!when) return pass(when.error().within("goals"));
        task.goals.push_back({*text, *when});
    }
    return task;
}

// A formula of the question's own variables.
Result<Expression> ownFormula(const std::string& text, const FormulaQuestion& question)
{
    auto formula = Expression::parse(text);
    if (!formula) return formula;
    for (const std::string& name : formula->names())
        if (std::ranges::find(question.variables, name) == question.variables.end())
            return fail("{} is none of the variables", name);
    return formula;
}

Result<FormulaQuestion> formulaOf(const json& o)
{
    BITLADDER_TRY(onlyKnows(o, {"question", "answer", "variables", "cases", "mistakes"}));
    FormulaQuestion f;
    auto question = figuredText(o, "question");
    if (!question) return pass(question.error());
    f.question = *question;
    auto answer = textAt(o, "answer", Expression::kMostCharacters);
    if (!answer) return pass(answer.error());
    f.answer = *answer;
    auto variables = textsAt(o, "variables", kMostTitle, kMostOptions);
    if (!variables) return pass(variables.error());
    f.variables = *std::move(variables);
    if (f.variables.empty()) return fail("variables: at least one is needed");
    if (auto fine = ownFormula(f.answer, f); !fine) return pass(fine.error().within("answer"));
    if (!o.contains("cases") || !o.at("cases").is_array() || o.at("cases").empty() || o.at("cases").size() > kMostCases)
        return fail("cases: a list of 1 to {} is needed", kMostCases);
    for (const json& entry : o.at("cases")) {
        if (!entry.is_array() || entry.size() != f.variables.size())
            return fail("cases: each needs a number for each of the {} variables", f.variables.size());
        auto& values = f.cases.emplace_back();
        for (const json& value : entry) {
            if (!value.is_number()) return fail("cases: {} is no number", value.dump());
            values.push_back(value.get<double>());
        }
    }
    if (!o.contains("mistakes")) return f;
    if (!o.at("mistakes").is_array()) return fail("mistakes: a list is needed");
    for (const json& entry : o.at("mistakes")) {
        BITLADDER_TRY(onlyKnows(entry, {"formula", "why"}));
        auto text = textAt(entry, "formula", Expression::kMostCharacters), why = textAt(entry, "why", kMostText);
        if (!text) return pass(text.error().within("mistakes"));
        if (!why) return pass(why.error().within("mistakes"));
        if (auto fine = ownFormula(*text, f); !fine) return pass(fine.error().within("mistakes: formula"));
        f.mistakes.push_back({*text, *why});
    }
    return f;
}

Result<Step> stepOf(const json& o)
{
    BITLADDER_TRY(
        onlyKnows(o, {"title", "text", "show", "predict", "task", "formula", "solution", "hints", "explanation"}));
    Step step;
    auto title = textAt(o, "title", kMostTitle), text = figuredText(o, "text");
    if (!title) return pass(title.error());
    if (!text) return pass(text.error());
    step.title = *title;
    step.text = *text;
    auto scene = sceneAt(o, "show");
    if (!scene) return pass(scene.error());
    step.scene = *std::move(scene);
    auto solution = sceneAt(o, "solution");
    if (!solution) return pass(solution.error());
    step.solution = *std::move(solution);
    if (o.contains("predict")) {
        auto p = predictionOf(o.at("predict"));
        if (!p) return pass(p.error().within("predict"));
        step.prediction = *std::move(p);
    }
    if (o.contains("task")) {
        auto t = taskOf(o.at("task"));
        if (!t) return pass(t.error().within("task"));
        step.task = *std::move(t);
    }
    if (o.contains("formula")) {
        auto f = formulaOf(o.at("formula"));
        if (!f) return pass(f.error().within("formula"));
        step.formula = *std::move(f);
    }
    if (step.prediction.has_value() + step.task.has_value() + step.formula.has_value() > 1)
        return fail("predict, task and formula: one of them at most");
    auto hints = textsAt(o, "hints", kMostText, kMostHints);
    if (!hints) return pass(hints.error());
    step.hints = *std::move(hints);
    auto explanation = wordAt(o, "explanation", kMostText);
    if (!explanation) return pass(explanation.error());
    step.explanation = *std::move(explanation);
    if (auto fine = checkText(step.explanation, kOwnNames); !fine) return pass(fine.error().within("explanation"));
    for (const std::string& hint : step.hints)
        if (auto fine = checkText(hint); !fine) return pass(fine.error().within("hints"));
    return step;
}

// The words of one step, of which there are as many as in the step.
Result<void> translateStep(Step& step, const json& words)
{
    const auto take = [&](std::string& to, const json& o, const char* field, size_t most) -> Result<void> {
        auto text = textAt(o, field, most);
        if (!text) return pass(text.error());
        if (auto fine = checkText(*text, kOwnNames); !fine) return pass(fine.error().within(field));
        to = *std::move(text);
        return {};
    };
    const auto list = [&](const json& o, const char* field, size_t count) -> Result<std::vector<std::string>> {
        auto texts = textsAt(o, field, kMostText, std::max<size_t>(count, 1));
        if (!texts) return texts;
        if (texts->size() != count) return fail("{}: there are {} instead of {}", field, texts->size(), count);
        for (const std::string& text : *texts)
            if (auto fine = checkText(text, kOwnNames); !fine) return pass(fine.error().within(field));
        return texts;
    };
    BITLADDER_TRY(
        onlyKnows(words, {"title", "text", "question", "options", "goals", "mistakes", "hints", "explanation"}));
    BITLADDER_TRY(take(step.title, words, "title", kMostTitle));
    BITLADDER_TRY(take(step.text, words, "text", kMostText));
    if (step.prediction) BITLADDER_TRY(take(step.prediction->question, words, "question", kMostText));
    if (step.formula) BITLADDER_TRY(take(step.formula->question, words, "question", kMostText));
    if (!step.explanation.empty()) BITLADDER_TRY(take(step.explanation, words, "explanation", kMostText));
    auto options = list(words, "options", step.prediction ? step.prediction->options.size() : 0),
         goals = list(words, "goals", step.task ? step.task->goals.size() : 0),
         mistakes = list(words, "mistakes", step.formula ? step.formula->mistakes.size() : 0),
         hints = list(words, "hints", step.hints.size());
    for (const auto* texts : {&options, &goals, &mistakes, &hints})
        if (!*texts) return pass(texts->error());
    for (size_t i = 0; i < options->size(); ++i)
        step.prediction->options[i].text = (*options)[i];
    for (size_t i = 0; i < goals->size(); ++i)
        step.task->goals[i].text = (*goals)[i];
    for (size_t i = 0; i < mistakes->size(); ++i)
        step.formula->mistakes[i].why = (*mistakes)[i];
    step.hints = *std::move(hints);
    return {};
}

} // namespace

Result<void> onlyKnows(const json& o, std::initializer_list<const char*> fields)
{
    if (!o.is_object()) return fail("an object is needed");
    for (const auto& [key, value] : o.items())
        if (std::ranges::none_of(fields, [&key = key](const char* field) { return key == field; }))
            return fail("{}: is not known here", key);
    return {};
}

Result<std::string> textAt(const json& o, const char* field, size_t most)
{
    if (!o.is_object() || !o.contains(field) || !o.at(field).is_string()) return fail("{}: a text is needed", field);
    std::string text = o.at(field).get<std::string>();
    const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.back()))
        text.pop_back();
    text.erase(text.begin(), std::ranges::find_if_not(text, blank));
    if (text.empty()) return fail("{}: a text is needed", field);
    if (const size_t count = characters(text); count > most)
        return fail("{}: has {} characters, at most {} fit", field, count, most);
    return text;
}

Result<std::string> wordAt(const json& o, const char* field, size_t most)
{
    return o.is_object() && o.contains(field) ? textAt(o, field, most) : std::string();
}

Result<double> numberAt(const json& o, const char* field, double missing)
{
    if (!o.contains(field)) return missing;
    if (!o.at(field).is_number() || !std::isfinite(o.at(field).get<double>()))
        return fail("{}: a number is needed", field);
    return o.at(field).get<double>();
}

Result<std::vector<std::string>> textsAt(const json& o, const char* field, size_t most, size_t mostCount)
{
    std::vector<std::string> texts;
    if (!o.contains(field)) return texts;
    const json& list = o.at(field);
    if (!list.is_array() || list.size() > mostCount)
        return fail("{}: a list of at most {} is needed", field, mostCount);
    for (const json& entry : list) {
        auto text = textAt(json {{field, entry}}, field, most);
        if (!text) return pass(text.error());
        texts.push_back(*std::move(text));
    }
    return texts;
}

Result<Lesson> lessonFromJson(const std::string& text, const std::string& from)
{
    json o;
    try {
        o = json::parse(text);
    } catch (const json::parse_error& error) {
        return fail("{}: not a lesson: is damaged, at character {}", from, error.byte);
    }
    if (!o.is_object()) return fail("{}: not a lesson: an object is needed", from);
    const int version = o.contains(kVersionField) && o.at(kVersionField).is_number_integer()
        ? static_cast<int>(std::clamp<int64_t>(o.at(kVersionField).get<int64_t>(), 0, 1 << 20))
        : 0;
    if (version < 1) return fail("{}: not a lesson: {} is missing", from, kVersionField);
    if (version > Lesson::kVersion)
        return fail("{}: the lesson has version {}, this program knows up to {}", from, version, Lesson::kVersion);
    if (auto known = onlyKnows(o, {kVersionField, "title", "sample", "steps", "reading"}); !known)
        return pass(known.error().within(from));
    Lesson lesson;
    auto title = textAt(o, "title", kMostTitle), sample = textAt(o, "sample", kMostTitle);
    if (!title) return pass(title.error().within(from));
    if (!sample) return pass(sample.error().within(from));
    lesson.title = *title;
    lesson.sample = *sample;
    auto reading = textsAt(o, "reading", kMostReference, kMostReading);
    if (!reading) return pass(reading.error().within(from));
    lesson.reading = *std::move(reading);
    if (!o.contains("steps") || !o.at("steps").is_array() || o.at("steps").empty())
        return fail("{}: steps: a list is needed", from);
    const json& steps = o.at("steps");
    if (steps.size() > kMostSteps)
        return fail("{}: steps: there are {}, at most {} are allowed", from, steps.size(), kMostSteps);
    for (const json& value : steps) {
        auto step = stepOf(value);
        if (!step) return pass(step.error().within(fmt::format("{}: step {}", from, lesson.steps.size() + 1)));
        lesson.steps.push_back(*std::move(step));
    }
    return lesson;
}

Result<void> translate(Lesson& lesson, const std::string& words)
{
    const json o = json::parse(words, nullptr, false);
    if (!o.is_object() || !o.contains("steps") || !o.at("steps").is_array()) return fail("steps: a list is needed");
    const json& steps = o.at("steps");
    if (steps.size() != lesson.steps.size())
        return fail("the translation has {} steps instead of {}", steps.size(), lesson.steps.size());
    auto title = textAt(o, "title", kMostTitle);
    if (!title) return pass(title.error());
    lesson.title = *title;
    for (size_t i = 0; i < lesson.steps.size(); ++i)
        if (auto done = translateStep(lesson.steps[i], steps[i]); !done)
            return pass(done.error().within(fmt::format("step {}", i + 1)));
    return {};
}

} // namespace bitladder::lesson
