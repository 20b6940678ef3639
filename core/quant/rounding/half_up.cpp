// To the nearest whole number; what lies in the middle goes up. Adding 0.5 first would round the largest number below
// 0.5 to 1.
#include "core/base/translatable_message.h"
#include "core/quant/quantizer.h"
#include "core/quant/rounding.h"

#include <cmath>

namespace bitladder::quant
{

extern const RoundingRule kHalfUp;
const RoundingRule kHalfUp {
    .id = "half-up", .label = QT_TRANSLATE_NOOP("Rounding", "half up"), .apply = [](double quotient, double) {
        return std::floor(quotient) + (quotient - std::floor(quotient) >= 0.5 ? 1.0 : 0.0);
    }};

} // namespace bitladder::quant
