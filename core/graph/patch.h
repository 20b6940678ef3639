// A rewrite: the nodes and values that take the place of a node, or come beside others. Names that are taken get a
// number (graph.h).
#pragma once
#include "core/graph/graph.h"

#include <string>
#include <utility>
#include <vector>

namespace bitladder::graph
{

class Patch
{
public:
    // New nodes stand at the end of the order: sort() when all patches are made.
    Patch(Graph& graph, int opset);
    // Removes the node; new nodes stand in its place, in the order in which they are added.
    static Patch replacing(Graph& graph, NodeId node, int opset);

    ValueId value(std::string name); // of unknown type and shape
    ValueId like(ValueId id, const std::string& suffix); // named after another value, of its type and shape
    ValueId constant(std::string name, Tensor tensor);
    template<typename T> ValueId scalar(std::string name, T v)
    {
        return constant(std::move(name), Tensor::scalar<T>(v));
    }
    ValueId integers(std::string name, const std::vector<int64_t>& v); // a vector of int64

    NodeId node(std::string op, std::string name, std::vector<ValueId> inputs, std::vector<ValueId> outputs,
        Attributes attributes = {});
    NodeId node(Node node); // as it is, its opset too
    // A node of one output, which gets the node's name and is returned.
    ValueId add(std::string op, const std::string& name, std::vector<ValueId> inputs, Attributes attributes = {});

    void setInput(NodeId id, size_t input, ValueId value); // makes room for it where the node has fewer
    void setOutput(NodeId id, size_t output, ValueId value); // precondition: the node has it
    size_t size() const { return m_added; } // nodes added

private:
    Graph& m_graph;
    int m_opset;
    size_t m_position;
    bool m_atEnd = true;
    size_t m_added = 0;
};

} // namespace bitladder::graph
