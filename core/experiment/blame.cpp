#include "core/experiment/blame.h"

#include "core/analysis/culprits.h"
#include "core/experiment/hybrid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitladder::experiment
{

namespace
{

// The share of a class less the best other one.
double leadOf(const tensor::Tensor& scores, int64_t index)
{
    const auto shares = analysis::sharesOf(scores);
    double other = 0;
    for (size_t i = 0; i < shares.size(); ++i)
        if (static_cast<int64_t>(i) != index) other = std::max(other, shares[i]);
    return index >= 0 && index < static_cast<int64_t>(shares.size()) ? shares[static_cast<size_t>(index)] - other : 0;
}

} // namespace

Result<Blame> blame(Experiment& experiment, const quant::Recipe& recipe, std::span<const tensor::Tensor> inputs,
    Margins margins, const Job& job)
{
    const Job quiet {job.stop, {}};
    auto floats = experiment.floatNetwork(quiet);
    if (!floats) return pass(floats.error());
    auto made = experiment.quantize(recipe, quiet);
    if (!made) return pass(made.error());
    const auto quantized = (*made)->network(), inFloat = (*floats)->network();
    const int64_t repeats = model::repeatsOf(*experiment.model(), experiment.feed().position);
    const auto scoresOf = [&](engine::Executable& network) -> Result<tensor::Tensor> {
        auto trace = network.run(inputs, quiet);
        if (!trace) return pass(trace.error());
        return model::firstOfBatch(trace->outputs.front(), repeats);
    };
    const auto topOf = [](const tensor::Tensor& scores) {
        const auto top = analysis::topOf(scores, 1);
        return top.empty() ? int64_t {-1} : top.front().index;
    };
    const auto hybrid = [&](const std::function<Parts(size_t)>& parts) -> Result<tensor::Tensor> {
        auto network = engine::prepare(hybridOf(*quantized, *inFloat, parts), experiment.machine(), quiet);
        if (!network) return pass(network.error());
        return scoresOf(**network);
    };

    Blame result;
    auto reference = scoresOf(**floats);
    if (!reference) return pass(reference.error());
    auto answer = scoresOf(**made);
    if (!answer) return pass(answer.error());
    result.floatTop = topOf(*reference);
    result.chosenTop = topOf(*answer);
    const size_t layers = quantized->layers.size();

    // The lead with more and more layers quantized. Those that cost most of it are suspected first.
    std::vector<int> suspects(layers);
    std::iota(suspects.begin(), suspects.end(), 0);
    if (margins == Margins::Found) {
        for (size_t k = 0; k <= layers; ++k) {
            if (job.stopped()) return cancelled();
            job.report(static_cast<double>(k) / static_cast<double>(layers + 1), "margin along the network");
            auto scores = hybrid([&](size_t i) { return i < k ? Parts::Both : Parts::None; });
            if (!scores) return pass(scores.error());
            result.margins.push_back(leadOf(*scores, result.floatTop));
        }
        std::ranges::stable_sort(suspects, std::ranges::greater(),
            [&](int i) { return result.margins[static_cast<size_t>(i)] - result.margins[static_cast<size_t>(i) + 1]; });
    }
    if (!result.changed()) return result;
    auto culprits = analysis::findCulprits(
        suspects,
        [&](const std::vector<int>& healed) -> Result<bool> {
            auto scores = hybrid([&](size_t i) {
                return std::ranges::binary_search(healed, static_cast<int>(i)) ? Parts::None : Parts::Both;
            });
            if (!scores) return pass(scores.error());
            return topOf(*scores) == result.floatTop;
        },
        job);
    if (!culprits) return pass(culprits.error());
    result.culprits = std::move(culprits->layers);
    result.hybridRuns = culprits->tests;
    return result;
}

} // namespace bitladder::experiment
