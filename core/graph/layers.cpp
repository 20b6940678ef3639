#include "core/graph/layers.h"

#include <algorithm>
#include <set>
#include <string_view>

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

namespace
{

bool known(const Graph& graph, ValueId id)
{
    const Value& value = graph.value(id);
    return value.type && value.shape && tensor::elementCount(*value.shape);
}

// Multiplied by kernels, if all that it needs is known.
bool wantsKernel(const Graph& graph, const Node& node)
{
    if (!node.domain.empty() || !node.input(0) || !floatConstant(graph, node.input(1))) return false;
    const size_t rank = graph.constant(node.input(1))->rank();
    if (graph.constant(node.input(0))) return false;
    if (node.op == "Conv" || node.op == "ConvTranspose") return rank >= 3 && rank <= 5;
    if (node.op == "Gemm") {
        // A transposed A or a bias that differs from row to row is not a layer but plain arithmetic.
        if (node.attributes.integer("transA", 0) != 0 || rank != 2) return false;
        const Tensor* bias = graph.constant(node.input(2));
        if (!bias) return true;
        const int64_t n = graph.constant(node.input(1))->shape()[node.attributes.integer("transB", 0) ? 0 : 1];
        return (bias->count() == n || bias->count() == 1)
            && (bias->rank() < 2 || bias->shape().back() == bias->count());
    }
    return node.op == "MatMul" && rank == 2;
}

// The size of the output follows.
bool sizesKnown(const Graph& graph, const Node& node)
{
    return node.output(0) && known(graph, node.input(0));
}

bool biasComputed(const Graph& graph, const Node& node)
{
    return node.input(2) && !graph.constant(node.input(2));
}

// Values whose size is unknown because of an issue, not because data decide it.
std::vector<bool> spoiltValues(const Graph& graph)
{
    std::set<std::pair<std::string_view, std::string_view>> wrong;
    for (const Issue& issue : graph.issues)
        wrong.emplace(issue.node, issue.op);
    std::vector<bool> spoilt(graph.valueCount(), false);
    for (const ValueId input : graph.inputs)
        spoilt[static_cast<size_t>(input.index)] = !known(graph, input);
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        const bool bad = wrong.contains({node.name, node.op})
            || std::ranges::any_of(node.inputs, [&](ValueId v) { return v && spoilt[static_cast<size_t>(v.index)]; });
        for (const ValueId output : node.outputs)
            if (output) spoilt[static_cast<size_t>(output.index)] = bad && !known(graph, output);
    }
    return spoilt;
}

} // namespace

bool isLayer(const Graph& graph, const Node& node)
{
    return wantsKernel(graph, node) && !biasComputed(graph, node) && sizesKnown(graph, node);
}

namespace
{

bool knownFloat(const Graph& graph, ValueId id)
{
    return known(graph, id) && tensor::isFloat(*graph.value(id).type);
}

// A slice of a grid per channel, where the channels of the layer are the slices of one axis of its weights.
void takeWeights(const Graph& graph, Layer& layer, const Node& node, size_t index)
{
    layer.weightsIndex = index;
    layer.weights = node.input(index);
    const Tensor& weights = *graph.constant(layer.weights);
    layer.weightShape = weights.shape();
    layer.parameters = weights.count();
    const auto& grid = graph.value(layer.weights).grid;
    const auto axis = static_cast<size_t>(layer.channelAxis);
    if (grid
        && (grid->scales.size() == 1 || (grid->axis == layer.channelAxis && layer.channels == layer.weightShape[axis])))
        layer.weightGrid = grid;
}

void setMacs(Layer& layer, int64_t positions, int64_t perPosition)
{
    int64_t macs = 0;
    if (!__builtin_mul_overflow(positions, perPosition, &macs)) layer.macs = macs;
}

// The layers of a node that its operator computes; none where shapes are not known before the run.
std::vector<Layer> operatorLayers(const Graph& graph, const Node& node)
{
    if (!node.domain.empty() || !std::ranges::all_of(node.inputs, [&](ValueId v) { return !v || known(graph, v); }))
        return {};
    Layer layer;
    layer.name = node.name;
    layer.op = node.op;
    layer.arithmetic = Arithmetic::Operator;
    for (const ValueId output : node.outputs)
        if (output && !layer.output) layer.output = output;
    if (!layer.output || !knownFloat(graph, layer.output)) return {};
    const int64_t outputs = *tensor::elementCount(*graph.value(layer.output).shape);

    if (node.op == "Gather") {
        if (!floatConstant(graph, node.input(0)) || !node.input(1) || graph.constant(node.input(1))) return {};
        if (graph.constant(node.input(0))->rank() < 2 || node.attributes.integer("axis", 0) != 0) return {};
        layer.input = node.input(1);
        layer.inputIndex = 1;
        layer.quantizesInput = false;
        layer.channels = graph.constant(node.input(0))->shape()[0];
        takeWeights(graph, layer, node, 0);
        layer.macs = 0;
        return {layer};
    }
    if (node.op == "LSTM" || node.op == "GRU" || node.op == "RNN") {
        const ValueId x = node.input(0);
        if (!x || graph.constant(x) || !knownFloat(graph, x) || graph.value(x).shape->size() != 3) return {};
        for (const size_t i : {size_t {1}, size_t {2}})
            if (!floatConstant(graph, node.input(i)) || graph.constant(node.input(i))->rank() != 3) return {};
        const Shape& in = *graph.value(x).shape;
        std::vector<Layer> parts {layer, layer};
        parts[1].name += "/recurrence";
        parts[1].quantizesInput = false;
        for (size_t i = 0; i < parts.size(); ++i) {
            Layer& part = parts[i];
            const Shape& w = graph.constant(node.input(i + 1))->shape();
            part.input = x;
            part.channelAxis = 1;
            part.channels = w[0] * w[1];
            part.depth = w[2];
            if (part.quantizesInput) part.inputGrid = node.inputGrids[0];
            takeWeights(graph, part, node, i + 1);
            setMacs(part, in[0] * in[1], part.parameters);
        }
        if (const Tensor* bias = graph.constant(node.input(3))) parts[0].parameters += bias->count();
        return parts;
    }
    if (node.op != "MatMul" || node.inputs.size() != 2 || !node.input(0) || graph.constant(node.input(0))) return {};
    const ValueId a = node.input(0), b = node.input(1);
    if (!b || !knownFloat(graph, a) || graph.value(a).shape->empty()) return {};
    layer.depth = graph.value(a).shape->back();
    layer.input = a;
    layer.inputGrid = node.inputGrids[0];
    if (graph.constant(b)) {
        if (!floatConstant(graph, b) || graph.constant(b)->rank() < 3) return {};
        const Shape& w = graph.constant(b)->shape();
        layer.channelAxis = static_cast<int>(w.size()) - 1;
        layer.channels = graph.constant(b)->count() / std::max<int64_t>(1, w[w.size() - 2]);
        takeWeights(graph, layer, node, 1);
        setMacs(layer, outputs, layer.depth);
        return {layer};
    }
    if (!knownFloat(graph, b)) return {};
    std::vector<Layer> sides {layer, layer};
    setMacs(sides[0], outputs, layer.depth);
    sides[1].name += "/right";
    sides[1].input = b;
    sides[1].inputGrid = node.inputGrids[1];
    sides[1].inputIndex = 1;
    sides[1].macs = 0; // the products are counted once
    return sides;
}

} // namespace

std::vector<Layer> layersOf(const Graph& graph)
{
    std::vector<Layer> layers;
    const std::vector<bool> spoilt = spoiltValues(graph);
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        const bool kernel = wantsKernel(graph, node) && node.output(0) && !biasComputed(graph, node)
            && (sizesKnown(graph, node) || spoilt[static_cast<size_t>(node.output(0).index)]);
        if (!kernel) {
            for (Layer& layer : operatorLayers(graph, node)) {
                layer.id = {static_cast<int32_t>(layers.size())};
                layer.node = id;
                layers.push_back(std::move(layer));
            }
            continue;
        }
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
            // Every output element takes `depth` products; a transposed convolution gives each input to
            // kh·kw·outCh/groups.
            const int64_t per = node.op == "ConvTranspose"
                ? weights.count() / std::max<int64_t>(1, layer.weightShape[0])
                : layer.depth;
            int64_t macs = 0;
            if (!__builtin_mul_overflow(*positions, per, &macs)) layer.macs = macs;
        }
        layer.inputGrid = node.inputGrids[0];
        const auto& grid = graph.value(layer.weights).grid;
        if (grid
            && (grid->scales.size() == 1 || (grid->axis == layer.channelAxis && groups == 1)
                || (grid->axis == layer.channelAxis && node.op == "Conv")))
            layer.weightGrid = grid;
        layers.push_back(std::move(layer));
    }
    return layers;
}

namespace
{

const TranslatableMessage kSizeUnknown {
    QT_TRANSLATE_NOOP("PlainNode", "the size of what it reads is known only while the network runs"), {}};
const TranslatableMessage kComputedBias {
    QT_TRANSLATE_NOOP("PlainNode", "its bias is computed while the network runs"), {}};
const TranslatableMessage kComputedWeights {
    QT_TRANSLATE_NOOP("PlainNode", "its weights are computed while the network runs"), {}};
const TranslatableMessage kOddForm {QT_TRANSLATE_NOOP("PlainNode", "its form is none that can be quantized"), {}};
constexpr const char* kInside = QT_TRANSLATE_NOOP("PlainNode", "it stands inside of %1, which is computed in float");

// What keeps a node that multiplies from being a layer.
TranslatableMessage obstacle(const Graph& graph, const Node& node)
{
    const bool recurrent = node.op == "LSTM" || node.op == "GRU" || node.op == "RNN";
    const bool constant = graph.constant(node.input(1)) != nullptr;
    if (!constant && node.op != "MatMul") return kComputedWeights;
    if (recurrent && !graph.constant(node.input(2))) return kComputedWeights;
    if (wantsKernel(graph, node) && biasComputed(graph, node)) return kComputedBias;
    for (const ValueId value : node.inputs)
        if (value && !known(graph, value)) return kSizeUnknown;
    for (const ValueId value : node.outputs)
        if (value && !known(graph, value)) return kSizeUnknown;
    return kOddForm;
}

bool multiplies(const Node& node)
{
    static const std::set<std::string_view> kOps {"Conv", "ConvTranspose", "GRU", "Gemm", "LSTM", "MatMul", "RNN"};
    return node.domain.empty() && kOps.contains(node.op);
}

// `around`: names of the nodes whose inner graphs these are.
void collectPlain(const Graph& graph, const std::string& around, const std::string& outer, std::vector<PlainNode>& list)
{
    std::set<NodeId> layers;
    if (around.empty())
        for (const Layer& layer : layersOf(graph))
            layers.insert(layer.node);
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        if (multiplies(node) && !layers.contains(id))
            list.push_back({around + node.name, node.op,
                around.empty() ? obstacle(graph, node) : TranslatableMessage {kInside, outer}});
        for (const auto& [name, attribute] : node.attributes.all())
            if (const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&attribute); inner && *inner)
                collectPlain(
                    **inner, around + node.name + "/", around.empty() ? node.name + " (" + node.op + ")" : outer, list);
    }
}

} // namespace

std::vector<PlainNode> plainNodes(const Graph& graph)
{
    std::vector<PlainNode> list;
    collectPlain(graph, {}, {}, list);
    return list;
}

Graph singleLayerGraph(const Graph& graph, const Layer& layer)
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
    for (const ValueId id : node.inputs)
        if (id && !one.constant(id)) one.inputs.push_back(id);
    for (const ValueId id : node.outputs)
        if (id && one.outputs.empty()) one.outputs.push_back(id);
    one.addNode(std::move(node));
    return one;
}

} // namespace bitladder::graph
