// The lanes of the selected layer: its distribution, its error at every width, and what it hands on.
#include "app/window/studio_state.h"

#include "core/quant/estimate.h"

#include <chrono>

namespace bitladder::app
{

using tensor::Tensor;

namespace
{

constexpr int kHistogramBins = 256;

} // namespace

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
    auto chosen = engine::prepare(s.model->graph, s.recipe, *network.calibration, machine, job);
    if (!chosen) return; // the network lane has said why
    auto run = analysis::compareRun(**chosen, network.inputs, *network.taps, job, LayerId {s.featureLayer});
    if (run && run->kept)
        deliver<FeatureResult>(
            &Studio::featuresReady, featuresOf(s.revision, s.featureLayer, *network.taps, *run->kept));
}

void Studio::runLayer(const Snapshot& s, const LayerQuestion& question, std::stop_token stop)
{
    const Threads threads(1);
    const graph::Layer& layer = s.model->layers[static_cast<size_t>(question.layer)];
    const quant::LayerRecipe& recipe = s.recipe.layers[static_cast<size_t>(question.layer)];
    auto result = std::make_shared<LayerResult>();
    result->revision = s.revision;
    result->question = question;
    result->channelCount = static_cast<int>(layer.channels);
    const Tensor* activation = nullptr;
    if (question.part == Part::Activations && s.network && s.network->taps->inputs.size() == s.model->layers.size())
        activation = &s.network->taps->inputs[static_cast<size_t>(question.layer)];
    if (question.part == Part::Weights) {
        if (question.channels == Channels::Ranges)
            result->ranges = analysis::weightRanges(*s.model, layer, recipe.weights, threads);
        else
            result->distribution = analysis::weightDistribution(*s.model, layer, recipe.weights,
                question.channels == Channels::One ? question.channel : -1, kHistogramBins, threads);
        deliver<LayerResult>(&Studio::layerReady, result);
    } else if (activation) {
        // The params of the run that is shown belong to its recipe; a newer recipe is estimated from the same values.
        quant::Histogram histogram;
        if (activation->type() == tensor::ElementType::Float64)
            histogram.add(activation->as<double>());
        else
            histogram.add(activation->as<float>());
        const auto& info = s.network->layers[static_cast<size_t>(question.layer)];
        const bool same = s.network->revision == s.revision && info.activationParams;
        result->distribution = analysis::activationDistribution(*activation,
            same ? *info.activationParams : quant::estimateActivation(histogram, recipe.activations), kHistogramBins);
        deliver<LayerResult>(&Studio::layerReady, result);
    }

    // Error against width, filling in as it comes.
    auto curve = std::make_shared<CurveResult>();
    curve->revision = s.revision;
    curve->layer = question.layer;
    curve->part = Part::Weights;
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits)
        curve->bits.push_back(bits);
    curve->ladder.assign(curve->bits.size(), std::numeric_limits<double>::quiet_NaN());
    curve->floats = curve->ladder;
    auto lastSent = std::chrono::steady_clock::now();
    const Job job {stop, {}};
    for (const bool floats : {false, true}) {
        auto& values = floats ? curve->floats : curve->ladder;
        auto done = analysis::widthCurve(*s.model, layer, recipe.weights,
            floats ? std::optional(quant::Family::Float) : std::nullopt, threads, job, [&](int bits, double sqnr) {
                // Below its narrowest width a float series has no points of its own.
                if (!floats || quant::familyHas(quant::Family::Float, bits))
                    values[static_cast<size_t>(quant::kMaxBits - bits)] = sqnr;
                if (std::chrono::steady_clock::now() - lastSent > std::chrono::milliseconds(100)) {
                    deliver<CurveResult>(&Studio::curveReady, std::make_shared<const CurveResult>(*curve));
                    lastSent = std::chrono::steady_clock::now();
                }
            });
        if (!done) return;
    }
    deliver<CurveResult>(&Studio::curveReady, curve);
}

} // namespace bitladder::app
