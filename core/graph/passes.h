// Passes: each rewrites the graph into an equal one that is simpler to run. They are run in the order of this header by
// simplify(); the text dump of the graph shows what each of them did.
#pragma once
#include "core/base/job.h"
#include "core/graph/graph.h"

#include <functional>
#include <span>

namespace bitladder::graph
{

// Computes the outputs of one node from constant inputs (absent inputs are null). Supplied by the room that owns the
// operators.
using Evaluator = std::function<Result<std::vector<Tensor>>(const Node&, std::span<const Tensor* const>)>;

// What a node's outputs look like, given what is known of its inputs. Fails where the inputs contradict the operator.
struct TypeAndShape {
    std::optional<ElementType> type;
    std::optional<Shape> shape;
};
using Inferrer = std::function<Result<std::vector<TypeAndShape>>(const Graph&, const Node&)>;

// float16 and bfloat16 networks are computed in float32: constants are widened, casts retargeted. Notes an issue if it
// did.
Result<void> widenNarrowFloats(Graph& graph);
// Identity, inference-time Dropout, and casts to the type a value already has vanish.
void dropIdentities(Graph& graph);
// Quantized layers (QLinearConv, QLinearMatMul, QGemm) become DequantizeLinear, the float operator and QuantizeLinear.
void lowerQuantizedLayers(Graph& graph);
// Walks the graph once in order: infers types and shapes, evaluates nodes whose inputs are all constant, and replaces
// Shape of a known shape by a constant. A node that cannot be inferred leaves its outputs unknown; a contradiction
// becomes an issue.
Result<void> inferAndFold(Graph& graph, const Inferrer& infer, const Evaluator& evaluate, const Job& job = {});
// Gemm with a transposed A, and Gemm and MatMul with a constant matrix on the left, become layers with Transpose beside
// them. Returns how many there were; types, shapes and constants of what was added are to be inferred then.
size_t canonicalizeProducts(Graph& graph);
// QuantizeLinear and DequantizeLinear (or Quant, BipolarQuant) in front of a layer become the layer's `inputGrid`: the
// layer reads the float values. Those in front of other nodes stay, so that the network still computes what the file
// says.
Result<void> extractActivationQuantizers(Graph& graph);
// The grid onto which a node that quantizes puts its values; none where it is not constant or not one of ours.
std::optional<quant::Quantizer> gridOf(const Graph& graph, const Node& node);
// The grid of a QuantizeLinear's codes; none where it is not constant, not one for the whole tensor, or not one of
// ours.
std::optional<quant::Quantizer> codesGridOf(const Graph& graph, const Node& node);
// An If whose condition is constant becomes the nodes of its branch. Returns how many there were; types, shapes and
// constants of what was added are to be inferred then.
size_t inlineBranches(Graph& graph);
// Nodes that nothing needs.
void dropDead(Graph& graph);
// BatchNormalization after Conv, ConvTranspose or Gemm becomes part of their weights and bias (computed in double).
Result<void> foldBatchNorm(Graph& graph);
// Add of a constant vector after MatMul, Conv, ConvTranspose or Gemm becomes their bias.
Result<void> foldBias(Graph& graph);
// Relu and Clip with constant bounds after a layer become its `clamp`.
void fuseActivations(Graph& graph);

} // namespace bitladder::graph
