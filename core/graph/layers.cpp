#include "core/graph/layers.h"

namespace bitladder::graph
{

namespace
{

bool floatConstant(const Graph& graph, ValueId id)
{
    const Tensor* t = graph.constant(id);
    return t && tensor::isFloat(t->type()) && !t->empty();
}

} // namespace

bool isLayer(const Graph& graph, const Node& node)
{
    if (!node.domain.empty() || !floatConstant(graph, node.input(1))) return false;
    const size_t rank = graph.constant(node.input(1))->rank();
    if (graph.constant(node.input(0))) return false;
    if (node.op == "Conv" || node.op == "ConvTranspose") return rank >= 3 && rank <= 5;
    if (node.op == "Gemm") {
        // A transposed A or a bias that differs from row to row is not a layer but plain arithmetic.
        const ValueId c = node.input(2);
        if (node.attributes.integer("transA", 0) != 0 || rank != 2) return false;
        if (!c) return true;
        const Tensor* bias = graph.constant(c);
        const int64_t n = graph.constant(node.input(1))->shape()[node.attributes.integer("transB", 0) ? 0 : 1];
        return bias && (bias->count() == n || bias->count() == 1)
            && (bias->rank() < 2 || bias->shape().back() == bias->count());
    }
    return node.op == "MatMul" && rank == 2;
}

std::vector<Layer> layersOf(const Graph& graph)
{
    std::vector<Layer> layers;
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        if (!isLayer(graph, node)) continue;
        Layer layer;
        layer.id = {static_cast<int32_t>(layers.size())};
        layer.node = id;
        layer.name = node.name;
        layer.op = node.op;
        layer.input = node.input(0);
        layer.weights = node.input(1);
        layer.bias = node.input(2);
        layer.output = node.output(0);
        const Tensor& weights = *graph.constant(layer.weights);
        layer.weightShape = weights.shape();
        const int64_t groups = std::max<int64_t>(1, node.attributes.integer("group", 1));
        if (node.op == "Conv") {
            layer.channelAxis = 0;
            layer.channels = layer.weightShape[0];
        } else if (node.op == "ConvTranspose") {
            layer.channelAxis = 1;
            layer.channels = layer.weightShape[1] * groups;
        } else {
            layer.channelAxis = node.op == "Gemm" && node.attributes.integer("transB", 0) ? 0 : 1;
            layer.channels = layer.weightShape[static_cast<size_t>(layer.channelAxis)];
        }
        layer.depth = layer.channels > 0 ? weights.count() / layer.channels : 0;
        layer.parameters = weights.count();
        if (const Tensor* bias = graph.constant(layer.bias)) layer.parameters += bias->count();
        const auto& shape = graph.value(node.op == "ConvTranspose" ? layer.input : layer.output).shape;
        const auto positions = shape ? tensor::elementCount(*shape) : std::nullopt;
        if (positions) {
            // Every output element takes `depth` products; a transposed convolution gives each input to kh·kw·outCh/groups.
            const int64_t per = node.op == "ConvTranspose"
                ? weights.count() / std::max<int64_t>(1, layer.weightShape[0])
                : layer.depth;
            int64_t macs = 0;
            if (!__builtin_mul_overflow(*positions, per, &macs)) layer.macs = macs;
        }
        layer.inputGrid = node.inputGrid;
        const auto& grid = graph.value(layer.weights).grid;
        if (grid
            && (grid->scales.size() == 1 || (grid->axis == layer.channelAxis && groups == 1)
                || (grid->axis == layer.channelAxis && node.op == "Conv")))
            layer.weightGrid = grid;
        layers.push_back(std::move(layer));
    }
    return layers;
}

Graph alone(const Graph& graph, const Layer& layer)
{
    Graph one;
    one.opsets = graph.opsets;
    Node node = graph.node(layer.node);
    const auto copy = [&](ValueId id) -> ValueId {
        if (!id) return {};
        Value value = graph.value(id);
        value.producer = {};
        return one.addValue(std::move(value));
    };
    for (ValueId& id : node.inputs)
        id = copy(id);
    for (ValueId& id : node.outputs)
        id = copy(id);
    one.inputs = {node.inputs[0]};
    one.outputs = {node.outputs[0]};
    one.addNode(std::move(node));
    return one;
}

} // namespace bitladder::graph
