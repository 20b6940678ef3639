// What a recipe costs: sizes, multiply-adds by pair of formats, bit operations, and energy by a model. Nothing here is
// measured.
#pragma once
#include "core/model/model.h"
#include "core/quant/recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace bitladder::analysis
{

// Energy of single operations in picojoules, at 45 nm and 0.9 V: Horowitz, "Computing's energy problem", ISSCC 2014,
// figure 1.1.9. A person may write other numbers in.
struct EnergyTable {
    double add8 = 0.03, add32 = 0.1; // integers
    double multiply8 = 0.2, multiply32 = 3.1;
    double addFloat16 = 0.4, addFloat32 = 0.9;
    double multiplyFloat16 = 1.1, multiplyFloat32 = 3.7;
    double cache64 = 10, dram64 = 1300; // 64 bits read from 8 KiB of cache; from DRAM
    friend bool operator==(const EnergyTable&, const EnergyTable&) = default;
};
struct EnergyRow {
    std::string_view id; // stable
    const char* label; // English, marked for translation in the context "Energy"
    double EnergyTable::*picojoules;
};
std::span<const EnergyRow> energyRows();

// One multiply-add of a pair of formats, in picojoules. Integers: the product's energy grows with the product of the
// widths (0.2 pJ at 8 × 8), the sum's with the width of the accumulator, 32 bits up to 8 × 8 and 64 beyond; float16 and
// float32 as tabled, narrower and wider floats in proportion to their bits squared. A mixed pair is computed as the
// wider kind. Binary pairs are one bit of a 64-bit xor and popcount.
double macEnergyPj(
    const EnergyTable& table, const quant::NumberFormat& weights, const quant::NumberFormat& activations);

struct LayerCost {
    double bytes = 0; // theoretical: bits × elements, biases at 32 bits
    double macs = 0;
    double bops = 0; // bit operations: macs × bits of weights × bits of activations (van Baalen et al. 2020, eq. 14)
    double energyUj = 0; // model: multiply-adds, weights read once from DRAM, inputs and outputs through the cache
    double arithmeticUj = 0; // of that: the multiply-adds
};
// `inputs`, `outputs`: values of the layer's activations for one run; weights and activations as in the recipe.
LayerCost layerCost(const graph::Graph& graph, const graph::Layer& layer, const quant::NumberFormat& weights,
    const quant::NumberFormat& activations, const EnergyTable& table = {});

struct MacsByPair {
    quant::NumberFormat weights, activations;
    double macs = 0;
};
struct BytesByFormat {
    quant::NumberFormat weights;
    int layers = 0;
    double bytes = 0; // with their biases
};
struct Cost {
    LayerCost total;
    std::vector<LayerCost> layers;
    std::vector<MacsByPair> pairs; // most first
    std::vector<BytesByFormat> formats; // most first; of layers with weights
    double imagesPerJoule() const { return total.energyUj > 0 ? 1e6 / total.energyUj : 0; }
};
// Of weights of so many bits on average, with their biases.
double bytesAtBits(const model::Model& model, double bits);
Cost costOf(const model::Model& model, const quant::Recipe& recipe, const EnergyTable& table = {});

} // namespace bitladder::analysis
