#include "core/methods/quantize_network.h"

#include "core/engine/layer_values.h"
#include "core/quant/estimate.h"

namespace bitladder::methods
{

namespace
{

// The quantizer of the activations; none for native floats.
Result<std::optional<quant::Quantizer>> activationsOf(
    const graph::Layer& layer, const quant::QuantSpec& asked, const engine::Calibration& calibration)
{
    if (!layer.quantizesInput || quant::isNativeFloat(asked.format)) return std::nullopt;
    const quant::Histogram* statistics = calibration.find(layer.name);
    if (quant::needsData(asked) && (!statistics || statistics->empty()))
        return fail("layer {} ({}): no calibration picture has been run, so the range of its activations "
                    "is not known",
            layer.name, layer.op);
    static const quant::Histogram kNone;
    return quant::activationQuantizer(statistics ? *statistics : kNone, asked);
}

Result<std::shared_ptr<const quant::QuantizedTensor>> weightsOf(const graph::Graph& graph, const graph::Layer& layer,
    const quant::QuantSpec& spec, const QuantizeOptions& options, const Threads& threads, const Job& job)
{
    quant::QuantizationKey key;
    key.layer = layer.id.index;
    key.spec = spec;
    if (options.cache)
        if (auto known = options.cache->findCodes(key)) return known;
    auto tensor = std::make_shared<quant::QuantizedTensor>();
    if (quant::keepsValues(spec.format, graph.constant(layer.weights)->type() == tensor::ElementType::Float64)) {
        const auto extents = engine::layerExtents(graph, layer);
        if (!extents) return pass(extents.error());
        quant::ChannelValues shape;
        shape.channels = tensor->channels = extents->channels;
        shape.perChannel = tensor->perChannel = extents->perChannel;
        tensor->quantizer = quant::quantizerFor(shape, spec, threads);
    } else {
        const auto values = engine::layerValues(graph, layer);
        if (!values) return pass(values.error());
        quant::Quantizer quantizer = quant::quantizerFor(*values, spec, threads, job);
        if (job.stopped()) return cancelled();
        *tensor = quant::quantizeNearest(*values, std::move(quantizer), threads);
    }
    tensor->key = std::move(key);
    if (options.cache) options.cache->putCodes(tensor);
    return tensor;
}

} // namespace

Result<std::shared_ptr<const engine::QuantizedNetwork>> quantizeNetwork(std::shared_ptr<const graph::Graph> graph,
    const quant::Recipe& recipe, const engine::Calibration& calibration, const QuantizeOptions& options, const Job& job)
{
    auto network = std::make_shared<engine::QuantizedNetwork>();
    network->graph = std::move(graph);
    network->recipe = recipe;
    const auto layers = graph::layersOf(*network->graph);
    if (recipe.layers.size() != layers.size())
        return fail("the recipe has {} layers, the network has {}", recipe.layers.size(), layers.size());
    const Threads threads(options.threads);
    for (const graph::Layer& layer : layers) {
        if (job.stopped()) return cancelled();
        const auto index = static_cast<size_t>(layer.id.index);
        job.report(static_cast<double>(index) / static_cast<double>(layers.size()), layer.name);
        const quant::LayerRecipe& asked = recipe.layers[index];
        if (asked.layer != layer.name)
            return fail("the recipe's layer {} is \"{}\", the network's is \"{}\"", index + 1, asked.layer, layer.name);
        engine::QuantizedLayer quantized;
        if (layer.weights) {
            auto weights = weightsOf(*network->graph, layer, asked.weights, options, threads, job);
            if (!weights) return pass(weights.error());
            quantized.weights = *std::move(weights);
        }
        auto activations = activationsOf(layer, asked.activations, calibration);
        if (!activations) return pass(activations.error());
        quantized.activations = *std::move(activations);
        network->layers.push_back(std::move(quantized));
    }
    return network;
}

Result<std::unique_ptr<engine::Executable>> prepare(std::shared_ptr<const graph::Graph> graph,
    const quant::Recipe& recipe, const engine::Calibration& calibration, const engine::PrepareOptions& options,
    const Job& job)
{
    auto network = quantizeNetwork(std::move(graph), recipe, calibration, {options.threads, options.cache}, job);
    if (!network) return pass(network.error());
    return engine::prepare(*std::move(network), options, job);
}

} // namespace bitladder::methods
