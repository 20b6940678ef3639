#include "core/methods/channel_links.h"

#include "core/methods/graph_edits.h"

#include <algorithm>
#include <limits>

namespace bitladder::methods
{

namespace
{

bool canChange(const graph::Graph& graph, const graph::Layer& layer)
{
    return layer.arithmetic == graph::Arithmetic::Kernel && layer.weights && layer.op != "ConvTranspose"
        && (layer.op != "Gemm"
            || (graph.node(layer.node).attributes.get("alpha", 1.0f) == 1.0f
                && graph.node(layer.node).attributes.get("beta", 1.0f) == 1.0f));
}

bool passes(const std::optional<graph::Clamp>& clamp, Between between)
{
    if (!clamp) return true;
    return between == Between::Scaling && clamp->lo == 0 && clamp->hi == std::numeric_limits<float>::infinity();
}

} // namespace

std::vector<ChannelLink> channelLinks(const Draft& draft, Between between)
{
    std::vector<ChannelLink> links;
    const graph::Graph& graph = draft.graph();
    for (const graph::Layer& first : draft.layers()) {
        if (!canChange(graph, first) || !passes(graph.node(first.node).clamp, between)) continue;
        if (graph.isOutput(first.output)) continue;
        ChannelLink link {static_cast<size_t>(first.id.index), {}};
        for (const NodeId reader : graph.consumers(first.output)) {
            const auto layer = std::ranges::find_if(draft.layers(), [&](const graph::Layer& l) {
                return l.node == reader && l.input == first.output && canChange(graph, l);
            });
            if (layer == draft.layers().end()) {
                link.readers.clear();
                break;
            }
            link.readers.push_back(static_cast<size_t>(layer->id.index));
        }
        if (!link.readers.empty()) links.push_back(std::move(link));
    }
    return links;
}

Result<WorkingWeights> workingWeights(const Draft& draft, const graph::Layer& layer)
{
    const auto values = draft.values(layer);
    if (!values) return pass(values.error());
    WorkingWeights weights;
    weights.values = doublesOf(*values);
    weights.channels = values->channels;
    weights.perChannel = values->perChannel;
    weights.groups = layer.op == "Conv" ? draft.graph().node(layer.node).attributes.integer("group", 1) : 1;
    weights.depth = layer.op == "Conv" ? layer.weightShape[1] : values->perChannel;
    if (const tensor::Tensor* bias = draft.graph().constant(layer.bias))
        for (int64_t c = 0; c < weights.channels; ++c)
            weights.bias.push_back(bias->at(bias->count() == 1 ? 0 : c));
    return weights;
}

std::shared_ptr<graph::Graph> withWeights(
    const Draft& draft, const std::vector<WorkingWeights>& layers, const char* why)
{
    auto changed = std::make_shared<graph::Graph>(draft.graph());
    for (size_t i = 0; i < layers.size(); ++i) {
        if (!layers[i].changed) continue;
        setWeights(*changed, draft.layers()[i], layers[i].values, why);
        if (!layers[i].bias.empty()) setBias(*changed, draft.layers()[i], layers[i].bias, why);
    }
    return changed;
}

} // namespace bitladder::methods
