#include "core/exchange/onnx_graph.h"

#include "core/engine/layer_values.h"
#include "core/engine/packed_layer.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace bitladder::exchange
{

using graph::Graph;
using graph::Node;
using graph::Value;
using tensor::ElementType;
using tensor::Tensor;

namespace
{

class Editor
{
public:
    explicit Editor(Graph& graph, int opset)
        : m_graph(graph)
        , m_opset(opset)
    {
    }

    ValueId constant(const std::string& name, Tensor tensor)
    {
        Value value {unique(name), tensor.type(), tensor.shape(), {}, {}};
        value.constant = std::move(tensor);
        return m_graph.addValue(std::move(value));
    }
    template<typename T> ValueId scalar(const std::string& name, T v) { return constant(name, Tensor::scalar<T>(v)); }
    ValueId integers(const std::string& name, const std::vector<int64_t>& v)
    {
        return constant(name, Tensor::of<int64_t>({static_cast<int64_t>(v.size())}, v));
    }
    ValueId like(ValueId id, const std::string& suffix)
    {
        Value value = m_graph.value(id);
        value.name = unique(value.name + suffix);
        value.constant.reset();
        value.producer = {};
        return m_graph.addValue(std::move(value));
    }
    NodeId add(std::string op, std::string name, std::vector<ValueId> inputs, std::vector<ValueId> outputs)
    {
        Node node;
        node.op = std::move(op);
        node.name = std::move(name);
        node.opset = m_opset;
        node.inputs = std::move(inputs);
        node.outputs = std::move(outputs);
        return m_graph.addNode(std::move(node));
    }
    // Moves an attribute to an input of int64.
    void attributeToInput(NodeId id, const std::string& attribute, size_t input)
    {
        const auto* values = m_graph.node(id).attributes.find<std::vector<int64_t>>(attribute);
        if (!values) return;
        const ValueId v = integers(m_graph.node(id).name + "_" + attribute, *values);
        Node& node = m_graph.node(id);
        if (node.inputs.size() <= input) node.inputs.resize(input + 1);
        node.inputs[input] = v;
        node.attributes.erase(attribute);
    }

private:
    std::string unique(const std::string& name)
    {
        std::string candidate = name;
        for (int i = 2; m_graph.findValue(candidate); ++i)
            candidate = fmt::format("{}_{}", name, i);
        return candidate;
    }
    Graph& m_graph;
    int m_opset;
};

// Softmax and its kin work on a matrix before opset 13: everything from `axis` on is one row.
Result<void> liftSoftmax(Graph& graph, Editor& edit, NodeId id)
{
    const Node node = graph.node(id);
    const auto& shape = graph.value(node.input(0)).shape;
    if (!shape || !tensor::elementCount(*shape))
        return fail("node {} ({}): cannot be written for a newer opset without its shape", node.name, node.op);
    const auto axis = tensor::normalizedAxis(node.attributes.integer("axis", 1), shape->size());
    if (!axis) return fail("node {} ({}): axis is out of range", node.name, node.op);
    int64_t behind = 1;
    for (size_t i = static_cast<size_t>(*axis) + 1; i < shape->size(); ++i)
        behind *= (*shape)[i];
    if (behind == 1) {
        graph.node(id).attributes.set("axis", int64_t {*axis});
        return {};
    }
    const ValueId flat = edit.like(node.input(0), "_flat"), done = edit.like(node.output(0), "_rows");
    const NodeId flatten = edit.add("Flatten", node.name + "_flatten", {node.input(0)}, {flat});
    graph.node(flatten).attributes.set("axis", int64_t {*axis});
    graph.node(id).inputs[0] = flat;
    graph.node(id).outputs[0] = done;
    graph.value(done).producer = id;
    graph.node(id).attributes.set("axis", int64_t {1});
    edit.add("Reshape", node.name + "_reshape", {done, edit.integers(node.name + "_shape", *shape)}, {node.output(0)});
    return {};
}

Result<void> liftNode(Graph& graph, Editor& edit, NodeId id, int opset)
{
    const Node node = graph.node(id);
    const int from = node.opset;
    const auto& op = node.op;
    if (from < 13 && (op == "Softmax" || op == "LogSoftmax" || op == "Hardmax"))
        BITLADDER_TRY(liftSoftmax(graph, edit, id));
    if (from < 13 && (op == "Squeeze" || op == "Unsqueeze" || op == "ReduceSum")) edit.attributeToInput(id, "axes", 1);
    if (from < 13 && op == "Split") edit.attributeToInput(id, "split", 1);
    if (from < 18 && opset >= 18 && op.starts_with("Reduce") && op != "ReduceSum") edit.attributeToInput(id, "axes", 1);
    if (from < 11 && op == "Clip") {
        Node& clip = graph.node(id);
        clip.inputs.resize(3);
        for (const auto& [attribute, input] : {std::pair {"min", size_t {1}}, std::pair {"max", size_t {2}}})
            if (const float* v = node.attributes.find<float>(attribute)) {
                const ValueId bound = edit.scalar(node.name + "_" + attribute, *v);
                graph.node(id).inputs[input] = bound;
                graph.node(id).attributes.erase(attribute);
            }
    }
    if (from < 11 && op == "Pad") {
        edit.attributeToInput(id, "pads", 1);
        const ValueId value = edit.scalar(node.name + "_value", node.attributes.get("value", 0.0f));
        graph.node(id).inputs.resize(3);
        graph.node(id).inputs[2] = value;
        graph.node(id).attributes.erase("value");
    }
    if (from < 10 && op == "Slice") {
        const auto starts = node.attributes.integers("starts");
        std::vector<int64_t> axes = node.attributes.integers("axes");
        if (axes.empty())
            for (size_t i = 0; i < starts.size(); ++i)
                axes.push_back(static_cast<int64_t>(i));
        graph.node(id).attributes.set("axes", axes);
        edit.attributeToInput(id, "starts", 1);
        edit.attributeToInput(id, "ends", 2);
        edit.attributeToInput(id, "axes", 3);
    }
    if (op == "Upsample") {
        if (from < 9) return fail("node {} (Upsample): cannot be written for opset {}", node.name, opset);
        Node& resize = graph.node(id);
        resize.op = "Resize";
        resize.inputs = {node.input(0), {}, node.input(1)};
        resize.attributes.set("coordinate_transformation_mode", std::string("asymmetric"));
        resize.attributes.set("nearest_mode", std::string("floor"));
    }
    if (op == "BatchNormalization") graph.node(id).attributes.erase("spatial");
    graph.node(id).attributes.erase("consumed_inputs");
    if (node.domain.empty()) graph.node(id).opset = opset;
    return {};
}

void writeClamp(Graph& graph, Editor& edit, NodeId id)
{
    const graph::Clamp clamp = *graph.node(id).clamp;
    graph.node(id).clamp.reset();
    const std::string name = graph.node(id).name;
    const ValueId output = graph.node(id).output(0);
    const ValueId raw = edit.like(output, "_preact");
    graph.node(id).outputs[0] = raw;
    graph.value(raw).producer = id;
    if (clamp.lo == 0 && std::isinf(clamp.hi)) {
        edit.add("Relu", name + "_relu", {raw}, {output});
        return;
    }
    ValueId lo, hi;
    if (!std::isinf(clamp.lo)) lo = edit.scalar(name + "_min", clamp.lo);
    if (!std::isinf(clamp.hi)) hi = edit.scalar(name + "_max", clamp.hi);
    edit.add("Clip", name + "_clip", {raw, lo, hi}, {output});
}

// --- QDQ -------------------------------------------------------------------------------------------------------------------------

enum class CodeType : unsigned char { Int4, Int8 };

// The codes of a layer's weights, in the file's order. Precondition: they fit 8 bits.
Result<Tensor> codesOf(
    const Graph& graph, const graph::Layer& layer, const quant::QuantizedTensor& weights, CodeType type)
{
    auto codes = Tensor::make(type == CodeType::Int4 ? ElementType::Int4 : ElementType::Int8, layer.weightShape);
    if (!codes) return codes;
    const auto& values = std::get<std::vector<int8_t>>(weights.codes);
    engine::toFileOrder(graph, layer, std::span<const int8_t>(values),
        std::span<int8_t>(static_cast<int8_t*>(codes->mutableData()), values.size()));
    return codes;
}

Tensor floats(const std::vector<double>& values, bool scalar)
{
    std::vector<float> narrow(values.begin(), values.end());
    if (scalar) return Tensor::scalar<float>(narrow.front());
    return Tensor::of<float>({static_cast<int64_t>(narrow.size())}, narrow);
}

class QdqWriter
{
public:
    QdqWriter(const engine::Executable& executable, Graph& graph, int opset)
        : m_executable(executable)
        , m_graph(graph)
        , m_edit(graph, opset)
    {
    }

    Result<void> quantize(const graph::Layer& layer)
    {
        const engine::LayerInfo& info = m_executable.layers()[static_cast<size_t>(layer.id.index)];
        const quant::Quantizer& w = info.weightQuantizer;
        if (layer.quantizesInput && info.activationQuantizer) {
            const ValueId input
                = activation(layer.input, *info.activationQuantizer); // adds nodes: no reference outlives it
            m_graph.node(layer.node).inputs[layer.inputIndex] = input;
        }
        if (!layer.weights || quant::isNativeFloat(info.weights.format)) return {};
        if (layer.arithmetic == graph::Arithmetic::Operator && w.scales.size() > 1
            && static_cast<int64_t>(w.scales.size()) != layer.weightShape[static_cast<size_t>(layer.channelAxis)])
            return fail("layer {} ({}): scales for each matrix of several have no place in ONNX", layer.name, layer.op);
        const int64_t groups = m_graph.node(layer.node).attributes.integer("group", 1);
        if (layer.op == "ConvTranspose" && groups > 1 && w.scales.size() > 1)
            return fail("layer {} ({}): scales per channel of a grouped transposed convolution have no place in ONNX",
                layer.name, layer.op);
        const auto& weights = *m_executable.network()->layers[static_cast<size_t>(layer.id.index)].weights;
        auto codes = codesOf(m_graph, layer, weights, w.format.bits <= 4 ? CodeType::Int4 : CodeType::Int8);
        if (!codes) return pass(codes.error());
        const std::string name = m_graph.value(layer.weights).name;
        const bool perTensor = w.scales.size() == 1;
        const ValueId weightsOut = m_edit.like(layer.weights, "_dequantized");
        std::vector<ValueId> inputs {m_edit.constant(name + "_quantized", *codes),
            m_edit.constant(name + "_scale", floats(w.scales, perTensor))};
        if (std::ranges::any_of(w.zeroPoints, [](int64_t z) { return z != 0; })) {
            auto zeros = Tensor::make(codes->type(),
                perTensor ? tensor::Shape {} : tensor::Shape {static_cast<int64_t>(w.zeroPoints.size())});
            if (!zeros) return pass(zeros.error());
            for (size_t i = 0; i < w.zeroPoints.size(); ++i)
                static_cast<int8_t*>(zeros->mutableData())[i] = static_cast<int8_t>(w.zeroPoints[i]);
            inputs.push_back(m_edit.constant(name + "_zero_point", *zeros));
        }
        const NodeId dequantize = m_edit.add("DequantizeLinear", layer.name + "_weights_dq", inputs, {weightsOut});
        if (!perTensor) m_graph.node(dequantize).attributes.set("axis", int64_t {layer.channelAxis});
        m_graph.node(layer.node).inputs[layer.weightsIndex] = weightsOut;
        if (layer.arithmetic == graph::Arithmetic::Operator) return {};
        return bias(layer, w, *info.activationQuantizer);
    }

    // A pair whose value only moves numbers of others is repeated at those: the codes are the same, and a runtime that wants a
    // pair after every layer before it computes in integers finds one. Call it once, after the last layer.
    void repeatBeforeMoves()
    {
        for (size_t i = 0; i < m_done.size(); ++i) {
            const Done done = m_done[i]; // activation() adds to the list
            const NodeId mover = m_graph.value(done.value).producer;
            if (!mover.valid() || m_graph.isOutput(done.value) || m_graph.consumers(done.value).size() != 1) continue;
            const Node node = m_graph.node(mover);
            if (!movesNumbers(node)) continue;
            const size_t count = node.op == "Concat" ? node.inputs.size() : 1;
            for (size_t k = 0; k < count; ++k) {
                if (m_graph.constant(node.input(k))) continue;
                const ValueId input = activation(node.input(k), done.params);
                m_graph.node(mover).inputs[k] = input;
            }
        }
    }

private:
    // Rounding is monotone and needs no neighbours: before these operators or behind them, it gives the same codes.
    static bool movesNumbers(const Node& node)
    {
        static const std::set<std::string> movers {
            "Concat", "Flatten", "Identity", "MaxPool", "Reshape", "Squeeze", "Transpose", "Unsqueeze"};
        return node.domain.empty() && !node.clamp && node.outputs.size() == 1 && movers.contains(node.op);
    }

    ValueId activation(ValueId value, const quant::Quantizer& a)
    {
        for (const auto& [known, params, result] : m_done)
            if (known == value && params == a) return result;
        const std::string name = m_graph.value(value).name;
        const ValueId scale = m_edit.scalar(name + "_scale", static_cast<float>(a.scales[0]));
        // Unsigned, all codes moved by 128: what runtimes for x86 have kernels for.
        const ValueId zero = m_edit.scalar(name + "_zero_point", static_cast<uint8_t>(a.zeroPoints[0] + 128));
        const ValueId codes = m_edit.like(value, "_quantized");
        m_graph.value(codes).type = ElementType::UInt8;
        const ValueId back = m_edit.like(value, "_dequantized");
        m_edit.add("QuantizeLinear", name + "_q", {value, scale, zero}, {codes});
        m_edit.add("DequantizeLinear", name + "_dq", {codes, scale, zero}, {back});
        m_done.push_back({value, a, back});
        return back;
    }

    // int32 with scale s_a·s_w exactly as it is executed; where that does not fit, the bias stays in float.
    Result<void> bias(const graph::Layer& layer, const quant::Quantizer& w, const quant::Quantizer& a)
    {
        const auto codes = engine::integerBias(m_executable.graph(), layer, w, a);
        if (!codes) return {};
        std::vector<double> scales;
        for (size_t c = 0; c < codes->size(); ++c)
            scales.push_back(static_cast<double>(static_cast<float>(a.scales[0]) * static_cast<float>(w.scale(c))));
        const bool perTensor = w.scales.size() == 1;
        const std::string name = m_graph.value(layer.bias).name;
        const ValueId back = m_edit.like(layer.bias, "_dequantized");
        const ValueId q = m_edit.constant(name + "_quantized", Tensor::of<int32_t>({layer.channels}, *codes));
        const ValueId s = m_edit.constant(name + "_scale", floats(scales, perTensor));
        const NodeId dequantize = m_edit.add("DequantizeLinear", layer.name + "_bias_dq", {q, s}, {back});
        if (!perTensor) m_graph.node(dequantize).attributes.set("axis", int64_t {0});
        m_graph.node(layer.node).inputs[2] = back;
        return {};
    }

    struct Done {
        ValueId value;
        quant::Quantizer params;
        ValueId result;
    };
    const engine::Executable& m_executable;
    Graph& m_graph;
    Editor m_edit;
    std::vector<Done> m_done;
};

} // namespace

Result<Graph> plainOnnx(const Graph& source, int opset)
{
    Graph graph = source;
    Editor edit(graph, opset);
    graph.issues.clear();
    for (const NodeId id : std::vector(graph.order())) {
        BITLADDER_TRY(liftNode(graph, edit, id, opset));
        if (graph.node(id).op == "MatMul" && graph.node(id).inputs.size() == 3) {
            const std::string name = graph.node(id).name;
            const ValueId bias = graph.node(id).inputs[2], output = graph.node(id).output(0);
            graph.node(id).inputs.resize(2);
            const ValueId product = edit.like(output, "_product");
            graph.node(id).outputs[0] = product;
            graph.value(product).producer = id;
            const NodeId sum = edit.add("Add", name + "_add", {product, bias}, {output});
            graph.node(sum).clamp = graph.node(id).clamp;
            graph.node(id).clamp.reset();
            if (graph.node(sum).clamp) writeClamp(graph, edit, sum);
        } else if (graph.node(id).clamp) {
            writeClamp(graph, edit, id);
        }
    }
    graph.opsets[""] = opset;
    BITLADDER_TRY(graph.sort());
    return graph;
}

Result<Graph> qdqGraph(const engine::Executable& executable)
{
    const Graph& source = executable.graph();
    int opset = 13;
    if (const auto it = source.opsets.find(""); it != source.opsets.end()) opset = std::max(opset, it->second);
    const auto layers = graph::layersOf(source);
    std::vector<bool> quantized;
    for (const graph::Layer& layer : layers) {
        const engine::LayerInfo& info = executable.layers()[static_cast<size_t>(layer.id.index)];
        const quant::NumberFormat &w = info.weights.format, &a = info.activations.format;
        const bool floatWeights = !layer.weights || quant::isNativeFloat(w);
        const bool floatInput = !layer.quantizesInput || quant::isNativeFloat(a);
        const bool native = floatWeights && floatInput;
        quantized.push_back(!native);
        if (native) continue;
        const bool apart = layer.arithmetic == graph::Arithmetic::Operator; // each side may stay in float
        const bool weightsFit
            = (quant::hasIntegerCodes(w) && w.bits <= 8 && info.weights.granularity != quant::Granularity::Group)
            || (apart && floatWeights);
        const bool inputFits = a == quant::intFormat(8) || (apart && floatInput);
        if (!weightsFit || !inputFits)
            return unsupported("layer {} ({}): {} weights with {} activations cannot be written as QDQ, which takes "
                               "integer weights of up to 8 bits and int8 activations",
                info.name, info.op, quant::name(w), quant::name(a));
        if (!floatWeights && w.bits <= 4) opset = std::max(opset, 21);
    }
    Graph graph = source;
    graph.issues.clear();
    QdqWriter writer(executable, graph, opset);
    for (const graph::Layer& layer : layers)
        if (quantized[static_cast<size_t>(layer.id.index)]) BITLADDER_TRY(writer.quantize(layer));
    writer.repeatBeforeMoves();
    return plainOnnx(graph, opset);
}

} // namespace bitladder::exchange
