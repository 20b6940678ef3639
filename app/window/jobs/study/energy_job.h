// Measures what a run of the present recipe takes of the processor's energy, where its counter can be read.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/study/study.h"

namespace bitladder::app
{

// Posts the energy, or why it is not known. Precondition: the study can begin.
Result<void> measureEnergy(const Snapshot& snapshot, Study& study, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
