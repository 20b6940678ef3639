// A quantized network: a recipe, computed. The engine prepares it for one instruction set and estimates nothing;
// core/methods makes it.
#pragma once
#include "core/graph/graph.h"
#include "core/quant/quantized_tensor.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bitladder::engine
{

struct QuantizedLayer {
    std::shared_ptr<const quant::QuantizedTensor> weights; // null where the layer has no weights
    std::optional<quant::Quantizer> activations; // of its input; none for native floats
};

// What a method did to one layer, for people. Figures are SQNR in dB of the layer's weights or outputs, as the method
// says.
struct MethodEffect {
    int layer = -1; // of the model
    double before = 0, after = 0;
};
struct MethodLog {
    std::string method; // its id
    std::string measure; // what `before` and `after` are
    std::string note; // why nothing was done, where nothing was; a sentence
    std::vector<MethodEffect> layers;
    double seconds = 0;
    bool fromDisk = false; // it was learned earlier, in so many seconds
};

struct QuantizedNetwork {
    std::shared_ptr<const graph::Graph> graph; // the model's, or what methods made of it
    // The network in float that `graph` stands for, of the same layers: without what methods corrected.
    std::shared_ptr<const graph::Graph> floatGraph = {};
    quant::Recipe recipe; // its layers are those of the graph, in their order
    std::vector<QuantizedLayer> layers; // by LayerId
    std::vector<MethodLog> log; // by method of the recipe that is on
    // By layer: which layer of the model it is, or is a part of (parts follow each other). Empty: each is the model's.
    // What an executable tells of layers is told of the model's: parts are added up.
    std::vector<int> modelLayers = {};

    int modelLayer(int layer) const { return modelLayers.empty() ? layer : modelLayers[static_cast<size_t>(layer)]; }
};

} // namespace bitladder::engine
