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
    int layer = -1;
    double before = 0, after = 0;
};
struct MethodLog {
    std::string method; // its id
    std::string measure; // what `before` and `after` are
    std::vector<MethodEffect> layers;
    double seconds = 0;
};

struct QuantizedNetwork {
    std::shared_ptr<const graph::Graph> graph; // the model's, or what methods made of it
    quant::Recipe recipe; // its layers are those of the graph, in their order
    std::vector<QuantizedLayer> layers; // by LayerId
    std::vector<MethodLog> log; // by method of the recipe that is on
};

} // namespace bitladder::engine
