#include "app/window/jobs/network/baseline.h"

#include "app/window/jobs/calibration.h"
#include "app/window/jobs/timing.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct BaselineTexts {
    Q_DECLARE_TR_FUNCTIONS(Baseline)
};

} // namespace

Result<void> measureBaseline(
    const Snapshot& s, NetworkState& state, const engine::PrepareOptions& machine, const JobContext& context)
{
    const QString text = BaselineTexts::tr("measuring the recipe that is compared with");
    const Job job = context.reporting(text);
    auto network = prepareQuantized(s, *s.baseline, state.calibration, state.inputs, machine, job);
    if (!network) return pass(network.error());
    auto compared = analysis::compareRun(**network, state.inputs, *state.taps, job);
    if (!compared) return pass(compared.error());
    auto result = std::make_shared<BaselineResult>();
    result->recipe = s.baseline;
    result->layers = (*network)->layers();
    for (const auto& stats : compared->accumulated)
        result->accumulatedDb.push_back(stats.sqnrDb());
    result->outputDb = compared->output.sqnrDb();
    result->answers = std::move(compared->answers);
    result->sizes = (*network)->sizes();
    for (const graph::Layer& layer : s.model->layers) {
        context.giveWay();
        auto stats = analysis::isolatedError(*s.model, layer, s.baseline->layers[static_cast<size_t>(layer.id.index)],
            state.calibration, *state.taps, machine, job);
        if (!stats) return pass(stats.error());
        result->isolatedDb.push_back(stats->sqnrDb());
    }
    auto timing = timeInTurn(*state.floatNetwork, **network, state.inputs, text, context);
    if (!timing) return pass(timing.error());
    result->timing = std::move(timing->second);
    state.baseline = std::move(result);
    state.baselineTaps = state.taps;
    state.baselineCalibrationId = state.calibrationId;
    return {};
}

void postBaseline(const NetworkState& state, quint64 revision, ResultStore& results)
{
    auto result = std::make_shared<BaselineResult>(*state.baseline);
    result->revision = revision;
    results.post(std::shared_ptr<const BaselineResult>(std::move(result)));
}

} // namespace bitladder::app
