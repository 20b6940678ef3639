// Computes what the format workshop shows.
#pragma once
#include "app/window/document/workshop_results.h"
#include "app/window/jobs/layer_study.h"
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// Cancelled where the job was stopped; what cannot be computed is said in the result.
Result<std::shared_ptr<const WorkshopResult>> workOn(
    const Snapshot& snapshot, const WorkshopQuestion& question, LayerStudy& study, const JobContext& context);

} // namespace bitladder::app
