#include "core/graph/patch.h"

namespace bitladder::graph
{

Patch::Patch(Graph& graph, int opset)
    : m_graph(graph)
    , m_opset(opset)
    , m_position(graph.order().size())
{
}

Patch Patch::replacing(Graph& graph, NodeId node, int opset)
{
    Patch patch(graph, opset);
    patch.m_position = graph.removeNode(node);
    patch.m_atEnd = false;
    return patch;
}

ValueId Patch::value(std::string name)
{
    return m_graph.addValue({std::move(name), {}, {}, {}, {}});
}

ValueId Patch::like(ValueId id, const std::string& suffix)
{
    const Value& other = m_graph.value(id);
    return m_graph.addValue({other.name + suffix, other.type, other.shape, {}, {}});
}

ValueId Patch::constant(std::string name, Tensor tensor)
{
    const auto type = tensor.type();
    Shape shape = tensor.shape();
    return m_graph.addValue({std::move(name), type, std::move(shape), std::move(tensor), {}});
}

ValueId Patch::integers(std::string name, const std::vector<int64_t>& v)
{
    return constant(std::move(name), Tensor::of<int64_t>({static_cast<int64_t>(v.size())}, v));
}

NodeId Patch::node(
    std::string op, std::string name, std::vector<ValueId> inputs, std::vector<ValueId> outputs, Attributes attributes)
{
    Node made;
    made.op = std::move(op);
    made.name = std::move(name);
    made.opset = m_opset;
    made.inputs = std::move(inputs);
    made.outputs = std::move(outputs);
    made.attributes = std::move(attributes);
    return node(std::move(made));
}

NodeId Patch::node(Node made)
{
    ++m_added;
    if (m_atEnd) return m_graph.addNode(std::move(made));
    return m_graph.addNode(std::move(made), m_position++);
}

ValueId Patch::add(std::string op, const std::string& name, std::vector<ValueId> inputs, Attributes attributes)
{
    const ValueId out = value(name);
    node(std::move(op), name, std::move(inputs), {out}, std::move(attributes));
    return out;
}

void Patch::setInput(NodeId id, size_t input, ValueId value)
{
    m_graph.edit(id, [&](Node& node) {
        if (node.inputs.size() <= input) node.inputs.resize(input + 1);
        node.inputs[input] = value;
    });
}

void Patch::setOutput(NodeId id, size_t output, ValueId value)
{
    m_graph.edit(id, [&](Node& node) { node.outputs[output] = value; });
}

} // namespace bitladder::graph
