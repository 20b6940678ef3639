#include "app/window/jobs/network/folder_evaluation.h"

#include <QCoreApplication>
#include <chrono>

namespace bitladder::app
{

using analysis::Evaluation;

namespace
{

using Clock = std::chrono::steady_clock;
using Found = std::function<void(const Evaluation&)>;
using Shared = std::shared_ptr<const Evaluation>;

constexpr std::chrono::milliseconds kPause {150}; // between two intermediate results

struct FolderTexts {
    Q_DECLARE_TR_FUNCTIONS(FolderEvaluation)
};

enum class FolderPart : unsigned char { SoFar, Whole };

// `baseline`: null while nothing is known of it.
void post(const Snapshot& s, const Evaluation& evaluation, Shared baseline, FolderPart part, ResultStore& results)
{
    auto progress = std::make_shared<FolderProgress>();
    progress->revision = s.revision;
    progress->evaluation = evaluation;
    progress->baseline = std::move(baseline);
    progress->baselineRecipe = s.baseline;
    progress->total = static_cast<int>(s.files->size());
    progress->finished = part == FolderPart::Whole;
    results.post(std::shared_ptr<const FolderProgress>(std::move(progress)));
}

Shared knownOf(const Snapshot& s, experiment::Experiment& experiment, const quant::Recipe& recipe)
{
    auto known = experiment.known(recipe, *experiment.pictures(*s.files));
    return known ? std::make_shared<const Evaluation>(*std::move(known)) : nullptr;
}

Result<Shared> evaluated(const Snapshot& s, experiment::Experiment& experiment, const quant::Recipe& recipe,
    const engine::Executable* network, const QString& text, const JobContext& context, const Found& found)
{
    const Job job {context.stop(), [&](double fraction, std::string_view) {
                       context.report(text, fraction);
                       context.giveWay();
                   }};
    auto lastSent = Clock::now();
    auto evaluation = experiment.evaluate(
        recipe, *experiment.pictures(*s.files), job,
        [&](const Evaluation& e) {
            if (Clock::now() - lastSent >= kPause) {
                found(e);
                lastSent = Clock::now();
            }
            return true;
        },
        network);
    if (!evaluation) return pass(evaluation.error());
    return std::make_shared<const Evaluation>(*std::move(evaluation));
}

} // namespace

void postKnownFolder(const Snapshot& s, NetworkState& state, ResultStore& results)
{
    if (!s.hasFolder()) return;
    const Shared known = knownOf(s, *state.experiment, s.recipe);
    const Shared baseline = s.baseline ? knownOf(s, *state.experiment, *s.baseline) : nullptr;
    const bool whole = !s.baseline || baseline;
    if (known) post(s, *known, baseline, whole ? FolderPart::Whole : FolderPart::SoFar, results);
}

Result<void> evaluateFolder(const Snapshot& s, NetworkState& state, const engine::Executable& quantized,
    ResultStore& results, const JobContext& context)
{
    if (!s.hasFolder()) return {};
    experiment::Experiment& experiment = *state.experiment;
    Shared present = knownOf(s, experiment, s.recipe);
    Shared baseline = s.baseline ? knownOf(s, experiment, *s.baseline) : nullptr;
    if (present && (baseline || !s.baseline)) return {}; // posted before
    if (!present) {
        auto folder = evaluated(s, experiment, s.recipe, &quantized,
            FolderTexts::tr("evaluating %1 pictures").arg(s.files->size()), context,
            [&](const Evaluation& e) { post(s, e, baseline, FolderPart::SoFar, results); });
        if (!folder) return pass(folder.error());
        present = *std::move(folder);
        const bool whole = baseline || !s.baseline;
        post(s, *present, baseline, whole ? FolderPart::Whole : FolderPart::SoFar, results);
    }
    if (s.baseline && !baseline) {
        auto folder = evaluated(s, experiment, *s.baseline, nullptr,
            FolderTexts::tr("evaluating %1 pictures with the recipe that is compared with").arg(s.files->size()),
            context, [&](const Evaluation& e) {
                post(s, *present, std::make_shared<const Evaluation>(e), FolderPart::SoFar, results);
            });
        if (!folder) return pass(folder.error());
        post(s, *present, *std::move(folder), FolderPart::Whole, results);
    }
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
