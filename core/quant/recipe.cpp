#include "core/quant/recipe.h"

#include <algorithm>
#include <array>

namespace bitladder::quant
{

namespace
{

NumberFormat atLeast8(NumberFormat format)
{
    return format.bits < 8 ? intFormat(8) : format;
}

} // namespace

void setAll(Recipe& recipe, NumberFormat weights, NumberFormat activations)
{
    for (LayerRecipe& layer : recipe.layers) {
        if (layer.lock == Lock::Locked) continue;
        layer.weights.format = weights;
        layer.activations.format = activations;
    }
}

std::span<const Preset> presets()
{
    static const std::array<Preset, 8> kPresets {{{"float64", kFloat64, kFloat64}, {"float32", kFloat32, kFloat32},
        {"float16", kFloat16, kFloat16}, {"W8A8", intFormat(8), intFormat(8)}, {"W4A8", intFormat(4), intFormat(8)},
        {"W4A4", intFormat(4), intFormat(4)}, {"W2A2", intFormat(2), intFormat(2)},
        {"W1A1", binaryFormat(), binaryFormat()}}};
    return kPresets;
}

void apply(Recipe& recipe, const Preset& preset, FirstLast ends)
{
    setAll(recipe, preset.weights, preset.activations);
    if (ends != FirstLast::At8 || recipe.layers.empty()) return;
    for (LayerRecipe* layer : {&recipe.layers.front(), &recipe.layers.back()}) {
        if (layer->lock == Lock::Locked) continue;
        layer->weights.format = atLeast8(preset.weights);
        layer->activations.format = atLeast8(preset.activations);
    }
}

} // namespace bitladder::quant
