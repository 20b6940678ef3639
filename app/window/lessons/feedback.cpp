#include "app/window/lessons/feedback.h"

#include "app/window/document/texts.h"
#include "widgets/control/theme.h"

#include <QCoreApplication>
#include <cmath>

namespace bitladder::app
{

using lesson::Unit;
using widgets::LessonText;

// The context of this file's texts; as short as the tools for translations find it written.
struct LessonFeedback {
    Q_DECLARE_TR_FUNCTIONS(LessonFeedback)
};

namespace
{

// "size.share 25.1 %, agreement 98.5 %"
QString figuresOf(const std::string& formula, const lesson::Values& figures)
{
    QStringList parts;
    const auto expression = lesson::Expression::parse(formula);
    if (!expression) return {};
    for (const std::string& name : expression->names()) {
        const auto value = figures(name);
        const auto kind = lesson::findFigure(name);
        parts << (value && kind ? toText(lesson::figureText(*value, kind->unit)) : QStringLiteral("…"));
    }
    return parts.join(QStringLiteral(", "));
}

QString withExplanation(const QString& verdict, const lesson::Step& step, const lesson::Values& values)
{
    const QString explanation = toText(lesson::resolved(step.explanation, values));
    return explanation.isEmpty() ? verdict : verdict + QLatin1Char('\n') + explanation;
}

void fillCurve(LessonText& text, const lesson::Step& step, const lesson::Answer* answer, const lesson::Values& figures)
{
    const lesson::Prediction& p = *step.prediction;
    text.ask = LessonText::Ask::Curve;
    text.question = toText(lesson::resolved(p.question, figures));
    for (const int bits : p.curve->bits)
        text.curve.names << QString::number(bits);
    text.curve.low = p.curve->low;
    text.curve.high = p.curve->high;
    text.curve.unit = toText(lesson::unitSign(p.unit));
    if (!answer || !std::holds_alternative<std::vector<double>>(answer->given)) return;
    text.locked = text.curve.locked = true;
    const auto& drawn = std::get<std::vector<double>>(answer->given);
    text.curve.drawn = drawn;
    text.curve.measured = answer->shown;
    const auto check = lesson::checkCurve(p, drawn, answer->shown);
    if (!check) {
        text.feedback = LessonFeedback::tr("Measuring…");
        return;
    }
    text.tone = check->right ? LessonText::Tone::Right : LessonText::Tone::Wrong;
    const auto typed = [&](double value) { return toText(lesson::typedText(p, value)); };
    text.feedback = withExplanation(
        LessonFeedback::tr("On average you are %1 of the height off; the most at %2: you drew %3, it is %4.")
            .arg(toText(lesson::figureText(check->meanOff, Unit::Share)),
                widgets::formatBits(p.curve->bits[check->worst]), typed(drawn[check->worst]),
                typed(answer->shown[check->worst])),
        step, figures);
}

void fillPrediction(
    LessonText& text, const lesson::Step& step, const lesson::Answer* answer, const lesson::Values& figures)
{
    const lesson::Prediction& p = *step.prediction;
    if (p.curve) {
        fillCurve(text, step, answer, figures);
        return;
    }
    text.ask = p.options.empty() ? LessonText::Ask::Number : LessonText::Ask::Choice;
    text.question = toText(lesson::resolved(p.question, figures));
    text.unit = p.options.empty() ? toText(lesson::unitSign(p.unit)) : QString();
    for (const auto& option : p.options)
        text.choices << toText(option.text);
    if (!answer) return;
    text.locked = true;
    std::optional<lesson::PredictionCheck> check;
    QString given, right;
    if (p.options.empty() && std::holds_alternative<double>(answer->given)) {
        const double typed = std::get<double>(answer->given);
        check = lesson::checkNumber(p, typed, figures);
        text.given = QString::number(typed);
        given = toText(lesson::typedText(p, typed));
        if (check) right = toText(lesson::figureText(check->answer, p.unit));
    } else if (std::holds_alternative<size_t>(answer->given)) {
        const size_t option = std::get<size_t>(answer->given);
        check = lesson::checkChoice(p, option, figures);
        text.chosen = static_cast<int>(option);
        if (check) right = toText(p.options[check->option].text);
    }
    if (!check) {
        text.feedback = LessonFeedback::tr("Computing…");
        return;
    }
    text.tone = check->right ? LessonText::Tone::Right : LessonText::Tone::Wrong;
    QString verdict;
    if (p.options.empty())
        verdict = LessonFeedback::tr("You said %1, it is %2.").arg(given, right);
    else if (check->right)
        verdict = LessonFeedback::tr("Right.");
    else
        verdict = LessonFeedback::tr("It is: %1").arg(right);
    const double answered = check->answer;
    text.feedback = withExplanation(verdict, step, [&](std::string_view name) -> std::optional<double> {
        return name == "answer" ? std::optional(answered) : figures(name);
    });
}

void fillTask(LessonText& text, const lesson::Step& step, const lesson::Answer* answer, const lesson::Values& figures)
{
    text.ask = LessonText::Ask::Task;
    text.question = LessonFeedback::tr("Your task:");
    const auto states = lesson::checkTask(*step.task, figures);
    for (size_t i = 0; i < states.size(); ++i) {
        const auto& goal = step.task->goals[i];
        const auto state = states[i] == lesson::GoalState::Reached ? LessonText::GoalState::Reached
            : states[i] == lesson::GoalState::Open                 ? LessonText::GoalState::Open
                                                                   : LessonText::GoalState::Unknown;
        text.goals.append({toText(goal.text), figuresOf(goal.when, figures), state});
    }
    if (!answer) return;
    text.tone = LessonText::Tone::Right;
    text.feedback = withExplanation(LessonFeedback::tr("Done."), step, figures);
}

void fillFormula(LessonText& text, const lesson::Step& step, const lesson::Answer* answer,
    const lesson::Values& figures, const QString& tried)
{
    const lesson::FormulaQuestion& f = *step.formula;
    text.ask = LessonText::Ask::Formula;
    text.question = toText(lesson::resolved(f.question, figures));
    if (answer && std::holds_alternative<std::string>(answer->given))
        text.given = toText(std::get<std::string>(answer->given));
    if (!tried.isEmpty()) text.given = tried;
    if (text.given.isEmpty()) return;
    const auto check = lesson::checkFormula(f, text.given.toStdString());
    text.tone = check.right ? LessonText::Tone::Right : LessonText::Tone::Wrong;
    if (check.right) {
        text.feedback = withExplanation(LessonFeedback::tr("Right on all values."), step, figures);
    } else if (!check.failing) {
        text.feedback = LessonFeedback::tr("This cannot be computed: %1").arg(toText(check.wrong));
    } else {
        text.feedback = LessonFeedback::tr("At %1 it gives %2 instead of %3.")
                            .arg(toText(lesson::caseText(f, *check.failing)),
                                toText(lesson::figureText(check.given, Unit::Number)),
                                toText(lesson::figureText(check.answer, Unit::Number)));
        if (!check.why.empty()) text.feedback += QLatin1Char('\n') + toText(check.why);
    }
}

} // namespace

std::vector<double> shownFor(
    const lesson::Prediction& prediction, const lesson::Answer& answer, const lesson::Values& figures)
{
    if (const auto* typed = std::get_if<double>(&answer.given)) {
        const auto check = lesson::checkNumber(prediction, *typed, figures);
        constexpr double kPercent = 100;
        if (!check || !std::isfinite(check->answer)) return {};
        return {prediction.unit == Unit::Share ? kPercent * check->answer : check->answer};
    }
    if (const auto* option = std::get_if<size_t>(&answer.given))
        if (const auto check = lesson::checkChoice(prediction, *option, figures))
            return {static_cast<double>(check->option)};
    return {};
}

void fillQuestion(LessonText& text, const lesson::Step& step, const lesson::Answer* answer,
    const lesson::Values& figures, const QString& formulaTried)
{
    if (step.prediction) fillPrediction(text, step, answer, figures);
    if (step.task) fillTask(text, step, answer, figures);
    if (step.formula) fillFormula(text, step, answer, figures, formulaTried);
}

} // namespace bitladder::app
