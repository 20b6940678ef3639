// Rounding rules: from x / scale to a whole number. Rows of one table (rounding/table.cpp), one file each. The
// contract's own is half to even; kernels know no other, so activations with another rule are simulated.
#pragma once
#include "core/quant/parameters.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace bitladder::quant
{

struct RoundingRule {
    std::string_view id; // stable: in recipes and on the command line
    const char* label; // English, marked for translation in the context "Rounding"
    // Odd rules treat −x as x with the other sign. `chance` is uniform in 0 ≤ chance < 1 and belongs to the number's
    // position in its tensor; rules without dice ignore it.
    double (*apply)(double quotient, double chance);
    std::span<const Parameter> parameters {};
};
std::span<const RoundingRule* const> roundingRules(); // in the order in which lists show them
const RoundingRule* findRounding(std::string_view id); // null where there is none

// What a position throws: a pure function of both, so that codes do not depend on who makes them, nor on threads.
// Uniform in 0 ≤ chance < 1, a multiple of 2⁻⁵³ (SplitMix64: Steele, Lea, Flood 2014).
double chanceAt(uint64_t seed, uint64_t position);

} // namespace bitladder::quant
