// Compares all ways to quantize the weights of one layer at one width: each is tried on the weights themselves, and
// then on what the layer hands on when it alone is quantized.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/layer_study.h"
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// Posts what it has found so far, now and then, and in the end.
Result<void> compareWays(const Snapshot& snapshot, const WaysQuestion& question, LayerStudy& study,
    ResultStore& results, const JobContext& context);

} // namespace bitladder::app
