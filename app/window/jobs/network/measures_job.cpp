#include "app/window/jobs/network/measures_job.h"

#include "core/engine/layer_values.h"

namespace bitladder::app
{

Result<void> measureLayer(const Snapshot& s, int layer, ResultStore& results, const JobContext& context)
{
    experiment::Experiment experiment(*s.network->basis);
    auto quantized = experiment.quantize(s.recipe, context.quiet());
    if (!quantized) return pass(quantized.error());
    const auto index = static_cast<size_t>(layer);
    auto result = std::make_shared<MeasuresResult>();
    result->revision = s.revision;
    result->layer = layer;
    const engine::QuantizedNetwork& network = *(*quantized)->network();
    if (network.modelLayers.empty()) {
        const auto layers = graph::layersOf(*network.floatGraph);
        const auto& codes = network.layers[index].weights;
        if (codes && !codes->unchanged())
            if (const auto values = engine::layerValues(*network.floatGraph, layers[index]))
                result->weights = analysis::measureWeights(*values, *codes);
    }
    results.post(std::shared_ptr<const MeasuresResult>(result)); // the run takes longer
    auto run = analysis::measureRun(**quantized, experiment.inputs(), *s.network->taps, context.quiet());
    if (!run) return pass(run.error());
    auto whole = std::make_shared<MeasuresResult>(*result);
    if (index < run->layers.size()) whole->output = std::move(run->layers[index]);
    whole->answers = std::move(run->answers);
    results.post(std::shared_ptr<const MeasuresResult>(std::move(whole)));
    return {};
}

} // namespace bitladder::app
