// All metrics of the table for one layer, in one run of the quantized network.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

Result<void> measureLayer(const Snapshot& snapshot, int layer, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
