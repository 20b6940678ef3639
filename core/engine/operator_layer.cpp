#include "core/engine/operator_layer.h"

#include "core/quant/estimate.h"
#include "core/quant/quantize.h"

namespace bitladder::engine
{

namespace
{

// Rounds channel by channel and puts every value back to where the file has it.
template<typename T>
void round(const graph::Layer& layer, const ChannelWeights& weights, const quant::QuantParams& params, T* out)
{
    const auto length = static_cast<size_t>(weights.perChannel);
    const size_t columns = layer.op == "MatMul" ? static_cast<size_t>(layer.weightShape.back()) : 0;
    std::vector<T> values(length), rounded(length);
    for (size_t c = 0; c < static_cast<size_t>(weights.channels); ++c) {
        for (size_t k = 0; k < length; ++k)
            values[k] = weights.isDouble() ? static_cast<T>(weights.f64[c * length + k])
                                           : static_cast<T>(weights.f32[c * length + k]);
        quant::fakeQuantize(std::span<const T>(values), params, c, std::span<T>(rounded));
        for (size_t k = 0; k < length; ++k)
            out[columns ? (c / columns * length + k) * columns + c % columns : c * length + k] = rounded[k];
    }
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

std::shared_ptr<const PackedLayer> roundForOperator(const graph::Graph& graph, const graph::Layer& layer,
    const quant::QuantSpec& spec, Compute compute, const Threads& threads)
{
    auto packed = std::make_shared<PackedLayer>();
    packed->compute = compute;
    packed->wish.name = "operator";
    const bool wide = compute == Compute::F64;
    packed->elementBits = wide ? 64 : 32;
    if (!layer.weights) {
        packed->params = quant::emptyParams(quant::defaultWeightSpec(quant::kFloat32), 1);
        quant::setRange(packed->params, quant::defaultWeightSpec(quant::kFloat32), 0, {});
        return packed;
    }
    const auto geometry = geometryOf(graph, layer); // cannot fail for such a layer
    const ChannelWeights weights = channelWeights(graph, layer, *geometry);
    packed->params = weightParams(weights, spec, threads);
    const size_t bytes = static_cast<size_t>(weights.channels * weights.perChannel) * (wide ? 8 : 4);
    packed->resident = bytes;
    if (quant::isNativeFloat(spec.format)) return packed;
    packed->weights = AlignedBytes(bytes);
    if (wide)
        round(layer, weights, packed->params, packed->weights.as<double>());
    else
        round(layer, weights, packed->params, packed->weights.as<float>());
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
