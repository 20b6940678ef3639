// A recipe: the chosen configuration of every layer. It is a small value that a person saves, loads, undoes, compares,
// exports.
#pragma once
#include "core/quant/spec.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::quant
{

enum class Lock : unsigned char { Open, Locked };

struct LayerRecipe {
    std::string layer; // the layer's name in the graph
    QuantSpec weights = defaultWeightSpec(kFloat32);
    QuantSpec activations = defaultActivationSpec(kFloat32);
    Lock lock = Lock::Open;
    std::string unknown {}; // JSON of what a newer program wrote beside these, kept as it was read
    friend bool operator==(const LayerRecipe&, const LayerRecipe&) = default;
};

// A method that the recipe asks for, with what it is told. Methods change what nearest rounding alone would give; the
// table of them is core/methods/table.cpp.
struct MethodChoice {
    std::string method; // its id
    std::map<std::string, double> parameters; // by name; those that are left out have their default
    bool on = true;
    friend bool operator==(const MethodChoice&, const MethodChoice&) = default;
};

struct Recipe {
    static constexpr int kVersion = 2;

    std::string model; // a name for people; fingerprint is what is compared
    std::string fingerprint; // of the layers' names and weight shapes
    std::vector<LayerRecipe> layers; // in layer order
    std::vector<MethodChoice> methods; // in the order in which they are applied
    std::string unknown; // JSON of what a newer program wrote beside these, kept as it was read
    friend bool operator==(const Recipe&, const Recipe&) = default;
};

// Every layer the same; the ladder of presets that the window and the command line offer.
void setAll(Recipe& recipe, NumberFormat weights, NumberFormat activations);

struct Preset {
    std::string_view name; // "W8A8"
    NumberFormat weights, activations;
};
std::span<const Preset> presets();
enum class FirstLast : unsigned char { SameAsRest, At8 }; // first and last layer at int8 where the preset is narrower
void apply(Recipe& recipe, const Preset& preset, FirstLast ends);

} // namespace bitladder::quant
