#include "core/ops/interpreter.h"

#include <algorithm>
#include <set>

namespace bitladder::ops
{

using graph::Attribute;
using graph::Graph;

namespace
{

// Names that the subgraphs of a node take from the graphs around them.
void collectOuterNames(const Node& node, std::set<std::string>& names)
{
    for (const auto& [key, attribute] : node.attributes.all()) {
        const auto* held = std::get_if<std::shared_ptr<const Graph>>(&attribute);
        if (!held || !*held) continue;
        const Graph& inner = **held;
        const auto add = [&](ValueId id) {
            if (!id) return;
            const graph::Value& value = inner.value(id);
            if (!value.producer && !value.constant && std::ranges::find(inner.inputs, id) == inner.inputs.end())
                names.insert(value.name);
        };
        for (const NodeId id : inner.order()) {
            std::ranges::for_each(inner.node(id).inputs, add);
            collectOuterNames(inner.node(id), names);
        }
        std::ranges::for_each(inner.outputs, add);
    }
}

class Run
{
public:
    Run(const Graph& graph, const Threads& threads, const std::map<std::string, Tensor>& outer, std::stop_token stop)
        : m_graph(graph)
        , m_threads(threads)
        , m_outer(outer)
        , m_stop(std::move(stop))
        , m_values(graph.valueCount())
        , m_known(graph.valueCount(), false)
        , m_readers(graph.valueCount(), 0)
    {
        for (const NodeId id : graph.order()) {
            for (const ValueId input : graph.node(id).inputs)
                if (input) ++m_readers[static_cast<size_t>(input.index)];
            std::set<std::string> names;
            collectOuterNames(graph.node(id), names);
            if (!names.empty()) m_captures[id] = std::move(names);
        }
        for (const auto& [id, names] : m_captures)
            for (const std::string& name : names)
                if (const ValueId captured = graph.findValue(name)) ++m_readers[static_cast<size_t>(captured.index)];
        for (const ValueId id : graph.outputs)
            if (id) ++m_readers[static_cast<size_t>(id.index)];
    }

    void set(ValueId id, Tensor tensor)
    {
        m_values[static_cast<size_t>(id.index)] = std::move(tensor);
        m_known[static_cast<size_t>(id.index)] = true;
    }

    // Null where the value is not known (yet).
    const Tensor* find(ValueId id) const
    {
        if (!id) return nullptr;
        if (m_known[static_cast<size_t>(id.index)]) return &m_values[static_cast<size_t>(id.index)];
        if (const Tensor* constant = m_graph.constant(id)) return constant;
        const graph::Value& value = m_graph.value(id);
        if (value.producer) return nullptr;
        const auto it = m_outer.find(value.name);
        return it == m_outer.end() ? nullptr : &it->second;
    }

    Result<void> step(NodeId id)
    {
        const Node& node = m_graph.node(id);
        std::vector<const Tensor*> inputs;
        for (const ValueId input : node.inputs) {
            const Tensor* tensor = find(input);
            if (input && !tensor) return unsupported("its input {} has no value", m_graph.value(input).name);
            inputs.push_back(tensor);
        }
        std::map<std::string, Tensor> captured;
        const auto captures = m_captures.find(id);
        if (captures != m_captures.end())
            for (const std::string& name : captures->second) {
                const ValueId value = m_graph.findValue(name);
                const Tensor* tensor = value ? find(value) : nullptr;
                const auto it = m_outer.find(name);
                if (!tensor && it != m_outer.end()) tensor = &it->second;
                if (tensor) captured[name] = *tensor;
            }
        auto outputs = evaluateNode(node, inputs, m_threads, &captured, m_stop);
        if (!outputs) return pass(outputs.error());
        if (node.clamp && !outputs->empty()) BITLADDER_TRY(clamp(*node.clamp, outputs->front()));
        for (size_t i = 0; i < node.outputs.size() && i < outputs->size(); ++i)
            if (node.outputs[i]) set(node.outputs[i], std::move((*outputs)[i]));
        for (const ValueId input : node.inputs)
            release(input);
        if (captures != m_captures.end())
            for (const std::string& name : captures->second)
                release(m_graph.findValue(name));
        return {};
    }

private:
    // The activation that a layer took over: max and min, as its Relu or Clip would have done.
    static Result<void> clamp(const graph::Clamp& bounds, Tensor& tensor)
    {
        auto result = Tensor::make(tensor.type(), tensor.shape());
        if (!result) return pass(result.error());
        const auto apply = [&](auto zero) {
            using T = decltype(zero);
            const auto lo = static_cast<T>(bounds.lo), hi = static_cast<T>(bounds.hi);
            std::ranges::transform(tensor.as<T>(), result->template mutableAs<T>().begin(), [&](T x) {
                const T raised = x < lo ? lo : x;
                return raised > hi ? hi : raised;
            });
        };
        if (tensor.type() == ElementType::Float64)
            apply(double {});
        else if (tensor.type() == ElementType::Float32)
            apply(float {});
        else
            return fail("an activation cannot be applied to {}", tensor::elementTypeName(tensor.type()));
        tensor = *std::move(result);
        return {};
    }

    void release(ValueId id)
    {
        if (id && --m_readers[static_cast<size_t>(id.index)] == 0) m_values[static_cast<size_t>(id.index)] = {};
    }

    const Graph& m_graph;
    const Threads& m_threads;
    const std::map<std::string, Tensor>& m_outer;
    std::stop_token m_stop;
    std::vector<Tensor> m_values;
    std::vector<bool> m_known;
    std::vector<int> m_readers; // how many nodes (and the graph's outputs) still want a value
    std::map<NodeId, std::set<std::string>> m_captures;
};

} // namespace

Result<std::vector<Tensor>> interpret(const Graph& graph, std::span<const Tensor> inputs, const Threads& threads,
    const Job& job, const std::map<std::string, Tensor>& outer)
{
    if (inputs.size() != graph.inputs.size())
        return fail("the graph has {} inputs, but {} were given", graph.inputs.size(), inputs.size());
    Run run(graph, threads, outer, job.stop);
    for (size_t i = 0; i < inputs.size(); ++i)
        run.set(graph.inputs[i], inputs[i]);
    for (size_t i = 0; i < graph.order().size(); ++i) {
        if (job.stopped()) return cancelled();
        const Node& node = graph.node(graph.order()[i]);
        job.report(static_cast<double>(i) / static_cast<double>(graph.order().size()), node.name);
        auto done = run.step(graph.order()[i]);
        if (!done) return pass(done.error().within(fmt::format("node {} ({})", node.name, node.op)));
    }
    std::vector<Tensor> results;
    for (const ValueId id : graph.outputs) {
        const Tensor* tensor = run.find(id);
        if (!tensor) return unsupported("output {} has no value", id ? graph.value(id).name : "");
        results.push_back(*tensor);
    }
    return results;
}

} // namespace bitladder::ops
