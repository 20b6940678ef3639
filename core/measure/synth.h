// Networks with real topologies and seeded random weights, for exploring speed without a download.
#pragma once
#include "core/base/result.h"
#include "core/graph/graph.h"

#include <cstdint>
#include <string_view>

namespace bitladder::measure
{

// "resnet18", "resnet50" (He et al. 2015) or "mobilenetv2" (Sandler et al. 2018), input [1, 3, 224, 224], 1000 classes,
// opset 13. Weights are normal with variance 2 / fan-in, batch norms already folded.
Result<graph::Graph> synthesize(std::string_view name, uint64_t seed);

} // namespace bitladder::measure
