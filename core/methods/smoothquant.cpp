// Activation equalization: input channel j of a layer is divided by s_j = max|x_j|^α / max|w_j|^(1−α) and its weights
// are multiplied by it, so that what is hard to quantize moves from the activations to the weights (Xiao et al. 2023,
// SmoothQuant, eq. 4). The division goes into the weights of the layer before, through its ReLU. The float network
// answers alike.
#include "core/base/translatable_message.h"
#include "core/methods/channel_links.h"

#include <algorithm>
#include <cmath>

namespace bitladder::methods
{

extern const Method kSmoothQuant;

namespace
{

// The largest magnitude of every channel of what layers give: by layer that reads it.
void addPeaks(const tensor::Tensor& value, std::vector<double>& peaks)
{
    const auto channels = static_cast<int64_t>(peaks.size());
    const auto& shape = value.shape();
    const bool last = shape.size() < 3 || shape[1] != channels;
    const int64_t pixels = last ? 1 : value.count() / (shape[0] * shape[1]);
    for (int64_t i = 0; i < value.count(); ++i) {
        double& peak = peaks[static_cast<size_t>(i / pixels % channels)];
        peak = std::max(peak, std::fabs(value.at(i)));
    }
}

// How much of the largest channel's range the others use, in the mean.
double evenness(const std::vector<double>& peaks)
{
    const double largest = *std::ranges::max_element(peaks);
    double sum = 0;
    for (const double peak : peaks)
        sum += peak;
    return largest > 0 ? sum / static_cast<double>(peaks.size()) / largest : 1;
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "mean range of the input's channels, relative to the largest";
    const auto links = channelLinks(draft, Between::Scaling);
    if (links.empty()) {
        log.note = "no two layers follow each other with at most a ReLU in between: nothing was done";
        return {};
    }
    const double alpha = parameterOf(kSmoothQuant, choice, "alpha");
    std::vector<std::vector<double>> peaks(draft.layers().size()); // by the layer in front
    for (const ChannelLink& link : links)
        peaks[link.first].resize(static_cast<size_t>(draft.layers()[link.first].channels));
    BITLADDER_TRY(draft.run(-1, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
        for (const ChannelLink& link : links)
            if (tap == engine::Tap::LayerInput && link.readers.front() == static_cast<size_t>(id.index))
                addPeaks(value, peaks[link.first]);
    }));
    std::vector<WorkingWeights> layers(draft.layers().size());
    const auto take = [&](size_t i) -> Result<void> {
        if (!layers[i].empty()) return {};
        auto weights = workingWeights(draft, draft.layers()[i]);
        if (!weights) return pass(weights.error());
        layers[i] = *std::move(weights);
        return {};
    };
    for (const ChannelLink& link : links) {
        BITLADDER_TRY(take(link.first));
        for (const size_t reader : link.readers)
            BITLADDER_TRY(take(reader));
        WorkingWeights& first = layers[link.first];
        std::vector<double>& peak = peaks[link.first];
        const double before = evenness(peak);
        for (int64_t c = 0; c < first.channels; ++c) {
            double heaviest = 0;
            for (const size_t reader : link.readers)
                layers[reader].eachOfInput(c, [&](double w, int64_t) { heaviest = std::max(heaviest, std::fabs(w)); });
            double& x = peak[static_cast<size_t>(c)];
            if (x <= 0 || heaviest <= 0) continue;
            const double s = std::pow(x, alpha) / std::pow(heaviest, 1 - alpha);
            if (!std::isfinite(s) || s <= 0) continue;
            for (double& w : first.channel(c))
                w /= s;
            if (!first.bias.empty()) first.bias[static_cast<size_t>(c)] /= s;
            for (const size_t reader : link.readers)
                layers[reader].eachOfInput(c, [&](double& w, int64_t) { w *= s; });
            x /= s;
        }
        first.changed = true;
        for (const size_t reader : link.readers) {
            layers[reader].changed = true;
            log.layers.push_back({static_cast<int>(reader), before, evenness(peak)});
        }
    }
    return draft.replaceGraph(withWeights(draft, layers, "smoothed"));
}

} // namespace

const Method kSmoothQuant {
    .id = "smoothquant",
    .label = QT_TRANSLATE_NOOP("Method", "activation equalization"),
    .source = "Xiao et al. 2023, SmoothQuant, eq. 4",
    .needs = Method::Needs::Pictures,
    .parameters = {{"alpha", 0.5, 0, 1}},
    .apply = apply,
};

} // namespace bitladder::methods
