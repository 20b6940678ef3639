// Which pictures calibrate.
#pragma once
#include "app/window/jobs/snapshot.h"

namespace bitladder::app
{

// Some of the folder's, spread evenly over it; none where there is no folder: the picture that is shown calibrates.
std::vector<std::filesystem::path> calibrationFiles(const Snapshot& snapshot);

} // namespace bitladder::app
