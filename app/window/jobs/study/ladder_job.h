// Draws the ladder map: what every format does to the weights of every layer, and on demand how quick it is here.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/document/study_results.h"
#include "app/window/jobs/study/study.h"

namespace bitladder::app
{

// Posts the map after each layer, and in the end. `known`: of the same model, from an earlier job, whose cells are not
// computed again; null: nothing is known. Precondition: the study can begin.
Result<void> drawLadder(const Snapshot& snapshot, const LadderAsked& asked,
    const std::shared_ptr<const LadderFound>& known, Study& study, ResultStore& results, const JobContext& context);

// The usual ones: float32, float16, integers from 16 bits down to 2, ternary, binary.
std::vector<quant::NumberFormat> formatsOf(LadderAsked::Formats formats);

} // namespace bitladder::app
