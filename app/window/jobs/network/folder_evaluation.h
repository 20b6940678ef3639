// The folder of pictures through the quantized network and through the baseline. Answers over a folder do not depend on
// the picture that is shown; the experiment knows those of every recipe that it was asked about.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/network/network_state.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// Computes what the experiment does not know and posts it as it comes. Does nothing without a folder.
Result<void> evaluateFolder(const Snapshot& snapshot, NetworkState& state, const engine::Executable& quantized,
    ResultStore& results, const JobContext& context);
// Posts what is known already.
void postKnownFolder(const Snapshot& snapshot, NetworkState& state, ResultStore& results);

} // namespace bitladder::app
