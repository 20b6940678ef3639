// The layers of a graph: the nodes whose numbers a person can quantize, in execution order.
//
//   Conv, ConvTranspose, Gemm, MatMul      with constant weights: multiplied by kernels
//   MatMul                                 with a constant that is a stack of matrices
//   MatMul                                 of two computed values: two layers, one for each side, without weights of
//   their own
//   LSTM, GRU, RNN                         two layers: the weights of the input (W) and those of the state (R)
//   Gather                                 of rows of a constant table of floats (an embedding)
//
// All but the first line are computed by their operators. A node is no layer where it cannot be planned: where a size
// is known only while the network runs, where its bias or its weights are computed, and inside the graphs of If, Loop
// and Scan. It is computed as it is then.
#pragma once
#include "core/base/translatable_message.h"
#include "core/graph/graph.h"

namespace bitladder::graph
{

// Who computes a layer. Kernel: the engine's kernels, in integers where the formats allow it. Operator: the node's
// operator, in float, on values that were rounded to their grids.
enum class Arithmetic : unsigned char { Kernel, Operator };

struct Layer {
    LayerId id;
    NodeId node;
    std::string name; // the node's name; of a node's second layer, with what it is behind it
    std::string op;
    Arithmetic arithmetic = Arithmetic::Kernel;
    ValueId input, weights, bias, output; // bias may be invalid; so are the weights of a product of two computed values
    size_t inputIndex = 0, weightsIndex = 1; // among the node's inputs
    bool quantizesInput = true; // false: indices, or a value that another layer of the node quantizes
    // As in the file, e.g. [outCh, inCh/groups, kh, kw] for Conv, [K, N] for MatMul; empty without weights.
    Shape weightShape;
    int channelAxis = 0; // of the weights: one slice per output channel
    int64_t channels = 0; // output channels: how many slices of the weights can have a scale of their own
    int64_t depth = 0; // products that are added up for one output
    int64_t parameters = 0; // weights and bias
    int64_t macs = -1; // for one run; −1 while shapes are unknown
    // What the file itself says of the layer's numbers, if it is quantized. Per-channel grids go along channelAxis.
    std::optional<quant::Quantizer> weightGrid, inputGrid;
};

// Where a size is unknown because something in front of it is wrong (an issue of the graph), the layer is listed all
// the same: its weights can be looked at, and running says what is wrong.
std::vector<Layer> layersOf(const Graph& graph);

// A node that multiplies, as layers do, but is none.
struct PlainNode {
    std::string name, op; // of a node in an inner graph: behind the names of the nodes around it, "outer/name"
    TranslatableMessage why;
};
std::vector<PlainNode> plainNodes(const Graph& graph); // in execution order

// A layer that kernels multiply.
bool isLayer(const Graph& graph, const Node& node);
// A graph of this layer's node alone, with its constants; what the node reads beside them are the graph's inputs, in
// order.
Graph singleLayerGraph(const Graph& graph, const Layer& layer);

} // namespace bitladder::graph
