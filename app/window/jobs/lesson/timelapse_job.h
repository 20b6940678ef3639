// Writes the time-lapse of the picture that is looked at: every width from 64 down to 1.
#pragma once
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// A file that ends in .gif becomes an animated GIF, any other a page of HTML. `names`: of the classes, by number.
// Precondition: the snapshot's network has run. Nothing is written where the job was stopped.
Result<void> writeTimelapse(const Snapshot& snapshot, const std::filesystem::path& file,
    const std::map<int, std::string>& names, const JobContext& context);

} // namespace bitladder::app
