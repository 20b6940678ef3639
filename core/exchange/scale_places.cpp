#include "core/exchange/scale_places.h"

#include "core/quant/format/family.h"

namespace bitladder::exchange
{

int64_t rowsOf(const graph::Layer& layer)
{
    int64_t rows = 1;
    for (int i = 0; i <= layer.channelAxis; ++i)
        rows *= layer.weightShape[static_cast<size_t>(i)];
    return rows;
}

std::optional<int> depthAxis(const graph::Layer& layer)
{
    const auto& shape = layer.weightShape;
    if (shape.size() < 2 || shape[static_cast<size_t>(layer.channelAxis)] != layer.channels) return std::nullopt;
    int found = layer.channelAxis == 0 ? 1 : 0; // where all are 1
    int longer = 0;
    for (size_t i = 0; i < shape.size(); ++i)
        if (static_cast<int>(i) != layer.channelAxis && shape[i] != 1) {
            found = static_cast<int>(i);
            ++longer;
        }
    return longer > 1 ? std::nullopt : std::optional(found);
}

std::optional<TranslatableMessage> noPlaceForScales(
    const graph::Graph& graph, const graph::Layer& layer, const quant::QuantSpec& weights)
{
    if (weights.granularity != quant::Granularity::Channel || layer.channels <= 1) return std::nullopt;
    // Scales for all rows of several matrices can be written as those of one; others have no axis to lie on.
    if (layer.arithmetic == graph::Arithmetic::Operator && layer.channels != rowsOf(layer)
        && layer.channels != layer.weightShape[static_cast<size_t>(layer.channelAxis)])
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "scales for each matrix of several have no place in ONNX"), {}};
    if (layer.op == "ConvTranspose" && graph.node(layer.node).attributes.integer("group", 1) > 1)
        return TranslatableMessage {QT_TRANSLATE_NOOP("Exchange",
                                        "scales per channel of a grouped transposed convolution have no place in ONNX"),
            {}};
    return std::nullopt;
}

std::optional<TranslatableMessage> noPlaceForRuns(const quant::QuantSpec& activations)
{
    if (activations.format.family->blockSize > 0)
        return TranslatableMessage {
            QT_TRANSLATE_NOOP("Exchange", "%1 activations, whose blocks find their scales in every run"),
            quant::name(activations.format)};
    if (&activations.estimator() != &quant::kOfRun) return std::nullopt;
    return TranslatableMessage {
        QT_TRANSLATE_NOOP("Exchange", "activations whose range every run finds anew: the file holds fixed scales"), {}};
}

} // namespace bitladder::exchange
