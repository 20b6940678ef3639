#include "core/lesson/grade.h"

#include <algorithm>
#include <cmath>

namespace bitladder::lesson
{

namespace
{

constexpr double kPercent = 100, kEqual = 1e-9;

std::optional<double> valueOf(const std::string& formula, const Values& values)
{
    const auto expression = Expression::parse(formula);
    return expression ? expression->evaluate(values) : std::nullopt;
}

bool alike(double a, double b)
{
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    if (std::isinf(a) || std::isinf(b)) return a == b;
    return std::abs(a - b) <= kEqual * std::max({1.0, std::abs(a), std::abs(b)});
}

// The first case of which the formula gives another value than the answer; none: there is no such case.
std::optional<size_t> firstDifference(const FormulaQuestion& question, const Expression& a, const Expression& b)
{
    for (size_t i = 0; i < question.cases.size(); ++i) {
        const Values values = caseValues(question, i);
        if (!alike(a.evaluate(values).value_or(std::nan("")), b.evaluate(values).value_or(std::nan("")))) return i;
    }
    return std::nullopt;
}

} // namespace

std::optional<PredictionCheck> checkNumber(const Prediction& prediction, double given, const Values& values)
{
    const auto answer = valueOf(prediction.answer, values);
    if (!answer || std::isnan(*answer)) return std::nullopt;
    PredictionCheck check;
    check.answer = *answer;
    const double value = prediction.unit == Unit::Share ? given / kPercent : given;
    if (value > 0 && *answer > 0 && std::isfinite(*answer)) check.ratio = value / *answer;
    const double most = prediction.unit == Unit::Decibels ? prediction.tolerance
        : prediction.unit == Unit::Share                  ? prediction.tolerance // of all, not of the answer
                                                          : prediction.tolerance * std::abs(*answer);
    check.right = std::isinf(*answer) ? value == *answer : std::abs(value - *answer) <= most + kEqual;
    return check;
}

std::optional<PredictionCheck> checkChoice(const Prediction& prediction, size_t option, const Values& values)
{
    for (size_t i = 0; i < prediction.options.size(); ++i) {
        const auto holds = valueOf(prediction.options[i].when, values);
        if (!holds) return std::nullopt;
        if (*holds == 0) continue;
        PredictionCheck check;
        check.option = i;
        check.right = i == option;
        return check;
    }
    return std::nullopt;
}

std::optional<CurveCheck> checkCurve(
    const Prediction& prediction, std::span<const double> drawn, std::span<const double> measured)
{
    const auto& curve = *prediction.curve;
    if (drawn.size() != curve.bits.size() || measured.size() != curve.bits.size()) return std::nullopt;
    CurveCheck check;
    double worst = -1;
    for (size_t i = 0; i < drawn.size(); ++i) {
        if (std::isnan(drawn[i]) || std::isnan(measured[i])) return std::nullopt;
        const auto within = [&](double value) { return std::clamp(value, curve.low, curve.high); };
        const double off = std::abs(within(drawn[i]) - within(measured[i])) / (curve.high - curve.low);
        check.meanOff += off / static_cast<double>(drawn.size());
        if (off <= worst) continue;
        worst = off;
        check.worst = i;
    }
    check.right = check.meanOff <= prediction.tolerance + kEqual;
    return check;
}

std::string curveText(const Prediction& prediction, std::span<const double> values)
{
    std::string text;
    for (size_t i = 0; i < std::min(values.size(), prediction.curve->bits.size()); ++i)
        text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", prediction.curve->bits[i],
            prediction.curve->bits[i] == 1 ? "bit" : "bits", typedText(prediction, values[i]));
    return text;
}

std::string typedText(const Prediction& prediction, double typed)
{
    return figureText(prediction.unit == Unit::Share ? typed / kPercent : typed, prediction.unit);
}

Values caseValues(const FormulaQuestion& question, size_t index)
{
    return [&question, index](std::string_view name) -> std::optional<double> {
        const auto found = std::ranges::find(question.variables, name);
        if (found == question.variables.end()) return std::nullopt;
        return question.cases[index][static_cast<size_t>(found - question.variables.begin())];
    };
}

std::string caseText(const FormulaQuestion& question, size_t index)
{
    std::string text;
    for (size_t i = 0; i < question.variables.size(); ++i)
        text += fmt::format(
            "{}{} = {}", i ? ", " : "", question.variables[i], figureText(question.cases[index][i], Unit::Number));
    return text;
}

FormulaCheck checkFormula(const FormulaQuestion& question, const std::string& text)
{
    FormulaCheck check;
    const auto typed = Expression::parse(text);
    if (!typed) {
        check.wrong = typed.error().message;
        return check;
    }
    for (const std::string& name : typed->names())
        if (std::ranges::find(question.variables, name) == question.variables.end()) {
            check.wrong = fmt::format("{} is none of the variables", name);
            return check;
        }
    const auto answer = Expression::parse(question.answer);
    if (!answer) {
        check.wrong = answer.error().message;
        return check;
    }
    check.failing = firstDifference(question, *typed, *answer);
    check.right = !check.failing;
    if (check.right) return check;
    const Values values = caseValues(question, *check.failing);
    check.given = typed->evaluate(values).value_or(std::nan(""));
    check.answer = answer->evaluate(values).value_or(std::nan(""));
    for (const auto& mistake : question.mistakes) {
        const auto usual = Expression::parse(mistake.formula);
        if (usual && !firstDifference(question, *typed, *usual)) {
            check.why = mistake.why;
            break;
        }
    }
    return check;
}

std::vector<GoalState> checkTask(const Task& task, const Values& values)
{
    std::vector<GoalState> states;
    for (const auto& goal : task.goals) {
        const auto holds = valueOf(goal.when, values);
        states.push_back(!holds ? GoalState::Unknown : *holds != 0 ? GoalState::Reached : GoalState::Open);
    }
    return states;
}

bool reached(std::span<const GoalState> goals)
{
    return std::ranges::all_of(goals, [](GoalState g) { return g == GoalState::Reached; });
}

const Answer* AnswerSheet::find(size_t step) const
{
    const auto found = std::ranges::find(answers, step, &Answer::step);
    return found == answers.end() ? nullptr : &*found;
}

void AnswerSheet::put(Answer answer)
{
    std::erase_if(answers, [&](const Answer& a) { return a.step == answer.step; });
    answers.push_back(std::move(answer));
    std::ranges::sort(answers, {}, &Answer::step);
}

int Grade::asked() const
{
    return static_cast<int>(std::ranges::count(steps, true, &StepGrade::asked));
}

int Grade::right() const
{
    return static_cast<int>(std::ranges::count(steps, true, &StepGrade::right));
}

} // namespace bitladder::lesson
