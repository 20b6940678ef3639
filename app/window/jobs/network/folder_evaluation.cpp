#include "app/window/jobs/network/folder_evaluation.h"

#include "app/window/jobs/calibration.h"

#include <QCoreApplication>
#include <chrono>

namespace bitladder::app
{

using analysis::Evaluation;

namespace
{

using Clock = std::chrono::steady_clock;
using Found = std::function<void(const Evaluation&)>;

constexpr std::chrono::milliseconds kPause {150}; // between two intermediate results

struct FolderTexts {
    Q_DECLARE_TR_FUNCTIONS(FolderEvaluation)
};

Result<Evaluation> evaluated(const Snapshot& s, NetworkState& state, engine::Executable& network, const QString& text,
    const JobContext& context, const Found& found)
{
    const Job job {context.stop(), [&](double fraction, std::string_view) {
                       context.report(text, fraction);
                       context.giveWay();
                   }};
    auto lastSent = Clock::now();
    return analysis::evaluate(
        *s.model, *state.floatNetwork, network, *s.files, s.feed(state.inputs), job, [&](const Evaluation& e) {
            if (Clock::now() - lastSent < kPause) return;
            found(e);
            lastSent = Clock::now();
        });
}

// Forgets what belongs neither to the present recipe nor to the baseline.
std::shared_ptr<const Evaluation> remembered(
    const Snapshot& s, NetworkState& state, const quant::Recipe& recipe, Evaluation evaluation)
{
    auto shared = std::make_shared<const Evaluation>(std::move(evaluation));
    std::erase_if(state.evaluated, [&](const auto& e) {
        return e.files != s.files || e.calibrationId != state.calibrationId
            || !(e.recipe == s.recipe || (s.baseline && e.recipe == *s.baseline));
    });
    state.evaluated.push_back({recipe, state.calibrationId, s.files, shared});
    return shared;
}

} // namespace

void postFolder(const Snapshot& s, const Evaluation& evaluation, std::shared_ptr<const Evaluation> baseline,
    FolderPart part, ResultStore& results)
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

Result<void> evaluateFolder(const Snapshot& s, NetworkState& state, engine::Executable& quantized,
    const engine::PrepareOptions& machine, ResultStore& results, const JobContext& context)
{
    if (!s.hasFolder()) return {};
    std::shared_ptr<const Evaluation> present = state.evaluationOf(s.recipe, s.files);
    std::shared_ptr<const Evaluation> baseline = s.baseline ? state.evaluationOf(*s.baseline, s.files) : nullptr;
    if (present && (baseline || !s.baseline)) return {}; // posted before
    if (!present) {
        auto folder = evaluated(s, state, quantized, FolderTexts::tr("evaluating %1 pictures").arg(s.files->size()),
            context, [&](const Evaluation& e) { postFolder(s, e, baseline, FolderPart::SoFar, results); });
        if (!folder) return pass(folder.error());
        present = remembered(s, state, s.recipe, *std::move(folder));
        const bool whole = baseline || !s.baseline;
        postFolder(s, *present, baseline, whole ? FolderPart::Whole : FolderPart::SoFar, results);
    }
    if (s.baseline && !baseline) {
        auto network = prepareQuantized(s, *s.baseline, state.calibration, state.inputs, machine, context.quiet());
        if (!network) return pass(network.error());
        auto folder = evaluated(s, state, **network,
            FolderTexts::tr("evaluating %1 pictures with the recipe that is compared with").arg(s.files->size()),
            context, [&](const Evaluation& e) {
                postFolder(s, *present, std::make_shared<const Evaluation>(e), FolderPart::SoFar, results);
            });
        if (!folder) return pass(folder.error());
        postFolder(s, *present, remembered(s, state, *s.baseline, *std::move(folder)), FolderPart::Whole, results);
    }
    context.clearProgress();
    return {};
}

} // namespace bitladder::app
