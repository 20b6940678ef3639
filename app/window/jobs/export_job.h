// Writes a file of the present configuration for other tools.
#pragma once
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

enum class ExportKind : unsigned char { Csv, Qdq };

// Stands alone: computes a network of its own, calibrated like the shown one, so that an edit meanwhile changes nothing
// in the file. Fails where nothing has run yet. The file is written whole or not at all. Returns what
// a model that was written contains, read back; null for a file that is none.
Result<std::shared_ptr<const exchange::FileReport>> exportConfiguration(
    const Snapshot& snapshot, const std::filesystem::path& file, ExportKind kind, const JobContext& context);

} // namespace bitladder::app
