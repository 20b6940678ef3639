#include "core/analysis/study.h"

#include <algorithm>

namespace bitladder::analysis
{

using engine::Executable;
using tensor::Tensor;

Result<FloatTaps> floatTaps(Executable& floatNetwork, std::span<const Tensor> inputs, const Job& job)
{
    FloatTaps taps;
    taps.inputs.resize(floatNetwork.layers().size());
    taps.outputs.resize(floatNetwork.layers().size());
    auto trace = floatNetwork.run(inputs, job, [&](LayerId id, engine::Tap tap, const Tensor& value) {
        (tap == engine::Tap::LayerInput ? taps.inputs : taps.outputs)[static_cast<size_t>(id.index)] = value;
    });
    if (!trace) return pass(trace.error());
    taps.answers = std::move(trace->outputs);
    return taps;
}

Result<ChosenRun> compareRun(Executable& chosen, std::span<const Tensor> inputs, const FloatTaps& reference,
    const Job& job, std::optional<LayerId> keep)
{
    ChosenRun run;
    run.accumulated.resize(chosen.layers().size());
    auto trace = chosen.run(inputs, job, [&](LayerId id, engine::Tap tap, const Tensor& value) {
        const auto i = static_cast<size_t>(id.index);
        if (tap != engine::Tap::LayerOutput) return;
        run.accumulated[i] = compare(reference.outputs[i], value);
        if (keep && *keep == id) run.kept = value;
    });
    if (!trace) return pass(trace.error());
    run.answers = std::move(trace->outputs);
    for (size_t i = 0; i < run.answers.size(); ++i)
        run.output.merge(compare(reference.answers[i], run.answers[i]));
    return run;
}

Result<std::vector<uint64_t>> activationChecksums(Executable& network, std::span<const Tensor> inputs, const Job& job)
{
    std::vector<uint64_t> sums(network.layers().size());
    auto trace = network.run(inputs, job, [&](LayerId id, engine::Tap tap, const Tensor& value) {
        if (tap != engine::Tap::LayerOutput) return;
        uint64_t hash = 14695981039346656037u;
        const auto* bytes = static_cast<const unsigned char*>(value.data());
        const size_t count = static_cast<size_t>(value.count()) * tensor::elementSize(value.type());
        for (size_t i = 0; i < count; ++i)
            hash = (hash ^ bytes[i]) * 1099511628211u;
        sums[static_cast<size_t>(id.index)] = hash;
    });
    if (!trace) return pass(trace.error());
    return sums;
}

Result<ErrorStats> isolatedError(const Model& model, const graph::Layer& layer, const quant::LayerRecipe& recipe,
    const engine::Calibration& calibration, const FloatTaps& reference, const engine::PrepareOptions& options,
    const Job& job)
{
    const auto index = static_cast<size_t>(layer.id.index);
    const auto floats = [](const Tensor& t) {
        return t.type() == tensor::ElementType::Float32 || t.type() == tensor::ElementType::Float64;
    };
    if (layer.quantizesInput && !floats(reference.inputs[index]))
        return fail("layer {} has not run in float", layer.name);
    auto alone = std::make_shared<graph::Graph>(graph::alone(*model.graph, layer));
    // What the node reads: the inputs of its layers are known; what else there is (a first state) is taken as zero.
    std::vector<Tensor> inputs;
    bool all = true;
    const graph::Node& node = model.graph->node(layer.node);
    for (size_t i = 0; i < node.inputs.size(); ++i) {
        if (!node.inputs[i] || model.graph->constant(node.inputs[i])) continue;
        const auto same = std::ranges::find_if(
            model.layers, [&](const graph::Layer& l) { return l.node == layer.node && l.inputIndex == i; });
        graph::Value& value = alone->value(alone->inputs[inputs.size()]);
        if (same != model.layers.end()) {
            inputs.push_back(reference.inputs[static_cast<size_t>(same->id.index)]);
            value.type = inputs.back().type();
            continue;
        }
        all = false;
        auto zeros = Tensor::make(*value.type, *value.shape);
        if (!zeros) return pass(zeros.error());
        inputs.push_back(*std::move(zeros));
    }
    const auto answer = [&](const quant::Recipe& asked) -> Result<Tensor> {
        engine::PrepareOptions local = options;
        local.cache.reset(); // its layer ids are those of the whole network
        auto executable = engine::prepare(alone, asked, calibration, local, job);
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

Result<std::pair<Timing, Timing>> measurePair(
    Executable& a, Executable& b, std::span<const Tensor> inputs, int runs, const Job& job)
{
    struct Samples {
        std::vector<double> total, other;
        std::vector<std::vector<double>> layers;
        std::vector<engine::LayerTime> sums;
        void add(const engine::Trace& trace)
        {
            total.push_back(trace.totalMs);
            other.push_back(trace.otherMs);
            layers.resize(trace.layers.size());
            sums.resize(trace.layers.size());
            for (size_t i = 0; i < trace.layers.size(); ++i) {
                layers[i].push_back(trace.layers[i].totalMs);
                sums[i].totalMs += trace.layers[i].totalMs;
                sums[i].reformatMs += trace.layers[i].reformatMs;
                sums[i].kernelMs += trace.layers[i].kernelMs;
                sums[i].epilogueMs += trace.layers[i].epilogueMs;
                sums[i].waitingMs += trace.layers[i].waitingMs;
            }
        }
        Timing timing() const
        {
            Timing t;
            t.total = summarize(total);
            t.otherMs = summarize(other).median;
            for (size_t i = 0; i < layers.size(); ++i) {
                t.layers.push_back(summarize(layers[i]));
                const double scale = sums[i].totalMs > 0 ? t.layers[i].median / sums[i].totalMs : 0;
                t.parts.push_back({t.layers[i].median, sums[i].reformatMs * scale, sums[i].kernelMs * scale,
                    sums[i].epilogueMs * scale, sums[i].waitingMs * scale});
            }
            return t;
        }
    };
    Samples samples[2];
    for (int run = -1; run < runs; ++run) {
        for (const int side : {0, 1}) {
            auto trace = (side == 0 ? a : b).run(inputs, job);
            if (!trace) return pass(trace.error());
            if (run >= 0) samples[side].add(*trace); // the first is a warm-up
        }
        job.report(static_cast<double>(run + 1) / std::max(1, runs), "measuring");
    }
    return std::pair(samples[0].timing(), samples[1].timing());
}

Proportion equalAnswers(const Evaluation& a, const Evaluation& b)
{
    Proportion equal;
    for (size_t i = 0; i < std::min(a.outcomes.size(), b.outcomes.size()); ++i) {
        if (a.outcomes[i].chosenTop < 0 || b.outcomes[i].chosenTop < 0) continue;
        ++equal.total;
        equal.hits += a.outcomes[i].chosenTop == b.outcomes[i].chosenTop;
    }
    return equal;
}

Result<Evaluation> evaluate(const Model& model, Executable& floatNetwork, Executable& chosen,
    std::span<const data::LabelledFile> files, Feed feed, const Job& job,
    const std::function<void(const Evaluation&)>& found)
{
    Evaluation result;
    for (size_t i = 0; i < files.size(); ++i) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(i) / static_cast<double>(files.size()), "evaluating pictures");
        if (const auto taken = feed.take(model, files[i].file); !taken) {
            result.unreadable.push_back(taken.error().message);
            result.outcomes.emplace_back();
            continue;
        }
        auto reference = floatNetwork.run(feed.inputs, job);
        if (!reference) return pass(reference.error());
        auto answer = chosen.run(feed.inputs, job);
        if (!answer) return pass(answer.error());
        const auto a = topOf(reference->outputs.front(), 5), b = topOf(answer->outputs.front(), 5);
        ++result.images;
        const auto count = [](Proportion& p, bool hit) {
            ++p.total;
            p.hits += hit;
        };
        count(result.agreement, !a.empty() && !b.empty() && a[0].index == b[0].index);
        result.outcomes.push_back({a.empty() ? -1 : a[0].index, b.empty() ? -1 : b[0].index});
        if (files[i].label >= 0 && !a.empty() && !b.empty()) {
            ++result.labelled;
            const auto holds = [&](const std::vector<Ranked>& top) {
                return std::ranges::any_of(top, [&](const Ranked& r) { return r.index == files[i].label; });
            };
            count(result.floatTop1, a[0].index == files[i].label);
            count(result.chosenTop1, b[0].index == files[i].label);
            count(result.floatTop5, holds(a));
            count(result.chosenTop5, holds(b));
        }
        if (found) found(result);
    }
    if (result.images == 0 && !result.unreadable.empty()) return fail("{}", result.unreadable.front());
    return result;
}

Result<void> calibrateFiles(const Model& model, Executable& floatNetwork, std::span<const std::filesystem::path> files,
    Feed feed, engine::Calibration& calibration, const Job& job)
{
    for (size_t i = 0; i < files.size(); ++i) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(i) / static_cast<double>(files.size()), "calibrating");
        BITLADDER_TRY(feed.take(model, files[i]));
        BITLADDER_TRY(engine::calibrate(floatNetwork, feed.inputs, calibration, job));
    }
    return {};
}

} // namespace bitladder::analysis
