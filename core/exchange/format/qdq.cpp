// Quantized ONNX with QuantizeLinear / DequantizeLinear pairs, which ONNX Runtime and most converters read.
#include "core/exchange/exchange_format.h"
#include "core/exchange/onnx_graph.h"
#include "core/onnx/writer.h"

namespace bitladder::exchange
{

namespace
{

// Why the weights cannot be written. Operators' layers may keep them in float, whatever their input is.
std::optional<TranslatableMessage> weightsObstacle(
    const graph::Graph& graph, const graph::Layer& layer, const quant::QuantSpec& weights)
{
    const quant::NumberFormat& format = weights.format;
    if (!quant::hasIntegerCodes(format) || format.bits > 8)
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1 weights, where QDQ takes integers of up to 8 bits"), quant::name(format)};
    if (weights.granularity == quant::Granularity::Group)
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "scales for groups of weights have no place in QDQ"), {}};
    if (weights.granularity != quant::Granularity::Channel || layer.channels <= 1) return std::nullopt;
    // Scales for all rows of several matrices can be written as those of one; others have no axis to lie on.
    int64_t rows = 1;
    for (int i = 0; i <= layer.channelAxis; ++i)
        rows *= layer.weightShape[static_cast<size_t>(i)];
    if (layer.arithmetic == graph::Arithmetic::Operator && layer.channels != rows
        && layer.channels != layer.weightShape[static_cast<size_t>(layer.channelAxis)])
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "scales for each matrix of several have no place in ONNX"), {}};
    if (layer.op == "ConvTranspose" && graph.node(layer.node).attributes.integer("group", 1) > 1)
        return TranslatableMessage {QT_TRANSLATE_NOOP("Exchange",
                                        "scales per channel of a grouped transposed convolution have no place in ONNX"),
            {}};
    return std::nullopt;
}

// All reasons of one layer.
std::vector<TranslatableMessage> obstaclesOf(
    const graph::Graph& graph, const graph::Layer& layer, const quant::LayerRecipe& asked)
{
    const quant::NumberFormat& activations = asked.activations.format;
    const bool floatWeights = !layer.weights || quant::isNativeFloat(asked.weights.format);
    const bool floatInput = !layer.quantizesInput || quant::isNativeFloat(activations);
    if (floatWeights && floatInput) return {};
    std::vector<TranslatableMessage> found;
    const bool apart = layer.arithmetic == graph::Arithmetic::Operator; // each side may stay in float
    if (!apart || !floatWeights)
        if (auto why = weightsObstacle(graph, layer, asked.weights)) found.push_back(*std::move(why));
    if ((!apart || !floatInput) && activations != quant::intFormat(8))
        found.push_back(
            {QT_TRANSLATE_NOOP("Exchange", "%1 activations, where QDQ takes int8"), quant::name(activations)});
    if (apart && graph.value(layer.output).type == tensor::ElementType::Float64)
        found.push_back({QT_TRANSLATE_NOOP("Exchange", "%1 in float64 cannot be written as QDQ"), layer.op});
    return found;
}

std::vector<Obstacle> obstacles(const graph::Graph& graph, const quant::Recipe& recipe)
{
    std::vector<Obstacle> found;
    for (const graph::Layer& layer : graph::layersOf(graph)) {
        const auto index = static_cast<size_t>(layer.id.index);
        for (TranslatableMessage& why : obstaclesOf(graph, layer, recipe.layers[index]))
            found.push_back({index, std::move(why)});
    }
    return found;
}

Result<void> write(
    const ExportSource& source, const std::filesystem::path& file, const ExportOptions& options, const Job&)
{
    auto graph = qdqGraph(*source.quantized, {options.newestOpset});
    if (!graph) return pass(graph.error());
    return onnx::writeModel(*graph, file);
}

} // namespace

extern const ExchangeFormat kQdqFormat;
const ExchangeFormat kQdqFormat {
    .id = "qdq",
    .label = QT_TRANSLATE_NOOP("Exchange", "Quantized ONNX model (QDQ)"),
    .fileKind = QT_TRANSLATE_NOOP("Exchange", "ONNX models"),
    .extension = "onnx",
    .suffix = "-qdq",
    .obstacles = obstacles,
    .write = write,
};

} // namespace bitladder::exchange
