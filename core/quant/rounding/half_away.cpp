// To the nearest whole number; what lies in the middle goes away from zero (IEEE 754 roundTiesToAway, C's round).
#include "core/base/translatable_message.h"
#include "core/quant/quantizer.h"
#include "core/quant/rounding.h"

#include <cmath>

namespace bitladder::quant
{

extern const RoundingRule kHalfAway;
const RoundingRule kHalfAway {.id = "half-away",
    .label = QT_TRANSLATE_NOOP("Rounding", "half away from zero"),
    .apply = [](double quotient, double) { return std::round(quotient); }};

} // namespace bitladder::quant
