// The table of rounding rules.
#include "core/quant/rounding.h"

#include "core/quant/quantizer.h"

namespace bitladder::quant
{

extern const RoundingRule kHalfAway, kHalfUp, kFloor, kCeiling, kTowardZero, kStochastic;

std::span<const RoundingRule* const> roundingRules()
{
    static constexpr const RoundingRule* kAll[]
        = {&kHalfEven, &kHalfAway, &kHalfUp, &kFloor, &kCeiling, &kTowardZero, &kStochastic};
    return kAll;
}

const RoundingRule* findRounding(std::string_view id)
{
    for (const RoundingRule* rule : roundingRules())
        if (rule->id == id) return rule;
    return nullptr;
}

} // namespace bitladder::quant
