// Rules: a condition on layers and what the layers that meet it become ("all 1×1 convolutions: weights int4").
#pragma once
#include "core/graph/layers.h"
#include "core/quant/recipe.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bitladder::analysis
{

// Convolutions by their kernel. Depthwise: as many groups as input channels, more than one. The sizes mean kernels of
// two extents that are not depthwise.
enum class KernelShape : unsigned char { Any, OneByOne, ThreeByThree, Depthwise };
// In execution order. Middle: neither the first nor the last.
enum class Position : unsigned char { Any, First, Last, Middle };

// All conditions that are set must hold.
struct LayerCondition {
    std::string op; // "Conv"; empty: any
    KernelShape kernel = KernelShape::Any;
    std::string nameContains; // without regard to case (ASCII); empty: any
    std::optional<int64_t> atLeast, atMost; // parameters
    Position position = Position::Any;
    friend bool operator==(const LayerCondition&, const LayerCondition&) = default;
};

struct Rule {
    LayerCondition condition;
    std::optional<quant::NumberFormat> weights, activations; // none: stays as it is
    friend bool operator==(const Rule&, const Rule&) = default;
};

KernelShape kernelShapeOf(const graph::Graph& graph, const graph::Layer& layer); // Any: none of the others
// Positions of the layers that meet the condition, ascending.
std::vector<int> matching(
    const LayerCondition& condition, const graph::Graph& graph, std::span<const graph::Layer> layers);
// The recipe with the rule applied to these layers; locked ones stay.
quant::Recipe applied(const Rule& rule, std::span<const int> layers, quant::Recipe recipe);

} // namespace bitladder::analysis
