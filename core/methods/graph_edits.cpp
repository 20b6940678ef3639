#include "core/methods/graph_edits.h"

#include "core/engine/layer_values.h"
#include "core/graph/patch.h"

namespace bitladder::methods
{

namespace
{

tensor::Tensor tensorOf(const tensor::Tensor& like, const tensor::Shape& shape, const std::vector<double>& values)
{
    if (like.type() == tensor::ElementType::Float64) return tensor::Tensor::of<double>(shape, values);
    return tensor::Tensor::of<float>(shape, std::vector<float>(values.begin(), values.end()));
}

} // namespace

void setWeights(graph::Graph& graph, const graph::Layer& layer, std::span<const double> channels, const char* why)
{
    std::vector<double> file(channels.size());
    engine::toFileOrder(graph, layer, channels, std::span<double>(file));
    const tensor::Tensor& old = *graph.constant(layer.weights);
    graph::Patch patch(graph, graph.node(layer.node).opset);
    patch.setInput(layer.node, layer.weightsIndex,
        patch.constant(graph.value(layer.weights).name + "_" + why, tensorOf(old, old.shape(), file)));
}

void setBias(graph::Graph& graph, const graph::Layer& layer, const std::vector<double>& bias, const char* why)
{
    graph::Patch patch(graph, graph.node(layer.node).opset);
    patch.setInput(layer.node, 2,
        patch.constant(graph.value(layer.weights).name + "_" + why + "_bias",
            tensorOf(*graph.constant(layer.weights), {static_cast<int64_t>(bias.size())}, bias)));
}

void openLimits(graph::Node& node)
{
    node.clamp.reset();
    if (node.op != "Relu" && node.op != "Clip") return;
    node.op = "Identity";
    node.inputs.resize(1);
    node.attributes = {};
}

std::vector<double> doublesOf(const quant::ChannelValues& values)
{
    if (values.isDouble()) return values.f64;
    return {values.f32.begin(), values.f32.end()};
}

std::vector<double> doublesOf(const quant::QuantizedTensor& tensor)
{
    const auto length = static_cast<size_t>(tensor.perChannel);
    std::vector<double> values(static_cast<size_t>(tensor.channels) * length);
    for (size_t c = 0; c < static_cast<size_t>(tensor.channels); ++c)
        tensor.dequantize(c, 0, std::span<double>(values).subspan(c * length, length));
    return values;
}

} // namespace bitladder::methods
