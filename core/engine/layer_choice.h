// Private to the engine: how one layer will be executed. Its kernel, the grid of its activations and its packed weights.
#pragma once
#include "core/engine/executable.h"
#include "core/engine/geometry.h"
#include "core/engine/packed_layer.h"

namespace bitladder::engine
{

struct LayerChoice {
    Geometry geometry;
    KernelChoice kernel;
    std::shared_ptr<const PackedLayer> packed;
    std::optional<quant::QuantParams> input;
    Form form; // of the activations
};

// Fails where the layer's shapes contradict each other, where a format cannot be run yet, and where the activations are to be
// quantized but nothing is known of their range. Packed weights come from the cache of the options where it has them.
Result<LayerChoice> chooseLayer(const graph::Graph& graph, const graph::Layer& layer, const quant::LayerRecipe& asked,
    const Calibration& calibration, const PrepareOptions& options, const kernels::KernelTable& table,
    const Threads& threads);

} // namespace bitladder::engine
