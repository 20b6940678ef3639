// Pruning by magnitude: the smallest weights of a layer, or of the whole network ("global", each in units of its
// layer's root mean square), become zero (Han et al. 2015, Learning both Weights and Connections), or all but N of M
// neighbours of a channel (Mishra et al. 2021, Accelerating Sparse Deep Neural Networks: 2 of 4). The kernels multiply
// zeros like other numbers: a sparse network is neither smaller nor faster here. "channels" takes whole output channels
// away instead, those with the smallest sum of magnitudes (Li et al. 2017, Pruning Filters, section 3.1), and shrinks
// the graph, which is smaller and faster.
#include "core/base/translatable_message.h"
#include "core/methods/channel_links.h"
#include "core/methods/channel_removal.h"
#include "core/methods/graph_edits.h"

#include <algorithm>
#include <cmath>

namespace bitladder::methods
{

extern const Method kPrune;

namespace
{

double zeroShare(const std::vector<double>& values)
{
    return static_cast<double>(std::ranges::count(values, 0.0)) / static_cast<double>(values.size());
}

// The magnitude below which `share` of all lie.
double threshold(std::vector<double> magnitudes, double share)
{
    const auto count = static_cast<size_t>(share * static_cast<double>(magnitudes.size()));
    if (count == 0) return -1;
    std::ranges::nth_element(magnitudes, magnitudes.begin() + static_cast<ptrdiff_t>(count - 1));
    return magnitudes[count - 1];
}

void zeroBelow(std::vector<double>& values, double limit, double unit)
{
    for (double& w : values)
        if (std::fabs(w) / unit <= limit) w = 0;
}

// All but the `keep` largest of every `of` neighbours.
void zeroAmong(WorkingWeights& weights, int64_t keep, int64_t of)
{
    for (int64_t c = 0; c < weights.channels; ++c) {
        const auto row = weights.channel(c);
        for (size_t first = 0; first < row.size(); first += static_cast<size_t>(of)) {
            const auto block = row.subspan(first, std::min(static_cast<size_t>(of), row.size() - first));
            std::vector<double> sizes;
            for (const double w : block)
                sizes.push_back(std::fabs(w));
            std::ranges::sort(sizes, std::greater<> {});
            if (static_cast<int64_t>(sizes.size()) <= keep) continue;
            const double least = sizes[static_cast<size_t>(keep - 1)];
            int64_t kept = 0;
            for (double& w : block)
                if (kept < keep && std::fabs(w) > least) ++kept;
            for (double& w : block) {
                if (std::fabs(w) > least) continue;
                if (kept < keep && std::fabs(w) == least)
                    ++kept;
                else
                    w = 0;
            }
        }
    }
}

double rootMeanSquare(const std::vector<double>& values)
{
    double square = 0;
    for (const double w : values)
        square += w * w;
    return square > 0 ? std::sqrt(square / static_cast<double>(values.size())) : 1;
}

Result<void> zeroWeights(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "share of zeros (they make it neither smaller nor faster)";
    const double share = parameterOf(kPrune, choice, "share");
    const auto keep = static_cast<int64_t>(parameterOf(kPrune, choice, "n")),
               of = static_cast<int64_t>(parameterOf(kPrune, choice, "m"));
    const bool global = parameterOf(kPrune, choice, "global") != 0;
    if (of > 0 && keep >= of) return fail("of m = {} neighbours n = {} stay: nothing would be pruned", of, keep);
    std::vector<WorkingWeights> layers(draft.layers().size());
    std::vector<double> all;
    for (const graph::Layer& layer : draft.layers()) {
        if (draft.job().stopped()) return cancelled();
        const auto i = static_cast<size_t>(layer.id.index);
        if (!layer.weights || layer.arithmetic == graph::Arithmetic::Operator) continue;
        const auto& format = draft.recipe().layers[i].weights.format;
        if (format == quant::binaryFormat())
            return fail("layer {} ({}): {} has no zero", layer.name, layer.op, quant::name(format));
        auto weights = workingWeights(draft, layer);
        if (!weights) return pass(weights.error());
        layers[i] = *std::move(weights);
        layers[i].changed = true;
        const double unit = rootMeanSquare(layers[i].values);
        for (const double w : layers[i].values)
            if (global && of == 0) all.push_back(std::fabs(w) / unit);
        log.layers.push_back({layer.id.index, zeroShare(layers[i].values), 0});
    }
    const double limit = all.empty() ? -1 : threshold(std::move(all), share);
    for (auto& effect : log.layers) {
        WorkingWeights& weights = layers[static_cast<size_t>(effect.layer)];
        if (of > 0) {
            zeroAmong(weights, keep, of);
        } else if (global) {
            zeroBelow(weights.values, limit, rootMeanSquare(weights.values));
        } else {
            std::vector<double> sizes;
            for (const double w : weights.values)
                sizes.push_back(std::fabs(w));
            zeroBelow(weights.values, threshold(std::move(sizes), share), 1);
        }
        effect.after = zeroShare(weights.values);
    }
    draft.correct(withWeights(draft, layers, "pruned"));
    for (const auto& effect : log.layers)
        BITLADDER_TRY(draft.roundAgain(draft.layers()[static_cast<size_t>(effect.layer)]));
    return {};
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    if (parameterOf(kPrune, choice, "channels") == 0) return zeroWeights(draft, choice, log);
    log.measure = "output channels";
    return removeChannels(draft, parameterOf(kPrune, choice, "share"), log);
}

} // namespace

const Method kPrune {
    .id = "prune",
    .label = QT_TRANSLATE_NOOP("Method", "pruning"),
    .source = "Han et al. 2015; Mishra et al. 2021 (N:M); Li et al. 2017 (channels)",
    .needs = Method::Needs::Pictures, // of channels: the activations are calibrated anew
    // m: 0: no N:M. global, channels: 0 or 1
    .parameters
    = {{"share", 0.3, 0, 0.99}, {"global", 0, 0, 1}, {"n", 2, 1, 64}, {"m", 0, 0, 64}, {"channels", 0, 0, 1}},
    .apply = apply,
};

} // namespace bitladder::methods
