// Measures which layers the network is sensitive to.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/study/study.h"

namespace bitladder::app
{

// By the pictures of the list, or without any by the output's error. Posts after each item, and in the end.
// Precondition: the study can begin.
Result<void> measureSensitivity(
    const Snapshot& snapshot, Items items, Study& study, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
