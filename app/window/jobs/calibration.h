// The calibration that every job of one snapshot shares.
#pragma once
#include "app/window/jobs/snapshot.h"
#include "core/base/job.h"

namespace bitladder::app
{

// From a sample of the folder, or from `inputs` where there is none. `inputs`: one tensor for each input of the model.
Result<engine::Calibration> calibrationOf(const Snapshot& snapshot, engine::Executable& floatNetwork,
    const std::vector<tensor::Tensor>& inputs, const Job& job);

} // namespace bitladder::app
