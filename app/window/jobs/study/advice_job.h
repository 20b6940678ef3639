// Examines calibration, preprocessing and numbers of the network.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/study/study.h"

namespace bitladder::app
{

// Pictures of the list that did not calibrate are what the ranges are held against. Precondition: the study can begin.
Result<void> findAdvice(const Snapshot& snapshot, Study& study, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
