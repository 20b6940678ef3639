// Up: as costly as down, and the mean moves the other way.
#include "core/base/translatable_message.h"
#include "core/quant/quantizer.h"
#include "core/quant/rounding.h"

#include <cmath>

namespace bitladder::quant
{

extern const RoundingRule kCeiling;
const RoundingRule kCeiling {.id = "ceiling",
    .label = QT_TRANSLATE_NOOP("Rounding", "ceiling"),
    .apply = [](double quotient, double) { return std::ceil(quotient); }};

} // namespace bitladder::quant
