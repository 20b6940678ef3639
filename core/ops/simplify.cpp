#include "core/ops/simplify.h"

#include "core/graph/layers.h"
#include "core/graph/passes.h"
#include "core/ops/operator.h"
#include "core/tensor/memory_limit.h"

#include <algorithm>

namespace bitladder::ops
{

using graph::Graph;
using graph::TypeAndShape;

namespace
{

// Infers by running the operator on zeros: one description of an operator serves both purposes.
class ZeroInference
{
public:
    Result<std::vector<TypeAndShape>> operator()(const Graph& graph, const Node& node) const
    {
        const Operator* entry = findOperator(node);
        if (!entry)
            return fail("operator {}{}{} (opset {}) is not supported", node.domain,
                node.domain.empty() ? "" : "::", node.op, node.opset);
        std::vector<TypeAndShape> unknown(node.outputs.size());
        if (const ValueId id = node.input(static_cast<size_t>(entry->like)); entry->like >= 0 && id && !unknown.empty())
            unknown[0] = {graph.value(id).type, graph.value(id).shape};
        if (entry->shapes == Operator::Shapes::FromData) return unknown;
        if (auto alike = elementwise(graph, node, *entry)) return *std::move(alike);
        for (const int i : entry->shapeInputs) {
            const ValueId id = node.input(static_cast<size_t>(i));
            if (id && !graph.constant(id)) return unknown;
        }
        std::vector<Tensor> zeros(node.inputs.size());
        std::vector<const Tensor*> inputs(node.inputs.size(), nullptr);
        for (size_t i = 0; i < node.inputs.size(); ++i) {
            const ValueId id = node.inputs[i];
            if (!id) continue;
            if (const Tensor* constant = graph.constant(id)) {
                inputs[i] = constant;
                continue;
            }
            const graph::Value& value = graph.value(id);
            if (!value.type || !value.shape || !tensor::elementCount(*value.shape)) return unknown;
            auto zero = Tensor::make(*value.type, *value.shape);
            if (!zero) return pass(zero.error());
            zeros[i] = *std::move(zero);
            inputs[i] = &zeros[i];
        }
        std::vector<TypeAndShape> result;
        if (entry->infer) {
            auto inferred = entry->infer(node, inputs);
            if (!inferred) return pass(inferred.error());
            for (const auto& [type, shape] : *inferred)
                result.push_back({type, shape});
            return result;
        }
        auto outputs = evaluateNode(node, inputs, m_threads);
        if (!outputs) return pass(outputs.error());
        for (const Tensor& output : *outputs)
            result.push_back({output.type(), output.shape()});
        return result;
    }

private:
    // One large input, element by element: the type comes from a single element.
    std::optional<Result<std::vector<TypeAndShape>>> elementwise(
        const Graph& graph, const Node& node, const Operator& entry) const
    {
        constexpr int64_t kFew = int64_t {1} << 20;
        if (entry.layout != LayoutRule::Elementwise || node.inputs.size() != 1 || node.outputs.size() != 1
            || !node.input(0))
            return std::nullopt;
        const graph::Value& value = graph.value(node.input(0));
        if (!value.type || !value.shape || tensor::elementCount(*value.shape).value_or(0) <= kFew) return std::nullopt;
        auto one = Tensor::make(*value.type, tensor::Shape(value.shape->size(), 1));
        if (!one) return pass(one.error());
        const Tensor* inputs[] {&*one};
        auto outputs = evaluateNode(node, inputs, m_threads);
        if (!outputs) return pass(outputs.error());
        return std::vector<TypeAndShape> {{outputs->front().type(), *value.shape}};
    }

    Threads m_threads {1};
};

} // namespace

Result<tensor::Shape> inputShape(const Graph& graph, ValueId input, const SimplifyOptions& options)
{
    const graph::Value& value = graph.value(input);
    const auto given = options.inputShapes.find(value.name);
    if (!value.shape) {
        if (given != options.inputShapes.end()) return given->second;
        return fail("input {}: its shape is not given by the file", value.name);
    }
    tensor::Shape shape = *value.shape;
    if (given != options.inputShapes.end() && given->second.size() != shape.size())
        return fail("input {}: shape {} was given, but the model wants {}", value.name, tensor::toString(given->second),
            tensor::toString(shape));
    for (size_t i = 0; i < shape.size(); ++i) {
        const int64_t wanted = given == options.inputShapes.end() ? -1 : given->second[i];
        if (shape[i] >= 0 && wanted >= 0 && wanted != shape[i])
            return fail("input {}: shape {} was given, but the model wants {}", value.name,
                tensor::toString(given->second), tensor::toString(shape));
        if (shape[i] >= 0) continue;
        if (wanted >= 0)
            shape[i] = wanted;
        else if (i == 0)
            shape[i] = options.batch;
        else
            shape[i] = shape.size() == 4 ? options.spatial : options.other;
    }
    return shape;
}

Result<Graph> simplify(const Graph& original, const SimplifyOptions& options, const Job& job)
{
    Graph graph = original;
    if (options.memory) graph.memory = *options.memory;
    const tensor::MemoryLimit allowance(graph.memory);
    for (const ValueId input : graph.inputs) {
        auto shape = inputShape(graph, input, options);
        if (shape) {
            graph.edit(input, [&](graph::Value& value) { value.shape = *std::move(shape); });
        } else if (options.inputShapes.contains(graph.value(input).name)) {
            return pass(shape.error());
        } else {
            graph.issues.push_back({"", "", shape.error().message});
        }
    }
    BITLADDER_TRY(graph::widenNarrowFloats(graph));
    graph::dropIdentities(graph);
    graph::lowerQuantizedLayers(graph);
    const Threads threads(1);
    const graph::Evaluator evaluate = [&](const Node& node, std::span<const Tensor* const> inputs) {
        return evaluateNode(node, inputs, threads, nullptr, job.stop);
    };
    BITLADDER_TRY(graph::inferAndFold(graph, ZeroInference {}, evaluate, job));
    while (graph::inlineBranches(graph) > 0)
        BITLADDER_TRY(graph::inferAndFold(graph, ZeroInference {}, evaluate, job));
    graph::dropIdentities(graph);
    if (graph::canonicalizeProducts(graph) > 0)
        BITLADDER_TRY(graph::inferAndFold(graph, ZeroInference {}, evaluate, job));
    BITLADDER_TRY(graph::extractActivationQuantizers(graph));
    graph::dropDead(graph);
    BITLADDER_TRY(graph::foldBias(graph));
    BITLADDER_TRY(graph::foldBatchNorm(graph));
    BITLADDER_TRY(graph::foldBias(graph));
    graph::fuseActivations(graph);
    graph::dropDead(graph);
    return graph;
}

} // namespace bitladder::ops
