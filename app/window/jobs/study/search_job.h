// Searches for the formats of all layers that cost least and keep a limit.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/study/study.h"

namespace bitladder::app
{

// Posts what it has found so far, with every recipe that was measured, and in the end. What is chosen from are the
// widths of integers between what is asked for and 8 bits, and the families that are named; everything else is as in
// the snapshot's recipe.
// Precondition: the study can begin.
Result<void> searchBits(
    const Snapshot& snapshot, const SearchAsked& asked, Study& study, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
