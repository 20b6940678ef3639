// Private to the methods: one layer, rounded to the nearest by its recipe.
#pragma once
#include "core/engine/executable.h"

namespace bitladder::methods
{

// `cache`: of codes made earlier; may be null. Fails where the activations are to be quantized but nothing is known of
// their range.
Result<engine::QuantizedLayer> roundToNearest(const graph::Graph& graph, const graph::Layer& layer,
    const quant::LayerRecipe& asked, const engine::Calibration& calibration, engine::PackCache* cache,
    const Threads& threads, const Job& job);

} // namespace bitladder::methods
