// From the graph of a file to the graph that is shown and run: shapes known, constants folded, batch norms and
// activations fused. The passes themselves are in core/graph/passes.h; this file gives them the operators.
#pragma once
#include "core/base/job.h"
#include "core/graph/graph.h"

#include <map>
#include <optional>
#include <string>

namespace bitladder::ops
{

struct SimplifyOptions {
    std::map<std::string, tensor::Shape>
        inputShapes; // by input name; extents of −1 stay free and take the defaults below
    int64_t batch = 1; // for a free first extent
    int64_t spatial = 224; // for a free height or width of a picture-like input (rank 4)
    int64_t other = 16; // for any other free extent
    // The bytes that a person agrees to, where the file's own allowance (graph.memory) is too little for what it asks
    // for.
    std::optional<size_t> memory = {};
};

// The extents that options give to an input: fixed ones from the file, free ones from the options. Fails where a given
// shape contradicts the file.
Result<tensor::Shape> inputShape(const graph::Graph& graph, ValueId input, const SimplifyOptions& options);

// Runs all passes on a copy. Operators that are missing or contradict their inputs become issues of the graph.
Result<graph::Graph> simplify(const graph::Graph& original, const SimplifyOptions& options = {}, const Job& job = {});

} // namespace bitladder::ops
