#include "app/window/jobs/features_job.h"

namespace bitladder::app
{

std::shared_ptr<const FeatureResult> featuresOf(
    quint64 revision, int layer, const analysis::FloatTaps& taps, const tensor::Tensor& quantized)
{
    auto result = std::make_shared<FeatureResult>();
    const tensor::Tensor& reference = taps.outputs[static_cast<size_t>(layer)];
    result->revision = revision;
    result->layer = layer;
    result->shape = reference.shape();
    result->planes = planesOf(reference, quantized);
    result->stats = analysis::compare(reference, quantized);
    return result;
}

Result<void> findFeatures(const Snapshot& s, ResultStore& results, const JobContext& context)
{
    experiment::Experiment experiment(*s.network->basis);
    auto quantized = experiment.quantize(s.recipe, context.quiet());
    if (!quantized) return pass(quantized.error());
    const auto& taps = *s.network->taps;
    if (!taps.holds(static_cast<size_t>(s.featureLayer))) return {};
    auto run = analysis::compareRun(**quantized, experiment.inputs(), taps, context.quiet(), LayerId {s.featureLayer});
    if (!run) return pass(run.error());
    if (run->kept) results.post(featuresOf(s.revision, s.featureLayer, taps, *run->kept));
    return {};
}

} // namespace bitladder::app
