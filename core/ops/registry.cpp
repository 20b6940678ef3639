#include "core/ops/operator.h"

#include <algorithm>
#include <tuple>

namespace bitladder::ops
{

namespace
{

std::vector<const Operator*> collect()
{
    std::vector<const Operator*> all;
    for (const auto group :
        {elementwiseOperators(), activationOperators(), arithmeticOperators(), shapeOperators(), sliceOperators(),
            gatherOperators(), resizeOperators(), poolingOperators(), reductionOperators(), normalizationOperators(),
            productOperators(), convolutionOperators(), quantizedOperators(), contribOperators(), qonnxOperators(),
            controlOperators(), recurrentOperators(), lossOperators(), attentionOperators(), gridOperators(),
            detectionOperators(), randomOperators(), signalOperators(), treeOperators()})
        for (const Operator& entry : group)
            all.push_back(&entry);
    std::ranges::stable_sort(all, [](const Operator* a, const Operator* b) {
        return std::tie(a->domain, a->name, a->since) < std::tie(b->domain, b->name, b->since);
    });
    return all;
}

} // namespace

std::span<const Operator* const> allOperators()
{
    static const std::vector<const Operator*> kAll = collect();
    return kAll;
}

const Operator* findOperator(const Node& node)
{
    // A file that imports no version of a domain at all gets the oldest meaning.
    const int opset = std::max(node.opset, 1);
    const Operator* best = nullptr;
    for (const Operator* entry : allOperators()) {
        if (entry->name != node.op || entry->domain != node.domain) continue;
        if (opset < entry->since || (entry->until != 0 && opset > entry->until)) continue;
        best = entry; // sorted by `since`: the newest that holds wins
    }
    return best;
}

Result<Tensor*> OpContext::out(size_t i, ElementType type, Shape shape)
{
    if (i >= m_outputs.size()) return fail("{}: has no output {}", m_node.name, i);
    if (i < m_places.size() && m_places[i].data() && m_places[i].type() == type && m_places[i].shape() == shape) {
        m_outputs[i] = m_places[i];
        return &m_outputs[i];
    }
    auto tensor = Tensor::make(type, std::move(shape));
    if (!tensor) return pass(tensor.error());
    m_outputs[i] = *std::move(tensor);
    return &m_outputs[i];
}

Result<std::vector<int64_t>> integersOf(const OpContext& context, size_t input)
{
    const Tensor& t = context.in(input);
    if (!tensor::isInteger(t.type()))
        return fail("input {} must hold integers, not {}", input, tensor::elementTypeName(t.type()));
    std::vector<int64_t> values(static_cast<size_t>(t.count()));
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = t.integerAt(static_cast<int64_t>(i));
    return values;
}

Result<std::vector<int64_t>> axesOf(const OpContext& context, size_t input, size_t rank)
{
    std::vector<int64_t> axes;
    if (context.has(input)) {
        auto given = integersOf(context, input);
        if (!given) return given;
        axes = *std::move(given);
    } else {
        axes = context.node().attributes.integers("axes");
    }
    for (int64_t& axis : axes) {
        const auto normalized = tensor::normalizedAxis(axis, rank);
        if (!normalized) return fail("axis {} does not exist in a tensor of rank {}", axis, rank);
        axis = *normalized;
    }
    return axes;
}

Result<void> runOperator(const Operator& entry, OpContext& context)
{
    for (int i = 0; i < entry.needs; ++i)
        if (!context.has(static_cast<size_t>(i))) return fail("input {} is missing", i);
    return entry.run(context);
}

Result<std::vector<Tensor>> evaluateNode(const Node& node, std::span<const Tensor* const> inputs,
    const Threads& threads, const std::map<std::string, Tensor>* outer, std::stop_token stop)
{
    const Operator* entry = findOperator(node);
    if (!entry)
        return unsupported("operator {}{}{} (opset {}) is not supported", node.domain,
            node.domain.empty() ? "" : "::", node.op, node.opset);
    OpContext context(node, inputs, threads, {}, outer, std::move(stop));
    auto done = runOperator(*entry, context);
    if (!done) return pass(done.error());
    return context.take();
}

} // namespace bitladder::ops
