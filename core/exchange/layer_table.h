// The per-layer table of an executable as CSV.
#pragma once
#include "core/analysis/metric_table.h"
#include "core/analysis/network_error.h"
#include "core/measure/timing.h"
#include "core/model/model.h"

#include <string>

namespace bitladder::exchange
{

// What was measured; by layer of the model.
struct LayerFigures {
    measure::Timing floatTiming, chosenTiming;
    analysis::MetricRun outputs;
    std::vector<std::optional<analysis::WeightMetrics>> weights;
};

// One row a layer: name, operator, weight shape, parameters, MACs, formats, kernel, executed, note, bytes, times, the
// grids, and every metric of the table of weights and of outputs; empty where there is none.
std::string layerTable(const model::Model& model, const engine::Executable& executable, const LayerFigures& figures);

} // namespace bitladder::exchange
