// The network as read from a file: nodes and the values between them. A graph is built by a reader, cleaned up by the
// passes (passes.h) and then only read; it may be shared between threads.
#pragma once
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/quant/quantizer.h"
#include "core/tensor/tensor.h"

#include <array>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bitladder::graph
{

using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

class Graph;
using Attribute = std::variant<int64_t, float, std::string, std::vector<int64_t>, std::vector<float>,
    std::vector<std::string>, Tensor, std::shared_ptr<const Graph>>;

class Attributes
{
public:
    void set(std::string name, Attribute value) { m_values[std::move(name)] = std::move(value); }
    void erase(const std::string& name) { m_values.erase(name); }
    const std::map<std::string, Attribute>& all() const { return m_values; }

    template<typename T> const T* find(const std::string& name) const
    {
        const auto it = m_values.find(name);
        return it == m_values.end() ? nullptr : std::get_if<T>(&it->second);
    }
    template<typename T> T get(const std::string& name, T fallback) const
    {
        const T* value = find<T>(name);
        return value ? *value : fallback;
    }
    int64_t integer(const std::string& name, int64_t fallback) const { return get<int64_t>(name, fallback); }
    std::vector<int64_t> integers(const std::string& name) const { return get<std::vector<int64_t>>(name, {}); }

private:
    std::map<std::string, Attribute> m_values;
};

// An activation that a layer applies to its output: min(max(x, lo), hi), with lo ≤ hi, so that the order does not
// matter. (A Clip whose lower bound is above its upper one gives the upper one, as ONNX says: lo = hi.)
struct Clamp {
    float lo;
    float hi;
    friend bool operator==(const Clamp&, const Clamp&) = default;
};

struct Node {
    std::string name; // unique in the graph, never empty
    std::string op; // "Conv"
    std::string domain; // "" is ai.onnx
    int opset = 0; // the version of its domain that the file imports
    std::vector<ValueId> inputs; // an invalid id is an absent optional input
    std::vector<ValueId> outputs;
    Attributes attributes;
    std::optional<Clamp> clamp; // a fused Relu or Clip; only on layers
    // Of the activations at inputs 0 and 1, where the file gives one; only on layers.
    std::array<std::optional<quant::Quantizer>, 2> inputGrids;

    ValueId input(size_t i) const { return i < inputs.size() ? inputs[i] : ValueId {}; }
    ValueId output(size_t i) const { return i < outputs.size() ? outputs[i] : ValueId {}; }
};

struct Value {
    std::string name;
    std::optional<ElementType> type; // unknown until inferred
    std::optional<Shape> shape; // unknown until inferred; −1 is an unknown extent
    std::optional<Tensor> constant;
    NodeId producer; // invalid for inputs and constants
    std::optional<quant::Quantizer> grid {}; // of a constant that the file holds quantized
};

// Something about the file that a person should know; the graph opens all the same.
struct Issue {
    std::string node; // empty: about the whole file
    std::string op;
    std::string text;
};

// Nodes and values, with three things kept right whatever is done to them: who reads a value, who produces it, and
// that no two values and no two nodes share a name. Nodes and values are changed through edit() alone, and their ids
// and references stay valid while others are added. What a subgraph of If, Loop or Scan takes from outside stands
// among its node's inputs (attribute "captures": the names that it has inside), so that a value may be replaced or
// renamed without a look into subgraphs.
class Graph
{
public:
    std::string name;
    std::string producer;
    std::map<std::string, int> opsets;
    std::vector<ValueId> inputs; // without those that have an initializer
    std::vector<ValueId> outputs;
    std::vector<Issue> issues;
    // Bytes that computing what the file asks for may take (tensor/memory_limit.h); a person may raise it.
    size_t memory = std::numeric_limits<size_t>::max();

    // A name that is taken already gets a number behind it.
    ValueId addValue(Value value);
    // Behind all others, or at a position in the order. Sets itself as producer of its outputs.
    NodeId addNode(Node node) { return addNode(std::move(node), m_order.size()); }
    NodeId addNode(Node node, size_t position);
    // Its outputs lose their producer, and its name is free. Returns where in the order it stood.
    size_t removeNode(NodeId id);

    // Of an absent one: a value without name, type and shape.
    const Value& value(ValueId id) const { return id ? m_values[static_cast<size_t>(id.index)] : none(); }
    const Node& node(NodeId id) const { return m_nodes[static_cast<size_t>(id.index)]; }
    size_t valueCount() const { return m_values.size(); }

    // `change` gets the node or value to write into. A producer is what the nodes' outputs say: it cannot be changed
    // here.
    template<typename Change> void edit(NodeId id, Change change)
    {
        const bool live = detach(id);
        change(m_nodes[static_cast<size_t>(id.index)]);
        if (live) attach(id);
    }
    template<typename Change> void edit(ValueId id, Change change)
    {
        Value& value = m_values[static_cast<size_t>(id.index)];
        const NodeId made = value.producer;
        m_valueNames.taken.erase(value.name);
        change(value);
        value.producer = made;
        value.name = registered(m_valueNames, std::move(value.name), id);
    }

    // Live nodes in execution order: every node comes after the producers of its inputs.
    const std::vector<NodeId>& order() const { return m_order; }
    // Sorts; fails with the names of the nodes on a cycle.
    Result<void> sort();

    // The nodes that read a value, each once, in the order in which they were added. Valid until the graph is changed.
    const std::vector<NodeId>& consumers(ValueId id) const { return m_readers[static_cast<size_t>(id.index)]; }
    bool isOutput(ValueId id) const;
    const Tensor* constant(ValueId id) const; // null if absent or not constant
    // Everybody who reads `from` reads `to` afterwards, graph outputs included.
    void replaceUses(ValueId from, ValueId to);
    ValueId findValue(std::string_view name) const;

private:
    template<typename Id> struct Names {
        std::map<std::string, Id, std::less<>> taken;
        std::map<std::string, int> numbers; // the latest that was put behind a name
    };
    template<typename Id> static std::string registered(Names<Id>& names, std::string name, Id id)
    {
        if (name.empty() || names.taken.emplace(name, id).second) return name;
        int& number = names.numbers.try_emplace(name, 1).first->second;
        std::string free;
        do
            free = name + "_" + std::to_string(++number);
        while (!names.taken.emplace(free, id).second);
        return free;
    }
    static const Value& none();
    void attach(NodeId id);
    bool detach(NodeId id); // false: the node was removed before

    // Deques, because they never move what they hold.
    std::deque<Value> m_values;
    std::deque<Node> m_nodes;
    std::vector<std::vector<NodeId>> m_readers; // by value, sorted
    std::vector<bool> m_live; // by node
    Names<ValueId> m_valueNames;
    Names<NodeId> m_nodeNames;
    std::vector<NodeId> m_order;
};

// One line per node and value, for people and tests.
std::string dump(const Graph& graph);

} // namespace bitladder::graph
