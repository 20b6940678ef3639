#include "core/analysis/rule.h"

#include <algorithm>
#include <cmath>

namespace bitladder::analysis
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(const std::string& text, const std::string& part)
{
    const auto alike = [](char a, char b) { return lower(a) == lower(b); };
    return part.empty() || std::search(text.begin(), text.end(), part.begin(), part.end(), alike) != text.end();
}

bool isConvolution(const graph::Layer& layer)
{
    return layer.op == "Conv" || layer.op == "ConvTranspose";
}

} // namespace

KernelShape kernelShapeOf(const graph::Graph& graph, const graph::Layer& layer)
{
    if (!isConvolution(layer) || layer.weightShape.size() < 3) return KernelShape::Any;
    const int64_t groups = graph.node(layer.node).attributes.integer("group", 1);
    // Conv: [out, in / groups, …], ConvTranspose: [in, out / groups, …].
    const bool transposed = layer.op == "ConvTranspose";
    const bool oneEach = transposed ? layer.weightShape[0] == groups : layer.weightShape[1] == 1;
    if (groups > 1 && oneEach) return KernelShape::Depthwise;
    if (layer.weightShape.size() != 4) return KernelShape::Any;
    const int64_t height = layer.weightShape[2], width = layer.weightShape[3];
    if (height == 1 && width == 1) return KernelShape::OneByOne;
    if (height == 3 && width == 3) return KernelShape::ThreeByThree;
    return KernelShape::Any;
}

std::vector<int> matching(const LayerCondition& condition, const graph::Graph& graph,
    std::span<const graph::Layer> layers, const LayerStanding& standing)
{
    std::vector<int> found;
    for (size_t i = 0; i < layers.size(); ++i) {
        const graph::Layer& layer = layers[i];
        const bool first = i == 0, last = i + 1 == layers.size();
        if (!condition.op.empty() && layer.op != condition.op) continue;
        if (condition.kernel != KernelShape::Any && kernelShapeOf(graph, layer) != condition.kernel) continue;
        if (!contains(layer.name, condition.nameContains)) continue;
        if (condition.atLeast && layer.parameters < *condition.atLeast) continue;
        if (condition.atMost && layer.parameters > *condition.atMost) continue;
        if (condition.position == Position::First && !first) continue;
        if (condition.position == Position::Last && !last) continue;
        if (condition.position == Position::Middle && (first || last)) continue;
        found.push_back(static_cast<int>(i));
    }
    if (condition.rank == Rank::Any) return found;
    const auto& values = condition.rank == Rank::SavesMost ? standing.saved : standing.harm;
    const auto value = [&](int i) { return values[static_cast<size_t>(i)]; };
    std::erase_if(found, [&](int i) { return static_cast<size_t>(i) >= values.size() || std::isnan(value(i)); });
    if (condition.rank == Rank::HurtsLeast)
        std::ranges::stable_sort(found, std::ranges::less(), value);
    else
        std::ranges::stable_sort(found, std::ranges::greater(), value);
    found.resize(std::min(found.size(), static_cast<size_t>(std::max(condition.ranked, 0))));
    std::ranges::sort(found);
    return found;
}

double bytesOfOneBit(const graph::Layer& layer, const quant::NumberFormat& weights)
{
    if (!layer.weights || weights.bits <= 1) return 0;
    double elements = 1;
    for (const int64_t extent : layer.weightShape)
        elements *= static_cast<double>(std::max<int64_t>(extent, 0));
    return elements / 8;
}

quant::Recipe applied(const Rule& rule, std::span<const int> layers, quant::Recipe recipe)
{
    for (const int i : layers) {
        if (i < 0 || static_cast<size_t>(i) >= recipe.layers.size()) continue;
        quant::LayerRecipe& layer = recipe.layers[static_cast<size_t>(i)];
        if (layer.lock == quant::Lock::Locked) continue;
        if (rule.weights) layer.weights.format = *rule.weights;
        if (rule.activations) layer.activations.format = *rule.activations;
    }
    return recipe;
}

} // namespace bitladder::analysis
