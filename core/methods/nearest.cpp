#include "core/methods/nearest.h"

#include "core/engine/layer_values.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

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
    const quant::QuantSpec& spec, engine::PackCache* cache, const Threads& threads, const Job& job)
{
    if (!spec.estimator().forWeights)
        return fail("layer {} ({}): the range \"{}\" is for activations; weights are the same in every run", layer.name,
            layer.op, spec.estimator().id);
    quant::QuantizationKey key;
    key.layer = layer.id.index;
    key.spec = spec;
    if (cache)
        if (auto known = cache->findCodes(key)) return known;
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
    if (cache) cache->putCodes(tensor);
    return tensor;
}

} // namespace

Result<engine::QuantizedLayer> roundToNearest(const graph::Graph& graph, const graph::Layer& layer,
    const quant::LayerRecipe& asked, const engine::Calibration& calibration, engine::PackCache* cache,
    const Threads& threads, const Job& job)
{
    engine::QuantizedLayer quantized;
    if (layer.weights) {
        auto weights = weightsOf(graph, layer, asked.weights, cache, threads, job);
        if (!weights) return pass(weights.error());
        quantized.weights = *std::move(weights);
    }
    auto activations = activationsOf(layer, asked.activations, calibration);
    if (!activations) return pass(activations.error());
    quantized.activations = *std::move(activations);
    return quantized;
}

} // namespace bitladder::methods
