#include "core/methods/channel_removal.h"

#include "core/engine/layer_values.h"
#include "core/graph/patch.h"
#include "core/methods/graph_edits.h"
#include "core/quant/range.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::methods
{

namespace
{

// Where channels of a layer go.
struct Spread {
    std::vector<ValueId> values; // that have these channels along axis 1 (the last one of matrices)
    std::vector<size_t> readers; // layers
};

int64_t groupsOf(const graph::Graph& graph, const graph::Layer& layer)
{
    return graph.node(layer.node).attributes.integer("group", 1);
}

bool canShrink(const Draft& draft, const graph::Layer& layer)
{
    const auto& spec = draft.recipe().layers[static_cast<size_t>(layer.id.index)].weights;
    return layer.weights && layer.arithmetic == graph::Arithmetic::Kernel && layer.op != "ConvTranspose"
        && (layer.op != "Conv" || groupsOf(draft.graph(), layer) == 1) && layer.weightShape.size() >= 2
        && (layer.op == "Conv" || layer.weightShape.size() == 2) && spec.range != &quant::kFromModel;
}

// Follows a value; false where it goes to somebody who needs all of its channels.
bool follow(const Draft& draft, ValueId value, Spread& spread)
{
    static constexpr std::array<std::string_view, 9> kByChannel {
        "Relu", "LeakyRelu", "Clip", "Sigmoid", "Tanh", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"};
    const graph::Graph& graph = draft.graph();
    if (graph.isOutput(value)) return false;
    spread.values.push_back(value);
    const auto& shape = graph.value(value).shape;
    if (!shape || shape->size() < 2) return false;
    for (const NodeId reader : graph.consumers(value)) {
        const graph::Node& node = graph.node(reader);
        const auto layer = std::ranges::find_if(
            draft.layers(), [&](const graph::Layer& l) { return l.node == reader && l.input == value; });
        if (layer != draft.layers().end()) {
            if (!canShrink(draft, *layer)) return false;
            spread.readers.push_back(static_cast<size_t>(layer->id.index));
            continue;
        }
        const bool flattens = node.op == "Flatten" && node.attributes.integer("axis", 1) == 1
            && std::all_of(shape->begin() + 2, shape->end(), [](int64_t n) { return n == 1; });
        const bool byChannel = std::ranges::find(kByChannel, node.op) != kByChannel.end() && node.input(0) == value
            && node.outputs.size() == 1;
        if ((!flattens && !byChannel) || !follow(draft, node.output(0), spread)) return false;
    }
    return true;
}

// The slices of a tensor along an axis.
tensor::Tensor slices(const tensor::Tensor& whole, size_t axis, const std::vector<int64_t>& kept)
{
    tensor::Shape shape = whole.shape();
    int64_t outer = 1, inner = 1;
    for (size_t i = 0; i < shape.size(); ++i)
        (i < axis ? outer : inner) *= i == axis ? 1 : shape[i];
    const int64_t extent = shape[axis];
    shape[axis] = static_cast<int64_t>(kept.size());
    std::vector<double> values;
    values.reserve(static_cast<size_t>(outer * shape[axis] * inner));
    for (int64_t o = 0; o < outer; ++o)
        for (const int64_t k : kept)
            for (int64_t i = 0; i < inner; ++i)
                values.push_back(whole.at((o * extent + k) * inner + i));
    if (whole.type() == tensor::ElementType::Float64) return tensor::Tensor::of<double>(shape, values);
    return tensor::Tensor::of<float>(shape, std::vector<float>(values.begin(), values.end()));
}

// The axis of the weights along which the input channels lie.
size_t inputAxis(const graph::Layer& layer)
{
    return layer.op == "Conv" ? 1 : static_cast<size_t>(1 - layer.channelAxis);
}

std::vector<int64_t> strongest(const quant::ChannelValues& values, size_t keep)
{
    std::vector<std::pair<double, int64_t>> sums;
    const auto all = doublesOf(values);
    for (int64_t c = 0; c < values.channels; ++c) {
        double sum = 0;
        for (int64_t i = 0; i < values.perChannel; ++i)
            sum += std::fabs(all[static_cast<size_t>(c * values.perChannel + i)]);
        sums.emplace_back(-sum, c);
    }
    std::ranges::stable_sort(sums);
    std::vector<int64_t> kept;
    for (size_t i = 0; i < keep; ++i)
        kept.push_back(sums[i].second);
    std::ranges::sort(kept);
    return kept;
}

void shrink(graph::Graph& graph, const graph::Layer& layer, const Spread& spread,
    const std::vector<graph::Layer>& layers, const std::vector<int64_t>& kept)
{
    graph::Patch patch(graph, graph.node(layer.node).opset);
    const auto replace = [&](const graph::Layer& of, size_t input, size_t axis) {
        const ValueId old = graph.node(of.node).input(input);
        patch.setInput(
            of.node, input, patch.constant(graph.value(old).name + "_fewer", slices(*graph.constant(old), axis, kept)));
    };
    replace(layer, layer.weightsIndex, static_cast<size_t>(layer.channelAxis));
    if (const tensor::Tensor* bias = graph.constant(layer.bias); bias && bias->count() == layer.channels)
        replace(layer, 2, bias->shape().size() - 1);
    for (const size_t reader : spread.readers)
        replace(layers[reader], layers[reader].weightsIndex, inputAxis(layers[reader]));
    for (const ValueId value : spread.values)
        graph.edit(value, [&](graph::Value& v) {
            auto& shape = *v.shape;
            shape[layer.op == "Conv" ? 1 : shape.size() - 1] = static_cast<int64_t>(kept.size());
        });
}

} // namespace

Result<void> removeChannels(Draft& draft, double share, engine::MethodLog& log)
{
    auto changed = std::make_shared<graph::Graph>(draft.graph());
    for (const graph::Layer& layer : draft.layers()) {
        if (draft.job().stopped()) return cancelled();
        Spread spread;
        if (!canShrink(draft, layer) || !follow(draft, layer.output, spread) || spread.readers.empty()) continue;
        const auto keep
            = static_cast<size_t>(std::max(1.0, std::ceil((1 - share) * static_cast<double>(layer.channels))));
        if (keep >= static_cast<size_t>(layer.channels)) continue;
        const auto values = draft.values(layer);
        if (!values) return pass(values.error());
        shrink(*changed, layer, spread, draft.layers(), strongest(*values, keep));
        log.layers.push_back({layer.id.index, static_cast<double>(layer.channels), static_cast<double>(keep)});
    }
    if (log.layers.empty()) {
        log.note = "no layer's channels go to other layers alone: nothing was done";
        return {};
    }
    return draft.replaceGraph(std::move(changed));
}

} // namespace bitladder::methods
