// The per-layer table of an executable as CSV.
#pragma once
#include "core/analysis/study.h"

#include <string>

namespace bitladder::exporting
{

// One row a layer: name, operator, weight shape, parameters, MACs, formats, kernel, executed, note, bytes. Timing and errors where
// they are given.
std::string layerTable(const analysis::Model& model, const engine::Executable& executable,
    const analysis::Timing* floatTiming, const analysis::Timing* chosenTiming,
    const std::vector<analysis::ErrorStats>* errors);

} // namespace bitladder::exporting
