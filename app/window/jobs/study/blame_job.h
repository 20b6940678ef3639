// Finds the layers that are to blame for the answer to one picture.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/study/study.h"

namespace bitladder::app
{

// `file`: its place in the list. Precondition: the study can begin, and the list has the file.
Result<void> findBlame(
    const Snapshot& snapshot, size_t file, Study& study, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
