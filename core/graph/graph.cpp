#include "core/graph/graph.h"

#include "core/base/text.h"

#include <algorithm>
#include <queue>

namespace bitladder::graph
{

ValueId Graph::addValue(Value value)
{
    const ValueId id {static_cast<int32_t>(m_values.size())};
    value.name = registered(m_valueNames, std::move(value.name), id);
    m_values.push_back(std::move(value));
    m_readers.emplace_back();
    return id;
}

NodeId Graph::addNode(Node node, size_t position)
{
    const NodeId id {static_cast<int32_t>(m_nodes.size())};
    m_nodes.push_back(std::move(node));
    m_live.push_back(true);
    attach(id);
    m_order.insert(m_order.begin() + static_cast<std::ptrdiff_t>(position), id);
    return id;
}

size_t Graph::removeNode(NodeId id)
{
    if (!detach(id)) return m_order.size();
    m_live[static_cast<size_t>(id.index)] = false;
    const auto at = m_order.erase(std::ranges::find(m_order, id));
    return static_cast<size_t>(at - m_order.begin());
}

const Value& Graph::none()
{
    static const Value kNone {};
    return kNone;
}

void Graph::attach(NodeId id)
{
    Node& node = m_nodes[static_cast<size_t>(id.index)];
    node.name = registered(m_nodeNames, std::move(node.name), id);
    for (const ValueId input : node.inputs) {
        if (!input) continue;
        auto& readers = m_readers[static_cast<size_t>(input.index)];
        const auto at = std::ranges::lower_bound(readers, id);
        if (at == readers.end() || *at != id) readers.insert(at, id);
    }
    for (const ValueId output : node.outputs)
        if (output) m_values[static_cast<size_t>(output.index)].producer = id;
}

bool Graph::detach(NodeId id)
{
    if (!m_live[static_cast<size_t>(id.index)]) return false;
    const Node& node = m_nodes[static_cast<size_t>(id.index)];
    m_nodeNames.taken.erase(node.name);
    for (const ValueId input : node.inputs)
        if (input) std::erase(m_readers[static_cast<size_t>(input.index)], id);
    for (const ValueId output : node.outputs)
        if (output && value(output).producer == id) m_values[static_cast<size_t>(output.index)].producer = {};
    return true;
}

Result<void> Graph::sort()
{
    // Kahn's algorithm; among the ready nodes the earliest in the file goes first, so that a sorted file keeps its
    // order.
    std::vector<int> waiting(m_nodes.size(), 0); // for so many values
    const auto eachReader = [&](NodeId id, const auto& call) {
        for (const ValueId output : node(id).outputs)
            if (output && value(output).producer == id) std::ranges::for_each(consumers(output), call);
    };
    for (const NodeId id : m_order)
        eachReader(id, [&](NodeId reader) { ++waiting[static_cast<size_t>(reader.index)]; });
    std::priority_queue<NodeId, std::vector<NodeId>, std::greater<>> ready;
    for (const NodeId id : m_order)
        if (waiting[static_cast<size_t>(id.index)] == 0) ready.push(id);
    std::vector<NodeId> sorted;
    while (!ready.empty()) {
        const NodeId id = ready.top();
        ready.pop();
        sorted.push_back(id);
        eachReader(id, [&](NodeId reader) {
            if (--waiting[static_cast<size_t>(reader.index)] == 0) ready.push(reader);
        });
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
    for (const NodeId id : std::vector(consumers(from)))
        edit(id, [&](Node& node) { std::ranges::replace(node.inputs, from, to); });
    std::ranges::replace(outputs, from, to);
}

ValueId Graph::findValue(std::string_view wanted) const
{
    const auto it = m_valueNames.taken.find(wanted);
    return it == m_valueNames.taken.end() ? ValueId {} : it->second;
}

namespace
{

std::string describe(const Graph& graph, ValueId id)
{
    if (!id) return "-";
    const Value& value = graph.value(id);
    std::string text = printable(value.name);
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
    std::string text = fmt::format("graph {}\ninputs: {}\noutputs: {}\n", printable(graph.name),
        describe(graph, graph.inputs), describe(graph, graph.outputs));
    for (const NodeId id : graph.order()) {
        const Node& node = graph.node(id);
        text += fmt::format("{}: {}{}{}({}) -> {}", printable(node.name), printable(node.domain),
            node.domain.empty() ? "" : "::", printable(node.op), describe(graph, node.inputs),
            describe(graph, node.outputs));
        if (node.clamp) text += fmt::format(" clamp[{}, {}]", node.clamp->lo, node.clamp->hi);
        text += '\n';
    }
    for (const Issue& issue : graph.issues)
        text += fmt::format(
            "issue: {}{}{}\n", printable(issue.node), issue.node.empty() ? "" : ": ", printable(issue.text));
    return text;
}

} // namespace bitladder::graph
