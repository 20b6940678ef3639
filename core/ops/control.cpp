// If, Loop and Scan: operators that run graphs of their own.
#include "core/ops/interpreter.h"
#include "core/ops/support.h"

namespace bitladder::ops
{

namespace
{

using graph::Graph;
using Outer = std::map<std::string, Tensor>;

// A subgraph with what it sees from outside. Values of the outer graph come by name: from the interpreter that runs
// this node, or as inputs behind the operator's own, named by the attribute "captures".
struct Body {
    std::shared_ptr<const Graph> graph;
    Outer outer;
};

size_t ownInputs(const OpContext& c)
{
    const auto* names = c.node().attributes.find<std::vector<std::string>>("captures");
    return c.inputCount() - std::min(c.inputCount(), names ? names->size() : 0);
}

Result<Body> bodyOf(const OpContext& c, const std::string& attribute)
{
    const auto* graph = c.node().attributes.find<std::shared_ptr<const Graph>>(attribute);
    if (!graph || !*graph) return fail("the attribute {} is missing", attribute);
    Body body {*graph, c.outer() ? *c.outer() : Outer {}};
    if (const auto* names = c.node().attributes.find<std::vector<std::string>>("captures"))
        for (size_t i = ownInputs(c); i < c.inputCount(); ++i)
            if (c.has(i)) body.outer[(*names)[i - ownInputs(c)]] = c.in(i);
    return body;
}

Result<std::vector<Tensor>> run(const OpContext& c, const Body& body, std::span<const Tensor> inputs)
{
    auto results = interpret(*body.graph, inputs, c.threads(), Job {c.stop(), {}}, body.outer);
    if (!results) return pass(results.error().within("in its graph"));
    return results;
}

// Tensors of one shape, one behind the other along a new axis.
Result<Tensor> stacked(const std::vector<Tensor>& parts, size_t axis)
{
    std::vector<Tensor> shaped;
    for (const Tensor& part : parts) {
        if (part.type() != parts[0].type() || part.shape() != parts[0].shape())
            return fail(
                "its graph gave {} and then {}", tensor::toString(parts[0].shape()), tensor::toString(part.shape()));
        if (axis > part.rank()) return fail("axis {} does not exist in a result of rank {}", axis, part.rank() + 1);
        Shape shape = part.shape();
        shape.insert(shape.begin() + static_cast<int64_t>(axis), 1);
        shaped.push_back(part.reshaped(shape));
    }
    std::vector<const Tensor*> pointers;
    for (const Tensor& part : shaped)
        pointers.push_back(&part);
    auto shape = joinedShape(axis, pointers);
    if (!shape) return pass(shape.error());
    auto out = Tensor::make(parts[0].type(), *shape);
    if (!out) return out;
    auto done = joinAlong(axis, pointers, *out);
    if (!done) return pass(done.error());
    return out;
}

// What a scan over nothing gives: no elements, of the declared type and extents as far as they are known.
Result<Tensor> nothing(const Graph& graph, size_t output, size_t axis)
{
    const graph::Value& value = graph.value(graph.outputs[output]);
    Shape shape = value.shape.value_or(Shape {});
    for (int64_t& extent : shape)
        extent = std::max<int64_t>(extent, 0);
    shape.insert(shape.begin() + static_cast<int64_t>(std::min(axis, shape.size())), 0);
    return Tensor::make(value.type.value_or(ElementType::Float32), shape);
}

// Element i along an axis.
Result<Tensor> slice(const Tensor& t, size_t axis, int64_t i)
{
    Shape shape = t.shape();
    shape.erase(shape.begin() + static_cast<int64_t>(axis));
    auto out = Tensor::make(t.type(), shape);
    if (!out) return out;
    const int64_t inner = extentProduct(t.shape(), axis + 1, t.rank()), extent = t.shape()[axis];
    visitBits(t.type(), [&](auto zero) {
        using T = decltype(zero);
        for (int64_t o = 0; inner > 0 && o < out->count() / inner; ++o)
            std::copy_n(bitsOf<T>(t) + (o * extent + i) * inner, inner, mutableBitsOf<T>(*out) + o * inner);
    });
    return out;
}

Result<bool> truth(const Tensor& t)
{
    if (t.count() != 1 || t.type() != ElementType::Bool) return fail("the condition must be one bool");
    return t.as<bool>()[0];
}

Result<void> branch(OpContext& c)
{
    const auto condition = truth(c.in(0));
    if (!condition) return pass(condition.error());
    const auto body = bodyOf(c, *condition ? "then_branch" : "else_branch");
    if (!body) return pass(body.error());
    auto results = run(c, *body, {});
    if (!results) return pass(results.error());
    if (results->size() != c.node().outputs.size())
        return fail("its graph gives {} values instead of {}", results->size(), c.node().outputs.size());
    for (size_t i = 0; i < results->size(); ++i)
        c.setOut(i, std::move((*results)[i]));
    return {};
}

// Inputs: most iterations (optional), condition (optional), loop values. The body takes (iteration, condition, values…)
// and gives (condition, values…, one element of each scan output…).
Result<void> loop(OpContext& c)
{
    constexpr int64_t kMost = int64_t {1} << 24; // more is a loop without an end
    const auto body = bodyOf(c, "body");
    if (!body) return pass(body.error());
    int64_t limit = std::numeric_limits<int64_t>::max();
    if (c.has(0)) {
        if (!isInteger(c.in(0).type()) || c.in(0).count() != 1)
            return fail("the number of iterations must be one integer");
        limit = c.in(0).integerAt(0);
    }
    bool going = true;
    if (c.has(1)) {
        const auto condition = truth(c.in(1));
        if (!condition) return pass(condition.error());
        going = *condition;
    }
    const size_t own = ownInputs(c), carried = own > 2 ? own - 2 : 0;
    if (body->graph->inputs.size() != carried + 2 || body->graph->outputs.size() < carried + 1)
        return fail("its graph takes {} values instead of {}", body->graph->inputs.size(), carried + 2);
    const size_t scans = body->graph->outputs.size() - carried - 1;
    if (c.node().outputs.size() > carried + scans) return fail("its graph gives too few values");
    std::vector<Tensor> values;
    for (size_t i = 0; i < carried; ++i) {
        if (!c.has(i + 2)) return fail("input {} is missing", i + 2);
        values.push_back(c.in(i + 2));
    }
    std::vector<std::vector<Tensor>> collected(scans);
    for (int64_t i = 0; going && i < limit; ++i) {
        if (i >= kMost) return fail("it does not end within {} iterations", kMost);
        std::vector<Tensor> inputs {Tensor::scalar<int64_t>(i), Tensor::scalar(true)};
        inputs.insert(inputs.end(), values.begin(), values.end());
        auto results = run(c, *body, inputs);
        if (!results) return pass(results.error());
        const auto condition = truth((*results)[0]);
        if (!condition) return pass(condition.error());
        going = *condition;
        for (size_t k = 0; k < carried; ++k)
            values[k] = std::move((*results)[k + 1]);
        for (size_t k = 0; k < scans; ++k)
            collected[k].push_back(std::move((*results)[carried + 1 + k]));
    }
    for (size_t i = 0; i < c.node().outputs.size(); ++i) {
        if (i < carried) {
            c.setOut(i, values[i]);
            continue;
        }
        auto joined
            = collected[i - carried].empty() ? nothing(*body->graph, i + 1, 0) : stacked(collected[i - carried], 0);
        if (!joined) return pass(joined.error());
        c.setOut(i, *std::move(joined));
    }
    return {};
}

struct ScanPlan {
    size_t states = 0, inputs = 0, outputs = 0;
    std::vector<int64_t> inputAxes, outputAxes, inputDirections, outputDirections;
};

// One scan over tensors: states first, then the scanned inputs; final states, then the scan outputs come back.
Result<std::vector<Tensor>> scanOnce(
    const OpContext& c, const Body& body, const ScanPlan& plan, std::vector<Tensor> values)
{
    int64_t steps = -1;
    std::vector<size_t> axes;
    for (size_t i = 0; i < plan.inputs; ++i) {
        const Tensor& t = values[plan.states + i];
        const auto axis = tensor::normalizedAxis(plan.inputAxes[i], t.rank());
        if (!axis) return fail("axis {} does not exist in a tensor of rank {}", plan.inputAxes[i], t.rank());
        axes.push_back(static_cast<size_t>(*axis));
        const int64_t extent = t.shape()[axes.back()];
        if (steps >= 0 && extent != steps) return fail("the scanned inputs have {} and {} steps", steps, extent);
        steps = extent;
    }
    std::vector<Tensor> states(values.begin(), values.begin() + static_cast<int64_t>(plan.states));
    std::vector<std::vector<Tensor>> collected(plan.outputs);
    for (int64_t step = 0; step < steps; ++step) {
        std::vector<Tensor> inputs = states;
        for (size_t i = 0; i < plan.inputs; ++i) {
            auto part = slice(values[plan.states + i], axes[i], plan.inputDirections[i] ? steps - 1 - step : step);
            if (!part) return pass(part.error());
            inputs.push_back(*std::move(part));
        }
        auto results = run(c, body, inputs);
        if (!results) return results;
        for (size_t i = 0; i < plan.states; ++i)
            states[i] = std::move((*results)[i]);
        for (size_t i = 0; i < plan.outputs; ++i)
            collected[i].push_back(std::move((*results)[plan.states + i]));
    }
    for (size_t i = 0; i < plan.outputs; ++i) {
        if (plan.outputDirections[i]) std::ranges::reverse(collected[i]);
        size_t axis = 0;
        if (!collected[i].empty()) {
            const auto normalized = tensor::normalizedAxis(plan.outputAxes[i], collected[i][0].rank() + 1);
            if (!normalized) return fail("axis {} does not exist in the result", plan.outputAxes[i]);
            axis = static_cast<size_t>(*normalized);
        }
        auto joined = collected[i].empty() ? nothing(*body.graph, plan.states + i, axis) : stacked(collected[i], axis);
        if (!joined) return pass(joined.error());
        states.push_back(*std::move(joined));
    }
    return states;
}

Result<void> scan(OpContext& c)
{
    const auto body = bodyOf(c, "body");
    if (!body) return pass(body.error());
    const bool batched = c.node().opset < 9; // the first input is sequence_lens, the first axis the batch
    const size_t skipped = batched ? 1 : 0, own = ownInputs(c) - std::min(ownInputs(c), skipped);
    const int64_t scanned = c.node().attributes.integer("num_scan_inputs", 0);
    if (scanned < 1 || static_cast<size_t>(scanned) > own) return fail("num_scan_inputs {} is not possible", scanned);
    ScanPlan plan;
    plan.inputs = static_cast<size_t>(scanned);
    plan.states = own - plan.inputs;
    if (body->graph->inputs.size() != own || body->graph->outputs.size() < plan.states)
        return fail("its graph does not fit its inputs");
    plan.outputs = body->graph->outputs.size() - plan.states;
    if (c.node().outputs.size() > plan.states + plan.outputs) return fail("its graph gives too few values");
    const auto list = [&](const char* name, size_t count) -> Result<std::vector<int64_t>> {
        auto numbers = c.node().attributes.integers(name);
        if (numbers.empty()) numbers.assign(count, 0);
        if (numbers.size() != count) return fail("{} has {} numbers instead of {}", name, numbers.size(), count);
        return numbers;
    };
    const auto inputAxes = list("scan_input_axes", plan.inputs), outputAxes = list("scan_output_axes", plan.outputs);
    const auto inputDirections = list(batched ? "directions" : "scan_input_directions", plan.inputs);
    const auto outputDirections = list("scan_output_directions", plan.outputs);
    for (const auto* numbers : {&inputAxes, &outputAxes, &inputDirections, &outputDirections})
        if (!*numbers) return pass(numbers->error());
    plan.inputAxes = *inputAxes;
    plan.outputAxes = *outputAxes;
    plan.inputDirections = *inputDirections;
    plan.outputDirections = *outputDirections;
    std::vector<Tensor> values;
    for (size_t i = 0; i < own; ++i) {
        if (!c.has(i + skipped)) return fail("input {} is missing", i + skipped);
        values.push_back(c.in(i + skipped));
    }
    std::vector<Tensor> results;
    if (!batched) {
        auto once = scanOnce(c, *body, plan, values);
        if (!once) return pass(once.error());
        results = *std::move(once);
    } else {
        if (c.has(0)) return unsupported("sequence_lens is not supported");
        std::vector<std::vector<Tensor>> perSample(plan.states + plan.outputs);
        for (const Tensor& t : values)
            if (t.rank() < 1 || t.shape()[0] != values[0].shape()[0] || t.shape()[0] < 1)
                return fail("its inputs differ in their batch");
        for (int64_t n = 0; n < values[0].shape()[0]; ++n) {
            std::vector<Tensor> sample;
            for (const Tensor& t : values) {
                auto part = slice(t, 0, n);
                if (!part) return pass(part.error());
                sample.push_back(*std::move(part));
            }
            auto once = scanOnce(c, *body, plan, std::move(sample));
            if (!once) return pass(once.error());
            for (size_t i = 0; i < once->size(); ++i)
                perSample[i].push_back(std::move((*once)[i]));
        }
        for (const auto& parts : perSample) {
            auto joined = stacked(parts, 0);
            if (!joined) return pass(joined.error());
            results.push_back(*std::move(joined));
        }
    }
    for (size_t i = 0; i < c.node().outputs.size(); ++i)
        c.setOut(i, std::move(results[i]));
    return {};
}

// Optional values exist here as inputs that may be absent: what is there is a tensor.
Result<void> optionalGetElement(OpContext& c)
{
    c.setOut(0, c.in(0));
    return {};
}

Result<void> optionalHasElement(OpContext& c)
{
    auto out = c.out(0, ElementType::Bool, {});
    if (!out) return pass(out.error());
    (*out)->mutableAs<bool>()[0] = c.has(0);
    return {};
}

} // namespace

std::span<const Operator> controlOperators()
{
    constexpr auto kFromData = Operator::Shapes::FromData;
    static const Operator kOperators[] = {
        {.name = "If", .since = 1, .run = branch, .shapes = kFromData},
        {.name = "Loop", .since = 1, .run = loop, .shapes = kFromData, .needs = 0},
        {.name = "OptionalGetElement", .since = 18, .run = optionalGetElement},
        {.name = "OptionalHasElement", .since = 18, .run = optionalHasElement, .needs = 0},
        {.name = "Scan", .since = 8, .run = scan, .shapes = kFromData, .needs = 0},
    };
    return kOperators;
}

} // namespace bitladder::ops
