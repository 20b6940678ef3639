// The layers of a graph: the nodes whose weights a person can quantize, in execution order.
#pragma once
#include "core/graph/graph.h"

namespace bitladder::graph
{

struct Layer {
    LayerId id;
    NodeId node;
    std::string name; // the node's name
    std::string op;
    ValueId input, weights, bias, output; // bias may be invalid
    Shape weightShape; // as in the file, e.g. [outCh, inCh/groups, kh, kw] for Conv, [K, N] for MatMul
    int channelAxis = 0; // of the weights: one slice per output channel
    int64_t channels = 0; // output channels
    int64_t depth = 0; // products that are added up for one output
    int64_t parameters = 0; // weights and bias
    int64_t macs = -1; // for one run; −1 while shapes are unknown
    // What the file itself says of the layer's numbers, if it is quantized. Per-channel grids go along channelAxis.
    std::optional<FileGrid> weightGrid, inputGrid;
};

std::vector<Layer> layersOf(const Graph& graph);
bool isLayer(const Graph& graph, const Node& node);
// A graph of this one layer, with its constants; the layer's input is the graph's only input.
Graph alone(const Graph& graph, const Layer& layer);

} // namespace bitladder::graph
