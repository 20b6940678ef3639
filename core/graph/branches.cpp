// Conditions that are known before the run.
#include "core/graph/passes.h"
#include "core/graph/patch.h"

#include <algorithm>

namespace bitladder::graph
{

namespace
{

bool inlined(Graph& graph, NodeId id)
{
    const Node node = graph.node(id);
    const Tensor* condition = node.input(0) ? graph.constant(node.input(0)) : nullptr;
    if (node.op != "If" || !node.domain.empty() || !condition || condition->count() != 1) return false;
    const auto* held
        = node.attributes.find<std::shared_ptr<const Graph>>(condition->at(0) != 0 ? "then_branch" : "else_branch");
    if (!held || !*held || (*held)->outputs.size() != node.outputs.size() || !(*held)->inputs.empty()) return false;
    const Graph& inner = **held;
    const auto captures = node.attributes.get<std::vector<std::string>>("captures", {});
    if (captures.size() >= node.inputs.size()) return false; // the first input is the condition
    std::map<std::string, ValueId> outer;
    for (size_t i = 0; i < captures.size(); ++i)
        outer[captures[i]] = node.inputs[node.inputs.size() - captures.size() + i];

    Patch patch = Patch::replacing(graph, id, node.opset);
    std::map<ValueId, ValueId> known; // inner → ours
    const auto ours = [&](ValueId value) -> ValueId {
        if (!value) return {};
        if (const auto it = known.find(value); it != known.end()) return it->second;
        Value copy = inner.value(value);
        const auto captured = outer.find(copy.name);
        if (!copy.producer && !copy.constant && captured != outer.end()) return known[value] = captured->second;
        copy.producer = {};
        copy.name = node.name + "/" + copy.name;
        return known[value] = graph.addValue(std::move(copy));
    };
    for (const NodeId from : inner.order()) {
        Node copy = inner.node(from);
        copy.name = node.name + "/" + copy.name;
        std::ranges::transform(copy.inputs, copy.inputs.begin(), ours);
        std::ranges::transform(copy.outputs, copy.outputs.begin(), ours);
        patch.node(std::move(copy));
    }
    for (size_t i = 0; i < node.outputs.size(); ++i)
        if (node.outputs[i]) patch.node("Identity", node.name, {ours(inner.outputs[i])}, {node.outputs[i]});
    return true;
}

} // namespace

size_t inlineBranches(Graph& graph)
{
    size_t count = 0;
    for (const NodeId id : std::vector(graph.order()))
        count += inlined(graph, id) ? 1 : 0;
    return count;
}

} // namespace bitladder::graph
