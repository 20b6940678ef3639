#include "core/exchange/onnx_graph.h"

#include "core/engine/layer_values.h"
#include "core/engine/packed_layer.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/opset.h"
#include "core/exchange/scale_places.h"
#include "core/graph/passes.h"
#include "core/graph/patch.h"
#include "core/onnx/writer.h"
#include "core/quant/format/designed.h"
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

constexpr int kFloat8Opset = 19, kInt4Opset = 21, kInt16Opset = 21, kBlocksOpset = 21, kFloat4Opset = 23,
              kInt2Opset = 25;

// In which type of ONNX codes are stored.
struct Stored {
    ElementType type = ElementType::Int8;
    int opset = 13; // the first that has it beside QuantizeLinear
    bool cast = false; // a float without a scale: Cast in place of the pair
};

std::optional<Stored> storedFloat(const quant::NumberFormat& given)
{
    const auto format = quant::namedFloatOf(given);
    if (!format) return std::nullopt;
    if (format == quant::floatFormat(2, 1)) return Stored {ElementType::Float4E2M1, kFloat4Opset};
    if (format == quant::kFloat16) return Stored {ElementType::Float16, 13, true};
    if (format == quant::kBFloat16) return Stored {ElementType::BFloat16, 13, true};
    if (format == quant::floatFormat(4, 3)) return Stored {ElementType::Float8E4M3FN, kFloat8Opset};
    if (format == quant::floatFormat(5, 2)) return Stored {ElementType::Float8E5M2, kFloat8Opset};
    return std::nullopt;
}

// The narrowest type that holds the codes and that readers of `newest` know; below opset 21 that is int8 for all.
Stored storedWeights(const quant::Quantizer& w, int newest)
{
    if (const auto known = storedFloat(w.format)) return *known;
    const auto within = [&](ElementType type) {
        const auto [low, high] = tensor::limitsOf(type);
        return w.qmin >= low && w.qmax <= high;
    };
    if (newest >= kInt2Opset && within(ElementType::Int2)) return {ElementType::Int2, kInt2Opset};
    if (newest >= kInt4Opset && within(ElementType::Int4)) return {ElementType::Int4, kInt4Opset};
    if (within(ElementType::Int8)) return {ElementType::Int8, 13};
    return {ElementType::Int16, kInt16Opset};
}

// Unsigned, all codes moved by the lowest of the width: what runtimes for x86 have kernels for.
Stored storedActivations(const quant::Quantizer& a)
{
    if (const auto known = storedFloat(a.format)) return *known;
    return a.format.bits <= 8 ? Stored {ElementType::UInt8, 13} : Stored {ElementType::UInt16, kInt16Opset};
}

int64_t shiftOf(const quant::Quantizer& a)
{
    return a.format.bits <= 8 ? 128 : 32768;
}

// Codes that end before the type does have to be clipped before.
bool fillsItsType(const quant::Quantizer& a)
{
    return a.qmin == -shiftOf(a) && a.qmax == shiftOf(a) - 1;
}

// The codes of a layer's weights, in the file's order; of float8 and float16, the values over the scale.
Result<Tensor> codesOf(
    const Graph& graph, const graph::Layer& layer, const quant::QuantizedTensor& weights, ElementType type)
{
    return std::visit(
        [&](const auto& codes) -> Result<Tensor> {
            if constexpr (requires { codes.size(); }) {
                using T = std::decay_t<decltype(codes[0])>;
                using Wide = std::conditional_t<std::is_floating_point_v<T>, T, int64_t>;
                const std::vector<Wide> wide(codes.begin(), codes.end());
                auto ordered = Tensor::make(tensor::ElementTypeOf<Wide>::value, layer.weightShape);
                if (!ordered) return ordered;
                engine::toFileOrder(graph, layer, std::span<const Wide>(wide), ordered->template mutableAs<Wide>());
                return tensor::converted(*ordered, type);
            } else {
                return fail("layer {}: the weights have no codes", layer.name);
            }
        },
        weights.codes);
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
    // TensorProto.DataType
    attributes.set("to",
        int64_t {type == ElementType::Float64   ? 11
                : type == ElementType::Float16  ? 10
                : type == ElementType::BFloat16 ? 16
                                                : 1});
    return attributes;
}

class QdqWriter
{
public:
    QdqWriter(const engine::Executable& executable, Graph& graph, int opset)
        : m_executable(executable)
        , m_graph(graph)
        , m_patch(graph, opset)
        , m_opset(opset)
    {
    }

    Result<void> quantize(const graph::Layer& layer)
    {
        const engine::QuantizedLayer& quantized = m_executable.network()->layers[static_cast<size_t>(layer.id.index)];
        // Quantizing is not defined for doubles: the layer gets floats, and what follows its doubles again.
        if (m_graph.value(layer.output).type == ElementType::Float64) castOutput(layer);
        if (layer.quantizesInput && quantized.activations) {
            const ValueId input = activation(layer.input, *quantized.activations);
            m_patch.setInput(layer.node, layer.inputIndex, input);
        }
        if (!layer.weights || quant::isNativeFloat(quantized.weights->quantizer.format)) return {};
        const quant::Quantizer& w = quantized.weights->quantizer;
        const Stored stored = storedWeights(w, m_opset);
        // Scales for the rows of several matrices (both directions of a cell): ONNX has them for one axis, so the
        // rows become one.
        size_t rows = 1;
        for (int i = 0; i <= layer.channelAxis; ++i)
            rows *= static_cast<size_t>(layer.weightShape[static_cast<size_t>(i)]);
        const bool stacked = layer.arithmetic == graph::Arithmetic::Operator && w.scales.size() > 1
            && static_cast<int64_t>(w.scales.size()) != layer.weightShape[static_cast<size_t>(layer.channelAxis)];
        auto codes = codesOf(m_graph, layer, *quantized.weights, stored.type);
        if (!codes) return pass(codes.error());
        const int64_t axis = stacked ? 0 : layer.channelAxis;
        if (stacked) {
            const auto all = static_cast<int64_t>(rows);
            codes = codes->reshaped({all, codes->count() / all});
        }
        const std::string name = m_graph.value(layer.weights).name;
        const bool perTensor = w.scales.size() == 1;
        const ValueId weightsOut = floatLike(layer.weights, "_dequantized");
        if (stored.cast) {
            m_patch.node("Cast", layer.name + "_weights_cast", {m_patch.constant(name + "_quantized", *codes)},
                {weightsOut}, castTo(ElementType::Float32));
            m_patch.setInput(layer.node, layer.weightsIndex, weightsOut);
            return {};
        }
        if (w.granularity == quant::Granularity::Group) return blocks(layer, w, *codes, name, weightsOut);
        std::vector<ValueId> inputs {m_patch.constant(name + "_quantized", *codes),
            m_patch.constant(name + "_scale", floats(w.scales, perTensor))};
        // Zeros are written too: runtimes that join the pairs with a layer want them in the shape of the scales.
        const auto zeros = tensor::converted(
            Tensor::of<int64_t>(
                perTensor ? tensor::Shape {} : tensor::Shape {static_cast<int64_t>(w.zeroPoints.size())}, w.zeroPoints),
            codes->type());
        if (!zeros) return pass(zeros.error());
        inputs.push_back(m_patch.constant(name + "_zero_point", *zeros));
        const ValueId flat = stacked ? m_patch.value(name + "_rows") : weightsOut;
        m_patch.node("DequantizeLinear", layer.name + "_weights_dq", inputs, {flat},
            along(perTensor ? std::nullopt : std::optional<int64_t>(axis)));
        if (stacked)
            m_patch.node("Reshape", layer.name + "_weights_reshape",
                {flat, m_patch.integers(name + "_shape", layer.weightShape)}, {weightsOut});
        m_patch.setInput(layer.node, layer.weightsIndex, weightsOut);
        // Other sums than those of bytes keep their bias in float.
        if (layer.arithmetic == graph::Arithmetic::Operator || !quantized.activations || stored.opset == kFloat8Opset
            || stored.type == ElementType::Int16
            || storedActivations(*quantized.activations).type != ElementType::UInt8)
            return {};
        return bias(layer, w, *quantized.activations);
    }

    // Scales of groups: those of a channel side by side along the depth. Precondition: depthAxis(layer).
    Result<void> blocks(const graph::Layer& layer, const quant::Quantizer& w, const Tensor& codes,
        const std::string& name, ValueId weightsOut)
    {
        const auto depth = static_cast<size_t>(*depthAxis(layer)), channel = static_cast<size_t>(layer.channelAxis);
        tensor::Shape shape = layer.weightShape;
        shape[depth] = (shape[depth] + w.groupSize - 1) / w.groupSize;
        const auto groups = static_cast<size_t>(shape[depth]), channels = static_cast<size_t>(layer.channels);
        const auto placed = [&](const auto& from) {
            if (channel < depth) return from;
            auto to = from;
            for (size_t c = 0; c < channels; ++c)
                for (size_t g = 0; g < groups; ++g)
                    to[g * channels + c] = from[c * groups + g];
            return to;
        };
        const std::vector<double> wide = placed(w.scales);
        const std::vector<float> scales(wide.begin(), wide.end());
        const auto zeros = tensor::converted(Tensor::of<int64_t>(shape, placed(w.zeroPoints)), codes.type());
        if (!zeros) return pass(zeros.error());
        graph::Attributes attributes = along(static_cast<int64_t>(depth));
        attributes.set("block_size", w.groupSize);
        m_patch.node("DequantizeLinear", layer.name + "_weights_dq",
            {m_patch.constant(name + "_quantized", codes),
                m_patch.constant(name + "_scale", Tensor::of<float>(shape, scales)),
                m_patch.constant(name + "_zero_point", *zeros)},
            {weightsOut}, std::move(attributes));
        m_patch.setInput(layer.node, layer.weightsIndex, weightsOut);
        return {};
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
        const Stored stored = storedActivations(a);
        const bool wide = m_graph.value(value).type == ElementType::Float64;
        const ValueId codes = m_patch.like(value, "_quantized");
        m_graph.edit(codes, [&](Value& v) { v.type = stored.type; });
        const ValueId back = floatLike(value, "_dequantized");
        if (stored.cast) {
            m_patch.node("Cast", name + "_q", {wide ? cast(value) : value}, {codes}, castTo(stored.type));
            m_patch.node("Cast", name + "_dq", {codes}, {back}, castTo(ElementType::Float32));
        } else {
            const bool integers = tensor::isInteger(stored.type);
            const ValueId scale = m_patch.scalar(name + "_scale", static_cast<float>(a.scales[0]));
            const ValueId zero = m_patch.constant(name + "_zero_point",
                *tensor::converted(Tensor::scalar<int64_t>(integers ? a.zeroPoints[0] + shiftOf(a) : 0), stored.type));
            const ValueId source = wide ? cast(value) : integers && fillsItsType(a) ? unclipped(value, a) : value;
            m_patch.node("QuantizeLinear", name + "_q",
                {integers && !fillsItsType(a) ? clipped(source, name, a) : source, scale, zero}, {codes});
            m_patch.node("DequantizeLinear", name + "_dq", {codes, scale, zero}, {back});
        }
        m_done.push_back({value, a, back});
        return back;
    }

    // To the ends of the codes, which quantizing finds again.
    ValueId clipped(ValueId value, const std::string& name, const quant::Quantizer& a)
    {
        const auto bound = [&](const char* suffix, int64_t q) {
            return m_patch.scalar(name + suffix, static_cast<float>(quant::dequantize(q, a, 0)));
        };
        const ValueId out = floatLike(value, "_clipped");
        m_patch.node("Clip", name + "_clip", {value, bound("_clip_low", a.qmin), bound("_clip_high", a.qmax)}, {out});
        return out;
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
    int m_opset;
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

Result<void> writePlainOnnx(const Graph& graph, const std::filesystem::path& file)
{
    int opset = 13;
    if (const auto it = graph.opsets.find(""); it != graph.opsets.end()) opset = std::max(opset, it->second);
    auto plain = plainOnnx(graph, opset);
    if (!plain) return pass(plain.error());
    return onnx::writeModel(*plain, file);
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
    std::string tooOld; // layers that an older opset has no type for
    for (const graph::Layer& layer : layers) {
        const engine::QuantizedLayer& parts = executable.network()->layers[static_cast<size_t>(layer.id.index)];
        const bool floatWeights = !layer.weights || quant::isNativeFloat(parts.weights->quantizer.format);
        const bool floatInput = !layer.quantizesInput || !parts.activations;
        quantized.push_back(!floatWeights || !floatInput);
        int needed = 13;
        if (!floatWeights) needed = storedWeights(parts.weights->quantizer, options.newestOpset).opset;
        if (!floatWeights && parts.weights->quantizer.granularity == quant::Granularity::Group)
            needed = std::max(needed, kBlocksOpset);
        if (!floatInput) needed = std::max(needed, storedActivations(*parts.activations).opset);
        opset = std::max(opset, needed);
        if (needed > options.newestOpset) tooOld += (tooOld.empty() ? "" : ", ") + layer.name;
    }
    if (!tooOld.empty())
        return unsupported("opset {} has no type for the weights or activations of {}: 16-bit integers and groups need "
                           "opset {}, float8 opset {}, float4 opset {}",
            options.newestOpset, tooOld, kInt16Opset, kFloat8Opset, kFloat4Opset);
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
