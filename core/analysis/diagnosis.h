// Why a layer is as fast as it is: one sentence from what was measured and from its shape.
#pragma once
#include "core/engine/executable.h"

#include <string>

namespace bitladder::analysis
{

// Multiply-adds for each byte that must come from memory at least once: weights as they are kept, inputs and outputs at the width
// of their storage. Low figures wait for memory, whatever the kernel can do (Williams, Waterman, Patterson: Roofline, 2009).
double arithmeticIntensity(const engine::LayerInfo& layer);

struct LayerSpeed {
    double floatMs = 0; // median
    engine::LayerTime chosen;
};

// A sentence with a place, "%1", for what stands in `detail` where there is something; apart, so that it can be translated.
struct Diagnosis {
    const char* sentence;
    std::string detail;
};
Diagnosis diagnosisOf(const engine::LayerInfo& layer, const LayerSpeed& speed);
// The same in one, in English.
std::string diagnose(const engine::LayerInfo& layer, const LayerSpeed& speed);

} // namespace bitladder::analysis
