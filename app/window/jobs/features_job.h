// What one layer hands on, in float and quantized.
#pragma once
#include "app/window/document/result_store.h"
#include "app/window/jobs/snapshot.h"
#include "app/window/runner/job_runner.h"

namespace bitladder::app
{

// From the tap of the float network and what the layer of the quantized one gave.
std::shared_ptr<const FeatureResult> featuresOf(
    quint64 revision, int layer, const analysis::FloatTaps& taps, const tensor::Tensor& quantized);

// One more run of the quantized network, for a layer that the last run did not keep. Precondition: the snapshot has a
// network result and asks for a layer.
Result<void> findFeatures(const Snapshot& snapshot, ResultStore& results, const JobContext& context);

} // namespace bitladder::app
