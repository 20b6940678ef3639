#include "app/window/jobs/layer_job.h"

namespace bitladder::app
{

namespace
{

constexpr std::chrono::milliseconds kQuiet {120}; // while a fader moves the sample is enough

} // namespace

Result<std::shared_ptr<const analysis::LayerWeights>> drawSample(
    LayerStudy& study, const LayerTask& task, ResultStore& results, const JobContext& context)
{
    if (auto result = study.picture(task, analysis::Extent::Sample, context.quiet())) results.post(std::move(result));
    if (context.stopped()) return cancelled();
    return study.weights(task);
}

Result<void> drawWhole(LayerStudy& study, const LayerTask& task, ResultStore& results, const JobContext& context)
{
    if (!study.samples(task)) return {};
    if (!context.rest(kQuiet)) return cancelled();
    if (auto result = study.picture(task, analysis::Extent::All, context.quiet())) results.post(std::move(result));
    return {};
}

Result<void> drawCurve(LayerStudy& study, const LayerTask& task, const analysis::LayerWeights& weights,
    ResultStore& results, const JobContext& context)
{
    study.curve(
        task, weights, [&](const CurveResult& curve) { results.post(std::make_shared<const CurveResult>(curve)); },
        [&context] { context.giveWay(); }, context.quiet());
    return {};
}

} // namespace bitladder::app
