// What a file that is already quantized says of its numbers: quantized layers are taken apart, and the grids around
// layers are kept beside them.
#include "core/graph/layers.h"
#include "core/graph/passes.h"
#include "core/graph/patch.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace bitladder::graph
{

using quant::Quantizer;

namespace
{

constexpr int kOpset = 13; // the first with one scale per channel

bool microsoft(const Node& node)
{
    return node.domain == "com.microsoft";
}

bool dequantizes(const Node& node)
{
    return node.op == "DequantizeLinear" && (node.domain.empty() || microsoft(node));
}

bool quantizes(const Node& node)
{
    return node.op == "QuantizeLinear" && (node.domain.empty() || microsoft(node));
}

const Node* producerOf(const Graph& graph, ValueId id)
{
    return id && graph.value(id).producer ? &graph.node(graph.value(id).producer) : nullptr;
}

// Bits and lowest code of an integer type that carries quantized values.
std::optional<std::pair<int, int64_t>> codesOf(ElementType type)
{
    const int bits = tensor::storedBits(type);
    if (!tensor::isInteger(type) || bits > 16) return std::nullopt;
    return {{bits, tensor::limitsOf(type).first}};
}

// Unsigned codes are shifted by half their range, so that all grids of one width have signed codes. What the scales
// and zero points are is the file's word: quant::quantizerFromModel says whether a kernel can hold to it.
std::optional<Quantizer> gridWith(
    quant::NumberFormat format, int64_t qmin, int64_t qmax, const Tensor& scale, const Tensor* zero, int64_t axis)
{
    Quantizer grid;
    const int64_t shift = qmin >= 0 ? int64_t {1} << (format.bits - 1) : 0;
    grid.format = format;
    grid.granularity = scale.count() == 1 ? quant::Granularity::Tensor : quant::Granularity::Channel;
    grid.qmin = qmin - shift;
    grid.qmax = qmax - shift;
    grid.axis = axis;
    for (int64_t i = 0; i < scale.count(); ++i) {
        const double s = scale.at(i);
        const double z = !zero ? 0 : zero->at(zero->count() == 1 ? 0 : i);
        if (!(s > 0) || !std::isfinite(s) || z != std::nearbyint(z) || std::fabs(z) > 65536) return std::nullopt;
        const int64_t code = static_cast<int64_t>(z) - shift;
        grid.scales.push_back(s);
        grid.zeroPoints.push_back(code);
        grid.clips.push_back({static_cast<double>(grid.qmin - code) * s, static_cast<double>(grid.qmax - code) * s});
    }
    return grid;
}

// Scales along one axis of the value, or a single one; block-wise scales are no grid of ours.
bool alongOneAxis(const Tensor& scale, const Tensor* zero)
{
    const auto largest = scale.shape().empty() ? 1 : *std::ranges::max_element(scale.shape());
    return scale.count() > 0 && scale.count() == largest
        && (!zero || zero->count() == scale.count() || zero->count() == 1);
}

std::optional<Quantizer> linearGrid(const Graph& graph, const Node& node)
{
    if (!node.input(0) || !node.output(0)) return std::nullopt;
    const Tensor* scale = graph.constant(node.input(1));
    const Tensor* zero = graph.constant(node.input(2));
    if (!scale || (node.input(2) && !zero) || !alongOneAxis(*scale, zero) || scale->rank() > 1
        || node.attributes.integer("block_size", 0) != 0)
        return std::nullopt;
    // The type of the codes is the zero point's; without one, what is dequantized tells.
    std::optional<ElementType> type;
    if (zero)
        type = zero->type();
    else if (dequantizes(node))
        type = graph.value(node.input(0)).type;
    else
        type = ElementType::UInt8;
    const auto codes = type ? codesOf(*type) : std::nullopt;
    if (!codes) return std::nullopt;
    const auto [bits, qmin] = *codes;
    int64_t axis = node.attributes.integer("axis", 1);
    const auto& shape = graph.value(node.output(0)).shape;
    if (axis < 0 && shape) axis += static_cast<int64_t>(shape->size());
    return gridWith(quant::intFormat(bits), qmin, qmin + (int64_t {1} << bits) - 1, *scale, zero, axis);
}

bool quantizesAtAnyWidth(const Node& node)
{
    return node.op == "Quant" || node.op == "IntQuant";
}

// The axis along which scales lie that are broadcast against the node's value; 0 for a single one.
std::optional<int64_t> broadcastAxis(const Graph& graph, const Node& node, const Tensor& scale)
{
    if (scale.count() <= 1) return 0;
    const auto& shape = graph.value(node.output(0)).shape;
    if (!shape || scale.rank() > shape->size()) return std::nullopt;
    const auto at = std::ranges::find(scale.shape(), scale.count()) - scale.shape().begin();
    return at + static_cast<int64_t>(shape->size() - scale.rank());
}

// QONNX's Quant(x, scale, zero point, bit width): scales are broadcast against x.
std::optional<Quantizer> quantGrid(const Graph& graph, const Node& node)
{
    if (!node.input(0) || !node.output(0)) return std::nullopt;
    const Tensor* scale = graph.constant(node.input(1));
    const Tensor* zero = graph.constant(node.input(2));
    const Tensor* width = graph.constant(node.input(3));
    if (!scale || !zero || !width || width->count() != 1 || !alongOneAxis(*scale, zero)) return std::nullopt;
    const auto* rounding = node.attributes.find<std::string>("rounding_mode");
    if (rounding && *rounding != "ROUND") return std::nullopt;
    const double bits = width->at(0);
    if (bits != std::nearbyint(bits) || bits < 2 || bits > 16) return std::nullopt;
    const int b = static_cast<int>(bits);
    const bool isSigned = node.attributes.integer("signed", 1) != 0, narrow = node.attributes.integer("narrow", 0) != 0;
    const int64_t half = int64_t {1} << (b - 1);
    const int64_t qmin = isSigned ? (narrow ? 1 - half : -half) : 0;
    const int64_t qmax = isSigned ? half - 1 : 2 * half - 1 - (narrow ? 1 : 0);
    const auto axis = broadcastAxis(graph, node, *scale);
    if (!axis) return std::nullopt;
    return gridWith(quant::intFormat(b), qmin, qmax, *scale, zero, *axis);
}

// A grid that a transposition or a new shape carries along.
std::optional<Quantizer> carriedGrid(const Graph& graph, const Node& node)
{
    const auto& from = graph.value(node.input(0)).grid;
    if (!from) return std::nullopt;
    if (node.op == "Reshape" || node.op == "Flatten" || node.op == "Squeeze" || node.op == "Unsqueeze")
        return from->scales.size() == 1 ? from : std::nullopt;
    if (node.op != "Transpose") return std::nullopt;
    Quantizer grid = *from;
    if (grid.scales.size() == 1) return grid;
    const auto& shape = graph.value(node.input(0)).shape;
    if (!shape) return std::nullopt;
    std::vector<int64_t> perm = node.attributes.integers("perm");
    if (perm.empty())
        for (size_t i = shape->size(); i-- > 0;)
            perm.push_back(static_cast<int64_t>(i));
    const auto at = std::ranges::find(perm, grid.axis);
    if (at == perm.end()) return std::nullopt;
    grid.axis = at - perm.begin();
    return grid;
}

int opsetOf(const Graph& graph)
{
    const auto opset = graph.opsets.find("");
    return std::max(kOpset, opset == graph.opsets.end() ? 0 : opset->second);
}

void lower(Graph& graph, NodeId id)
{
    const Node node = graph.node(id);
    const bool conv = node.op == "QLinearConv", matMul = node.op == "QLinearMatMul";
    const bool gemm = node.op == "QGemm" && microsoft(node);
    if (!conv && !matMul && !gemm) return;
    // What is multiplied must be constant to be a layer; other products stay as they are.
    const ValueId weights = node.input(3);
    if (!weights || graph.value(weights).producer || !graph.constant(weights)) return;
    const auto rank = static_cast<int64_t>(graph.constant(weights)->rank());
    const bool transB = node.attributes.integer("transB", 0) != 0;
    const int64_t axis = conv || (gemm && transB) ? 0 : rank - 1;
    const ValueId output = node.output(0), yScale = node.input(gemm ? 7 : 6), yZero = node.input(gemm ? 8 : 7);
    const ValueId bias = conv ? node.input(8) : gemm ? node.input(6) : ValueId {};
    Patch patch = Patch::replacing(graph, id, opsetOf(graph));
    const auto dequantized = [&](const char* suffix, ValueId codes, ValueId scale, ValueId zero, int64_t along) {
        Attributes attributes;
        attributes.set("axis", along);
        return patch.add("DequantizeLinear", node.name + "/" + suffix, {codes, scale, zero}, std::move(attributes));
    };
    std::vector<ValueId> inputs {dequantized("input", node.input(0), node.input(1), node.input(2), 1),
        dequantized("weights", weights, node.input(4), node.input(5), axis)};
    if (bias) {
        // The bias has the scale of the products.
        ValueId scale = patch.add("Mul", node.name + "/bias_scale", {node.input(1), node.input(4)});
        if (const auto* alpha = node.attributes.find<float>("alpha"); gemm && alpha && *alpha != 1.0f)
            scale = patch.add(
                "Mul", node.name + "/bias_scale_alpha", {scale, patch.scalar(node.name + "/alpha", *alpha)});
        inputs.push_back(dequantized("bias", bias, scale, {}, -1));
    }
    const char* op = conv ? "Conv" : matMul ? "MatMul" : "Gemm";
    const ValueId real = yScale ? patch.value(node.name + "/output") : output;
    patch.node(op, node.name, inputs, {real}, node.attributes);
    if (yScale) patch.node("QuantizeLinear", node.name + "/quantize", {real, yScale, yZero}, {output});
}

// What a quantizer does beside rounding: it clips. Networks are trained with that (a ReLU6 may live in the range
// alone), so the float values are clipped too. One Clip per value and grid.
class Clipping
{
public:
    explicit Clipping(Graph& graph)
        : m_graph(graph)
        , m_patch(graph, opsetOf(graph))
    {
    }

    ValueId clipped(ValueId source, const Quantizer& grid)
    {
        for (const auto& [from, with, to] : m_made)
            if (from == source && with == grid) return to;
        const std::string name = m_graph.value(source).name + "/clip" + std::to_string(m_made.size());
        const ValueId low = m_patch.scalar(name + "/low", static_cast<float>(grid.clip(0).low));
        const ValueId high = m_patch.scalar(name + "/high", static_cast<float>(grid.clip(0).high));
        const ValueId out = m_patch.like(source, "/clip" + std::to_string(m_made.size()));
        m_patch.node("Clip", name, {source, low, high}, {out});
        m_made.emplace_back(source, grid, out);
        return out;
    }
    bool empty() const { return m_made.empty(); }

private:
    Graph& m_graph;
    Patch m_patch;
    std::vector<std::tuple<ValueId, Quantizer, ValueId>> m_made;
};

} // namespace

std::optional<Quantizer> gridOf(const Graph& graph, const Node& node)
{
    if (dequantizes(node)) return linearGrid(graph, node);
    if (quantizesAtAnyWidth(node)) return quantGrid(graph, node);
    if (node.op == "BipolarQuant") {
        const Tensor* scale = graph.constant(node.input(1));
        if (!scale || !alongOneAxis(*scale, nullptr)) return std::nullopt;
        const auto axis = broadcastAxis(graph, node, *scale);
        if (!axis) return std::nullopt;
        return gridWith(quant::binaryFormat(), -1, 1, *scale, nullptr, *axis);
    }
    if (node.input(0) && graph.constant(node.input(0))) return carriedGrid(graph, node);
    return std::nullopt;
}

std::optional<Quantizer> codesGridOf(const Graph& graph, const Node& node)
{
    if (!quantizes(node) || (!node.input(2) && node.attributes.integer("output_dtype", 0) != 0)) return std::nullopt;
    auto grid = linearGrid(graph, node);
    return grid && grid->scales.size() == 1 ? grid : std::nullopt;
}

void lowerQuantizedLayers(Graph& graph)
{
    for (const NodeId id : std::vector(graph.order()))
        lower(graph, id);
}

Result<void> extractActivationQuantizers(Graph& graph)
{
    Clipping clipping(graph);
    for (const Layer& layer : layersOf(graph)) {
        if (!layer.quantizesInput) continue;
        const NodeId id = layer.node;
        const ValueId read = layer.input;
        const Node* last = producerOf(graph, read);
        if (!last) continue;
        const bool pair = dequantizes(*last);
        if (!pair && !quantizesAtAnyWidth(*last) && last->op != "BipolarQuant") continue;
        const auto grid = gridOf(graph, *last);
        if (!grid || grid->scales.size() != 1) continue;
        ValueId source = read; // values that are on the grid already are quantized without a loss
        if (!pair) {
            source = last->input(0);
        } else if (const Node* first = producerOf(graph, last->input(0)); first && quantizes(*first)) {
            const Tensor* scale = graph.constant(first->input(1));
            const Tensor* zero = graph.constant(first->input(2));
            const Tensor* lastZero = graph.constant(last->input(2));
            const bool same = scale && scale->count() == 1 && scale->at(0) == grid->scales[0]
                && (zero ? zero->at(0) : 0.0) == (lastZero ? lastZero->at(0) : 0.0);
            if (same) source = first->input(0);
        }
        if (source != read && graph.value(source).type == ElementType::Float32)
            source = clipping.clipped(source, *grid);
        graph.edit(id, [&](Node& node) {
            node.inputGrids[layer.inputIndex] = grid;
            node.inputs[layer.inputIndex] = source;
        });
    }
    return clipping.empty() ? Result<void> {} : graph.sort();
}

} // namespace bitladder::graph
