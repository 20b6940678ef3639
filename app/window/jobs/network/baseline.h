// The figures of the baseline, measured with the same picture and the same calibration as the present recipe, so that
// they compare.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/network/network_state.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// Leaves the result in the state. Precondition: the snapshot has a baseline, and the state its inputs, taps and
// calibration.
Result<void> measureBaseline(
    const Snapshot& snapshot, NetworkState& state, const engine::PrepareOptions& machine, const JobContext& context);
// The state's result, as one of the revision. Precondition: there is one.
void postBaseline(const NetworkState& state, quint64 revision, ResultStore& results);

} // namespace bitladder::app
