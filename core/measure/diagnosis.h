// Why a layer is as fast as it is: one sentence from what was measured and from its shape.
#pragma once
#include "core/measure/timing.h"

#include <string>

namespace bitladder::measure
{

// Multiply-adds for each byte that must come from memory at least once: weights as they are kept, inputs and outputs at
// the width of their storage. Low figures wait for memory, whatever the kernel can do (Williams, Waterman, Patterson:
// Roofline, 2009).
double arithmeticIntensity(const engine::LayerInfo& layer);

// Whose the processor's cores were during a measurement.
enum class Cores : unsigned char { Ours, Held }; // Held: by other programs, too
// Told by runs that differ, and by layers long enough to share whose threads wait all the same.
Cores coresDuring(const Timing& timing);

struct LayerSpeed {
    double floatMs = 0; // median
    engine::LayerTime quantized;
    Cores cores = Cores::Ours;
};

struct Diagnosis {
    TranslatableMessage sentence;
    TranslatableMessage because = {}; // a sentence that stands in the place of the value; empty: none
};
Diagnosis diagnosisOf(const engine::LayerInfo& layer, const LayerSpeed& speed);
// The same in one, in English.
std::string diagnose(const engine::LayerInfo& layer, const LayerSpeed& speed);

} // namespace bitladder::measure
