// Plays lessons without a window: sets a step up, computes what its texts and checks ask for, and grades answers.
#pragma once
#include "core/experiment/experiment.h"
#include "core/lesson/grade.h"

namespace bitladder::lesson
{

// So many pictures of the folder calibrate, spread evenly over it: as many as in the window, so that figures agree.
inline constexpr size_t kCalibrationPictures = 16;

// Not thread-safe.
class Player
{
public:
    // The sample, below the folder of samples. Fails where it cannot be opened.
    static Result<Player> open(
        const std::filesystem::path& samples, const std::string& sample, const engine::PrepareOptions& machine = {});
    // Any model; `pictures`: a folder, or empty.
    static Result<Player> open(const std::filesystem::path& model, const std::filesystem::path& pictures,
        const engine::PrepareOptions& machine);

    const model::Model& model() const { return *m_experiment->model(); }
    experiment::Experiment& experiment() { return *m_experiment; }
    // What a lesson starts from: every layer as in the file.
    quant::Recipe start() const;
    // The figures of a recipe, as far as the needs go. What it points to lives until the next call.
    Result<State> measure(const quant::Recipe& recipe, std::span<const Needs> needs, const Job& job = {});

private:
    Player() = default;
    std::unique_ptr<experiment::Experiment> m_experiment;
    std::vector<data::LabelledFile> m_files;
    quant::Recipe m_recipe;
    std::unique_ptr<engine::Executable> m_network;
    std::optional<analysis::QuantizedRun> m_run;
    std::optional<analysis::Evaluation> m_evaluation;
    std::vector<measure::Timing> m_timings;
};

// The recipe that a step is checked with: the lesson's start, the step's scene, and behind a prediction its reveal.
quant::Recipe recipeOfStep(const Step& step, const model::Model& model, const quant::Recipe& start);

// The curve of a step's prediction, measured width by width, as values are typed (shares in percent). Precondition: the
// step asks for one.
Result<std::vector<double>> measureCurve(const Step& step, Player& player, const Job& job = {});

// Grades every question of the lesson; predictions and goals against what the program computes here and now. Times are
// never the same twice: a prediction that depends on them is graded by what the learner was shown, where the answers
// say it, and the grade says so.
Result<Grade> grade(const Lesson& lesson, const AnswerSheet& sheet, Player& player, const Job& job = {});

// What a teacher wants beside the lesson: every step's text, question, right answer and explanation, with the figures
// of this machine.
struct StepKey {
    std::string title, text, question, answer, explanation;
};
Result<std::vector<StepKey>> keyOf(const Lesson& lesson, Player& player, const Job& job = {});

} // namespace bitladder::lesson
