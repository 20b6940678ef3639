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

// The few layers among those that meet the other conditions that come first: by how much they harm the answers, or by
// how many bytes one bit less of their weights saves. Hurting ranks only layers whose harm is known.
enum class Rank : unsigned char { Any, HurtsMost, HurtsLeast, SavesMost };

// All conditions that are set must hold.
struct LayerCondition {
    std::string op; // "Conv"; empty: any
    KernelShape kernel = KernelShape::Any;
    std::string nameContains; // without regard to case (ASCII); empty: any
    std::optional<int64_t> atLeast, atMost; // parameters
    Position position = Position::Any;
    Rank rank = Rank::Any;
    int ranked = 1; // how many of them; of rank
    friend bool operator==(const LayerCondition&, const LayerCondition&) = default;
};

struct Rule {
    LayerCondition condition;
    std::optional<quant::NumberFormat> weights, activations; // none: stays as it is
    friend bool operator==(const Rule&, const Rule&) = default;
};

KernelShape kernelShapeOf(const graph::Graph& graph, const graph::Layer& layer); // Any: none of the others
// What is ranked: by layer; empty: not known. NaN: not of this layer.
struct LayerStanding {
    std::span<const double> harm, saved;
};
// Positions of the layers that meet the condition, ascending.
std::vector<int> matching(const LayerCondition& condition, const graph::Graph& graph,
    std::span<const graph::Layer> layers, const LayerStanding& standing = {});
// What one bit less of the weights saves; 0 without weights, and where there is no narrower format.
double bytesOfOneBit(const graph::Layer& layer, const quant::NumberFormat& weights);
// The recipe with the rule applied to these layers; locked ones stay.
quant::Recipe applied(const Rule& rule, std::span<const int> layers, quant::Recipe recipe);

} // namespace bitladder::analysis
