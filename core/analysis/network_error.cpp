#include "core/analysis/network_error.h"

#include "core/base/hash.h"
#include "core/methods/quantize_network.h"

#include <algorithm>
#include <limits>

namespace bitladder::analysis
{

using engine::Executable;
using tensor::Tensor;

namespace
{

// Whose SQNR and cosine are not numbers.
ErrorStats incomparable()
{
    ErrorStats stats;
    stats.sumError2 = std::numeric_limits<double>::quiet_NaN();
    return stats;
}

} // namespace

Result<FloatTaps> floatTaps(Executable& floatNetwork, std::span<const Tensor> inputs, const Job& job, LayerSpan span)
{
    FloatTaps taps;
    taps.inputs.resize(floatNetwork.layers().size());
    taps.outputs.resize(floatNetwork.layers().size());
    auto trace = floatNetwork.run(inputs, job, [&](LayerId id, engine::Tap tap, const Tensor& value) {
        const auto i = static_cast<size_t>(id.index);
        if (span.holds(i)) (tap == engine::Tap::LayerInput ? taps.inputs : taps.outputs)[i] = value;
    });
    if (!trace) return pass(trace.error());
    taps.answers = std::move(trace->outputs);
    return taps;
}

std::vector<LayerSpan> tapSpans(const Executable& network, size_t bytes)
{
    std::vector<LayerSpan> spans;
    size_t held = 0, first = 0;
    const auto& layers = network.layers();
    for (size_t i = 0; i < layers.size(); ++i) {
        const size_t taps = static_cast<size_t>(layers[i].inputs + layers[i].outputs) * sizeof(float);
        if (i > first && held + taps > bytes) {
            spans.push_back({first, i});
            first = i;
            held = 0;
        }
        held += taps;
    }
    spans.push_back({first, layers.size()});
    return spans;
}

Result<QuantizedRun> compareRun(Executable& quantized, std::span<const Tensor> inputs, const FloatTaps& reference,
    const Job& job, std::optional<LayerId> keep)
{
    QuantizedRun run;
    run.accumulated.resize(quantized.layers().size());
    auto trace = quantized.run(inputs, job, [&](LayerId id, engine::Tap tap, const Tensor& value) {
        const auto i = static_cast<size_t>(id.index);
        if (tap != engine::Tap::LayerOutput || !reference.holds(i)) return;
        auto expected = quantized.behindFused(id, reference.outputs[i]);
        const Tensor& real = expected ? *expected : reference.outputs[i];
        // A method took channels away: nothing stands beside their values.
        if (real.shape() == value.shape())
            run.accumulated[i] = compare(real, value);
        else
            run.accumulated[i] = incomparable();
        if (keep && *keep == id) run.kept = value;
    });
    if (!trace) return pass(trace.error());
    run.answers = std::move(trace->outputs);
    for (size_t i = 0; i < run.answers.size(); ++i)
        run.output.merge(compare(reference.answers[i], run.answers[i]));
    return run;
}

Result<MetricRun> measureRun(
    Executable& quantized, std::span<const Tensor> inputs, const FloatTaps& reference, const Job& job)
{
    MetricRun run;
    run.layers.resize(quantized.layers().size());
    auto trace = quantized.run(inputs, job, [&](LayerId id, engine::Tap tap, const Tensor& value) {
        const auto i = static_cast<size_t>(id.index);
        if (tap != engine::Tap::LayerOutput || !reference.holds(i)) return;
        auto expected = quantized.behindFused(id, reference.outputs[i]);
        run.layers[i] = measure(expected ? *expected : reference.outputs[i], value, Comparison::Kind::Values);
    });
    if (!trace) return pass(trace.error());
    for (size_t i = 0; i < trace->outputs.size(); ++i)
        run.answers.push_back(measure(reference.answers[i], trace->outputs[i], Comparison::Kind::Answer));
    return run;
}

Result<std::vector<uint64_t>> activationChecksums(Executable& network, std::span<const Tensor> inputs, const Job& job)
{
    std::vector<uint64_t> sums(network.layers().size());
    auto trace = network.run(inputs, job, [&](LayerId id, engine::Tap tap, const Tensor& value) {
        if (tap != engine::Tap::LayerOutput) return;
        Fnv1a hash;
        hash.add(value.data(), static_cast<size_t>(value.count()) * tensor::elementSize(value.type()));
        sums[static_cast<size_t>(id.index)] = hash.value();
    });
    if (!trace) return pass(trace.error());
    return sums;
}

Result<ErrorStats> isolatedError(const model::Model& model, const graph::Layer& layer, const quant::LayerRecipe& recipe,
    const engine::Calibration& calibration, const FloatTaps& reference, const engine::PrepareOptions& options,
    const Job& job)
{
    const auto index = static_cast<size_t>(layer.id.index);
    const auto floats = [](const Tensor& t) {
        return t.type() == tensor::ElementType::Float32 || t.type() == tensor::ElementType::Float64;
    };
    if (layer.quantizesInput && !floats(reference.inputs[index]))
        return fail("layer {} has not run in float", layer.name);
    auto alone = std::make_shared<graph::Graph>(graph::singleLayerGraph(*model.graph, layer));
    // What the node reads: the inputs of its layers are known; what else there is (a first state) is taken as zero.
    std::vector<Tensor> inputs;
    bool all = true;
    const graph::Node& node = model.graph->node(layer.node);
    for (size_t i = 0; i < node.inputs.size(); ++i) {
        if (!node.inputs[i] || model.graph->constant(node.inputs[i])) continue;
        const auto same = std::ranges::find_if(
            model.layers, [&](const graph::Layer& l) { return l.node == layer.node && l.inputIndex == i; });
        const ValueId read = alone->inputs[inputs.size()];
        if (same != model.layers.end()) {
            inputs.push_back(reference.inputs[static_cast<size_t>(same->id.index)]);
            alone->edit(read, [&](graph::Value& value) { value.type = inputs.back().type(); });
            continue;
        }
        all = false;
        auto zeros = Tensor::make(*alone->value(read).type, *alone->value(read).shape);
        if (!zeros) return pass(zeros.error());
        inputs.push_back(*std::move(zeros));
    }
    const auto answer = [&](const quant::Recipe& asked) -> Result<Tensor> {
        engine::PrepareOptions local = options;
        local.cache.reset(); // its layer ids are those of the whole network
        auto executable = methods::prepare(alone, asked, calibration, local, job);
        if (!executable) return pass(executable.error());
        auto trace = (*executable)->run(inputs, job);
        if (!trace) return pass(trace.error());
        return trace->outputs.front();
    };
    quant::Recipe one = engine::floatRecipe(*alone);
    Result<Tensor> expected = all ? Result<Tensor>(reference.outputs[index]) : answer(one);
    if (!expected) return pass(expected.error());
    for (auto& asked : one.layers)
        if (asked.layer == layer.name) asked = recipe;
    auto got = answer(one);
    if (!got) return pass(got.error());
    return compare(*expected, *got);
}

Result<ErrorStats> isolatedError(const engine::QuantizedNetwork& network, const graph::Layer& layer,
    const FloatTaps& reference, const engine::PrepareOptions& options, const Job& job)
{
    const auto index = static_cast<size_t>(layer.id.index);
    auto alone = std::make_shared<graph::Graph>(graph::singleLayerGraph(*network.graph, layer));
    const auto layers = graph::layersOf(*alone);
    if (layers.size() != 1 || alone->inputs.size() != 1)
        return fail("layer {} ({}) reads more than one value: its error alone is not defined", layer.name, layer.op);
    auto one = std::make_shared<engine::QuantizedNetwork>();
    one->recipe = engine::floatRecipe(*alone);
    one->recipe.layers[0] = network.recipe.layers[index];
    one->layers = {network.layers[index]};
    const Tensor& input = reference.inputs[index];
    alone->edit(alone->inputs[0], [&](graph::Value& value) { value.type = input.type(); });
    one->graph = std::move(alone);
    engine::PrepareOptions local = options;
    local.cache.reset(); // its layer ids are those of the whole network
    auto executable = engine::prepare(std::move(one), local, job);
    if (!executable) return pass(executable.error());
    auto trace = (*executable)->run(std::span(&input, 1), job);
    if (!trace) return pass(trace.error());
    if (trace->outputs.front().shape() != reference.outputs[index].shape()) return incomparable();
    return compare(reference.outputs[index], trace->outputs.front());
}

} // namespace bitladder::analysis
