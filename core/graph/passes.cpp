#include "core/graph/passes.h"

#include "core/base/translatable_message.h"
#include "core/graph/layers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace bitladder::graph
{

namespace
{

constexpr int64_t kFloat32 = 1, kFloat16 = 10, kBFloat16 = 16; // TensorProto.DataType

bool narrow(ElementType type)
{
    return type == ElementType::Float16 || type == ElementType::BFloat16;
}

// The only reader of a value that is not an output of the network.
NodeId soleConsumer(const Graph& graph, ValueId id)
{
    if (graph.isOutput(id)) return {};
    const auto& readers = graph.consumers(id);
    return readers.size() == 1 ? readers.front() : NodeId {};
}

// `layer` takes over the output of `follower`, which vanishes.
void absorb(Graph& graph, NodeId layer, NodeId follower)
{
    const ValueId output = graph.node(follower).output(0);
    graph.removeNode(follower);
    graph.edit(layer, [&](Node& node) { node.outputs[0] = output; });
}

std::vector<double> numbers(const Tensor& tensor)
{
    std::vector<double> result(static_cast<size_t>(tensor.count()));
    for (size_t i = 0; i < result.size(); ++i)
        result[i] = tensor.at(static_cast<int64_t>(i));
    return result;
}

Result<ValueId> addConstant(
    Graph& graph, std::string name, ElementType type, Shape shape, std::span<const double> values)
{
    auto tensor = Tensor::make(type, shape);
    if (!tensor) return pass(tensor.error());
    if (type == ElementType::Float64)
        std::ranges::copy(values, tensor->mutableAs<double>().begin());
    else
        std::ranges::transform(
            values, tensor->mutableAs<float>().begin(), [](double v) { return static_cast<float>(v); });
    return graph.addValue({std::move(name), type, std::move(shape), *std::move(tensor), {}});
}

// The slice of the weights that belongs to output channel c: call(index) for each of its elements.
template<typename Call> void eachWeightOf(const Graph& graph, const Layer& layer, int64_t c, Call call)
{
    const Shape& s = layer.weightShape;
    int64_t inner = 1;
    for (size_t i = static_cast<size_t>(layer.channelAxis) + 1; i < s.size(); ++i)
        inner *= s[i];
    const int64_t perAxis = s[static_cast<size_t>(layer.channelAxis)];
    int64_t outerBegin = 0, outerEnd = 1;
    for (size_t i = 0; i < static_cast<size_t>(layer.channelAxis); ++i)
        outerEnd *= s[i];
    if (layer.op == "ConvTranspose") { // [inCh, outCh/groups, …]: the group's share of the input channels
        const int64_t groups = std::max<int64_t>(1, graph.node(layer.node).attributes.integer("group", 1));
        const int64_t group = c / perAxis;
        outerBegin = group * (s[0] / groups);
        outerEnd = outerBegin + s[0] / groups;
    }
    for (int64_t o = outerBegin; o < outerEnd; ++o)
        for (int64_t i = 0; i < inner; ++i)
            call((o * perAxis + c % perAxis) * inner + i);
}

// The layers that kernels multiply, by node. A pass that changes one of them says so, and it is looked at anew.
class KernelLayers
{
public:
    explicit KernelLayers(const Graph& graph)
        : m_graph(graph)
    {
    }
    // Null where the node is none. Valid until the next call.
    const Layer* of(NodeId node)
    {
        if (m_stale) read();
        const auto it = m_layers.find(node);
        if (it == m_layers.end()) return nullptr;
        if (m_changed.contains(node)) {
            read();
            return of(node);
        }
        return &it->second;
    }
    void changed(NodeId node) { m_changed.insert(node); }

private:
    void read()
    {
        m_layers.clear();
        m_changed.clear();
        for (Layer& layer : layersOf(m_graph))
            if (layer.arithmetic == Arithmetic::Kernel) m_layers.emplace(layer.node, std::move(layer));
        m_stale = false;
    }

    const Graph& m_graph;
    std::map<NodeId, Layer> m_layers;
    std::set<NodeId> m_changed;
    bool m_stale = true;
};

} // namespace

Result<void> widenNarrowFloats(Graph& graph)
{
    bool any = false;
    for (size_t i = 0; i < graph.valueCount(); ++i) {
        const ValueId id {static_cast<int32_t>(i)};
        const Value& value = graph.value(id);
        if (!value.type || !narrow(*value.type)) continue;
        any = true;
        std::optional<Tensor> wide;
        if (value.constant) {
            auto converted = tensor::converted(*value.constant, ElementType::Float32);
            if (!converted) return pass(converted.error().within("widening " + value.name));
            wide = *std::move(converted);
        }
        graph.edit(id, [&](Value& changed) {
            changed.type = ElementType::Float32;
            changed.constant = std::move(wide);
        });
    }
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        Attributes attributes = node.attributes;
        bool changed = false;
        const int64_t to = attributes.integer("to", 0);
        if (node.op == "Cast" && (to == kFloat16 || to == kBFloat16)) {
            attributes.set("to", kFloat32);
            changed = true;
        }
        for (const auto& [name, attribute] : node.attributes.all()) {
            if (const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&attribute)) {
                Graph copy = **inner;
                BITLADDER_TRY(widenNarrowFloats(copy));
                attributes.set(name, std::make_shared<const Graph>(std::move(copy)));
                changed = true;
                continue;
            }
            const Tensor* t = std::get_if<Tensor>(&attribute);
            if (!t || !narrow(t->type())) continue;
            auto wide = tensor::converted(*t, ElementType::Float32);
            if (!wide) return pass(wide.error().within("widening " + node.name));
            attributes.set(name, *std::move(wide));
            changed = any = true;
        }
        any = any || (node.op == "Cast" && changed);
        if (changed) graph.edit(id, [&](Node& target) { target.attributes = std::move(attributes); });
    }
    if (any)
        graph.issues.push_back(
            {"", "", "the network is stored in 16-bit floats; Bitladder computes its float reference in float32"});
    return {};
}

void dropIdentities(Graph& graph)
{
    for (const NodeId id : std::vector(graph.order())) {
        const Node node = graph.node(id);
        if (!node.domain.empty()) continue;
        bool identity = node.op == "Identity";
        if (node.op == "Dropout") {
            // From opset 12 on, training is an input; a mask that somebody reads keeps the node.
            const Tensor* training = graph.constant(node.input(2));
            const bool trains = node.input(2) && (!training || training->integerAt(0) != 0);
            const bool maskRead
                = node.output(1) && (!graph.consumers(node.output(1)).empty() || graph.isOutput(node.output(1)));
            identity = !trains && !maskRead;
        }
        if (!identity || !node.input(0)) continue;
        const ValueId from = node.output(0), to = node.input(0);
        // The network's outputs keep their names: where the producer's value can be renamed, it is.
        if (graph.isOutput(from)) {
            const NodeId producer = graph.value(to).producer;
            if (!producer || graph.isOutput(to)) continue;
            graph.removeNode(id);
            graph.replaceUses(to, from);
            graph.edit(producer, [&](Node& made) { std::ranges::replace(made.outputs, to, from); });
            continue;
        }
        graph.removeNode(id);
        graph.replaceUses(from, to);
    }
}

Result<void> inferAndFold(Graph& graph, const Inferrer& infer, const Evaluator& evaluate, const Job& job)
{
    // Folding must not blow a small file up: larger results than this stay computed at run time.
    constexpr int64_t kLargestFolded = int64_t {1} << 26;
    const auto order = graph.order();
    const auto note = [&](const Node& node, const std::string& text) { // once, however often a graph is walked
        const auto same = [&](const Issue& i) { return i.node == node.name && i.op == node.op && i.text == text; };
        if (std::ranges::none_of(graph.issues, same)) graph.issues.push_back({node.name, node.op, text});
    };
    for (size_t step = 0; step < order.size(); ++step) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(step) / static_cast<double>(order.size()),
            QT_TRANSLATE_NOOP("Progress", "inferring shapes"));
        const NodeId id = order[step];
        auto inferred = infer(graph, graph.node(id));
        if (!inferred) {
            note(graph.node(id), inferred.error().message);
            continue;
        }
        const Node node = graph.node(id);
        for (size_t i = 0; i < inferred->size() && i < node.outputs.size(); ++i) {
            if (!node.outputs[i]) continue;
            graph.edit(node.outputs[i], [&](Value& value) {
                if ((*inferred)[i].type) value.type = (*inferred)[i].type;
                if ((*inferred)[i].shape) value.shape = (*inferred)[i].shape;
            });
        }
        const Shape* shapeInput = nullptr;
        if (node.op == "Shape" && node.input(0) && graph.value(node.input(0)).shape)
            shapeInput = &*graph.value(node.input(0)).shape;
        std::vector<Tensor> results;
        if (shapeInput && tensor::elementCount(*shapeInput)) {
            const auto rank = static_cast<int64_t>(shapeInput->size());
            const auto clip = [&](int64_t v) { return std::clamp<int64_t>(v < 0 ? v + rank : v, 0, rank); };
            const int64_t start = clip(node.attributes.integer("start", 0));
            const int64_t end = std::max(start, clip(node.attributes.integer("end", rank)));
            const std::vector<int64_t> extents(shapeInput->begin() + start, shapeInput->begin() + end);
            results.push_back(Tensor::of<int64_t>({end - start}, extents));
        } else {
            const bool constant
                = std::ranges::all_of(node.inputs, [&](ValueId v) { return !v || graph.constant(v) != nullptr; });
            if (!constant || node.op.starts_with("Random")) continue;
            if (!node.outputs.empty() && node.outputs[0] && graph.value(node.outputs[0]).shape) {
                const auto count = tensor::elementCount(*graph.value(node.outputs[0]).shape);
                if (count && *count > kLargestFolded) continue;
            }
            std::vector<const Tensor*> inputs;
            for (const ValueId v : node.inputs)
                inputs.push_back(graph.constant(v));
            auto evaluated = evaluate(node, inputs);
            if (!evaluated) {
                if (evaluated.error().cancelled()) return pass(evaluated.error());
                if (evaluated.error().kind == Error::Kind::Unsupported) continue; // said once, by infer
                note(node, evaluated.error().message);
                continue;
            }
            results = *std::move(evaluated);
        }
        auto grid = gridOf(graph, node);
        for (size_t i = 0; i < results.size() && i < node.outputs.size(); ++i) {
            if (!node.outputs[i]) continue;
            graph.edit(node.outputs[i], [&](Value& value) {
                if (i == 0) value.grid = grid;
                value.type = results[i].type();
                value.shape = results[i].shape();
                value.constant = std::move(results[i]);
            });
        }
        graph.removeNode(id);
    }
    return {};
}

void dropDead(Graph& graph)
{
    // Backwards: what a node read has one reader less when its turn comes.
    const auto order = graph.order();
    for (auto it = order.rbegin(); it != order.rend(); ++it) {
        const bool needed = std::ranges::any_of(graph.node(*it).outputs,
            [&](ValueId v) { return v && (!graph.consumers(v).empty() || graph.isOutput(v)); });
        if (!needed) graph.removeNode(*it);
    }
}

Result<void> foldBatchNorm(Graph& graph)
{
    KernelLayers layers(graph);
    for (const NodeId id : std::vector(graph.order())) {
        const Node bn = graph.node(id);
        if (bn.op != "BatchNormalization" || !bn.domain.empty() || bn.attributes.integer("training_mode", 0) != 0)
            continue;
        const NodeId producer = graph.value(bn.input(0)).producer;
        if (!producer || soleConsumer(graph, bn.input(0)) != id) continue;
        const Layer* layer = layers.of(producer);
        if (!layer || graph.node(producer).clamp || (layer->bias && !graph.constant(layer->bias))) continue;
        const Node& node = graph.node(producer);
        if (node.op == "MatMul"
            || (node.op == "Gemm"
                && (node.attributes.get("alpha", 1.0f) != 1.0f || node.attributes.get("beta", 1.0f) != 1.0f)))
            continue;
        std::array<std::vector<double>, 4> p; // scale, bias, mean, variance
        bool constants = true;
        for (size_t i = 0; i < 4; ++i) {
            const Tensor* t = graph.constant(bn.input(i + 1));
            if (!t || t->count() != layer->channels) {
                constants = false;
                break;
            }
            p[i] = numbers(*t);
        }
        if (!constants) continue;
        const double epsilon = bn.attributes.get("epsilon", 1e-5f);
        const ElementType type = graph.constant(layer->weights)->type();
        std::vector<double> w = numbers(*graph.constant(layer->weights));
        std::vector<double> b(static_cast<size_t>(layer->channels), 0.0);
        if (const Tensor* bias = graph.constant(layer->bias))
            for (size_t c = 0; c < b.size(); ++c)
                b[c] = bias->at(bias->count() == 1 ? 0 : static_cast<int64_t>(c));
        for (int64_t c = 0; c < layer->channels; ++c) {
            const auto i = static_cast<size_t>(c);
            const double factor = p[0][i] / std::sqrt(p[3][i] + epsilon);
            eachWeightOf(graph, *layer, c, [&](int64_t k) { w[static_cast<size_t>(k)] *= factor; });
            b[i] = (b[i] - p[2][i]) * factor + p[1][i];
        }
        auto newWeights = addConstant(graph, graph.value(layer->weights).name + "_bn", type, layer->weightShape, w);
        if (!newWeights) return pass(newWeights.error());
        auto newBias = addConstant(graph, node.name + "_bias_bn", type, {layer->channels}, b);
        if (!newBias) return pass(newBias.error());
        graph.edit(producer, [&](Node& target) {
            target.inputs.resize(3);
            target.inputs[1] = *newWeights;
            target.inputs[2] = *newBias;
        });
        absorb(graph, producer, id);
        layers.changed(producer);
    }
    return {};
}

Result<void> foldBias(Graph& graph)
{
    KernelLayers layers(graph);
    for (const NodeId id : std::vector(graph.order())) {
        const Node add = graph.node(id);
        if (add.op != "Add" || !add.domain.empty() || add.inputs.size() != 2) continue;
        for (const size_t side : {size_t {0}, size_t {1}}) {
            const Tensor* vector = graph.constant(add.input(1 - side));
            const ValueId data = add.input(side);
            if (!vector || !data || graph.constant(data) || !tensor::isFloat(vector->type())) continue;
            const NodeId producer = graph.value(data).producer;
            if (!producer || soleConsumer(graph, data) != id) continue;
            const Layer* layer = layers.of(producer);
            if (!layer || layer->bias || graph.node(producer).clamp || vector->count() != layer->channels) continue;
            // The vector must lie along the channel axis, and must not widen the result.
            const auto& shape = graph.value(data).shape;
            if (!shape) continue;
            const size_t channelFromEnd
                = layer->op == "Gemm" || layer->op == "MatMul" ? 1 : layer->weightShape.size() - 1;
            const Shape& v = vector->shape();
            if (v.size() > shape->size() || v.size() < channelFromEnd
                || (v[v.size() - channelFromEnd] != layer->channels))
                continue;
            auto bias = addConstant(
                graph, graph.node(producer).name + "_bias", vector->type(), {layer->channels}, numbers(*vector));
            if (!bias) return pass(bias.error());
            graph.edit(producer, [&](Node& target) {
                target.inputs.resize(3);
                target.inputs[2] = *bias;
            });
            absorb(graph, producer, id);
            layers.changed(producer);
            break;
        }
    }
    return {};
}

void fuseActivations(Graph& graph)
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    for (const NodeId id : std::vector(graph.order())) {
        const Node node = graph.node(id);
        if (!node.domain.empty() || (node.op != "Relu" && node.op != "Clip")) continue;
        Clamp clamp {0.0f, kInfinity};
        if (node.op == "Clip") {
            clamp.lo = node.attributes.get("min", -kInfinity);
            clamp.hi = node.attributes.get("max", kInfinity);
            const Tensor* lo = graph.constant(node.input(1));
            const Tensor* hi = graph.constant(node.input(2));
            if ((node.input(1) && !lo) || (node.input(2) && !hi)) continue;
            if (lo) clamp.lo = static_cast<float>(lo->at(0));
            if (hi) clamp.hi = static_cast<float>(hi->at(0));
            if (std::isnan(clamp.lo) || std::isnan(clamp.hi)) continue;
            clamp.lo = std::min(clamp.lo, clamp.hi);
        }
        const ValueId data = node.input(0);
        const NodeId producer = data ? graph.value(data).producer : NodeId {};
        if (!producer || soleConsumer(graph, data) != id || !isLayer(graph, graph.node(producer))) continue;
        if (const auto& first = graph.node(producer).clamp) {
            // A clamp of a clamp is a clamp only if the intervals overlap in order.
            if (clamp.lo > first->hi || clamp.hi < first->lo) continue;
            clamp = {std::max(clamp.lo, first->lo), std::min(clamp.hi, first->hi)};
        }
        graph.edit(producer, [&](Node& layer) { layer.clamp = clamp; });
        absorb(graph, producer, id);
    }
}

} // namespace bitladder::graph
