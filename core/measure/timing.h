// Times of whole networks, layer by layer.
#pragma once
#include "core/base/statistics.h"
#include "core/engine/executable.h"

namespace bitladder::measure
{

// Calls `measure` while nothing else of ours runs, with a token that may ask it to stop; again if it was interrupted.
using Measure = std::function<Result<void>(const std::stop_token& stop)>;
using Alone = std::function<Result<void>(const Measure& measure)>;

struct Timing {
    Summary total; // ms
    std::vector<Summary> layers; // ms, by layer
    std::vector<engine::LayerTime> parts; // by layer: its median time, shared out as the time of all runs was
    double otherMs = 0; // median
};
// Interleaves runs of all networks (A B C A B C …), so that a drifting clock hits all alike. One warm-up each.
Result<std::vector<Timing>> measureInTurn(std::span<engine::Executable* const> networks,
    std::span<const tensor::Tensor> inputs, int runs, const Job& job = {});
Result<std::pair<Timing, Timing>> measurePair(engine::Executable& a, engine::Executable& b,
    std::span<const tensor::Tensor> inputs, int runs, const Job& job = {});
// As many runs of each as a sixth of a second holds, at least five; where other work was in the way, again, and the
// calmest counts.
Result<std::vector<Timing>> measureCalmly(
    std::span<engine::Executable* const> networks, std::span<const tensor::Tensor> inputs, const Job& job = {});

} // namespace bitladder::measure
