// Cross-layer equalization: between two layers with nothing but a ReLU in between, every channel is scaled down on one
// side and up on the other, so that no channel decides over the range of all (Nagel et al. 2019, Data-Free
// Quantization, section 4.1, eq. 11; Meller et al. 2019). The float network answers alike.
// Bias absorption (section 4.1.3 there) moves what a channel never goes below, c = max(0, mean − k·σ) behind the ReLU,
// from the first layer's bias into the second's, which narrows the activations. Only into layers without padding: where
// zeros are added around the picture the answer would change. Where a value lies below c the answer does change.
#include "core/base/translatable_message.h"
#include "core/methods/channel_links.h"

#include <algorithm>
#include <cmath>

namespace bitladder::methods
{

extern const Method kEqualize;

namespace
{

// The largest relative change that a pair still wanted.
double equalize(WorkingWeights& first, WorkingWeights& second)
{
    double most = 0;
    for (int64_t c = 0; c < first.channels; ++c) {
        double r1 = 0, r2 = 0;
        for (const double w : first.channel(c))
            r1 = std::max(r1, std::fabs(w));
        second.eachOfInput(c, [&](double w, int64_t) { r2 = std::max(r2, std::fabs(w)); });
        if (r1 <= 0 || r2 <= 0) continue;
        const double s = std::sqrt(r1 / r2);
        if (!std::isfinite(s) || s <= 0) continue;
        for (double& w : first.channel(c))
            w /= s;
        if (!first.bias.empty()) first.bias[static_cast<size_t>(c)] /= s;
        second.eachOfInput(c, [&](double& w, int64_t) { w *= s; });
        most = std::max(most, std::fabs(s - 1));
    }
    first.changed = second.changed = true;
    return most;
}

// How much of the largest channel's range the others use, in the mean: 1 where all are alike.
double evenness(WorkingWeights& weights)
{
    double largest = 0, sum = 0;
    for (int64_t c = 0; c < weights.channels; ++c) {
        double r = 0;
        for (const double w : weights.channel(c))
            r = std::max(r, std::fabs(w));
        largest = std::max(largest, r);
        sum += r;
    }
    return largest > 0 ? sum / static_cast<double>(weights.channels) / largest : 1;
}

bool pads(const graph::Graph& graph, const graph::Layer& layer)
{
    const auto& attributes = graph.node(layer.node).attributes;
    const auto given = attributes.integers("pads");
    const std::string automatic = attributes.get<std::string>("auto_pad", "NOTSET");
    return automatic.starts_with("SAME") || std::ranges::any_of(given, [](int64_t p) { return p != 0; });
}

// Mean and variance of every channel of what a layer reads, over pictures and places.
struct ChannelMoments {
    std::vector<double> sum, square;
    double count = 0; // of values of one channel

    void add(const tensor::Tensor& value, size_t channels)
    {
        sum.resize(channels);
        square.resize(channels);
        const auto& shape = value.shape();
        // [N, C, pixels], or [rows, C] of a matrix product.
        const bool last = shape.size() < 3 || shape[1] != static_cast<int64_t>(channels);
        const int64_t pixels = last ? 1 : value.count() / (shape[0] * shape[1]);
        for (int64_t i = 0; i < value.count(); ++i) {
            const auto c = static_cast<size_t>(i / pixels % static_cast<int64_t>(channels));
            sum[c] += value.at(i);
            square[c] += value.at(i) * value.at(i);
        }
        count += static_cast<double>(value.count()) / static_cast<double>(channels);
    }
    double floor(size_t c, double sigmas) const
    {
        const double mean = sum[c] / count, variance = std::max(0.0, square[c] / count - mean * mean);
        return std::max(0.0, mean - sigmas * std::sqrt(variance));
    }
};

// Precondition: the draft's graph is the equalized one.
Result<void> absorb(Draft& draft, const std::vector<ChannelLink>& links, double sigmas)
{
    std::vector<ChannelMoments> moments(draft.layers().size());
    BITLADDER_TRY(draft.run(-1, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
        for (const ChannelLink& link : links)
            if (tap == engine::Tap::LayerInput && link.readers.front() == static_cast<size_t>(id.index))
                moments[link.first].add(value, static_cast<size_t>(draft.layers()[link.first].channels));
    }));
    std::vector<WorkingWeights> layers(draft.layers().size());
    for (const ChannelLink& link : links) {
        const graph::Layer &first = draft.layers()[link.first], &second = draft.layers()[link.readers.front()];
        if (!draft.graph().node(first.node).clamp || pads(draft.graph(), second)) continue;
        for (const size_t i : {link.first, link.readers.front()})
            if (layers[i].empty()) {
                auto weights = workingWeights(draft, draft.layers()[i]);
                if (!weights) return pass(weights.error());
                layers[i] = *std::move(weights);
                layers[i].bias.resize(static_cast<size_t>(layers[i].channels));
            }
        WorkingWeights &one = layers[link.first], &other = layers[link.readers.front()];
        for (int64_t c = 0; c < one.channels; ++c) {
            const double floor = moments[link.first].floor(static_cast<size_t>(c), sigmas);
            if (floor <= 0) continue;
            one.bias[static_cast<size_t>(c)] -= floor;
            other.eachOfInput(c, [&](double w, int64_t o) { other.bias[static_cast<size_t>(o)] += w * floor; });
            one.changed = other.changed = true;
        }
    }
    if (std::ranges::none_of(layers, &WorkingWeights::changed)) return {};
    return draft.replaceGraph(withWeights(draft, layers, "absorbed"));
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "mean channel range, relative to the largest";
    auto links = channelLinks(draft, Between::Scaling);
    std::erase_if(links, [](const ChannelLink& link) { return link.readers.size() != 1; });
    if (links.empty()) {
        log.note = "no two layers follow each other with at most a ReLU in between: nothing was done";
        return {};
    }
    std::vector<WorkingWeights> layers(draft.layers().size());
    for (const ChannelLink& link : links)
        for (const size_t i : {link.first, link.readers.front()})
            if (layers[i].empty()) {
                auto weights = workingWeights(draft, draft.layers()[i]);
                if (!weights) return pass(weights.error());
                layers[i] = *std::move(weights);
                log.layers.push_back({static_cast<int>(i), evenness(layers[i]), 0});
            }
    const int rounds = static_cast<int>(parameterOf(kEqualize, choice, "rounds"));
    for (int round = 0; round < rounds; ++round) {
        if (draft.job().stopped()) return cancelled();
        double most = 0;
        for (const ChannelLink& link : links)
            most = std::max(most, equalize(layers[link.first], layers[link.readers.front()]));
        if (most < 1e-3) break;
    }
    for (auto& effect : log.layers)
        effect.after = evenness(layers[static_cast<size_t>(effect.layer)]);
    BITLADDER_TRY(draft.replaceGraph(withWeights(draft, layers, "equalized")));
    const double sigmas = parameterOf(kEqualize, choice, "absorb");
    return sigmas > 0 ? absorb(draft, links, sigmas) : Result<void> {};
}

} // namespace

const Method kEqualize {
    .id = "equalize",
    .label = QT_TRANSLATE_NOOP("Method", "cross-layer equalization"),
    .source = "Nagel et al. 2019, Data-Free Quantization, eq. 11",
    .needs = Method::Needs::Pictures, // the activations are calibrated anew
    // absorb: k of the bias absorption; 0: none
    .parameters = {{"rounds", 20, 1, 200}, {"absorb", 0, 0, 100}},
    .apply = apply,
};

} // namespace bitladder::methods
