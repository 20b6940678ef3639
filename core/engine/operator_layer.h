// Private to the engine: layers that their operators compute. What a recipe asks of them is done to the numbers that
// the operator reads: they are rounded to their grids and stay floats, so such a layer is simulated, and says so.
#pragma once
#include "core/engine/packed_layer.h"
#include "core/quant/recipe.h"

namespace bitladder::engine
{

// In float64 where a format that counts has more bits than float32 keeps, else in float32.
KernelChoice operatorArithmetic(const graph::Layer& layer, const quant::LayerRecipe& asked);

// The weights on their grid, as float32 or float64 in the order of the file. No weights where the layer has none, or
// where the format leaves them as they are.
std::shared_ptr<const PackedLayer> roundForOperator(
    const graph::Graph& graph, const graph::Layer& layer, const quant::QuantizedTensor* weights, Compute compute);

// What the operator reads in the place of the layer's constant.
tensor::Tensor weightsForOperator(
    const graph::Graph& graph, const graph::Layer& layer, const std::shared_ptr<const PackedLayer>& packed);

} // namespace bitladder::engine
