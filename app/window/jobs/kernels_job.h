// One layer measured at every format and level, while nothing else of ours runs.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// `rates` keeps what is measured from job to job; touched by the lane only. Where there are no kernels, the result says
// why.
Result<void> measureKernels(measure::KernelRates& rates, const measure::KernelRates::Question& question,
    quint64 revision, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
