// One layer's weights as floats, channel by channel, kept by whoever looks at the same layer again and again. Beside them an even
// sample of every channel and the exact extremes, so that a first picture of a large layer is there at once.
#pragma once
#include "core/analysis/model.h"
#include "core/engine/packed_layer.h"

namespace bitladder::analysis
{

// What a figure is computed from.
enum class Extent : unsigned char { Sample, All };

struct LayerWeights {
    engine::ChannelWeights all;
    engine::ChannelWeights sample; // empty where all of them are few
    std::vector<quant::Range> extremes; // by channel, over the finite values of all; 0 … 0 where there are none

    size_t bytes() const { return all.bytes() + sample.bytes() + extremes.capacity() * sizeof(quant::Range); }
    bool sampled() const { return sample.channels > 0; }
    const engine::ChannelWeights& of(Extent extent) const
    {
        return extent == Extent::Sample && sampled() ? sample : all;
    }
};

constexpr int64_t kSampleSize = 131072;

// The sample has about `sampleSize` values, as many of each channel, and at least 16 of it.
Result<LayerWeights> layerWeights(
    const Model& model, const graph::Layer& layer, const Threads& threads, int64_t sampleSize = kSampleSize);

// Scales and zero points. From the sample they are the engine's own where only the extremes count, and close to them where a range
// is searched. channel −1: of all channels; else where every channel has its own, of that one only (the others are left empty).
quant::QuantParams weightParams(
    const LayerWeights& weights, Extent extent, const quant::QuantSpec& spec, int channel, const Threads& threads);

} // namespace bitladder::analysis
