// Times of whole networks, layer by layer.
#pragma once
#include "core/base/statistics.h"
#include "core/engine/executable.h"

namespace bitladder::measure
{

struct Timing {
    Summary total; // ms
    std::vector<Summary> layers; // ms, by layer
    std::vector<engine::LayerTime> parts; // by layer: its median time, shared out as the time of all runs was
    double otherMs = 0; // median
};
// Interleaves runs of both executables (A B A B …), so that a drifting clock hits both alike. One warm-up each.
Result<std::pair<Timing, Timing>> measurePair(engine::Executable& a, engine::Executable& b,
    std::span<const tensor::Tensor> inputs, int runs, const Job& job = {});

} // namespace bitladder::measure
