#include "app/window/jobs/features_job.h"

#include "app/window/jobs/calibration.h"

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
    const NetworkResult& network = *s.network;
    engine::PrepareOptions machine = s.machine;
    machine.cache = network.cache;
    auto quantized = prepareQuantized(s, s.recipe, *network.calibration, network.inputs, machine, context.quiet());
    if (!quantized) return pass(quantized.error());
    auto run
        = analysis::compareRun(**quantized, network.inputs, *network.taps, context.quiet(), LayerId {s.featureLayer});
    if (!run) return pass(run.error());
    if (run->kept) results.post(featuresOf(s.revision, s.featureLayer, *network.taps, *run->kept));
    return {};
}

} // namespace bitladder::app
