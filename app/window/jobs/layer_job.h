// The jobs of the selected layer, on three lanes: its distribution from a sample at once, the whole one when nothing
// newer has come, and its error at every width in what time is left.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/layer_study.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// Returns the layer's weights, which the curve needs: whoever reads them at low priority would hold up the next
// distribution. Null where they cannot be read.
Result<std::shared_ptr<const analysis::LayerWeights>> drawSample(
    LayerStudy& study, const LayerTask& task, ResultStore& results, const JobContext& context);
Result<void> drawWhole(LayerStudy& study, const LayerTask& task, ResultStore& results, const JobContext& context);
Result<void> drawCurve(LayerStudy& study, const LayerTask& task, const analysis::LayerWeights& weights,
    ResultStore& results, const JobContext& context);

} // namespace bitladder::app
