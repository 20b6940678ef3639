// For methods and training: other numbers in a graph's layers, of the type that they had.
#pragma once
#include "core/graph/layers.h"
#include "core/quant/quantized_tensor.h"

#include <span>

namespace bitladder::methods
{

// Other weights for a layer, [channels, perChannel] as engine::layerValues has them; a new constant, so that other
// layers that share the old one keep it. `why` is appended to its name.
void setWeights(graph::Graph& graph, const graph::Layer& layer, std::span<const double> channels, const char* why);
// Another bias, one number for each output channel, made where there is none.
void setBias(graph::Graph& graph, const graph::Layer& layer, const std::vector<double>& bias, const char* why);
// A node's values pass without limits: a fused activation function goes, a Relu or Clip becomes an Identity.
void openLimits(graph::Node& node);

// All weights of a layer as doubles, in the order of ChannelValues.
std::vector<double> doublesOf(const quant::ChannelValues& values);
std::vector<double> doublesOf(const quant::QuantizedTensor& tensor);

} // namespace bitladder::methods
