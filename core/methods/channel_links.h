// Private to the methods: layers whose channels meet, so that what is done to a channel on one side can be undone on
// the other, and their weights while that is done.
#pragma once
#include "core/methods/method.h"

namespace bitladder::methods
{

// The output of a layer and all that read it, where these are layers too and read it straight away (with the layer's
// activation function in between).
struct ChannelLink {
    size_t first = 0;
    std::vector<size_t> readers; // never empty
};

// What may stand between the two sides. Scaling: nothing, or a ReLU, which scales with what goes in. Linear: nothing.
enum class Between : unsigned char { Scaling, Linear };
// Layers that kernels compute, no transposed convolutions, no Gemm with alpha or beta.
std::vector<ChannelLink> channelLinks(const Draft& draft, Between between);

// A layer's weights while they are changed: [channels, taps, depth] as doubles.
struct WorkingWeights {
    std::vector<double> values;
    int64_t channels = 0, perChannel = 0;
    int64_t depth = 0, groups = 1; // input channels of a group
    std::vector<double> bias; // empty: none
    bool changed = false;

    bool empty() const { return channels == 0; }
    std::span<double> channel(int64_t c)
    {
        return std::span(values).subspan(static_cast<size_t>(c * perChannel), static_cast<size_t>(perChannel));
    }
    // Calls visit(value, output channel) for every weight that reads an input channel.
    template<typename Visit> void eachOfInput(int64_t input, Visit visit)
    {
        const int64_t perGroup = channels / groups, group = input / depth, k = input % depth;
        for (int64_t o = group * perGroup; o < (group + 1) * perGroup; ++o)
            for (int64_t i = k; i < perChannel; i += depth)
                visit(values[static_cast<size_t>(o * perChannel + i)], o);
    }
};

Result<WorkingWeights> workingWeights(const Draft& draft, const graph::Layer& layer);
// The draft's graph with the weights that were changed. `why` is appended to the names of the constants.
std::shared_ptr<graph::Graph> withWeights(
    const Draft& draft, const std::vector<WorkingWeights>& layers, const char* why);

} // namespace bitladder::methods
