// Why a layer is as fast as it is: one sentence from what was measured and from its shape.
#pragma once
#include "core/engine/executable.h"

#include <string>

namespace bitladder::measure
{

// Multiply-adds for each byte that must come from memory at least once: weights as they are kept, inputs and outputs at
// the width of their storage. Low figures wait for memory, whatever the kernel can do (Williams, Waterman, Patterson:
// Roofline, 2009).
double arithmeticIntensity(const engine::LayerInfo& layer);

struct LayerSpeed {
    double floatMs = 0; // median
    engine::LayerTime quantized;
};

struct Diagnosis {
    TranslatableMessage sentence;
    TranslatableMessage because = {}; // a sentence that stands in the place of the value; empty: none
};
Diagnosis diagnosisOf(const engine::LayerInfo& layer, const LayerSpeed& speed);
// The same in one, in English.
std::string diagnose(const engine::LayerInfo& layer, const LayerSpeed& speed);

} // namespace bitladder::measure
