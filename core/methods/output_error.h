// Private to the methods: how far quantized weights move a layer's output, from the second moments of its input.
#pragma once
#include "core/methods/input_statistics.h"

namespace bitladder::methods
{

// The float weights of a channel, and what they became.
Eigen::VectorXd channelOf(const quant::ChannelValues& values, size_t channel);
Eigen::VectorXd channelOf(const quant::QuantizedTensor& tensor, size_t channel);

// SQNR in dB of the layer's output before its bias, over the rows of the statistics: 10·log10(Σ (w·x)² / Σ ((ŵ −
// w)·x)²).
double outputSqnr(const InputStatistics& statistics, const quant::ChannelValues& values,
    const quant::QuantizedTensor& tensor, const Threads& threads);

} // namespace bitladder::methods
