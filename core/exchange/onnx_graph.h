// From our graphs to graphs that any ONNX reader takes: fused parts become nodes again, old operators the newer form.
#pragma once
#include "core/engine/executable.h"
#include "core/graph/graph.h"

namespace bitladder::exchange
{

// The graph in plain ONNX of `opset` (at least 13): clamps become Relu or Clip, a MatMul's bias an Add, and operators
// whose meaning changed with the opset are rewritten. Fails where an operator cannot be lifted.
Result<graph::Graph> plainOnnx(const graph::Graph& graph, int opset);

// QuantizeLinear / DequantizeLinear around every layer that has integer weights of up to 8 bits and int8 activations:
// weights as int8 (int4 at 4 bits and below), activations as uint8, biases as int32; the pairs stand again before
// Concat, MaxPool and what else only moves numbers, where the codes are the same. Other layers must be native floats.
// The opset is the file's own, at least 13, and at least 21 where int4 is needed. A quantized layer of float64 is
// computed in float32 between casts.
struct QdqOptions {
    int newestOpset = 21; // below 21, narrow weights are written as int8: readers that do not know int4 take them
};
Result<graph::Graph> qdqGraph(const engine::Executable& executable, const QdqOptions& options = {});

} // namespace bitladder::exchange
