#include "app/window/jobs/layer_study.h"

#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

namespace bitladder::app
{

using analysis::Extent;
using tensor::Tensor;

namespace
{

constexpr int kHistogramBins = 256;

// The activation that is asked for; null where it is not known.
const Tensor* activationOf(const LayerTask& task)
{
    if (!task.network || task.network->taps->inputs.size() != task.model->layers.size()) return nullptr;
    const Tensor& values = task.network->taps->inputs[static_cast<size_t>(task.question.layer)];
    return values.count() > 0 ? &values : nullptr;
}

// What methods have made of the weights, by the run of the present recipe.
struct MadeByMethods {
    std::shared_ptr<const quant::QuantizedTensor> codes; // null: none, or they cannot be told from nearest rounding's
    std::optional<analysis::LayerWeights> moved; // the weights themselves, where they were changed before rounding
};

// Nothing where methods have no say in it, where that run is not there yet, and where they split the layer.
MadeByMethods madeByMethods(const LayerTask& task)
{
    MadeByMethods made;
    if (!task.network || task.network->revision != task.revision || !task.network->quantized) return made;
    const auto& network = *task.network->quantized;
    const auto layer = static_cast<size_t>(task.question.layer);
    if (layer >= network.layers.size() || network.log.empty() || !network.modelLayers.empty()) return made;
    const auto layers = graph::layersOf(*network.graph);
    const auto* now = network.graph->constant(layers[layer].weights);
    const auto* before = task.model->graph->constant(task.model->layers[layer].weights);
    if (!now || !before) return made;
    if (now->data() != before->data()) {
        auto moved = analysis::layerWeights(*network.graph, layers[layer], Threads());
        if (!moved) return made;
        made.moved = *std::move(moved);
    }
    const auto& codes = network.layers[layer].weights;
    const bool same = codes && !codes->unchanged()
        && (!made.moved
            || (codes->channels == made.moved->all.channels && codes->perChannel == made.moved->all.perChannel));
    if (same) made.codes = codes;
    return made;
}

// Widths do not change the curve.
quant::QuantSpec withoutWidth(quant::QuantSpec spec)
{
    spec.format = quant::kFloat32;
    if (&spec.estimator() == &quant::kByHand || &spec.estimator() == &quant::kByStep) spec.range = nullptr;
    return spec;
}

} // namespace

LayerStudy::LayerStudy(MemoryBudget* memory)
    : m_memory(memory)
{
}

void LayerStudy::fit()
{
    const std::lock_guard lock(m_mutex);
    if (m_weights && !m_memory->keepCopy(m_weights->bytes())) m_weights.reset();
}

std::shared_ptr<const analysis::LayerWeights> LayerStudy::weights(const LayerTask& task)
{
    const std::lock_guard loading(m_loading);
    {
        const std::lock_guard lock(m_mutex);
        if (m_model == task.model && m_layer == task.question.layer && m_weights) return m_weights;
        m_weights.reset(); // not two large layers at once
        m_memory->keepCopy(0);
    }
    auto read
        = analysis::layerWeights(*task.model, task.model->layers[static_cast<size_t>(task.question.layer)], Threads());
    if (!read) return nullptr;
    auto weights = std::make_shared<const analysis::LayerWeights>(*std::move(read));
    const std::lock_guard lock(m_mutex);
    if (!m_memory->keepCopy(weights->bytes())) return weights;
    m_weights = weights;
    m_model = task.model;
    m_layer = task.question.layer;
    return weights;
}

std::shared_ptr<const quant::Histogram> LayerStudy::statistics(const LayerTask& task, const Tensor& values)
{
    const std::lock_guard loading(m_loading);
    if (m_taps != task.network->taps || m_tapsLayer != task.question.layer || !m_statistics) {
        auto histogram = std::make_shared<quant::Histogram>();
        if (values.type() == tensor::ElementType::Float64)
            histogram->add(values.as<double>());
        else
            histogram->add(values.as<float>());
        m_statistics = std::move(histogram);
        m_taps = task.network->taps;
        m_tapsLayer = task.question.layer;
    }
    return m_statistics;
}

bool LayerStudy::samples(const LayerTask& task)
{
    if (task.question.part == Part::Activations) {
        const Tensor* activation = activationOf(task);
        return activation && activation->count() > 2 * analysis::kSampleSize;
    }
    // A range of every channel, or the one of a channel, is always of all its weights.
    if (task.question.channels != Channels::Together && task.recipe.weights.granularity == quant::Granularity::Channel)
        return false;
    const auto known = weights(task);
    return known && known->sampled();
}

std::shared_ptr<const LayerResult> LayerStudy::weightsPicture(const LayerTask& task,
    const analysis::LayerWeights& known, Extent extent, std::shared_ptr<LayerResult> result, const Job& job)
{
    const LayerQuestion& question = task.question;
    const Threads threads(extent == Extent::Sample ? 1 : 0);
    const int channel = question.channels == Channels::One ? question.channel : -1;
    // What methods made of the weights cannot be estimated; it is what the engine holds.
    const MadeByMethods made = madeByMethods(task);
    const analysis::LayerWeights& shown = made.moved ? *made.moved : known;
    result->weightsMoved = made.moved.has_value();
    if (result->weightsMoved) result->channelCount = static_cast<int>(shown.all.channels);
    if (channel >= shown.all.channels) return result; // a method took it away
    const auto quantizer = [&](const analysis::LayerWeights& weights, Extent of, const Threads& with) {
        return analysis::weightQuantizer(weights, of, task.recipe.weights, channel, with, job);
    };
    const auto ranges = [&](const analysis::LayerWeights& weights, Extent of) {
        const auto params
            = &weights == &shown && made.codes ? made.codes->quantizer : quantizer(weights, of, Threads());
        return job.stopped() ? std::vector<analysis::ChannelRange>() : analysis::weightRanges(weights, params);
    };
    if (question.channels == Channels::Ranges) {
        const bool sample = extent == Extent::Sample && samples(task);
        result->ranges = ranges(shown, sample ? extent : Extent::All);
        if (made.moved) result->rangesBefore = ranges(known, sample ? extent : Extent::All);
        if (job.stopped()) return nullptr;
        if (sample) result->limitsSample = known.sample.channels * known.sample.perChannel;
        return result;
    }
    if (question.channels == Channels::Pairs) {
        constexpr size_t kMostPairs = 4096;
        const auto params = made.codes ? made.codes->quantizer : quantizer(shown, Extent::All, Threads());
        if (job.stopped()) return nullptr;
        result->pairs = analysis::weightPairs(shown, params, channel, kMostPairs, made.codes.get());
        return result;
    }
    const auto params = made.codes ? made.codes->quantizer : quantizer(shown, extent, threads);
    auto d
        = analysis::weightDistribution(shown, extent, params, channel, kHistogramBins, threads, job, made.codes.get());
    if (!d) return nullptr;
    result->distribution = *std::move(d);
    if (made.codes || made.moved) {
        auto before = analysis::weightDistribution(
            known, extent, quantizer(known, extent, threads), channel, kHistogramBins, threads, job);
        if (!before) return nullptr;
        const bool same = !made.moved && before->edges == result->distribution.edges
            && before->quantized == result->distribution.quantized;
        if (!same) result->before = *std::move(before);
    }
    return result;
}

std::shared_ptr<const LayerResult> LayerStudy::picture(const LayerTask& task, Extent extent, const Job& job)
{
    const LayerQuestion& question = task.question;
    // The first picture must not wait for threads that the network has.
    const Threads threads(extent == Extent::Sample ? 1 : 0);
    auto result = std::make_shared<LayerResult>();
    result->revision = task.revision;
    result->question = question;
    result->channelCount = static_cast<int>(task.model->layers[static_cast<size_t>(question.layer)].channels);
    if (question.part == Part::Weights) {
        const auto known = weights(task);
        if (!known) return result;
        return weightsPicture(task, *known, extent, std::move(result), job);
    }
    const Tensor* activation = activationOf(task);
    const bool floats = activation
        && (activation->type() == tensor::ElementType::Float32 || activation->type() == tensor::ElementType::Float64);
    if (!floats) return nullptr;
    // The params of the run that is shown belong to its recipe; a newer recipe is estimated from the same values.
    const auto& info = task.network->layers[static_cast<size_t>(question.layer)];
    const bool same = task.network->revision == task.revision && info.activationQuantizer;
    // Blocks have scales of their own in every run: there is no one grid to draw.
    const bool blocks = task.recipe.activations.format.family->blockSize > 0;
    auto d = analysis::activationDistribution(*activation,
        blocks     ? quant::activationQuantizer({}, quant::defaultActivationSpec(quant::kFloat32))
            : same ? *info.activationQuantizer
                   : quant::activationQuantizer(*statistics(task, *activation), task.recipe.activations),
        extent, kHistogramBins, threads, job);
    if (!d) return nullptr;
    result->distribution = *std::move(d);
    return result;
}

void LayerStudy::curve(const LayerTask& task, const analysis::LayerWeights& weights,
    const std::function<void(const CurveResult&)>& found, const std::function<void()>& pause, const Job& job)
{
    const std::lock_guard lock(m_curveMutex);
    CurveResult result;
    result.revision = task.revision;
    result.layer = task.question.layer;
    result.part = Part::Weights;
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits)
        result.bits.push_back(bits);
    const quant::QuantSpec spec = withoutWidth(task.recipe.weights);
    if (m_curve.model != task.model || m_curve.layer != task.question.layer || !(m_curve.spec == spec)) {
        const std::vector<double> nothing(result.bits.size(), std::numeric_limits<double>::quiet_NaN());
        m_curve = {task.model, task.question.layer, spec, {{nullptr, nothing}}};
        // Integers are what the dial means nearly everywhere; a family of one width is a point of its own. Of families
        // that share a colour the first stands for all.
        std::set<std::string_view> drawn {quant::kIntegerFamily.id};
        for (const quant::FormatFamily* family : quant::formatFamilies())
            if (std::ranges::count_if(result.bits, family->has) > 1
                && drawn.insert(family->look.empty() ? family->id : family->look).second)
                m_curve.series.push_back({family, nothing});
    }
    const auto send = [&] {
        result.sampleSize = weights.sampled() ? weights.sample.channels * weights.sample.perChannel : 0;
        result.series = m_curve.series;
        found(result);
    };
    auto lastSent = std::chrono::steady_clock::now();
    for (CurveSeries& series : m_curve.series) {
        const auto indexOf = [](int bits) { return static_cast<size_t>(quant::kMaxBits - bits); };
        const auto wanted = [&](int bits) {
            return std::isnan(series.sqnrDb[indexOf(bits)]) && (!series.family || series.family->has(bits));
        };
        auto done
            = analysis::widthCurve(weights, spec, series.family, wanted, Threads(1), job, [&](int bits, double sqnr) {
                  pause();
                  series.sqnrDb[indexOf(bits)] = sqnr;
                  if (std::chrono::steady_clock::now() - lastSent > std::chrono::milliseconds(50)) {
                      send();
                      lastSent = std::chrono::steady_clock::now();
                  }
              });
        if (!done) return;
        send();
    }
}

} // namespace bitladder::app
