// The weights of a layer as channels of values, [outCh, taps, inCh/group], and back into the order of the file.
// Quantizers, packers, plots and exporters all count channels and places in this order.
#pragma once
#include "core/graph/layers.h"
#include "core/quant/quantized_tensor.h"

#include <span>

namespace bitladder::engine
{

// How many channels, and how many values each: layerValues without the values.
struct LayerExtents {
    int64_t channels = 0, perChannel = 0;
};
Result<LayerExtents> layerExtents(const graph::Graph& graph, const graph::Layer& layer);

// Copied from the graph's constant; float64 only if the constant is. Fails where the weights' shape contradicts the
// layer. Precondition: the layer has weights.
Result<quant::ChannelValues> layerValues(const graph::Graph& graph, const graph::Layer& layer);

// From channels back to the file: out[i] belongs to element i of the layer's constant. Precondition: as many elements
// as the constant has, and layerValues does not fail. Instantiated for int8_t, int64_t, float and double.
template<typename T>
void toFileOrder(const graph::Graph& graph, const graph::Layer& layer, std::span<const T> channels, std::span<T> out);

} // namespace bitladder::engine
