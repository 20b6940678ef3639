// The calibration that every job of one snapshot shares.
#pragma once
#include "app/window/jobs/snapshot.h"
#include "core/base/job.h"

namespace bitladder::app
{

// From a sample of the folder, or from `inputs` where there is none. `inputs`: one tensor for each input of the model.
Result<engine::Calibration> calibrationOf(const Snapshot& snapshot, engine::Executable& floatNetwork,
    const std::vector<tensor::Tensor>& inputs, const Job& job);

// A recipe quantized and prepared; its methods learn from the pictures that calibrate.
Result<std::unique_ptr<engine::Executable>> prepareQuantized(const Snapshot& snapshot, const quant::Recipe& recipe,
    const engine::Calibration& calibration, const std::vector<tensor::Tensor>& inputs,
    const engine::PrepareOptions& machine, const Job& job);

} // namespace bitladder::app
