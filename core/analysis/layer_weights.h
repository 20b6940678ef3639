// One layer's weights as floats, channel by channel, kept by whoever looks at the same layer again and again. Beside
// them an even sample of every channel and the exact extremes, so that a first picture of a large layer is there at
// once.
#pragma once
#include "core/model/model.h"
#include "core/quant/quantized_tensor.h"

namespace bitladder::analysis
{

// What a figure is computed from.
enum class Extent : unsigned char { Sample, All };

struct LayerWeights {
    quant::ChannelValues all;
    quant::ChannelValues sample; // an even choice of channels; empty where all weights are few
    std::vector<quant::Range> extremes; // by channel, over the finite values of all; 0 … 0 where there are none

    size_t bytes() const { return all.bytes() + sample.bytes() + extremes.capacity() * sizeof(quant::Range); }
    bool sampled() const { return sample.channels > 0; }
    const quant::ChannelValues& of(Extent extent) const { return extent == Extent::Sample && sampled() ? sample : all; }
    // Which of all channels the c-th of these weights is.
    size_t channelOf(const quant::ChannelValues& weights, size_t c) const
    {
        return c * static_cast<size_t>(all.channels) / static_cast<size_t>(weights.channels);
    }
};

constexpr int64_t kSampleSize = 131072;

// The sample has about `sampleSize` values. Channels are taken whole, up to 2048 values: a range that is searched for
// in a part of a channel fits that part better than the whole, and its SQNR would be flattered.
Result<LayerWeights> layerWeights(
    const model::Model& model, const graph::Layer& layer, const Threads& threads, int64_t sampleSize = kSampleSize);
// Of a layer of a graph that methods made of the model's.
Result<LayerWeights> layerWeights(
    const graph::Graph& graph, const graph::Layer& layer, const Threads& threads, int64_t sampleSize = kSampleSize);

// Scales and zero points, of all channels: the engine's own, or from the sample close to them. Left empty where every
// channel has its own and they are not of the sample, where `channel` is one channel (−1: all) and they are of another,
// and where the job was stopped.
quant::Quantizer weightQuantizer(const LayerWeights& weights, Extent extent, const quant::QuantSpec& spec, int channel,
    const Threads& threads, const Job& job = {});

} // namespace bitladder::analysis
