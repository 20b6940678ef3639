#include "core/exchange/exportable.h"

#include <algorithm>
#include <set>

namespace bitladder::exchange
{

namespace
{

constexpr int kWidest = 8; // of integers that files of other tools hold

void integerWeights(quant::LayerRecipe& layer)
{
    quant::QuantSpec& w = layer.weights;
    if (w.granularity == quant::Granularity::Group) w.granularity = quant::Granularity::Channel;
    if (quant::hasIntegerCodes(w.format) && w.format.bits <= kWidest) return;
    w.format = quant::intFormat(std::min<int>(w.format.bits, kWidest));
    if (w.range == &quant::kFromModel) w.range = nullptr;
}

void integerActivations(quant::LayerRecipe& layer)
{
    quant::QuantSpec& a = layer.activations;
    if (a.format == quant::intFormat(kWidest)) return;
    a.format = quant::intFormat(kWidest);
    if (a.range == &quant::kFromModel) a.range = nullptr;
}

// From the smallest change to the largest.
constexpr void (*kChanges[])(quant::LayerRecipe&) = {
    integerWeights,
    integerActivations,
    [](quant::LayerRecipe& layer) {
        integerWeights(layer);
        integerActivations(layer);
    },
    [](quant::LayerRecipe& layer) {
        integerWeights(layer);
        integerActivations(layer);
        layer.weights.granularity = quant::Granularity::Tensor;
    },
    [](quant::LayerRecipe& layer) {
        layer.weights.format = quant::kFloat32;
        layer.activations.format = quant::kFloat32;
    },
};

std::set<size_t> offending(const ExchangeFormat& format, const graph::Graph& graph, const quant::Recipe& recipe)
{
    std::set<size_t> layers;
    for (const Obstacle& obstacle : format.obstacles(graph, recipe))
        if (recipe.layers[obstacle.layer].lock == quant::Lock::Open) layers.insert(obstacle.layer);
    return layers;
}

} // namespace

quant::Recipe madeExportable(const ExchangeFormat& format, const graph::Graph& graph, quant::Recipe recipe)
{
    if (!format.obstacles) return recipe;
    const auto layers = graph::layersOf(graph);
    for (const auto& change : kChanges) {
        const auto before = offending(format, graph, recipe);
        if (before.empty()) break;
        quant::Recipe changed = recipe;
        for (const size_t layer : before)
            change(changed.layers[layer]);
        engine::fitToLayers(layers, changed);
        const auto after = offending(format, graph, changed);
        for (const size_t layer : before)
            if (!after.contains(layer)) recipe.layers[layer] = changed.layers[layer];
    }
    return recipe;
}

} // namespace bitladder::exchange
