// To the nearest whole number; what lies in the middle goes to the even one (IEEE 754 roundTiesToEven). No bias, and
// what every kernel does.
#include "core/base/translatable_message.h"
#include "core/quant/quantizer.h"
#include "core/quant/rounding.h"

#include <cmath>

namespace bitladder::quant
{

const RoundingRule kHalfEven {.id = "half-even",
    .label = QT_TRANSLATE_NOOP("Rounding", "half to even"),
    .apply = [](double quotient, double) { return std::nearbyint(quotient); }};

} // namespace bitladder::quant
