// A beside B: the figures of the recipe that was kept, measured with the same picture and the same calibration as the one that is
// edited, so that the two compare.
#pragma once
#include "core/analysis/network_error.h"
#include "core/measure/timing.h"

#include <QtGlobal>
#include <memory>
#include <vector>

namespace bitladder::app
{

struct KeptResult {
    quint64 revision = 0; // of the snapshot that it was measured or found valid for
    std::shared_ptr<const quant::Recipe> recipe;
    std::vector<engine::LayerInfo> layers;
    std::vector<double> isolatedDb, accumulatedDb; // SQNR by layer
    double outputDb = 0;
    std::vector<tensor::Tensor> answers;
    engine::Sizes sizes;
    measure::Timing timing;
};

// What a measurement of A needs; all of it belongs to the network lane.
struct KeptTask {
    const model::Model& model;
    engine::Executable& floatNetwork;
    std::shared_ptr<const quant::Recipe> recipe;
    const engine::Calibration& calibration;
    const std::vector<tensor::Tensor>& inputs;
    const analysis::FloatTaps& taps;
    engine::PrepareOptions machine;
};
Result<std::shared_ptr<KeptResult>> measureKept(const KeptTask& task, const Job& job);

// A third of a second of runs in turn, at least five and at most 200 pairs. `slow` reports where that takes long.
Result<std::pair<measure::Timing, measure::Timing>> measureInTurn(engine::Executable& a, engine::Executable& b,
    std::span<const tensor::Tensor> inputs, const Job& quiet, const Job& slow);

} // namespace bitladder::app
