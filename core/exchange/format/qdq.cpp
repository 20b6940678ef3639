// Quantized ONNX with QuantizeLinear / DequantizeLinear pairs, which ONNX Runtime and most converters read.
#include "core/exchange/exchange_format.h"
#include "core/exchange/onnx_graph.h"
#include "core/exchange/scale_places.h"
#include "core/onnx/writer.h"
#include "core/quant/format/designed.h"
#include "core/quant/format/family.h"
#include "core/quant/rounding.h"

#include <algorithm>

namespace bitladder::exchange
{

namespace
{

constexpr int kMostBits = 16;

// Floats that ONNX has a type for; the elements of blocks count as what they are.
bool hasFloatType(const quant::NumberFormat& format)
{
    const auto element = quant::namedFloatOf(format);
    return element == quant::kFloat16 || element == quant::kBFloat16 || element == quant::floatFormat(4, 3)
        || element == quant::floatFormat(5, 2);
}

// e2m1 has a type, and a place where blocks share a scale.
bool isFourBitBlock(const quant::NumberFormat& format)
{
    return format.family->blockSize > 0 && quant::isFloat(format) && format.bits == 4;
}

// Why the weights cannot be written.
std::optional<TranslatableMessage> weightsObstacle(
    const graph::Graph& graph, const graph::Layer& layer, const quant::QuantSpec& weights)
{
    const quant::NumberFormat& format = weights.format;
    if (!hasFloatType(format) && !isFourBitBlock(format)
        && (!quant::hasIntegerCodes(format) || format.bits > kMostBits))
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1 weights, where QDQ takes integers of up to 16 bits, float8 and float16"),
            quant::name(format)};
    if (quant::granularityOf(weights) == quant::Granularity::Group) {
        if (depthAxis(layer) && layer.arithmetic == graph::Arithmetic::Kernel) return std::nullopt;
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange",
                "scales for groups of weights have a place in QDQ where a matrix is multiplied, "
                "not in convolutions of several taps"),
            {}};
    }
    return noPlaceForScales(graph, layer, weights);
}

// Why the activations cannot be written: narrow ones are clipped before they are quantized.
std::optional<TranslatableMessage> activationsObstacle(const quant::QuantSpec& activations)
{
    const quant::NumberFormat& format = activations.format;
    const bool affine = quant::hasIntegerCodes(format) && format.family->affine && format.bits <= kMostBits;
    if (!affine && !hasFloatType(format))
        return TranslatableMessage {
            QT_TRANSLATE_NOOP(
                "Exchange", "%1 activations, where QDQ takes integers of up to 16 bits, float8 and float16"),
            quant::name(format)};
    if (auto why = noPlaceForRuns(activations)) return why;
    if (activations.rounding != &quant::kHalfEven)
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1 rounding of activations, where QDQ rounds half to even"),
            std::string(activations.rounding->id)};
    return std::nullopt;
}

// All reasons of one layer. Each side may stay in float.
std::vector<TranslatableMessage> obstaclesOf(
    const graph::Graph& graph, const graph::Layer& layer, const quant::LayerRecipe& asked)
{
    const bool floatWeights = !layer.weights || quant::isNativeFloat(asked.weights.format);
    const bool floatInput = !layer.quantizesInput || quant::isNativeFloat(asked.activations.format);
    if (floatWeights && floatInput) return {};
    std::vector<TranslatableMessage> found;
    if (!floatWeights)
        if (auto why = weightsObstacle(graph, layer, asked.weights)) found.push_back(*std::move(why));
    if (!floatInput)
        if (auto why = activationsObstacle(asked.activations)) found.push_back(*std::move(why));
    if (layer.arithmetic == graph::Arithmetic::Operator
        && graph.value(layer.output).type == tensor::ElementType::Float64)
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

// A model that came with operators of another dialect keeps them, and no runtime of QDQ files would load it.
Result<void> onlyKnownOperators(const graph::Graph& graph)
{
    constexpr std::string_view kKnown[] = {"", "ai.onnx", "ai.onnx.ml", "com.microsoft"};
    for (const NodeId id : graph.order()) {
        const graph::Node& node = graph.node(id);
        if (std::ranges::find(kKnown, node.domain) == std::end(kKnown))
            return unsupported("node {}: {}::{} is no operator of ONNX, and nothing that runs QDQ models has it; QONNX "
                               "keeps it",
                node.name, node.domain, node.op);
    }
    return {};
}

Result<void> write(
    const ExportSource& source, const std::filesystem::path& file, const ExportOptions& options, const Job&)
{
    auto graph = qdqGraph(*source.quantized, {options.newestOpset});
    if (!graph) return pass(graph.error());
    BITLADDER_TRY(onlyKnownOperators(*graph));
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
