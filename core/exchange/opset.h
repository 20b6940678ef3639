// Operators whose form changed from one opset to another, brought to the newer form.
#pragma once
#include "core/graph/graph.h"

namespace bitladder::exchange
{

// Rewrites every node of ai.onnx for `opset` (at least 13), those of inner graphs too, so that it computes what it
// computed in its own opset. The order is left to sort(). Fails with the node's name where the newer opset cannot say
// the same.
Result<void> liftOperators(graph::Graph& graph, int opset);

// Whether the graph says nothing that opset 20 cannot say: what came later are types, a few operators and a few
// attributes.
bool fitsOpset20(const graph::Graph& graph);

} // namespace bitladder::exchange
