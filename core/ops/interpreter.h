// Runs a graph node by node through the operators, allocating as it goes: the oracle for the engine, and what executes
// the subgraphs of If, Loop and Scan.
#pragma once
#include "core/base/job.h"
#include "core/ops/operator.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace bitladder::ops
{

// Inputs in the order of graph.inputs; results in the order of graph.outputs. `outer` holds the values of outer graphs
// that a subgraph may refer to by name. Errors name the node.
Result<std::vector<Tensor>> interpret(const graph::Graph& graph, std::span<const Tensor> inputs, const Threads& threads,
    const Job& job = {}, const std::map<std::string, Tensor>& outer = {});

} // namespace bitladder::ops
