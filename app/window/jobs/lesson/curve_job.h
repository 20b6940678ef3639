// Measures the curve that a lesson asked a learner to draw: on an experiment of its own, so that nothing of what is
// open in the window changes, and with the same figures as `bitladder-cli grade`.
#pragma once
#include "app/window/runner/job_runner.h"
#include "core/lesson/player.h"

namespace bitladder::app
{

struct CurveTask {
    std::string lesson; // its id
    size_t index = 0; // of the step
    lesson::Step step;
    std::filesystem::path model, pictures; // pictures: a folder, or empty
};

// The values as they are typed, width by width.
struct MeasuredCurve {
    std::string lesson;
    size_t index = 0;
    std::vector<double> values;
};

Result<MeasuredCurve> measureCurve(
    const CurveTask& task, const engine::PrepareOptions& machine, const JobContext& context);

} // namespace bitladder::app
