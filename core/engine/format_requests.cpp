#include "core/engine/format_requests.h"

#include "core/graph/passes.h"
#include "core/quant/estimate.h"

#include <algorithm>
#include <limits>
#include <set>

namespace bitladder::engine
{

using graph::Graph;
using graph::Node;
using graph::Value;
using tensor::ElementType;

bool spatial(const tensor::Shape& shape)
{
    return shape.size() >= 3 && shape.size() <= 5;
}

bool isFloatValue(const Graph& graph, ValueId id)
{
    if (!id) return false; // an output that nobody wants
    const auto& type = graph.value(id).type;
    return type && (*type == ElementType::Float32 || *type == ElementType::Float64);
}

bool concatsChannels(const Graph& graph, const Node& node)
{
    const auto& shape = graph.value(node.output(0)).shape;
    const auto axis = tensor::normalizedAxis(node.attributes.integer("axis", 1), shape->size());
    if (axis != 1) return false;
    return std::ranges::all_of(node.inputs, [&](ValueId v) { return isFloatValue(graph, v) && !graph.constant(v); });
}

bool plainPool(const Graph& graph, const Node& node)
{
    const Value& in = graph.value(node.input(0));
    if (!isFloatValue(graph, node.input(0)) || !in.shape || !spatial(*in.shape) || !tensor::elementCount(*in.shape))
        return false;
    if (node.output(1)) return false;
    // The average over a window that hangs over the edge of a rounded-up output needs rules of its own.
    return node.op == "MaxPool" || node.attributes.integer("ceil_mode", 0) == 0;
}

bool broadcasts(const Node& node)
{
    static const std::set<std::string_view> kNames {"Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "PRelu"};
    return node.domain.empty() && kNames.contains(node.op);
}

bool isView(const Node& node)
{
    return node.domain.empty()
        && (node.op == "Reshape" || node.op == "Flatten" || node.op == "Squeeze" || node.op == "Unsqueeze");
}

bool keepsCodes(const Graph& graph, const Node& node, const MemoryForm& form)
{
    if (node.op != "Clip" || !node.domain.empty() || (form.storage != Storage::U8 && form.storage != Storage::S16)
        || !form.params || form.params->format.family != &quant::kIntegerFamily || form.params->scales.size() != 1)
        return false;
    const tensor::Tensor* lo = graph.constant(node.input(1));
    const tensor::Tensor* hi = graph.constant(node.input(2));
    if ((node.input(1) && !lo) || (node.input(2) && !hi) || node.opset < 11) return false;
    const auto& p = *form.params;
    // As the Clip of a file's grid has its ends: in float32.
    const auto end
        = [&](int64_t q) { return static_cast<float>(static_cast<double>(q - p.zeroPoints[0]) * p.scales[0]); };
    return (!lo || static_cast<float>(lo->at(0)) <= end(p.qmin))
        && (!hi || static_cast<float>(hi->at(0)) >= end(p.qmax));
}

std::optional<tensor::Tensor> channelsLastConstant(const tensor::Tensor& constant, size_t rank)
{
    if (constant.count() == 1) return constant.reshaped({1});
    // Only vectors along the channel axis are worth the trouble: every other extent is 1.
    const tensor::Shape& s = constant.shape();
    if (s.size() < rank - 1 || s.size() > rank) return std::nullopt;
    const size_t channelAxis = s.size() - (rank - 1);
    if (s[channelAxis] != constant.count()) return std::nullopt;
    return constant.reshaped({constant.count()});
}

namespace
{

bool commutesWithQuantization(const Graph& graph, const Node& node)
{
    if (!node.domain.empty() || !node.output(0)) return false;
    const auto& shape = graph.value(node.output(0)).shape;
    if (!shape || !spatial(*shape)) return false;
    if (node.op == "Concat") return concatsChannels(graph, node);
    return node.op == "MaxPool" && plainPool(graph, node);
}

// How a value will lie in memory: as the layer, or the pooling, behind which it comes leaves it.
Layout layoutOf(const Graph& graph, ValueId value)
{
    static const std::set<std::string_view> kPictures {"Conv", "ConvTranspose", "MaxPool", "AveragePool"};
    static const std::set<std::string_view> kPass {
        "Add", "Relu", "Clip", "Concat", "QuantizeLinear", "DequantizeLinear"};
    constexpr int kFar = 16;
    for (int i = 0; i < kFar && value && graph.value(value).producer; ++i) {
        const Node& node = graph.node(graph.value(value).producer);
        if (kPictures.contains(node.op)) return Layout::ChannelsLast;
        if (!kPass.contains(node.op)) break;
        value = node.input(0);
    }
    return Layout::Plain;
}

} // namespace

std::optional<MemoryForm> codesForm(const Graph& graph, const Node& node)
{
    const ValueId value = node.input(0);
    const auto grid = graph::codesGridOf(graph, node);
    if (!grid || grid->format != quant::intFormat(8) || !isFloatValue(graph, value) || !graph.value(value).producer)
        return std::nullopt;
    auto params = quant::quantizerFromModel(
        grid->format, grid->granularity, grid->qmin, grid->qmax, grid->scales, grid->zeroPoints);
    if (!params) return std::nullopt;
    return MemoryForm {Storage::U8, layoutOf(graph, value), *std::move(params)};
}

bool onlyRounds(const Graph& graph, const Node& node)
{
    const auto grid = graph::codesGridOf(graph, node);
    const ValueId codes = node.output(0);
    const auto& shape = graph.value(node.input(0)).shape;
    if (!grid || graph.isOutput(codes) || !shape || !tensor::elementCount(*shape)) return false;
    return std::ranges::all_of(graph.consumers(codes), [&](NodeId id) {
        const Node& reader = graph.node(id);
        return reader.op == "DequantizeLinear" && reader.input(0) == codes && graph::gridOf(graph, reader) == grid
            && !graph.isOutput(reader.output(0))
            && graph.value(reader.output(0)).type == graph.value(node.input(0)).type;
    });
}

FormatRequests::FormatRequests(const Graph& graph, std::function<const MemoryForm*(NodeId)> layerForm)
    : m_graph(graph)
    , m_layerForm(std::move(layerForm))
{
    m_forms.resize(graph.valueCount());
    const MemoryForm plainFloat {};
    for (const ValueId output : graph.outputs)
        wants(output, plainFloat);
    const auto& order = graph.order();
    for (auto it = order.rbegin(); it != order.rend(); ++it) {
        const Node& node = graph.node(*it);
        if (const MemoryForm* form = m_layerForm(*it)) {
            wants(node.input(0), *form);
            continue;
        }
        if (const NodeId producer = node.input(0) ? graph.value(node.input(0)).producer : NodeId {}) {
            const auto codes = codesForm(graph, node);
            if (codes && (m_layerForm(producer) || onlyRounds(graph, node))) {
                wants(node.input(0), *codes);
                continue;
            }
        }
        const std::optional<MemoryForm> common = node.output(0) ? commonInteger(node.output(0)) : std::nullopt;
        const bool passOn = common
            && (keepsCodes(graph, node, *common)
                || (common->storage == Storage::U8 && common->layout == Layout::ChannelsLast
                    && commutesWithQuantization(graph, node)));
        for (const ValueId input : node.inputs)
            if (input) wants(input, passOn ? *common : plainFloat);
    }
}

void FormatRequests::wants(ValueId value, const MemoryForm& form)
{
    auto& forms = m_forms[static_cast<size_t>(value.index)];
    forms.push_back(form);
    if (form.storage == Storage::BitPairs && form.params->format.family == &quant::kTernaryFamily)
        forms.back().storage = Storage::U8;
}

std::optional<MemoryForm> FormatRequests::commonInteger(ValueId value) const
{
    const auto& demands = m_forms[static_cast<size_t>(value.index)];
    if (demands.empty() || (demands.front().storage != Storage::U8 && demands.front().storage != Storage::S16))
        return std::nullopt;
    for (const MemoryForm& form : demands)
        if (!(form == demands.front())) return std::nullopt;
    return demands.front();
}

FusedByFile FormatRequests::fusedByFile(ValueId value, const MemoryForm& form) const
{
    FusedByFile fused;
    while (form.params) {
        const auto& readers = m_graph.consumers(value);
        if (readers.empty()) break;
        const Node& reader = m_graph.node(readers.front());
        if (const auto codes = codesForm(m_graph, reader); codes && *codes == form) {
            fused.grid = form.params;
            break;
        }
        if (keepsCodes(m_graph, reader, form)) {
            const auto bound = [&](size_t input, float none) {
                const tensor::Tensor* t = m_graph.constant(reader.input(input));
                return t ? static_cast<float>(t->at(0)) : none;
            };
            fused.clamp
                = {bound(1, -std::numeric_limits<float>::infinity()), bound(2, std::numeric_limits<float>::infinity())};
            break;
        }
        // What passes demands on commutes with both.
        if (m_layerForm(readers.front()) || (reader.op != "MaxPool" && reader.op != "Concat") || !reader.output(0))
            break;
        value = reader.output(0);
    }
    return fused;
}

} // namespace bitladder::engine
