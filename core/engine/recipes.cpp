// The recipes that a graph brings along: the one that changes nothing, and the one that an already quantized file carries.
#include "core/engine/executable.h"

#include "core/quant/estimate.h"

#include <algorithm>

namespace bitladder::engine
{

using graph::Graph;
using graph::Layer;

quant::Recipe floatRecipe(const Graph& graph)
{
    quant::Recipe recipe;
    recipe.model = graph.name;
    recipe.fingerprint = fingerprintOf(graph);
    for (const Layer& layer : graph::layersOf(graph)) {
        const bool wide = graph.constant(layer.weights)->type() == tensor::ElementType::Float64;
        const auto format = wide ? quant::kFloat64 : quant::kFloat32;
        recipe.layers.push_back(
            {layer.name, quant::defaultWeightSpec(format), quant::defaultActivationSpec(format), quant::Lock::Open});
    }
    return recipe;
}

namespace
{

// The spec that stands for a grid of the file; the given one where the grid cannot be had.
quant::QuantSpec specOf(const std::optional<graph::FileGrid>& grid, int64_t channels, quant::QuantSpec spec)
{
    if (!grid || (grid->scales.size() != 1 && static_cast<int64_t>(grid->scales.size()) != channels)) return spec;
    const auto format = grid->bits == 1 ? quant::binaryFormat() : quant::intFormat(grid->bits);
    const auto granularity = grid->scales.size() == 1 ? quant::Granularity::Tensor : quant::Granularity::Channel;
    auto params = quant::givenParams(format, granularity, grid->qmin, grid->qmax, grid->scales, grid->zeros);
    if (!params) return spec;
    const bool symmetric = std::ranges::all_of(grid->zeros, [](int64_t zero) { return zero == 0; });
    spec.format = format;
    spec.granularity = granularity;
    spec.symmetry = symmetric ? quant::Symmetry::Symmetric : quant::Symmetry::Asymmetric;
    spec.range = quant::RangeMethod::Given;
    spec.given = std::make_shared<const quant::QuantParams>(*std::move(params));
    return spec;
}

} // namespace

quant::Recipe fileRecipe(const Graph& graph)
{
    quant::Recipe recipe = floatRecipe(graph);
    const auto layers = graph::layersOf(graph);
    for (size_t i = 0; i < layers.size(); ++i) {
        auto& layer = recipe.layers[i];
        layer.weights = specOf(layers[i].weightGrid, layers[i].channels, layer.weights);
        layer.activations = specOf(layers[i].inputGrid, 1, layer.activations);
    }
    return recipe;
}

bool isQuantized(const quant::Recipe& recipe)
{
    return std::ranges::any_of(recipe.layers, [](const quant::LayerRecipe& layer) {
        return layer.weights.range == quant::RangeMethod::Given || layer.activations.range == quant::RangeMethod::Given;
    });
}

std::string fingerprintOf(const Graph& graph)
{
    // FNV-1a over names and weight shapes: tells models apart, promises nothing against forgery.
    uint64_t hash = 1469598103934665603u;
    const auto mix = [&](const std::string& text) {
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    };
    for (const Layer& layer : graph::layersOf(graph))
        mix(layer.name + ":" + layer.op + ":" + tensor::toString(layer.weightShape) + ";");
    return fmt::format("{:016x}", hash);
}

} // namespace bitladder::engine
