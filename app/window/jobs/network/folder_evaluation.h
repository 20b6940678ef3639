// The folder of pictures through the quantized network and through the baseline. Answers over a folder do not depend on
// the picture that is shown; they are known as long as recipe, files and calibration stay.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/network/network_state.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// Computes what the state does not know and posts it as it comes. Does nothing without a folder.
Result<void> evaluateFolder(const Snapshot& snapshot, NetworkState& state, engine::Executable& quantized,
    const engine::PrepareOptions& machine, ResultStore& results, const JobContext& context);
// `baseline`: null while nothing is known of it.
enum class FolderPart : unsigned char { SoFar, Whole };
void postFolder(const Snapshot& snapshot, const analysis::Evaluation& evaluation,
    std::shared_ptr<const analysis::Evaluation> baseline, FolderPart part, ResultStore& results);

} // namespace bitladder::app
