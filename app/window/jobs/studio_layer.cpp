// The lanes of the selected layer: its distribution, its error at every width, and what it hands on.
#include "app/window/jobs/layer_study.h"
#include "app/window/jobs/studio_state.h"
#include "core/methods/quantize_network.h"

#include <chrono>
#include <condition_variable>

namespace bitladder::app
{

using tensor::Tensor;

std::shared_ptr<const FeatureResult> featuresOf(
    quint64 revision, int layer, const analysis::FloatTaps& taps, const Tensor& chosen)
{
    auto result = std::make_shared<FeatureResult>();
    const Tensor& reference = taps.outputs[static_cast<size_t>(layer)];
    result->revision = revision;
    result->layer = layer;
    result->shape = reference.shape();
    result->planes = planesOf(reference, chosen);
    result->stats = analysis::compare(reference, chosen);
    return result;
}

// One more run of the chosen network, for a layer that the last run did not keep.
void Studio::runFeatures(const Snapshot& s, std::stop_token stop)
{
    const NetworkResult& network = *s.network;
    engine::PrepareOptions machine = s.machine;
    machine.cache = network.cache;
    const Job job {stop, {}};
    auto chosen = methods::prepare(s.model->graph, s.recipe, *network.calibration, machine, job);
    if (!chosen) return; // the network lane has said why
    auto run = analysis::compareRun(**chosen, network.inputs, *network.taps, job, LayerId {s.featureLayer});
    if (run && run->kept)
        deliver<FeatureResult>(
            &Studio::featuresReady, featuresOf(s.revision, s.featureLayer, *network.taps, *run->kept));
}

void Studio::runLayer(const LayerTask& task, std::stop_token stop)
{
    if (auto result = m_study->picture(task, analysis::Extent::Sample, {stop, {}}))
        deliver<LayerResult>(&Studio::layerReady, std::move(result));
    if (stop.stop_requested()) return;
    // The curve gets its weights from here: whoever reads them at low priority would hold up the next picture.
    if (auto weights = m_study->weights(task))
        m_curve.request([this, task, weights](std::stop_token over) { runCurve(task, *weights, over); });
}

void Studio::runDetail(const LayerTask& task, std::stop_token stop)
{
    if (!m_study->samples(task)) return;
    // While a fader moves the sample is enough.
    constexpr auto kQuiet = std::chrono::milliseconds(120);
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, kQuiet, [] { return false; });
    if (stop.stop_requested()) return;
    if (auto result = m_study->picture(task, analysis::Extent::All, {stop, {}}))
        deliver<LayerResult>(&Studio::layerReady, std::move(result));
}

void Studio::runCurve(const LayerTask& task, const analysis::LayerWeights& weights, std::stop_token stop)
{
    m_study->curve(task, weights,
        [this](const CurveResult& curve) {
            deliver<CurveResult>(&Studio::curveReady, std::make_shared<const CurveResult>(curve));
        },
        {stop, {}});
}

} // namespace bitladder::app
