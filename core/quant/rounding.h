// Rounding rules: from x / scale to a whole number. Rows of one table (rounding/table.cpp), one file each. The
// contract's own is half to even; kernels know no other, so activations with another rule are simulated.
#pragma once
#include <span>
#include <string_view>

namespace bitladder::quant
{

struct RoundingRule {
    std::string_view id; // stable: in recipes and on the command line
    const char* label; // English, marked for translation in the context "Rounding"
    double (*apply)(double quotient);
};
std::span<const RoundingRule* const> roundingRules(); // in the order in which lists show them
const RoundingRule* findRounding(std::string_view id); // null where there is none

} // namespace bitladder::quant
