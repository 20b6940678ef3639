#include "core/base/hash.h"

// The recipes that a graph brings along: the one that changes nothing, and the one that an already quantized file
// carries.
#include "core/engine/executable_impl.h"

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
        const auto& like = graph.value(layer.weights ? layer.weights : layer.input);
        const bool wide = like.type == tensor::ElementType::Float64;
        const auto format = wide ? quant::kFloat64 : quant::kFloat32;
        recipe.layers.push_back(
            {layer.name, quant::defaultWeightSpec(format), quant::defaultActivationSpec(format), quant::Lock::Open});
    }
    return recipe;
}

namespace
{

// The spec that stands for a grid of the file; the given one where the grid cannot be had.
quant::QuantSpec specOf(const std::optional<quant::Quantizer>& grid, int64_t channels, quant::QuantSpec spec)
{
    if (!grid || (grid->scales.size() != 1 && static_cast<int64_t>(grid->scales.size()) != channels)) return spec;
    auto params = quant::quantizerFromModel(
        grid->format, grid->granularity, grid->qmin, grid->qmax, grid->scales, grid->zeroPoints);
    if (!params) return spec;
    const bool symmetric = std::ranges::all_of(grid->zeroPoints, [](int64_t zero) { return zero == 0; });
    spec.format = grid->format;
    spec.granularity = grid->granularity;
    spec.symmetry = symmetric ? quant::Symmetry::Symmetric : quant::Symmetry::Asymmetric;
    spec.range = &quant::kFromModel;
    spec.given = std::make_shared<const quant::Quantizer>(*std::move(params));
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
        return layer.weights.range == &quant::kFromModel || layer.activations.range == &quant::kFromModel;
    });
}

void fitToLayers(std::span<const Layer> layers, quant::Recipe& recipe)
{
    for (size_t i = 0; i < std::min(layers.size(), recipe.layers.size()); ++i) {
        if (!layers[i].weights) recipe.layers[i].weights = quant::defaultWeightSpec(quant::kFloat32);
        if (!layers[i].quantizesInput) recipe.layers[i].activations = quant::defaultActivationSpec(quant::kFloat32);
    }
}

Sizes sizesOf(
    const Graph& graph, std::span<const Layer> layers, const quant::Recipe& recipe, std::span<const LayerInfo> infos)
{
    Sizes sizes;
    for (size_t i = 0; i < layers.size(); ++i) {
        const tensor::Tensor* bias = graph.constant(layers[i].bias);
        const double biases = bias ? static_cast<double>(bias->count()) : 0;
        if (bias) sizes.floatBytes += static_cast<double>(bias->byteSize());
        sizes.theoreticalBytes += biases * 4;
        sizes.residentBytes += static_cast<double>(infos[i].residentBytes);
        const tensor::Tensor* weights = graph.constant(layers[i].weights);
        if (!weights) continue;
        sizes.floatBytes += static_cast<double>(weights->byteSize());
        sizes.theoreticalBytes
            += static_cast<double>(weights->count()) * quant::theoreticalBits(recipe.layers[i].weights.format) / 8;
    }
    return sizes;
}

std::string fingerprintOf(const Graph& graph)
{
    // FNV-1a with an offset basis of its own (one digit less than the standard's), which every saved recipe was made
    // with.
    Fnv1a hash(1469598103934665603u);
    for (const Layer& layer : graph::layersOf(graph))
        hash.add(layer.name + ":" + layer.op + ":" + tensor::toString(layer.weightShape) + ";");
    return fmt::format("{:016x}", hash.value());
}

} // namespace bitladder::engine
