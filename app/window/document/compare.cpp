#include "app/window/document/compare.h"

#include "core/methods/quantize_network.h"
#include <algorithm>
#include <optional>

namespace bitladder::app
{

Result<std::pair<measure::Timing, measure::Timing>> measureInTurn(engine::Executable& a, engine::Executable& b,
    std::span<const tensor::Tensor> inputs, const Job& quiet, const Job& slow)
{
    auto first = measure::measurePair(a, b, inputs, 1, quiet);
    if (!first) return pass(first.error());
    const double pairMs = first->first.total.median + first->second.total.median;
    const int runs = std::clamp(static_cast<int>(350 / std::max(pairMs, 0.05)), 5, 200);
    // What disturbs often passes soon.
    constexpr int kAttempts = 3;
    std::optional<std::pair<measure::Timing, measure::Timing>> calmest;
    const auto spread
        = [](const auto& pair) { return std::max(pair.first.total.spread(), pair.second.total.spread()); };
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        auto timing = measure::measurePair(a, b, inputs, runs, pairMs > 50 ? slow : quiet);
        if (!timing) return timing;
        if (!calmest || spread(*timing) < spread(*calmest)) calmest = *std::move(timing);
        if (!calmest->first.total.disturbed() && !calmest->second.total.disturbed()) break;
    }
    return *std::move(calmest);
}

Result<std::shared_ptr<KeptResult>> measureKept(const KeptTask& task, const Job& job)
{
    auto network = methods::prepare(task.model.graph, *task.recipe, task.calibration, task.machine, job);
    if (!network) return pass(network.error());
    auto compared = analysis::compareRun(**network, task.inputs, task.taps, job);
    if (!compared) return pass(compared.error());
    auto result = std::make_shared<KeptResult>();
    result->recipe = task.recipe;
    result->layers = (*network)->layers();
    for (const auto& stats : compared->accumulated)
        result->accumulatedDb.push_back(stats.sqnrDb());
    result->outputDb = compared->output.sqnrDb();
    result->answers = std::move(compared->answers);
    result->sizes = (*network)->sizes();
    for (const graph::Layer& layer : task.model.layers) {
        auto stats = analysis::isolatedError(task.model, layer,
            task.recipe->layers[static_cast<size_t>(layer.id.index)], task.calibration, task.taps, task.machine, job);
        if (!stats) return pass(stats.error());
        result->isolatedDb.push_back(stats->sqnrDb());
    }
    auto timing = measureInTurn(task.floatNetwork, **network, task.inputs, job, job);
    if (!timing) return pass(timing.error());
    result->timing = std::move(timing->second);
    return result;
}

} // namespace bitladder::app
