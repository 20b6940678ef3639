#include "core/analysis/rule.h"

#include <algorithm>

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

std::vector<int> matching(
    const LayerCondition& condition, const graph::Graph& graph, std::span<const graph::Layer> layers)
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
    return found;
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
