// Hadamard rotation: between two layers with nothing in between, the channels are rotated by an orthogonal matrix on
// one side and back on the other, which spreads outliers over all channels (Ashkboos et al. 2024, QuaRot, section 4;
// Tseng et al. 2024, QuIP#). The float network answers alike. The rotation is by blocks of Sylvester's matrix, of the
// largest power of two that divides the number of channels.
#include "core/base/translatable_message.h"
#include "core/methods/channel_links.h"

#include <algorithm>
#include <cmath>

namespace bitladder::methods
{

extern const Method kHadamard;

namespace
{

// In place: the blocks of `values`, `stride` apart, times H/√size. H is symmetric, its own inverse.
void rotate(double* values, int64_t size, int64_t stride)
{
    for (int64_t half = 1; half < size; half *= 2)
        for (int64_t i = 0; i < size; i += 2 * half)
            for (int64_t j = i; j < i + half; ++j) {
                const double a = values[j * stride], b = values[(j + half) * stride];
                values[j * stride] = a + b;
                values[(j + half) * stride] = a - b;
            }
    const double scale = 1 / std::sqrt(static_cast<double>(size));
    for (int64_t i = 0; i < size; ++i)
        values[i * stride] *= scale;
}

void rotateBlocks(double* values, int64_t count, int64_t stride, int64_t size)
{
    for (int64_t i = 0; i < count; i += size)
        rotate(values + i * stride, size, stride);
}

// Largest magnitude over root mean square: what outliers a grid has to reach.
double peakiness(const WorkingWeights& weights)
{
    double most = 0, square = 0;
    for (const double w : weights.values) {
        most = std::max(most, std::fabs(w));
        square += w * w;
    }
    return square > 0 ? most / std::sqrt(square / static_cast<double>(weights.values.size())) : 0;
}

Result<void> apply(Draft& draft, const quant::MethodChoice&, engine::MethodLog& log)
{
    log.measure = "largest weight, in root mean squares";
    auto links = channelLinks(draft, Between::Linear);
    const size_t all = links.size();
    std::erase_if(links, [&](const ChannelLink& link) {
        const auto grouped
            = [&](size_t i) { return draft.graph().node(draft.layers()[i].node).attributes.integer("group", 1) != 1; };
        return draft.layers()[link.first].channels % 2 != 0 || grouped(link.first)
            || std::ranges::any_of(link.readers, grouped);
    });
    if (links.empty()) {
        log.note = all == 0 ? "no two layers follow each other without an activation function in between: "
                              "nothing was done"
                            : "between layers that follow each other the channels are odd in number, or in groups: "
                              "nothing was done";
        return {};
    }
    std::vector<WorkingWeights> layers(draft.layers().size());
    const auto take = [&](size_t i) -> Result<void> {
        if (!layers[i].empty()) return {};
        auto weights = workingWeights(draft, draft.layers()[i]);
        if (!weights) return pass(weights.error());
        layers[i] = *std::move(weights);
        layers[i].changed = true;
        log.layers.push_back({static_cast<int>(i), peakiness(layers[i]), 0});
        return {};
    };
    for (const ChannelLink& link : links) {
        BITLADDER_TRY(take(link.first));
        for (const size_t reader : link.readers)
            BITLADDER_TRY(take(reader));
        WorkingWeights& first = layers[link.first];
        const int64_t size = first.channels & -first.channels; // the lowest bit that is set
        for (int64_t k = 0; k < first.perChannel; ++k)
            rotateBlocks(first.values.data() + k, first.channels, first.perChannel, size);
        if (!first.bias.empty()) rotateBlocks(first.bias.data(), first.channels, 1, size);
        for (const size_t reader : link.readers) {
            WorkingWeights& second = layers[reader];
            for (size_t i = 0; i < second.values.size(); i += static_cast<size_t>(second.depth))
                rotateBlocks(second.values.data() + i, second.depth, 1, size);
        }
    }
    for (auto& effect : log.layers)
        effect.after = peakiness(layers[static_cast<size_t>(effect.layer)]);
    return draft.replaceGraph(withWeights(draft, layers, "rotated"));
}

} // namespace

const Method kHadamard {
    .id = "hadamard",
    .label = QT_TRANSLATE_NOOP("Method", "Hadamard rotation"),
    .source = "Ashkboos et al. 2024, QuaRot, section 4",
    .needs = Method::Needs::Pictures, // the activations are calibrated anew
    .apply = apply,
};

} // namespace bitladder::methods
