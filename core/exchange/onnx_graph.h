// From our graphs to graphs that any ONNX reader takes: fused parts become nodes again, old operators the newer form.
#pragma once
#include "core/engine/executable.h"
#include "core/graph/graph.h"

#include <filesystem>

namespace bitladder::exchange
{

// The graph in plain ONNX of `opset` (at least 13): clamps become Relu or Clip, a MatMul's bias an Add, and operators
// whose meaning changed with the opset are rewritten. Fails where an operator cannot be lifted.
Result<graph::Graph> plainOnnx(const graph::Graph& graph, int opset);
// The same as a file, of the graph's own opset or the oldest that will do.
Result<void> writePlainOnnx(const graph::Graph& graph, const std::filesystem::path& file);

// QuantizeLinear / DequantizeLinear around every layer that is no native float, of any mixture of widths: weights as
// int2, int4, int8 or int16, whatever holds them, as float8 (e4m3, e5m2) or, behind a Cast, as float16 or bfloat16;
// activations as uint8 or uint16, clipped before where they are narrower, as float8 or float16; biases as int32 where
// both sides are bytes. Either side may be float. Groups and blocks of weights lie along the depth where there is one
// axis of it; those of e2m1 are float4. The pairs stand again before Concat, MaxPool and what else only moves numbers,
// where the codes are the same. The opset is the file's own, at least 13, and what the types need: 19 for float8, 21
// for int4, int16 and groups, 23 for float4, 25 for int2. A quantized layer of float64 is computed in float32 between
// casts. Beyond 65504 a Cast to float16 gives infinity, where Bitladder's own float16 saturates.
struct QdqOptions {
    // Readers that do not know int4 (below 21) or int2 (below 25) get the next wider integers.
    int newestOpset = 21;
};
Result<graph::Graph> qdqGraph(const engine::Executable& executable, const QdqOptions& options = {});

// Quant, BipolarQuant and FloatQuant around every layer that is no native float; see format/qonnx.cpp. The opset is the
// file's own, at least 13.
Result<graph::Graph> qonnxGraph(const engine::Executable& executable);

} // namespace bitladder::exchange
