#include "core/exchange/onnx_graph.h"

#include "core/engine/layer_values.h"
#include "core/engine/packed_layer.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/opset.h"
#include "core/graph/passes.h"
#include "core/graph/patch.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace bitladder::exchange
{

using graph::Graph;
using graph::Node;
using graph::Patch;
using graph::Value;
using tensor::ElementType;
using tensor::Tensor;

extern const ExchangeFormat kQdqFormat; // format/qdq.cpp: which layers have a place in it

namespace
{

void writeClamp(Graph& graph, Patch& patch, NodeId id)
{
    const graph::Clamp clamp = *graph.node(id).clamp;
    const std::string& name = graph.node(id).name;
    const ValueId output = graph.node(id).output(0);
    const ValueId raw = patch.like(output, "_preact");
    graph.edit(id, [&](Node& node) {
        node.clamp.reset();
        node.outputs[0] = raw;
    });
    if (clamp.lo == 0 && std::isinf(clamp.hi)) {
        patch.node("Relu", name + "_relu", {raw}, {output});
        return;
    }
    const auto bound = [&](const char* suffix, float v) {
        return graph.value(output).type == ElementType::Float64 ? patch.scalar(name + suffix, static_cast<double>(v))
                                                                : patch.scalar(name + suffix, v);
    };
    ValueId lo, hi;
    if (!std::isinf(clamp.lo)) lo = bound("_min", clamp.lo);
    if (!std::isinf(clamp.hi)) hi = bound("_max", clamp.hi);
    patch.node("Clip", name + "_clip", {raw, lo, hi}, {output});
}

// --- QDQ -------------------------------------------------------------------------------------------------------------

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

graph::Attributes along(std::optional<int64_t> axis)
{
    graph::Attributes attributes;
    if (axis) attributes.set("axis", *axis);
    return attributes;
}

graph::Attributes castTo(ElementType type)
{
    graph::Attributes attributes;
    attributes.set("to", int64_t {type == ElementType::Float64 ? 11 : 1}); // TensorProto.DataType
    return attributes;
}

constexpr int kInt4Opset = 21;

class QdqWriter
{
public:
    QdqWriter(const engine::Executable& executable, Graph& graph, int opset)
        : m_executable(executable)
        , m_graph(graph)
        , m_patch(graph, opset)
        , m_int4(opset >= kInt4Opset)
    {
    }

    Result<void> quantize(const graph::Layer& layer)
    {
        const engine::LayerInfo& info = m_executable.layers()[static_cast<size_t>(layer.id.index)];
        const quant::Quantizer& w = info.weightQuantizer;
        // Quantizing is not defined for doubles: the layer gets floats, and what follows its doubles again.
        if (m_graph.value(layer.output).type == ElementType::Float64) castOutput(layer);
        if (layer.quantizesInput && info.activationQuantizer) {
            const ValueId input = activation(layer.input, *info.activationQuantizer);
            m_patch.setInput(layer.node, layer.inputIndex, input);
        }
        if (!layer.weights || quant::isNativeFloat(info.weights.format)) return {};
        // Scales for the rows of several matrices (both directions of a cell): ONNX has them for one axis, so the
        // rows become one.
        size_t rows = 1;
        for (int i = 0; i <= layer.channelAxis; ++i)
            rows *= static_cast<size_t>(layer.weightShape[static_cast<size_t>(i)]);
        const bool stacked = layer.arithmetic == graph::Arithmetic::Operator && w.scales.size() > 1
            && static_cast<int64_t>(w.scales.size()) != layer.weightShape[static_cast<size_t>(layer.channelAxis)];
        const auto& weights = *m_executable.network()->layers[static_cast<size_t>(layer.id.index)].weights;
        auto codes = codesOf(m_graph, layer, weights, w.format.bits <= 4 && m_int4 ? CodeType::Int4 : CodeType::Int8);
        if (!codes) return pass(codes.error());
        const int64_t axis = stacked ? 0 : layer.channelAxis;
        if (stacked) {
            const auto all = static_cast<int64_t>(rows);
            codes = codes->reshaped({all, codes->count() / all});
        }
        const std::string name = m_graph.value(layer.weights).name;
        const bool perTensor = w.scales.size() == 1;
        const ValueId weightsOut = floatLike(layer.weights, "_dequantized");
        std::vector<ValueId> inputs {m_patch.constant(name + "_quantized", *codes),
            m_patch.constant(name + "_scale", floats(w.scales, perTensor))};
        // Zeros are written too: runtimes that join the pairs with a layer want them in the shape of the scales.
        auto zeros = Tensor::make(
            codes->type(), perTensor ? tensor::Shape {} : tensor::Shape {static_cast<int64_t>(w.zeroPoints.size())});
        if (!zeros) return pass(zeros.error());
        for (size_t i = 0; i < w.zeroPoints.size(); ++i)
            static_cast<int8_t*>(zeros->mutableData())[i] = static_cast<int8_t>(w.zeroPoints[i]);
        inputs.push_back(m_patch.constant(name + "_zero_point", *zeros));
        const ValueId flat = stacked ? m_patch.value(name + "_rows") : weightsOut;
        m_patch.node("DequantizeLinear", layer.name + "_weights_dq", inputs, {flat},
            along(perTensor ? std::nullopt : std::optional<int64_t>(axis)));
        if (stacked)
            m_patch.node("Reshape", layer.name + "_weights_reshape",
                {flat, m_patch.integers(name + "_shape", layer.weightShape)}, {weightsOut});
        m_patch.setInput(layer.node, layer.weightsIndex, weightsOut);
        if (layer.arithmetic == graph::Arithmetic::Operator) return {};
        return bias(layer, w, *info.activationQuantizer);
    }

    // A pair whose value only moves numbers of others is repeated at those: the codes are the same, and a runtime that
    // wants a pair after every layer before it computes in integers finds one. Call it once, after the last layer.
    void repeatBeforeMoves()
    {
        for (size_t i = 0; i < m_done.size(); ++i) {
            const Done done = m_done[i]; // activation() adds to the list
            const NodeId mover = m_graph.value(done.value).producer;
            if (!mover.valid() || m_graph.isOutput(done.value) || m_graph.consumers(done.value).size() != 1) continue;
            const Node node = m_graph.node(mover);
            if (!movesNumbers(node) || m_graph.value(done.value).type == ElementType::Float64) continue;
            const size_t count = node.op == "Concat" ? node.inputs.size() : 1;
            for (size_t k = 0; k < count; ++k) {
                if (m_graph.constant(node.input(k))) continue;
                const ValueId input = activation(node.input(k), done.params);
                m_patch.setInput(mover, k, input);
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
        const ValueId scale = m_patch.scalar(name + "_scale", static_cast<float>(a.scales[0]));
        // Unsigned, all codes moved by 128: what runtimes for x86 have kernels for.
        const ValueId zero = m_patch.scalar(name + "_zero_point", static_cast<uint8_t>(a.zeroPoints[0] + 128));
        const ValueId source = m_graph.value(value).type == ElementType::Float64 ? cast(value) : unclipped(value, a);
        const ValueId codes = m_patch.like(value, "_quantized");
        m_graph.edit(codes, [](Value& v) { v.type = ElementType::UInt8; });
        const ValueId back = floatLike(value, "_dequantized");
        m_patch.node("QuantizeLinear", name + "_q", {source, scale, zero}, {codes});
        m_patch.node("DequantizeLinear", name + "_dq", {codes, scale, zero}, {back});
        m_done.push_back({value, a, back});
        return back;
    }

    ValueId floatLike(ValueId value, const char* suffix)
    {
        const ValueId made = m_patch.like(value, suffix);
        m_graph.edit(made, [](Value& v) { v.type = ElementType::Float32; });
        return made;
    }

    ValueId cast(ValueId value)
    {
        const ValueId narrow = floatLike(value, "_float32");
        m_patch.node("Cast", m_graph.value(value).name + "_cast", {value}, {narrow}, castTo(ElementType::Float32));
        return narrow;
    }

    void castOutput(const graph::Layer& layer)
    {
        const ValueId narrow = floatLike(layer.output, "_float32");
        m_patch.setOutput(layer.node, 0, narrow);
        m_patch.node("Cast", layer.name + "_output_cast", {narrow}, {layer.output}, castTo(ElementType::Float64));
    }

    // The input of a Clip whose bounds lie at the ends of the codes or beyond (a file's own grid is kept as such a
    // Clip): quantizing alone does the same. Of a Relu only at the beginning of the network, where runtimes that
    // would drop such a node crash while they load it.
    ValueId unclipped(ValueId value, const quant::Quantizer& a) const
    {
        const NodeId producer = m_graph.value(value).producer;
        if (!producer) return value;
        const Node& node = m_graph.node(producer);
        const ValueId from = node.input(0);
        if (!node.domain.empty() || !from) return value;
        const bool first = !m_graph.value(from).producer && !m_graph.constant(from);
        if (node.op != "Clip" && !(node.op == "Relu" && first)) return value;
        const auto changesCode = [&](size_t input, const char* attribute, int64_t end) {
            const Tensor* bound = m_graph.constant(node.input(input));
            const float* older = node.attributes.find<float>(attribute);
            if (node.input(input) && !bound) return true;
            if (bound) return quant::quantize(bound->at(0), a, 0) != end;
            return older && quant::quantize(*older, a, 0) != end;
        };
        if (node.op == "Relu") return quant::quantize(0.0, a, 0) == a.qmin ? from : value;
        return changesCode(1, "min", a.qmin) || changesCode(2, "max", a.qmax) ? value : from;
    }

    // int32 with scale s_a·s_w exactly as it is executed; where that does not fit, the bias stays in float.
    Result<void> bias(const graph::Layer& layer, const quant::Quantizer& w, const quant::Quantizer& a)
    {
        const auto codes = engine::integerBias(m_executable.graph(), layer, w, a);
        const Tensor* real = m_graph.constant(layer.bias);
        if (!codes && real && real->type() == ElementType::Float64) {
            auto narrow = tensor::converted(*real, ElementType::Float32);
            if (!narrow) return pass(narrow.error());
            m_patch.setInput(
                layer.node, 2, m_patch.constant(m_graph.value(layer.bias).name + "_float32", *std::move(narrow)));
        }
        if (!codes) return {};
        std::vector<double> scales;
        for (size_t c = 0; c < codes->size(); ++c)
            scales.push_back(static_cast<double>(static_cast<float>(a.scales[0]) * static_cast<float>(w.scale(c))));
        const bool perTensor = w.scales.size() == 1;
        const std::string name = m_graph.value(layer.bias).name;
        const ValueId back = floatLike(layer.bias, "_dequantized");
        const ValueId q = m_patch.constant(name + "_quantized", Tensor::of<int32_t>({layer.channels}, *codes));
        const ValueId s = m_patch.constant(name + "_scale", floats(scales, perTensor));
        m_patch.node("DequantizeLinear", layer.name + "_bias_dq", {q, s}, {back},
            along(perTensor ? std::nullopt : std::optional<int64_t>(0)));
        m_patch.setInput(layer.node, 2, back);
        return {};
    }

    struct Done {
        ValueId value;
        quant::Quantizer params;
        ValueId result;
    };
    const engine::Executable& m_executable;
    Graph& m_graph;
    Patch m_patch;
    bool m_int4; // the opset knows it
    std::vector<Done> m_done;
};

} // namespace

Result<Graph> plainOnnx(const Graph& source, int opset)
{
    Graph graph = source;
    Patch patch(graph, opset);
    graph.issues.clear();
    for (const NodeId id : std::vector(graph.order())) {
        NodeId clamped = id;
        if (graph.node(id).op == "MatMul" && graph.node(id).inputs.size() == 3) {
            const Node product = graph.node(id);
            const ValueId raw = patch.like(product.output(0), "_product");
            graph.edit(id, [&](Node& node) {
                node.inputs.resize(2);
                node.outputs[0] = raw;
                node.clamp.reset();
            });
            clamped = patch.node("Add", product.name + "_add", {raw, product.inputs[2]}, {product.output(0)});
            graph.edit(clamped, [&](Node& sum) { sum.clamp = product.clamp; });
        }
        if (graph.node(clamped).clamp) writeClamp(graph, patch, clamped);
    }
    BITLADDER_TRY(liftOperators(graph, opset));
    graph.opsets[""] = opset;
    BITLADDER_TRY(graph.sort());
    return graph;
}

Result<Graph> qdqGraph(const engine::Executable& executable, const QdqOptions& options)
{
    const Graph& source = executable.graph();
    BITLADDER_TRY(holds(kQdqFormat, source, executable.network()->recipe));
    int opset = 13;
    if (const auto it = source.opsets.find(""); it != source.opsets.end()) opset = std::max(opset, it->second);
    if (opset > kInt4Opset - 1 && fitsOpset20(source)) opset = kInt4Opset - 1;
    const auto layers = graph::layersOf(source);
    std::vector<bool> quantized;
    for (const graph::Layer& layer : layers) {
        const engine::LayerInfo& info = executable.layers()[static_cast<size_t>(layer.id.index)];
        const quant::NumberFormat &w = info.weights.format, &a = info.activations.format;
        const bool floatWeights = !layer.weights || quant::isNativeFloat(w);
        const bool floatInput = !layer.quantizesInput || quant::isNativeFloat(a);
        quantized.push_back(!floatWeights || !floatInput);
        if (!floatWeights && w.bits <= 4 && options.newestOpset >= kInt4Opset) opset = std::max(opset, kInt4Opset);
    }
    Graph graph = source;
    graph.issues.clear();
    QdqWriter writer(executable, graph, opset);
    for (const graph::Layer& layer : layers)
        if (quantized[static_cast<size_t>(layer.id.index)]) BITLADDER_TRY(writer.quantize(layer));
    writer.repeatBeforeMoves();
    graph::dropDead(graph);
    return plainOnnx(graph, opset);
}

} // namespace bitladder::exchange
