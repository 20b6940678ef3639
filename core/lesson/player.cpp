#include "core/lesson/player.h"

#include "core/exchange/recipe_file.h"
#include "core/lesson/samples.h"

#include <algorithm>
#include <cmath>

namespace bitladder::lesson
{

namespace
{

bool has(std::span<const Needs> needs, Needs what)
{
    return std::ranges::find(needs, what) != needs.end();
}

Result<void> gradeCurve(const Prediction& p, const Answer* answer, std::span<const double> measured, StepGrade& g)
{
    g.answer = curveText(p, measured);
    if (!answer || !std::holds_alternative<std::vector<double>>(answer->given)) return {};
    const auto& drawn = std::get<std::vector<double>>(answer->given);
    const auto check = checkCurve(p, drawn, measured);
    if (!check) return fail("the curve has {} points, {} were drawn", measured.size(), drawn.size());
    g.answered = true;
    g.given = curveText(p, drawn);
    g.right = check->right;
    g.remark = fmt::format("on average {} of the height off, most at {} bits", figureText(check->meanOff, Unit::Share),
        p.curve->bits[check->worst]);
    return {};
}

bool wasShown(const Prediction& p, const Answer& answer)
{
    if (answer.shown.size() != 1) return false;
    return p.options.empty() || (answer.shown[0] >= 0 && answer.shown[0] < static_cast<double>(p.options.size()));
}

// What the learner was shown counts where times decide: the grade says it beside what was measured here.
void gradeByShown(const Step& step, const Answer& answer, StepGrade& g)
{
    const Prediction& p = *step.prediction;
    const std::string here = g.answer;
    if (p.options.empty()) {
        constexpr double kPercent = 100;
        Prediction seen = p;
        seen.answer = "shown";
        const auto check = checkNumber(seen, std::get<double>(answer.given),
            [&](std::string_view) { return std::optional(answer.shown[0] / (p.unit == Unit::Share ? kPercent : 1)); });
        if (!check) return;
        g.answer = typedText(p, answer.shown[0]);
        g.right = check->right;
    } else {
        const auto option = static_cast<size_t>(answer.shown[0]);
        g.answer = p.options[option].text;
        g.right = std::get<size_t>(answer.given) == option;
    }
    g.remark = fmt::format("graded by what the learner was shown: {}; measured here: {}", g.answer, here);
}

// A prediction's grade, with "it is …".
Result<void> gradePrediction(const Step& step, const Answer* answer, const Values& values, StepGrade& g)
{
    const Prediction& p = *step.prediction;
    if (p.options.empty()) {
        const double given
            = answer && std::holds_alternative<double>(answer->given) ? std::get<double>(answer->given) : 0;
        const auto check = checkNumber(p, given, values);
        if (!check) return fail("the answer could not be computed: {}", p.answer);
        g.answer = figureText(check->answer, p.unit);
        if (!answer || !std::holds_alternative<double>(answer->given)) return {};
        g.answered = true;
        g.given = typedText(p, given);
        g.right = check->right;
        return {};
    }
    const bool chosen = answer && std::holds_alternative<size_t>(answer->given);
    const auto check = checkChoice(p, chosen ? std::get<size_t>(answer->given) : p.options.size(), values);
    if (!check) return fail("none of the options holds");
    g.answer = p.options[check->option].text;
    if (!chosen) return {};
    g.answered = true;
    const size_t option = std::get<size_t>(answer->given);
    g.given = option < p.options.size() ? p.options[option].text : std::string("?");
    g.right = check->right;
    return {};
}

void gradeFormula(const Step& step, const Answer* answer, StepGrade& g)
{
    const FormulaQuestion& f = *step.formula;
    g.answer = f.answer;
    if (!answer || !std::holds_alternative<std::string>(answer->given)) return;
    g.answered = true;
    g.given = std::get<std::string>(answer->given);
    const FormulaCheck check = checkFormula(f, g.given);
    g.right = check.right;
    if (!check.wrong.empty()) g.remark = check.wrong;
    if (!check.failing) return;
    g.remark = fmt::format("at {}: {} instead of {}", caseText(f, *check.failing),
        figureText(check.given, Unit::Number), figureText(check.answer, Unit::Number));
    if (!check.why.empty()) g.remark += ". " + check.why;
}

Result<void> gradeTask(
    const Step& step, const Answer* answer, Player& player, std::span<const Needs> needs, const Job& job, StepGrade& g)
{
    for (const auto& goal : step.task->goals)
        g.answer += (g.answer.empty() ? "" : "; ") + goal.text;
    if (!answer || !std::holds_alternative<quant::Recipe>(answer->given)) return {};
    g.answered = true;
    auto recipe = exchange::adopt(std::get<quant::Recipe>(answer->given), player.start());
    if (!recipe) return pass(recipe.error());
    auto state = player.measure(*recipe, needs, job);
    if (!state) return pass(state.error());
    const Values values = valuesOf(*state);
    const auto goals = checkTask(*step.task, values);
    g.right = reached(goals);
    for (size_t i = 0; i < goals.size(); ++i) {
        const auto formula = Expression::parse(step.task->goals[i].when);
        if (!formula) continue;
        for (const std::string& name : formula->names()) {
            const auto value = values(name);
            const std::string part
                = fmt::format("{} {}", name, value ? figureText(*value, findFigure(name)->unit) : std::string("…"));
            if (g.given.find(part) == std::string::npos) g.given += (g.given.empty() ? "" : ", ") + part;
        }
        if (goals[i] != GoalState::Reached)
            g.remark += (g.remark.empty() ? "not reached: " : "; ") + step.task->goals[i].text;
    }
    return {};
}

} // namespace

Result<Player> Player::open(
    const std::filesystem::path& samples, const std::string& sample, const engine::PrepareOptions& machine)
{
    const Sample* found = findSample(sample);
    if (!found) return fail("there is no sample {}", sample);
    return open(
        samples / found->model, found->pictures.empty() ? std::filesystem::path() : samples / found->pictures, machine);
}

Result<Player> Player::open(
    const std::filesystem::path& model, const std::filesystem::path& pictures, const engine::PrepareOptions& machine)
{
    auto opened = model::openModel(model);
    if (!opened) return pass(opened.error());
    Player player;
    player.m_experiment = std::make_unique<experiment::Experiment>(*opened, machine);
    const auto sources = model::defaultInputs(**opened);
    model::InputBinding feed;
    auto inputs = model::readInputs(**opened, sources);
    if (!inputs) return pass(inputs.error());
    feed.inputs = *std::move(inputs);
    if (const auto shown = model::shownInput(sources)) {
        feed.position = *shown;
        feed.rules = sources[*shown].rules;
    }
    if (!pictures.empty()) {
        const auto names = data::readClassNames(model.parent_path() / "labels.txt");
        auto folder = data::readFolder(pictures, names);
        if (!folder) return pass(folder.error());
        player.m_files = folder->files;
        if (auto taken = feed.take(**opened, model::firstReadable(player.m_files)); !taken) return pass(taken.error());
        std::vector<std::filesystem::path> calibration;
        for (const auto& entry : data::sampleOf(*folder, kCalibrationPictures))
            calibration.push_back(entry.file);
        player.m_experiment->setFeed(std::move(feed));
        player.m_experiment->setCalibrationFiles(std::move(calibration));
    } else {
        player.m_experiment->setFeed(std::move(feed));
    }
    return player;
}

quant::Recipe Player::start() const
{
    return engine::floatRecipe(*model().graph);
}

Result<State> Player::measure(const quant::Recipe& recipe, std::span<const Needs> needs, const Job& job)
{
    m_recipe = recipe;
    State state;
    state.model = &model();
    state.recipe = &m_recipe;
    auto network = m_experiment->quantize(m_recipe, job);
    if (!network) return pass(network.error());
    m_network = *std::move(network);
    state.layers = m_network->layers();
    state.sizes = m_network->sizes();
    state.quantized = m_network->network().get();
    if (has(needs, Needs::Run)) {
        auto run = m_experiment->compare(*m_network, job);
        if (!run) return pass(run.error());
        m_run = *std::move(run);
        state.accumulated = m_run->accumulated;
        state.output = m_run->output;
    }
    if (has(needs, Needs::Isolated))
        for (const auto& layer : model().layers) {
            auto stats = m_experiment->isolated(m_recipe, layer.id, job);
            if (!stats) return pass(stats.error());
            state.isolated.emplace_back(*stats);
        }
    if (has(needs, Needs::Pictures) && !m_files.empty()) {
        auto result = m_experiment->evaluate(m_recipe, *m_experiment->pictures(m_files), job, {}, m_network.get());
        if (!result) return pass(result.error());
        m_evaluation = *std::move(result);
        state.evaluation = &*m_evaluation;
    }
    if (has(needs, Needs::Times)) {
        auto plain = m_experiment->floatNetwork(job);
        if (!plain) return pass(plain.error());
        engine::Executable* const both[] = {*plain, m_network.get()};
        auto timings = m_experiment->time(both, 0, job);
        if (!timings) return pass(timings.error());
        m_timings = *std::move(timings);
        state.floatTiming = &m_timings[0];
        state.timing = &m_timings[1];
    }
    return state;
}

quant::Recipe recipeOfStep(const Step& step, const model::Model& model, const quant::Recipe& start)
{
    quant::Recipe recipe = applied(step.scene, model, start);
    return step.prediction ? applied(step.prediction->reveal, model, std::move(recipe)) : recipe;
}

Result<std::vector<double>> measureCurve(const Step& step, Player& player, const Job& job)
{
    using Part = Prediction::Curve::Part;
    const Prediction& p = *step.prediction;
    const auto formula = Expression::parse(p.answer);
    if (!formula) return pass(formula.error());
    const auto needs = needsOf(step);
    std::vector<double> values;
    for (const int bits : p.curve->bits) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(values.size()) / static_cast<double>(p.curve->bits.size()), p.question);
        quant::Recipe recipe = recipeOfStep(step, player.model(), player.start());
        const quant::NumberFormat format = quant::dialFormat(bits);
        for (const size_t i : layersNamed(p.curve->layers, player.model())) {
            if (p.curve->part != Part::Activations) recipe.layers[i].weights = quant::defaultWeightSpec(format);
            if (p.curve->part != Part::Weights) recipe.layers[i].activations = quant::defaultActivationSpec(format);
        }
        engine::fitToLayers(player.model().layers, recipe);
        auto state = player.measure(recipe, needs, Job {job.stop, {}});
        if (!state) return pass(state.error().within(fmt::format("{} bits", bits)));
        const auto value = formula->evaluate(valuesOf(*state));
        if (!value || std::isnan(*value))
            return fail("the answer could not be computed at {} bits: {}", bits, p.answer);
        constexpr double kPercent = 100;
        values.push_back(p.unit == Unit::Share ? kPercent * *value : *value);
    }
    return values;
}

Result<Grade> grade(const Lesson& lesson, const AnswerSheet& sheet, Player& player, const Job& job)
{
    Grade all {lesson.title, sheet.learner, {}};
    for (const Answer& answer : sheet.answers)
        if (answer.step >= lesson.steps.size() || !lesson.steps[answer.step].asks())
            return fail("the answers are to another lesson: step {} asks nothing", answer.step + 1);
    for (size_t i = 0; i < lesson.steps.size(); ++i) {
        const Step& step = lesson.steps[i];
        StepGrade g;
        g.step = i;
        g.asked = step.asks();
        const Answer* answer = sheet.find(i);
        if (answer) {
            g.tries = answer->tries;
            g.hints = answer->hints;
        }
        const auto needs = needsOf(step);
        Result<void> done;
        if (step.prediction && step.prediction->curve) {
            auto curve = measureCurve(step, player, job);
            if (!curve) return pass(curve.error().within(fmt::format("step {}", i + 1)));
            done = gradeCurve(*step.prediction, answer, *curve, g);
        } else if (step.prediction) {
            auto state = player.measure(recipeOfStep(step, player.model(), player.start()), needs, job);
            if (!state) return pass(state.error().within(fmt::format("step {}", i + 1)));
            done = gradePrediction(step, answer, valuesOf(*state), g);
            const bool timed = std::ranges::find(needs, Needs::Times) != needs.end();
            if (done && timed && g.answered && wasShown(*step.prediction, *answer)) gradeByShown(step, *answer, g);
        } else if (step.formula) {
            gradeFormula(step, answer, g);
        } else if (step.task) {
            done = gradeTask(step, answer, player, needs, job, g);
        }
        if (!done) return pass(done.error().within(fmt::format("step {}", i + 1)));
        all.steps.push_back(std::move(g));
    }
    return all;
}

Result<std::vector<StepKey>> keyOf(const Lesson& lesson, Player& player, const Job& job)
{
    std::vector<StepKey> keys;
    for (const Step& step : lesson.steps) {
        const auto needs = needsOf(step);
        auto before = player.measure(applied(step.scene, player.model(), player.start()), needs, job);
        if (!before) return pass(before.error());
        const Values figures = valuesOf(*before);
        StepKey key {step.title, resolved(step.text, figures), {}, {}, {}};
        if (step.prediction) key.question = resolved(step.prediction->question, figures);
        if (step.formula) key.question = resolved(step.formula->question, figures);
        StepGrade g;
        auto recipe = recipeOfStep(step, player.model(), player.start());
        if (step.task) recipe = applied(step.solution, player.model(), std::move(recipe));
        auto after = player.measure(recipe, needs, job);
        if (!after) return pass(after.error());
        const Values shown = valuesOf(*after);
        // Before a curve is measured, which moves on.
        key.explanation = resolved(step.explanation, [&](std::string_view name) -> std::optional<double> {
            if (name != "answer" || !step.prediction || step.prediction->answer.empty()) return shown(name);
            const auto formula = Expression::parse(step.prediction->answer);
            return formula ? formula->evaluate(shown) : std::nullopt;
        });
        if (step.prediction && step.prediction->curve) {
            auto curve = measureCurve(step, player, job);
            if (!curve) return pass(curve.error());
            BITLADDER_TRY(gradeCurve(*step.prediction, nullptr, *curve, g));
        } else if (step.prediction) {
            BITLADDER_TRY(gradePrediction(step, nullptr, shown, g));
        }
        if (step.formula) gradeFormula(step, nullptr, g);
        if (step.task) BITLADDER_TRY(gradeTask(step, nullptr, player, needs, job, g));
        key.answer = g.answer;
        keys.push_back(std::move(key));
    }
    return keys;
}

} // namespace bitladder::lesson
