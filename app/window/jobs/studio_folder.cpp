// The network lane's last work: the folder through the chosen network and through A. Answers over a folder do not depend on the
// picture that is shown, and are kept as long as recipe, files and calibration stay.
#include "app/window/jobs/studio_state.h"

#include "core/methods/quantize_network.h"
#include <chrono>

namespace bitladder::app
{

using analysis::Evaluation;

std::shared_ptr<const Evaluation> Studio::NetworkState::evaluationOf(
    const quant::Recipe& recipe, const std::shared_ptr<const std::vector<data::LabelledFile>>& of) const
{
    for (const Evaluated& e : evaluated)
        if (e.recipe == recipe && e.calibrationId == calibrationId && e.files == of) return e.evaluation;
    return nullptr;
}

void Studio::deliverFolder(
    const Snapshot& s, const Evaluation& evaluation, std::shared_ptr<const Evaluation> kept, bool finished)
{
    auto progress = std::make_shared<FolderProgress>();
    progress->revision = s.revision;
    progress->evaluation = evaluation;
    progress->kept = std::move(kept);
    progress->keptRecipe = s.kept;
    progress->total = static_cast<int>(s.files->size());
    progress->finished = finished;
    deliver<FolderProgress>(&Studio::folderReady, progress);
}

Result<void> Studio::runFolder(
    const Snapshot& s, engine::Executable& chosen, const engine::PrepareOptions& machine, std::stop_token stop)
{
    NetworkState& state = *m_state;
    if (!s.hasFolder()) return {};
    std::shared_ptr<const Evaluation> ofB = state.evaluationOf(s.recipe, s.files);
    std::shared_ptr<const Evaluation> ofA = s.kept ? state.evaluationOf(*s.kept, s.files) : nullptr;
    if (ofB && (ofA || !s.kept)) return {}; // handed out before

    const auto evaluated
        = [&](engine::Executable& network, const QString& text, const std::function<void(const Evaluation&)>& found) {
              const Job job {stop, [&](double fraction, std::string_view) { report(s.revision, text, fraction); }};
              auto lastSent = std::chrono::steady_clock::now();
              return analysis::evaluate(*s.model, *state.floatNetwork, network, *s.files, s.feed(state.inputs), job,
                  [&](const Evaluation& e) {
                      if (std::chrono::steady_clock::now() - lastSent < std::chrono::milliseconds(150)) return;
                      found(e);
                      lastSent = std::chrono::steady_clock::now();
                  });
          };
    const auto remember = [&](const quant::Recipe& recipe, Evaluation evaluation) {
        auto shared = std::make_shared<const Evaluation>(std::move(evaluation));
        std::erase_if(state.evaluated, [&](const auto& e) {
            return e.files != s.files || e.calibrationId != state.calibrationId
                || !(e.recipe == s.recipe || (s.kept && e.recipe == *s.kept));
        });
        state.evaluated.push_back({recipe, state.calibrationId, s.files, shared});
        return shared;
    };
    if (!ofB) {
        auto folder = evaluated(chosen, tr("evaluating %1 pictures").arg(s.files->size()),
            [&](const Evaluation& e) { deliverFolder(s, e, ofA, false); });
        if (!folder) return pass(folder.error());
        ofB = remember(s.recipe, *std::move(folder));
        deliverFolder(s, *ofB, ofA, ofA || !s.kept);
    }
    if (s.kept && !ofA) {
        auto network = methods::prepare(s.model->graph, *s.kept, state.calibration, machine, {stop, {}});
        if (!network) return pass(network.error());
        auto folder = evaluated(**network, tr("evaluating %1 pictures with A").arg(s.files->size()),
            [&](const Evaluation& e) { deliverFolder(s, *ofB, std::make_shared<const Evaluation>(e), false); });
        if (!folder) return pass(folder.error());
        deliverFolder(s, *ofB, remember(*s.kept, *std::move(folder)), true);
    }
    report(s.revision, {}, 1);
    return {};
}

} // namespace bitladder::app
