// What the network lane keeps from job to job, so that an edit computes only what depends on it. Touched by that lane
// only.
#pragma once
#include "app/window/jobs/network/answer_pace.h"
#include "app/window/jobs/snapshot.h"

namespace bitladder::app
{

struct NetworkState {
    std::unique_ptr<experiment::Experiment> experiment; // of the present model and machine
    AnswerPace pace;

    PictureSource picture; // whose tensor the experiment is fed with
    std::vector<model::InputSource> sources;
    bool noise = false, stoodIn = false; // see NetworkResult

    std::shared_ptr<const BaselineResult> baseline; // as measured with these:
    std::shared_ptr<const analysis::FloatTaps> baselineTaps;
    std::shared_ptr<const engine::Calibration> baselineCalibration;
};

} // namespace bitladder::app
