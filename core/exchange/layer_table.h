// The per-layer table of an executable as CSV.
#pragma once
#include "core/analysis/metrics.h"
#include "core/measure/timing.h"
#include "core/model/model.h"

#include <string>

namespace bitladder::exchange
{

// One row a layer: name, operator, weight shape, parameters, MACs, formats, kernel, executed, note, bytes. Timing and
// errors where they are given.
std::string layerTable(const model::Model& model, const engine::Executable& executable,
    const measure::Timing* floatTiming, const measure::Timing* chosenTiming,
    const std::vector<analysis::ErrorStats>* errors);

} // namespace bitladder::exchange
