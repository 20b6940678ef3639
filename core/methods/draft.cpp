#include "core/engine/layer_values.h"
#include "core/methods/method.h"
#include "core/methods/nearest.h"

namespace bitladder::methods
{

Draft::Draft(engine::QuantizedNetwork& network, engine::Calibration calibration, const CalibrationSet& pictures,
    const Threads& threads, const Job& job)
    : m_network(network)
    , m_floatGraph(network.graph)
    , m_layers(graph::layersOf(*network.graph))
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
    m_network.layers[static_cast<size_t>(layer.id.index)].weights
        = std::make_shared<const quant::QuantizedTensor>(std::move(tensor));
}

Result<void> Draft::replaceGraph(std::shared_ptr<const graph::Graph> graph)
{
    m_network.graph = m_floatGraph = std::move(graph);
    m_layers = graph::layersOf(*m_network.graph);
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

Result<void> Draft::run(int last, const engine::Observer& observe) const
{
    if (!m_pictures) return fail("calibration pictures are needed");
    auto part = std::make_shared<engine::QuantizedNetwork>(m_network);
    if (last < 0) part->graph = m_floatGraph;
    const quant::Recipe floats = engine::floatRecipe(*part->graph);
    for (size_t i = static_cast<size_t>(last + 1); i < part->layers.size(); ++i) {
        part->recipe.layers[i] = floats.layers[i];
        auto quantized = roundToNearest(
            *part->graph, m_layers[i], floats.layers[i], m_calibration, m_cache.get(), m_threads, m_job);
        if (!quantized) return pass(quantized.error());
        part->layers[i] = *std::move(quantized);
    }
    engine::PrepareOptions options;
    options.threads = m_threads.count();
    options.cache = m_cache;
    options.floatConvolution = engine::FloatConvolution::ExactOrder; // the same codes on every level
    auto executable = engine::prepare(std::move(part), options, m_job);
    if (!executable) return pass(executable.error());
    return m_pictures([&](std::span<const tensor::Tensor> inputs) -> Result<void> {
        if (m_job.stopped()) return cancelled();
        auto trace = (*executable)->run(inputs, m_job, observe);
        if (!trace) return pass(trace.error());
        return {};
    });
}

} // namespace bitladder::methods
