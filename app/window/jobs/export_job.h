// Writes a file of the present configuration for other tools.
#pragma once
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"
#include "core/exchange/exchange_format.h"

namespace bitladder::app
{

// Stands alone: computes a network of its own, calibrated like the shown one, so that an edit meanwhile changes nothing
// in the file. Fails where the format needs a network and nothing has run yet. The file is written whole or not at all.
// Returns what a model that was written contains, read back; null for a file that is none.
Result<std::shared_ptr<const exchange::FileReport>> exportConfiguration(const Snapshot& snapshot,
    const std::filesystem::path& file, const exchange::ExchangeFormat& format, const JobContext& context);

} // namespace bitladder::app
