#include "core/engine/operator_layer.h"

#include "core/quant/estimate.h"

namespace bitladder::engine
{

namespace
{

// x̂ of all weights, where the file has them.
template<typename T>
void dequantize(const graph::Graph& graph, const graph::Layer& layer, const quant::QuantizedTensor& weights, T* out)
{
    const auto length = static_cast<size_t>(weights.perChannel), channels = static_cast<size_t>(weights.channels);
    std::vector<T> values(channels * length);
    for (size_t c = 0; c < channels; ++c)
        weights.dequantize(c, 0, std::span<T>(values).subspan(c * length, length));
    toFileOrder(graph, layer, std::span<const T>(values), std::span<T>(out, values.size()));
}

} // namespace

KernelChoice operatorArithmetic(const graph::Layer& layer, const quant::LayerRecipe& asked)
{
    KernelChoice choice;
    bool wide = false, native = true;
    const auto look = [&](const quant::NumberFormat& format) {
        constexpr int kFloat32Keeps = 24;
        wide = wide || (format.bits > kFloat32Keeps && format != quant::kFloat32);
        native = native && quant::isNativeFloat(format);
    };
    if (layer.weights) look(asked.weights.format);
    if (layer.quantizesInput) look(asked.activations.format);
    choice.compute = wide ? Compute::F64 : Compute::F32;
    choice.execution = native ? Execution::Executed : Execution::Simulated;
    if (!native) choice.note = {QT_TRANSLATE_NOOP("Note", "rounded to the grid; %1 is computed in float"), layer.op};
    return choice;
}

std::shared_ptr<const PackedLayer> roundForOperator(
    const graph::Graph& graph, const graph::Layer& layer, const quant::QuantizedTensor* weights, Compute compute)
{
    auto packed = std::make_shared<PackedLayer>();
    packed->compute = compute;
    packed->wish.name = "operator";
    const bool wide = compute == Compute::F64;
    packed->elementBits = wide ? 64 : 32;
    if (!weights) {
        packed->quantizer = quant::emptyQuantizer(quant::defaultWeightSpec(quant::kFloat32), 1);
        quant::setRange(packed->quantizer, quant::defaultWeightSpec(quant::kFloat32), 0, {});
        return packed;
    }
    packed->quantizer = weights->quantizer;
    const size_t bytes = static_cast<size_t>(weights->channels * weights->perChannel) * (wide ? 8 : 4);
    packed->resident = bytes;
    if (quant::isNativeFloat(weights->quantizer.format)) return packed;
    packed->weights = AlignedBytes(bytes);
    if (wide)
        dequantize(graph, layer, *weights, packed->weights.as<double>());
    else
        dequantize(graph, layer, *weights, packed->weights.as<float>());
    return packed;
}

tensor::Tensor weightsForOperator(
    const graph::Graph& graph, const graph::Layer& layer, const std::shared_ptr<const PackedLayer>& packed)
{
    const tensor::Tensor& constant = *graph.constant(layer.weights);
    if (packed->weights.size() == 0) return constant;
    const auto type = packed->compute == Compute::F64 ? tensor::ElementType::Float64 : tensor::ElementType::Float32;
    return tensor::Tensor::view(type, constant.shape(), packed, packed->weights.data());
}

} // namespace bitladder::engine
