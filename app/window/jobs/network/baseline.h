// The figures of the baseline, measured with the same picture and the same calibration as the present recipe, so that
// they compare.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/network/network_state.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// Whether the state's result is what a measurement of the recipe would give now, but for times. Null: no recipe.
bool knowsBaseline(NetworkState& state, const std::shared_ptr<const quant::Recipe>& recipe);
// Leaves the result in the state, with times of the run that the present recipe was timed in. What is known of it is
// not computed again. Preconditions: the snapshot has a baseline, from which the network was prepared.
Result<void> measureBaseline(const Snapshot& snapshot, NetworkState& state, engine::Executable& network,
    measure::Timing timing, const JobContext& context);
// The state's result, as one of the revision. Precondition: there is one.
void postBaseline(const NetworkState& state, quint64 revision, ResultStore& results);

} // namespace bitladder::app
