#include "app/window/jobs/network/baseline.h"

#include <QCoreApplication>

namespace bitladder::app
{

namespace
{

struct BaselineTexts {
    Q_DECLARE_TR_FUNCTIONS(Baseline)
};

Result<std::shared_ptr<BaselineResult>> figuresOf(
    const Snapshot& s, experiment::Experiment& experiment, engine::Executable& network, const JobContext& context)
{
    const Job job = context.reporting(BaselineTexts::tr("measuring the recipe that is compared with"));
    auto compared = experiment.compare(network, job);
    if (!compared) return pass(compared.error());
    auto result = std::make_shared<BaselineResult>();
    result->recipe = s.baseline;
    result->layers = network.layers();
    for (const auto& stats : compared->accumulated)
        result->accumulatedDb.push_back(stats.sqnrDb());
    result->outputDb = compared->output.sqnrDb();
    result->answers = std::move(compared->answers);
    result->sizes = network.sizes();
    for (const graph::Layer& layer : s.model->layers) {
        context.giveWay();
        auto stats = experiment.isolated(*s.baseline, layer.id, job);
        if (!stats) return pass(stats.error());
        result->isolatedDb.push_back(stats->sqnrDb());
    }
    return result;
}

} // namespace

bool knowsBaseline(NetworkState& state, const std::shared_ptr<const quant::Recipe>& recipe)
{
    if (!recipe || !state.baseline || !(*state.baseline->recipe == *recipe)) return false;
    const auto basis = state.experiment->basis();
    return state.baselineTaps == basis.taps && state.baselineCalibration == basis.calibration;
}

Result<void> measureBaseline(const Snapshot& s, NetworkState& state, engine::Executable& network,
    measure::Timing timing, const JobContext& context)
{
    auto result = std::make_shared<BaselineResult>();
    if (knowsBaseline(state, s.baseline)) {
        *result = *state.baseline;
    } else {
        auto figures = figuresOf(s, *state.experiment, network, context);
        if (!figures) return pass(figures.error());
        result = *std::move(figures);
    }
    result->timing = std::move(timing);
    state.baseline = std::move(result);
    const auto basis = state.experiment->basis();
    state.baselineTaps = basis.taps;
    state.baselineCalibration = basis.calibration;
    return {};
}

void postBaseline(const NetworkState& state, quint64 revision, ResultStore& results)
{
    auto result = std::make_shared<BaselineResult>(*state.baseline);
    result->revision = revision;
    results.post(std::shared_ptr<const BaselineResult>(std::move(result)));
}

} // namespace bitladder::app
