#include "core/engine/layer_values.h"
#include "core/methods/method.h"
#include "core/methods/nearest.h"

#include <algorithm>
#include <atomic>

namespace bitladder::methods
{

Draft::Draft(engine::QuantizedNetwork& network, engine::Calibration calibration, const CalibrationSet& pictures,
    const Threads& threads, const Job& job)
    : m_network(network)
    , m_floatGraph(network.graph)
    , m_layers(graph::layersOf(*network.graph))
    , m_floatLayers(m_layers)
    , m_calibration(std::move(calibration))
    , m_pictures(pictures)
    , m_threads(threads)
    , m_job(job)
    , m_cache(std::make_shared<engine::PackCache>())
{
}

Result<quant::ChannelValues> Draft::values(const graph::Layer& layer) const
{
    return engine::layerValues(*m_network.graph, layer);
}

const quant::QuantizedTensor& Draft::quantized(const graph::Layer& layer) const
{
    return *m_network.layers[static_cast<size_t>(layer.id.index)].weights;
}

bool Draft::changesWeights(const graph::Layer& layer) const
{
    const auto& weights = m_network.layers[static_cast<size_t>(layer.id.index)].weights;
    return weights && !weights->unchanged();
}

void Draft::setQuantized(const graph::Layer& layer, quant::QuantizedTensor tensor)
{
    tensor.key = {};
    tensor.key.layer = layer.id.index;
    tensor.key.data = ++m_changes;
    m_network.layers[static_cast<size_t>(layer.id.index)].weights
        = std::make_shared<const quant::QuantizedTensor>(std::move(tensor));
}

bool Draft::findKept(const graph::Layer& layer, const quant::MethodChoice& choice)
{
    if (!m_kept.cache || !m_network.log.empty()) return false;
    auto known = m_kept.cache->findCodes(keptKey(layer, choice));
    if (!known) return false;
    m_network.layers[static_cast<size_t>(layer.id.index)].weights = std::move(known);
    return true;
}

void Draft::keep(const graph::Layer& layer, const quant::MethodChoice& choice)
{
    if (!m_kept.cache || !m_network.log.empty()) return;
    auto& weights = m_network.layers[static_cast<size_t>(layer.id.index)].weights;
    auto keyed = std::make_shared<quant::QuantizedTensor>(*weights);
    keyed->key = keptKey(layer, choice);
    m_kept.cache->putCodes(keyed);
    weights = std::move(keyed);
}

quant::QuantizationKey Draft::keptKey(const graph::Layer& layer, const quant::MethodChoice& choice) const
{
    const quant::QuantSpec& spec = m_network.recipe.layers[static_cast<size_t>(layer.id.index)].weights;
    return {layer.id.index, spec, {choice}, m_kept.pictures};
}

bool Draft::enough(engine::MethodLog& log) const
{
    if (!m_enough.stop_requested()) return false;
    log.note = "it was stopped: the layers that it had not come to are as they were";
    return true;
}

const std::optional<quant::Quantizer>& Draft::activations(const graph::Layer& layer) const
{
    return m_network.layers[static_cast<size_t>(layer.id.index)].activations;
}

void Draft::setActivations(const graph::Layer& layer, quant::Quantizer quantizer)
{
    m_network.layers[static_cast<size_t>(layer.id.index)].activations = std::move(quantizer);
}

Result<void> Draft::roundAgain(const graph::Layer& layer)
{
    const auto i = static_cast<size_t>(layer.id.index);
    auto rounded
        = roundToNearest(*m_network.graph, layer, m_network.recipe.layers[i], m_calibration, nullptr, m_threads, m_job);
    if (!rounded) return pass(rounded.error());
    if (rounded->weights) setQuantized(layer, *rounded->weights);
    return {};
}

void Draft::correct(std::shared_ptr<const graph::Graph> graph)
{
    m_network.graph = std::move(graph);
    m_layers = graph::layersOf(*m_network.graph);
    ++m_corrections;
}

Result<int64_t> Draft::pictureCount() const
{
    if (!m_pictures) return fail("calibration pictures are needed");
    if (m_pictureCount < 0) {
        int64_t count = 0;
        BITLADDER_TRY(m_pictures([&](std::span<const tensor::Tensor>) -> Result<void> {
            if (m_job.stopped()) return cancelled();
            ++count;
            return {};
        }));
        m_pictureCount = count;
    }
    return m_pictureCount;
}

Result<void> Draft::replaceGraph(std::shared_ptr<const graph::Graph> graph)
{
    m_network.graph = m_network.floatGraph = m_floatGraph = std::move(graph);
    m_layers = m_floatLayers = graph::layersOf(*m_network.graph);
    m_cache = std::make_shared<engine::PackCache>();
    m_calibration = {};
    const auto calibrate = [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
        if (tap == engine::Tap::LayerInput) m_calibration.add(m_layers[static_cast<size_t>(id.index)].name, value);
    };
    BITLADDER_TRY(run(-1, calibrate));
    for (const graph::Layer& layer : m_layers) {
        auto quantized = roundToNearest(*m_network.graph, layer,
            m_network.recipe.layers[static_cast<size_t>(layer.id.index)], m_calibration, nullptr, m_threads, m_job);
        if (!quantized) return pass(quantized.error());
        m_network.layers[static_cast<size_t>(layer.id.index)] = *std::move(quantized);
    }
    return {};
}

Result<void> Draft::replaceLayers(
    std::shared_ptr<const graph::Graph> graph, const std::map<std::string, std::string>& parts)
{
    quant::Recipe& recipe = m_network.recipe;
    std::vector<quant::LayerRecipe> asked;
    std::vector<int> modelLayers;
    for (const graph::Layer& layer : graph::layersOf(*graph)) {
        const auto part = parts.find(layer.name);
        const std::string& old = part == parts.end() ? layer.name : part->second;
        const auto known = std::ranges::find(recipe.layers, old, &quant::LayerRecipe::layer);
        if (known == recipe.layers.end()) return fail("layer {} ({}) is nobody's part", layer.name, layer.op);
        modelLayers.push_back(m_network.modelLayer(static_cast<int>(known - recipe.layers.begin())));
        asked.push_back(*known);
        asked.back().layer = layer.name;
    }
    recipe.layers = std::move(asked);
    m_network.modelLayers = std::move(modelLayers);
    m_network.layers.resize(recipe.layers.size());
    return replaceGraph(std::move(graph));
}

Result<std::shared_ptr<const engine::QuantizedNetwork>> Draft::upTo(int last) const
{
    auto part = std::make_shared<engine::QuantizedNetwork>(m_network);
    part->modelLayers.clear(); // layers are handed out by their ids in the draft's graph
    if (last < 0) part->graph = m_floatGraph;
    const auto& layers = last < 0 ? m_floatLayers : m_layers;
    const quant::Recipe floats = engine::floatRecipe(*part->graph);
    for (size_t i = static_cast<size_t>(last + 1); i < part->layers.size(); ++i) {
        part->recipe.layers[i] = floats.layers[i];
        auto quantized
            = roundToNearest(*part->graph, layers[i], floats.layers[i], m_calibration, nullptr, m_threads, m_job);
        if (!quantized) return pass(quantized.error());
        part->layers[i] = *std::move(quantized);
        // Float weights of the two graphs are not the same.
        if (part->layers[i].weights) {
            auto keyed = std::make_shared<quant::QuantizedTensor>(*part->layers[i].weights);
            keyed->key.data = last < 0 ? 0 : m_corrections;
            part->layers[i].weights = std::move(keyed);
        }
    }
    return part;
}

Result<void> Draft::run(int last, const engine::Observer& observe, const graph::Layer* until) const
{
    if (!m_pictures) return fail("calibration pictures are needed");
    auto part = upTo(last);
    if (!part) return pass(part.error());
    engine::PrepareOptions options;
    options.threads = m_threads.count();
    options.cache = m_cache;
    options.floatConvolution = engine::FloatConvolution::ExactOrder; // the same codes on every level
    auto executable = engine::prepare(*std::move(part), options, m_job);
    if (!executable) return pass(executable.error());
    return m_pictures([&](std::span<const tensor::Tensor> inputs) -> Result<void> {
        if (m_job.stopped()) return cancelled();
        std::stop_source reached;
        Job job = m_job;
        std::optional<std::stop_callback<std::function<void()>>> passOn;
        engine::Observer observer = observe;
        if (until) {
            job.stop = reached.get_token();
            passOn.emplace(m_job.stop, std::function<void()>([&] { reached.request_stop(); }));
            observer = [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
                observe(id, tap, value);
                if (id == until->id && tap == engine::Tap::LayerInput) reached.request_stop();
            };
        }
        auto trace = (*executable)->run(inputs, job, observer);
        if (m_job.stopped()) return cancelled();
        if (!trace && !(until && trace.error().cancelled())) return pass(trace.error());
        return {};
    });
}

Result<void> Draft::inputs(int last, std::span<const LayerId> of, const TakeInput& take) const
{
    if (!m_pictures) return fail("calibration pictures are needed");
    auto part = upTo(last);
    if (!part) return pass(part.error());
    engine::PrepareOptions options;
    options.threads = 1;
    options.cache = m_cache;
    options.floatConvolution = engine::FloatConvolution::ExactOrder; // the same codes on every level
    std::vector<std::unique_ptr<engine::Executable>> copies;
    for (int i = 0; i < m_threads.count(); ++i) {
        auto copy = engine::prepare(*part, options, m_job);
        if (!copy) return pass(copy.error());
        copies.push_back(*std::move(copy));
    }
    constexpr size_t kWavePerCopy = 4; // pictures that are held at the same time
    std::vector<std::vector<tensor::Tensor>> wave;
    int64_t first = 0; // picture of the wave
    const auto runOne = [&](size_t at, engine::Executable& network) -> Result<void> {
        std::stop_source reached;
        const std::stop_callback passOn(m_job.stop, [&] { reached.request_stop(); });
        size_t seen = 0;
        auto trace = network.run(
            wave[at], Job {reached.get_token(), {}}, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
                if (tap != engine::Tap::LayerInput || std::ranges::find(of, id) == of.end()) return;
                take(first + static_cast<int64_t>(at), id, value);
                if (++seen == of.size()) reached.request_stop();
            });
        if (!trace && !trace.error().cancelled()) return pass(trace.error());
        return {};
    };
    const auto runWave = [&]() -> Result<void> {
        std::atomic<size_t> next {0};
        std::vector<Result<void>> done(copies.size());
        m_threads.each(copies.size(), [&](size_t copy) {
            for (size_t at = next++; at < wave.size() && done[copy] && !m_job.stopped(); at = next++)
                done[copy] = runOne(at, *copies[copy]);
        });
        for (const auto& one : done)
            if (!one) return pass(one.error());
        first += static_cast<int64_t>(wave.size());
        wave.clear();
        if (m_job.stopped()) return cancelled();
        return {};
    };
    BITLADDER_TRY(m_pictures([&](std::span<const tensor::Tensor> inputs) -> Result<void> {
        wave.emplace_back(inputs.begin(), inputs.end());
        return wave.size() < kWavePerCopy * copies.size() ? Result<void> {} : runWave();
    }));
    return runWave();
}

} // namespace bitladder::methods
