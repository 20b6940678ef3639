// Graphs in a few readable lines:
//   GraphBuilder b;
//   auto x = b.input("x", {1, 3, 8, 8});
//   auto y = b.node("Conv", "conv1", {x, b.constant("w", weights)}, {{"strides", std::vector<int64_t> {2, 2}}});
//   graph::Graph graph = b.graph({y});
#pragma once
#include "core/graph/graph.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bitladder::test
{

class GraphBuilder
{
public:
    using AttributeList = std::vector<std::pair<std::string, graph::Attribute>>;

    explicit GraphBuilder(int opset = 13)
        : m_opset(opset)
    {
        m_graph.name = "test";
        m_graph.opsets[""] = opset;
    }

    ValueId input(const std::string& name, tensor::Shape shape, tensor::ElementType type = tensor::ElementType::Float32)
    {
        const ValueId id = m_graph.addValue({name, type, std::move(shape), {}, {}});
        m_graph.inputs.push_back(id);
        return id;
    }
    ValueId constant(const std::string& name, tensor::Tensor value)
    {
        const auto type = value.type();
        const auto shape = value.shape();
        return m_graph.addValue({name, type, shape, std::move(value), {}});
    }
    ValueId constant(const std::string& name, tensor::Shape shape, const std::vector<float>& values)
    {
        return constant(name, tensor::Tensor::of<float>(std::move(shape), values));
    }
    // A node of one output, which is called like the node with ":0" behind it.
    ValueId node(const std::string& op, const std::string& name, std::vector<ValueId> inputs,
        AttributeList attributes = {}, const std::string& domain = {})
    {
        graph::Node node;
        node.name = name;
        node.op = op;
        node.domain = domain;
        node.opset = m_opset;
        node.inputs = std::move(inputs);
        node.outputs = {m_graph.addValue({name + ":0", {}, {}, {}, {}})};
        for (auto& [key, value] : attributes)
            node.attributes.set(key, std::move(value));
        const ValueId output = node.outputs[0];
        m_graph.addNode(std::move(node));
        return output;
    }
    graph::Graph& raw() { return m_graph; }
    graph::Graph graph(std::vector<ValueId> outputs)
    {
        m_graph.outputs = std::move(outputs);
        return m_graph;
    }

private:
    int m_opset;
    graph::Graph m_graph;
};

} // namespace bitladder::test
