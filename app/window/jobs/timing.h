// Times two networks in turn, so that what disturbs one disturbs the other.
#pragma once
#include "app/window/runner/job_runner.h"
#include "core/measure/timing.h"

namespace bitladder::app
{

// A third of a second of runs in turn, at least 5 and at most 200 pairs, while nothing else of ours runs; up to three
// times where other work disturbs, of which the calmest counts. Reports under `text` where that takes long.
Result<std::pair<measure::Timing, measure::Timing>> timeInTurn(engine::Executable& a, engine::Executable& b,
    const std::vector<tensor::Tensor>& inputs, const QString& text, const JobContext& context);

} // namespace bitladder::app
