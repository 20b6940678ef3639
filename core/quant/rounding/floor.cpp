// Down: the error is uniform in one step rather than in half of one to each side, which costs 6 dB and moves the mean
// by half a step.
#include "core/base/translatable_message.h"
#include "core/quant/quantizer.h"
#include "core/quant/rounding.h"

#include <cmath>

namespace bitladder::quant
{

extern const RoundingRule kFloor;
const RoundingRule kFloor {.id = "floor",
    .label = QT_TRANSLATE_NOOP("Rounding", "floor"),
    .apply = [](double quotient, double) { return std::floor(quotient); }};

} // namespace bitladder::quant
