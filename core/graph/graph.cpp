#include "core/graph/graph.h"

#include <algorithm>
#include <queue>

namespace bitladder::graph
{

ValueId Graph::addValue(Value value)
{
    m_values.push_back(std::move(value));
    return {static_cast<int32_t>(m_values.size() - 1)};
}

NodeId Graph::addNode(Node node)
{
    const NodeId id {static_cast<int32_t>(m_nodes.size())};
    for (const ValueId output : node.outputs)
        if (output) value(output).producer = id;
    m_nodes.push_back(std::move(node));
    m_order.push_back(id);
    return id;
}

void Graph::removeNode(NodeId id)
{
    for (const ValueId output : node(id).outputs)
        if (output && value(output).producer == id) value(output).producer = {};
    std::erase(m_order, id);
}

Result<void> Graph::sort()
{
    // Kahn's algorithm; among the ready nodes the earliest in the file goes first, so that a sorted file keeps its order.
    std::vector<int> waiting(m_nodes.size(), 0);
    std::vector<std::vector<NodeId>> readers(m_nodes.size());
    for (const NodeId id : m_order) {
        for (const ValueId input : node(id).inputs) {
            if (!input || !value(input).producer) continue;
            ++waiting[static_cast<size_t>(id.index)];
            readers[static_cast<size_t>(value(input).producer.index)].push_back(id);
        }
    }
    std::priority_queue<NodeId, std::vector<NodeId>, std::greater<>> ready;
    for (const NodeId id : m_order)
        if (waiting[static_cast<size_t>(id.index)] == 0) ready.push(id);
    std::vector<NodeId> sorted;
    while (!ready.empty()) {
        const NodeId id = ready.top();
        ready.pop();
        sorted.push_back(id);
        for (const NodeId reader : readers[static_cast<size_t>(id.index)])
            if (--waiting[static_cast<size_t>(reader.index)] == 0) ready.push(reader);
    }
    if (sorted.size() != m_order.size()) {
        std::string names;
        int listed = 0;
        for (const NodeId id : m_order) {
            if (waiting[static_cast<size_t>(id.index)] == 0 || ++listed > 4) continue;
            names += (names.empty() ? "" : ", ") + node(id).name;
        }
        return fail("the graph has a cycle through {}", names);
    }
    m_order = std::move(sorted);
    return {};
}

std::vector<NodeId> Graph::consumers(ValueId id) const
{
    std::vector<NodeId> result;
    for (const NodeId n : m_order)
        if (std::ranges::find(node(n).inputs, id) != node(n).inputs.end()) result.push_back(n);
    return result;
}

bool Graph::isOutput(ValueId id) const
{
    return std::ranges::find(outputs, id) != outputs.end();
}

const Tensor* Graph::constant(ValueId id) const
{
    if (!id || !value(id).constant) return nullptr;
    return &*value(id).constant;
}

void Graph::replaceUses(ValueId from, ValueId to)
{
    for (const NodeId id : m_order)
        std::ranges::replace(node(id).inputs, from, to);
    std::ranges::replace(outputs, from, to);
}

ValueId Graph::findValue(std::string_view wanted) const
{
    for (size_t i = 0; i < m_values.size(); ++i)
        if (m_values[i].name == wanted) return {static_cast<int32_t>(i)};
    return {};
}

namespace
{

std::string describe(const Graph& graph, ValueId id)
{
    if (!id) return "-";
    const Value& value = graph.value(id);
    std::string text = value.name;
    if (value.type || value.shape) {
        text += ':';
        if (value.type) text += tensor::elementTypeName(*value.type);
        if (value.shape) text += '[' + tensor::toString(*value.shape) + ']';
    }
    if (value.constant) text += '*';
    return text;
}

std::string describe(const Graph& graph, const std::vector<ValueId>& ids)
{
    std::string text;
    for (const ValueId id : ids)
        text += (text.empty() ? "" : ", ") + describe(graph, id);
    return text;
}

} // namespace

std::string dump(const Graph& graph)
{
    std::string text = fmt::format("graph {}\ninputs: {}\noutputs: {}\n", graph.name, describe(graph, graph.inputs),
        describe(graph, graph.outputs));
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        text += fmt::format("{}: {}{}{}({}) -> {}", node.name, node.domain, node.domain.empty() ? "" : "::", node.op,
            describe(graph, node.inputs), describe(graph, node.outputs));
        if (node.clamp) text += fmt::format(" clamp[{}, {}]", node.clamp->lo, node.clamp->hi);
        text += '\n';
    }
    for (const Issue& issue : graph.issues)
        text += fmt::format("issue: {}{}{}\n", issue.node, issue.node.empty() ? "" : ": ", issue.text);
    return text;
}

} // namespace bitladder::graph
