// Toward zero: what a cast in C does. Magnitudes shrink by half a step on average; the mean stays where it is for
// symmetric data.
#include "core/base/translatable_message.h"
#include "core/quant/quantizer.h"
#include "core/quant/rounding.h"

#include <cmath>

namespace bitladder::quant
{

extern const RoundingRule kTowardZero;
const RoundingRule kTowardZero {.id = "toward-zero",
    .label = QT_TRANSLATE_NOOP("Rounding", "toward zero"),
    .apply = [](double quotient, double) { return std::trunc(quotient); }};

} // namespace bitladder::quant
