// Methods: named steps that change what nearest rounding alone would give. A method is one file that defines its row,
// and its name in table.cpp; recipes, command line and window iterate the table.
#pragma once
#include "core/engine/executable.h"

#include <functional>
#include <span>

namespace bitladder::methods
{

// Hands the inputs of the network to `visit`, picture after picture, always the same ones in the same order. Stops at
// the first error.
using VisitInputs = std::function<Result<void>(std::span<const tensor::Tensor> inputs)>;
using CalibrationSet = std::function<Result<void>(const VisitInputs& visit)>;

// A network while methods work on it. It begins as what nearest rounding gives.
class Draft
{
public:
    Draft(engine::QuantizedNetwork& network, engine::Calibration calibration, const CalibrationSet& pictures,
        const Threads& threads, const Job& job);

    const graph::Graph& graph() const { return *m_network.graph; }
    const std::vector<graph::Layer>& layers() const { return m_layers; }
    const quant::Recipe& recipe() const { return m_network.recipe; }
    const Threads& threads() const { return m_threads; }
    const Job& job() const { return m_job; }

    // The weights of a layer as they are now, and what they became. Precondition: the layer has weights.
    Result<quant::ChannelValues> values(const graph::Layer& layer) const;
    const quant::QuantizedTensor& quantized(const graph::Layer& layer) const;
    void setQuantized(const graph::Layer& layer, quant::QuantizedTensor tensor);
    bool changesWeights(const graph::Layer& layer) const; // it has weights that its format changes

    // Another graph of the same layers, whose float network answers alike: the activations are calibrated and
    // everything is rounded to the nearest anew. Needs pictures.
    Result<void> replaceGraph(std::shared_ptr<const graph::Graph> graph);
    // Another graph whose layers' weights and inputs are what they were (other biases).
    void replaceBiases(std::shared_ptr<const graph::Graph> graph) { m_network.graph = std::move(graph); }

    // Runs the pictures through the network with the layers up to and including `last` quantized and the others in
    // float (−1: all in float), and hands out what layers read and give. Fails where there are no pictures.
    Result<void> run(int last, const engine::Observer& observe) const;
    bool hasPictures() const { return static_cast<bool>(m_pictures); }

private:
    engine::QuantizedNetwork& m_network;
    std::shared_ptr<const graph::Graph> m_floatGraph; // of the float network: without corrected biases
    std::vector<graph::Layer> m_layers;
    engine::Calibration m_calibration;
    const CalibrationSet& m_pictures;
    const Threads& m_threads;
    const Job& m_job;
    std::shared_ptr<engine::PackCache> m_cache; // of the draft's own packings
};

struct MethodParameter {
    std::string_view name;
    double fallback = 0, least = 0, most = 0;
};

struct Method {
    std::string_view id; // stable: in recipes and on the command line
    const char* label; // English, marked for translation in the context "Method"
    std::string_view source; // paper and equation
    enum class Needs : unsigned char { Nothing, Pictures } needs = Needs::Nothing;
    std::vector<MethodParameter> parameters = {};
    // Works on the draft and fills the log's layers. Looks at the job's token between layers.
    Result<void> (*apply)(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log) = nullptr;
};

std::span<const Method* const> methods(); // in the order in which lists show them
const Method* findMethod(std::string_view id); // null where there is none
// The value that a choice gives a parameter, else its fallback.
double parameterOf(const Method& method, const quant::MethodChoice& choice, std::string_view name);
// Fails where the method is not known, or a parameter is not its or out of range.
Result<void> check(const quant::MethodChoice& choice);

} // namespace bitladder::methods
