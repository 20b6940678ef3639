// Answers of a learner, and what is right about them. Every check is a pure function of the answer and of figures that
// the program computed; the window and the command line use the same ones.
#pragma once
#include "core/lesson/lesson.h"

#include <variant>

namespace bitladder::lesson
{

// --- one question ---

struct PredictionCheck {
    bool right = false;
    double answer = 0; // of a number
    size_t option = 0; // of a choice: the right one
    std::optional<double> ratio; // given / answer, where both are above zero
};
// A number as it is typed: a share in percent. None while a figure is not known, and where no option holds.
std::optional<PredictionCheck> checkNumber(const Prediction& prediction, double given, const Values& values);
std::optional<PredictionCheck> checkChoice(const Prediction& prediction, size_t option, const Values& values);
// A curve, point by point as it is drawn (shares in percent); what is measured is compared within the ends of the
// drawing. None where there are not as many points as widths, or a value is not known.
struct CurveCheck {
    bool right = false;
    double meanOff = 0; // share of the drawing's height
    size_t worst = 0; // the point that is farthest off
};
std::optional<CurveCheck> checkCurve(
    const Prediction& prediction, std::span<const double> drawn, std::span<const double> measured);
// "8 bits 99.1 %, 4 bits 93.0 %".
std::string curveText(const Prediction& prediction, std::span<const double> values);
// "you said 4.00×, it is 1.20×" has two of these.
std::string typedText(const Prediction& prediction, double typed);

struct FormulaCheck {
    bool right = false;
    std::string wrong; // why the text is no formula of the variables; empty: it is one
    std::optional<size_t> failing; // the first case of which the values differ
    double given = 0, answer = 0; // there
    std::string why; // what the usual mistake is, where the formula is one
};
// Values are equal that differ by less than 1e-9 of the larger one.
FormulaCheck checkFormula(const FormulaQuestion& question, const std::string& text);
// "x = 0.3, s = 0.1"
std::string caseText(const FormulaQuestion& question, size_t index);
// Values of the variables in one case.
Values caseValues(const FormulaQuestion& question, size_t index);

enum class GoalState : unsigned char { Unknown, Open, Reached };
std::vector<GoalState> checkTask(const Task& task, const Values& values); // one a goal
bool reached(std::span<const GoalState> goals);

// --- all answers of a learner to a lesson ---

// A typed number, a chosen option, a formula, the recipe of a task, or a drawn curve.
using Given = std::variant<double, size_t, std::string, quant::Recipe, std::vector<double>>;
struct Answer {
    size_t step = 0; // from 0
    Given given;
    int tries = 1, hints = 0; // until this answer; hints that were opened
    // What the program showed for a prediction: the number, the place of the option that held, or the curve, as they
    // are typed. Empty: nothing yet.
    std::vector<double> shown = {};
};
struct AnswerSheet {
    std::string lesson; // its id
    std::string learner; // may be empty
    std::vector<Answer> answers; // at most one a step
    const Answer* find(size_t step) const;
    void put(Answer answer); // in place of the one of the step
};
std::string sheetToJson(const AnswerSheet& sheet);
Result<AnswerSheet> sheetFromJson(const std::string& text, const std::string& from);
Result<AnswerSheet> readSheet(const std::filesystem::path& path);

struct StepGrade {
    size_t step = 0;
    bool asked = false; // else there is nothing to grade
    bool answered = false, right = false;
    std::string given, answer; // as texts; may be empty
    std::string remark; // a sentence; may be empty
    int tries = 0, hints = 0;
};
struct Grade {
    std::string title, learner;
    std::vector<StepGrade> steps; // all of the lesson
    int asked() const;
    int right() const;
};

} // namespace bitladder::lesson
