// Answers as files: versioned JSON, one learner and one lesson each.
#include "core/lesson/grade.h"

#include "core/base/files.h"
#include "core/exchange/recipe_file.h"
#include "core/lesson/lesson_reader.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace bitladder::lesson
{

using nlohmann::json;
using nlohmann::ordered_json;

namespace
{

constexpr const char* kVersionField = "bitladderAnswers";
constexpr int kVersion = 2; // 1: without curves and what was shown
constexpr size_t kMostName = 100, kMostBytes = size_t {8} << 20, kMostSteps = 100;

struct ToJson {
    ordered_json& to;
    void operator()(double number) const { to["number"] = number; }
    void operator()(size_t option) const { to["choice"] = option; }
    void operator()(const std::string& formula) const { to["formula"] = formula; }
    void operator()(const std::vector<double>& curve) const { to["curve"] = curve; }
    void operator()(const quant::Recipe& recipe) const
    {
        to["recipe"] = ordered_json::parse(exchange::recipeToJson(recipe), nullptr, false);
    }
};

Result<std::vector<double>> numbersAt(const json& o, const char* field)
{
    if (!o.at(field).is_array() || o.at(field).size() > Prediction::Curve::kMostPoints)
        return fail("{}: a list of at most {} numbers is needed", field, Prediction::Curve::kMostPoints);
    std::vector<double> numbers;
    for (const json& entry : o.at(field)) {
        if (!entry.is_number()) return fail("{}: {} is no number", field, entry.dump());
        numbers.push_back(entry.get<double>());
    }
    return numbers;
}

Result<Answer> answerOf(const json& o, const std::string& from)
{
    BITLADDER_TRY(onlyKnows(o, {"step", "number", "choice", "formula", "recipe", "curve", "shown", "tries", "hints"}));
    Answer answer;
    auto step = numberAt(o, "step", 0), tries = numberAt(o, "tries", 1), hints = numberAt(o, "hints", 0);
    for (const auto* number : {&step, &tries, &hints})
        if (!*number) return pass(number->error());
    if (*step < 1 || *step > kMostSteps || *step != static_cast<double>(static_cast<int>(*step)))
        return fail("step: a whole number from 1 on is needed");
    constexpr double kMostCount = 1e6;
    answer.step = static_cast<size_t>(*step) - 1;
    answer.tries = static_cast<int>(std::min(std::max(*tries, 0.0), kMostCount));
    answer.hints = static_cast<int>(std::min(std::max(*hints, 0.0), kMostCount));
    if (o.contains("shown")) {
        auto shown = numbersAt(o, "shown");
        if (!shown) return pass(shown.error());
        answer.shown = *std::move(shown);
    }
    if (o.contains("curve")) {
        auto curve = numbersAt(o, "curve");
        if (!curve) return pass(curve.error());
        answer.given = *std::move(curve);
    } else if (o.contains("number")) {
        auto number = numberAt(o, "number", 0);
        if (!number) return pass(number.error());
        answer.given = *number;
    } else if (o.contains("choice")) {
        auto choice = numberAt(o, "choice", 0);
        if (!choice) return pass(choice.error());
        if (*choice < 0 || *choice > kMostSteps) return fail("choice: a whole number from 0 on is needed");
        answer.given = static_cast<size_t>(*choice);
    } else if (o.contains("formula")) {
        auto formula = textAt(o, "formula", Expression::kMostCharacters);
        if (!formula) return pass(formula.error());
        answer.given = *formula;
    } else if (o.contains("recipe")) {
        auto recipe = exchange::recipeFromJson(o.at("recipe").dump(), from);
        if (!recipe) return pass(recipe.error());
        answer.given = *std::move(recipe);
    } else {
        return fail("number, choice, curve, formula or recipe: one of them is needed");
    }
    return answer;
}

} // namespace

std::string sheetToJson(const AnswerSheet& sheet)
{
    ordered_json j;
    j[kVersionField] = kVersion;
    j["lesson"] = sheet.lesson;
    if (!sheet.learner.empty()) j["name"] = sheet.learner;
    j["answers"] = ordered_json::array();
    for (const Answer& answer : sheet.answers) {
        ordered_json a;
        a["step"] = answer.step + 1;
        std::visit(ToJson {a}, answer.given);
        // JSON knows no infinity: what is not finite is not recorded.
        if (!answer.shown.empty() && std::ranges::all_of(answer.shown, [](double v) { return std::isfinite(v); }))
            a["shown"] = answer.shown;
        a["tries"] = answer.tries;
        a["hints"] = answer.hints;
        j["answers"].push_back(std::move(a));
    }
    return j.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<AnswerSheet> sheetFromJson(const std::string& text, const std::string& from)
{
    const json o = json::parse(text, nullptr, false);
    if (!o.is_object()) return fail("{}: not a file of answers: an object is needed", from);
    if (!o.contains(kVersionField) || !o.at(kVersionField).is_number_integer())
        return fail("{}: not a file of answers: {} is missing", from, kVersionField);
    if (o.at(kVersionField).get<int64_t>() > kVersion)
        return fail(
            "{}: the answers have version {}, this program knows up to {}", from, o.at(kVersionField).dump(), kVersion);
    if (auto known = onlyKnows(o, {kVersionField, "lesson", "name", "answers"}); !known)
        return pass(known.error().within(from));
    AnswerSheet sheet;
    auto lesson = textAt(o, "lesson", kMostName), name = wordAt(o, "name", kMostName);
    if (!lesson) return pass(lesson.error().within(from));
    if (!name) return pass(name.error().within(from));
    sheet.lesson = *lesson;
    sheet.learner = *name;
    if (!o.contains("answers") || !o.at("answers").is_array() || o.at("answers").size() > kMostSteps)
        return fail("{}: answers: a list of at most {} is needed", from, kMostSteps);
    for (const json& entry : o.at("answers")) {
        auto answer = answerOf(entry, from);
        if (!answer) return pass(answer.error().within(fmt::format("{}: answer {}", from, sheet.answers.size() + 1)));
        if (sheet.find(answer->step))
            return fail("{}: answer {}: step {} is answered twice", from, sheet.answers.size() + 1, answer->step + 1);
        sheet.put(*std::move(answer));
    }
    return sheet;
}

Result<AnswerSheet> readSheet(const std::filesystem::path& path)
{
    auto text = readTextFile(path, kMostBytes);
    if (!text) return pass(text.error());
    return sheetFromJson(*text, path.string());
}

} // namespace bitladder::lesson
