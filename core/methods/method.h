// Methods: named steps that change what nearest rounding alone would give. A method is one file that defines its row,
// and its name in table.cpp; recipes, command line and window iterate the table.
#pragma once
#include "core/engine/executable.h"

#include <functional>
#include <map>
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
    // The network that is to be matched, whose layers are the same: in float, without what methods corrected.
    const graph::Graph& floatGraph() const { return *m_floatGraph; }
    const graph::Layer& floatLayer(const graph::Layer& layer) const
    {
        return m_floatLayers[static_cast<size_t>(layer.id.index)];
    }
    const quant::Recipe& recipe() const { return m_network.recipe; }
    const Threads& threads() const { return m_threads; }
    const Job& job() const { return m_job; }
    // Whether a person has asked to end and to keep what is done; says so in the log. Asked for between layers.
    bool enough(engine::MethodLog& log) const;
    void setEnough(std::stop_token enough) { m_enough = std::move(enough); }

    // The weights of a layer as they are now, and what they became. Precondition: the layer has weights.
    Result<quant::ChannelValues> values(const graph::Layer& layer) const;
    const quant::QuantizedTensor& quantized(const graph::Layer& layer) const;
    void setQuantized(const graph::Layer& layer, quant::QuantizedTensor tensor);
    // Codes that a method made earlier out of the same floats and nothing but what this layer is told of itself, kept
    // with the packings: takes them, where there are some. False where no cache was given, or a method came before.
    bool findKept(const graph::Layer& layer, const quant::MethodChoice& choice);
    void keep(const graph::Layer& layer, const quant::MethodChoice& choice);
    struct Kept {
        std::shared_ptr<engine::PackCache> cache;
        uint64_t pictures = 0; // what is learned is known by them
    };
    void setKept(Kept kept) { m_kept = std::move(kept); }
    const std::optional<quant::Quantizer>& activations(const graph::Layer& layer) const;
    // The weights of a layer of the present graph, rounded to the nearest as the recipe says.
    Result<void> roundAgain(const graph::Layer& layer);
    const engine::Calibration& calibration() const { return m_calibration; }
    void setActivations(const graph::Layer& layer, quant::Quantizer quantizer);
    bool changesWeights(const graph::Layer& layer) const; // it has weights that its format changes

    // Another graph of the same layers, whose float network answers alike: the activations are calibrated and
    // everything is rounded to the nearest anew. Needs pictures.
    Result<void> replaceGraph(std::shared_ptr<const graph::Graph> graph);
    // The same with layers that were split. `parts`: the names of the new layers, each with the name of the layer that
    // it is the first part of; that one's name has stayed with the last part.
    Result<void> replaceLayers(
        std::shared_ptr<const graph::Graph> graph, const std::map<std::string, std::string>& parts);
    // Another graph of the same layers that corrects the present one: other biases, or other weights, of which the
    // codes then have to be set. The float network stays what it was.
    void correct(std::shared_ptr<const graph::Graph> graph);

    // Runs the pictures through the network with the layers up to and including `last` quantized and the others in
    // float (−1: all in float), and hands out what layers read and give. `until`: nothing behind that layer's input is
    // needed, which saves the time. Fails where there are no pictures.
    Result<void> run(int last, const engine::Observer& observe, const graph::Layer* until = nullptr) const;
    // What some layers read, picture after picture, with one thread each: `take` is called by several threads at once,
    // each with a picture of its own. `of`: in the order of the layers; nothing behind the last of them is computed.
    using TakeInput = std::function<void(int64_t picture, LayerId layer, const tensor::Tensor& value)>;
    Result<void> inputs(int last, std::span<const LayerId> of, const TakeInput& take) const;
    bool hasPictures() const { return static_cast<bool>(m_pictures); }
    Result<int64_t> pictureCount() const;

private:
    // The network with the layers up to and including `last` quantized and the others in float.
    Result<std::shared_ptr<const engine::QuantizedNetwork>> upTo(int last) const;
    quant::QuantizationKey keptKey(const graph::Layer& layer, const quant::MethodChoice& choice) const;

    engine::QuantizedNetwork& m_network;
    std::shared_ptr<const graph::Graph> m_floatGraph; // of the float network: without corrected biases
    std::vector<graph::Layer> m_layers, m_floatLayers;
    engine::Calibration m_calibration;
    const CalibrationSet& m_pictures;
    const Threads& m_threads;
    const Job& m_job;
    std::stop_token m_enough;
    Kept m_kept;
    std::shared_ptr<engine::PackCache> m_cache; // of the draft's own packings
    uint64_t m_corrections = 1; // tells one graph from those before it
    uint64_t m_changes = 0; // tells one layer's codes from those that it had before
    mutable int64_t m_pictureCount = -1; // −1: not counted yet
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
    bool onOneLayer = false; // it changes codes, scales or bias layer by layer, so that it can be tried on one alone
    bool quick = false; // on one layer it takes a second or less, so that it can be tried on many formats
    std::vector<MethodParameter> parameters = {};
    // Works on the draft and fills the log's layers. Looks at the job's token between layers, and whether it is enough.
    Result<void> (*apply)(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log) = nullptr;
};

std::span<const Method* const> methods(); // in the order in which lists show them
const Method* findMethod(std::string_view id); // null where there is none
// The value that a choice gives a parameter, else its fallback.
double parameterOf(const Method& method, const quant::MethodChoice& choice, std::string_view name);
// Fails where the method is not known, or a parameter is not its or out of range.
Result<void> check(const quant::MethodChoice& choice);

} // namespace bitladder::methods
