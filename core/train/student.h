// The network that learns: a quantized network whose weights, biases and steps can move. In: a quantized network, as a
// recipe and its methods made it. Out: another of the same layers, in which the codes, biases and activation steps are
// the learned ones, and whose recipe gives them back. What stands between: latent float weights, which are rounded by
// the same quantizers that execution uses each time they are read.
#pragma once
#include "core/engine/quantized_network.h"
#include "core/graph/layers.h"
#include "core/kernels/training.h"
#include "core/quant/quantized_tensor.h"
#include "core/train/gradient.h"

#include <limits>
#include <memory>

namespace bitladder::train
{

// How steps (scales) come about while training.
enum class StepRule : unsigned char {
    Learned, // by their own gradient (Esser et al. 2020, Learned Step Size Quantization, eq. 3), in logarithms
    Clip, // of activations: by the values that are clipped alone (Choi et al. 2018, PACT); of weights as Learned
    Fixed, // as calibration found them
    // Of activations: the moving average of each batch's extremes; of weights: their own extremes (Jacob et al. 2018,
    // Quantization and Training of Neural Networks, section 3.1).
    Average,
};

// One layer of the student. All values in float32.
struct StudentLayer {
    graph::Layer layer;
    bool learns = false; // a gradient comes here
    size_t biasIndex = 0; // among the node's inputs; 0: none

    // Weights, [channels, perChannel] as engine::layerValues has them; empty where the layer has none.
    std::vector<float> latent;
    int64_t channels = 0, perChannel = 0;
    std::vector<int64_t> place; // by element of the file: which of `latent` it is
    enum class FileOrder : unsigned char { Own, Same } fileOrder = FileOrder::Own; // Same: each is in its place
    std::vector<char> kept; // pruned weights are 0 and stay so; empty: all are kept
    std::optional<quant::Quantizer> quantizer; // none: native floats
    std::vector<float> steps; // log of scales, where they learn
    std::vector<float> rounded; // the latent ones, of the last refresh()
    tensor::Tensor weights; // as the node reads them: rounded, in the file's order
    std::vector<float> bias;
    // Execution rounds it to whole steps of activations times weights, as QDQ models store it.
    enum class BiasRounding : unsigned char { None, WholeSteps } biasRounding = BiasRounding::None;
    tensor::Tensor biasTensor; // as the node reads it

    std::optional<quant::Quantizer> activations;
    float activationStep = 0; // log of its scale
    bool activationStepLearns = false;
    std::optional<quant::Range> averaged; // of its activations, where their range follows the batches
};

inline constexpr quant::Range kNothingSeen {
    std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

// ∂loss of everything that learns, by layer. Weights in the order of the file.
struct LayerGradient {
    std::vector<float> weights, bias;
    double activationStep = 0;
    quant::Range seen = kNothingSeen; // the extremes of its inputs, where their range follows the batches
};
using StudentGradient = std::vector<LayerGradient>;

struct StudentOptions {
    StepRule steps = StepRule::Learned;
    // Weights that are 0 at the start stay 0.
    enum class Zeros : unsigned char { Move, Keep } zeros = Zeros::Move;
    // Behind a Relu all values have the same sign: where binary activations read a value, its limits are taken away
    // (Rastegari et al. 2016, XNOR-Net, section 3.2: the sign is the activation function).
    enum class SignLayers : unsigned char { Open, AsTheyAre } signLayers = SignLayers::Open;
};

class Student
{
public:
    // Fails where the network does not compute in float32.
    static Result<Student> make(
        std::shared_ptr<const engine::QuantizedNetwork> start, const StudentOptions& options, const Threads& threads);

    const graph::Graph& graph() const { return *m_graph; }
    std::span<StudentLayer> layers() { return m_layers; }
    std::span<const StudentLayer> layers() const { return m_layers; }
    // By position in the graph's order.
    struct Step {
        NodeId node;
        const Gradient* gradient = nullptr; // null: nothing behind it learns, or it has none
        std::vector<size_t> layers; // of the node
        std::vector<char> carries; // by input: a gradient is wanted there
    };
    std::span<const Step> steps() const { return m_steps; }
    // What is compared with the teacher: each output of the graph, in front of its Softmax where it has one.
    struct Output {
        ValueId value;
        bool softmax = false; // the graph's output are shares of it
    };
    std::span<const Output> outputs() const { return m_outputs; }
    // Values whose limits are gone, with the layer whose bias moves them; in the order of the graph. Signs say most
    // where each channel is as often above zero as below: training begins by moving the bias there, as a batch norm
    // would.
    struct Open {
        ValueId value;
        std::optional<size_t> layer; // none: there is no such bias
    };
    std::span<const Open> open() const { return m_open; }
    // What a person should know: which nodes let no gradient through. Sentences.
    const std::vector<std::string>& notes() const { return m_notes; }
    int64_t learningParameters() const;

    // Rounds the latent weights anew; after every change of them. The second: of these layers alone.
    void refresh(const Threads& threads);
    void refresh(const Threads& threads, std::span<const size_t> layers);
    uint64_t revision() const { return m_revision; } // grows with every refresh()
    // Of these layers; the others' are empty.
    StudentGradient emptyGradient(std::span<const size_t> layers) const;
    // ∂loss/∂latent and ∂loss/∂steps from a gradient of the rounded weights, straight through: where a weight is
    // clipped only what pulls it back counts. `latent`, `steps`: of the layer's sizes; overwritten.
    void throughRounding(
        size_t layer, const LayerGradient& gradient, std::vector<float>& latent, std::vector<float>& steps) const;
    StepRule stepRule() const { return m_options.steps; }
    // Where ranges follow the batches: takes up the extremes of one.
    void followRange(size_t layer, quant::Range batch);

    // The smallest weights of every layer that learns become 0 and stay so, until `share` of the layer's are; those
    // that are 0 already come first. Layers whose format has no zero are left as they are. refresh() comes after it.
    void prune(double share);
    double zeroShare() const; // of the rounded weights of all layers that learn

    // Layers of integers at least so wide: what is asked to be narrower waits. Codes are found anew from the latent
    // weights; activations keep their range. Of the width asked for: 1.
    Result<void> setLeastWidth(int bits, const Threads& threads);
    // The same for each layer by itself.
    Result<void> setLeastWidths(std::span<const int> bits, const Threads& threads);

    // What it has learned so far, to be executed. The recipe's steps are given ones, its methods are done.
    Result<std::shared_ptr<const engine::QuantizedNetwork>> network(const Threads& threads) const;

private:
    void plan();
    Result<void> findBiasRounding(const Threads& threads);
    void openSignLayers(graph::Graph& graph);
    std::optional<size_t> layerWithBias(const graph::Graph& graph, ValueId output) const;
    void setWeightSteps(StudentLayer& layer);

    std::shared_ptr<const engine::QuantizedNetwork> m_start;
    std::shared_ptr<const graph::Graph> m_graph;
    StudentOptions m_options;
    std::vector<StudentLayer> m_layers;
    std::vector<Step> m_steps;
    std::vector<Output> m_outputs;
    std::vector<Open> m_open;
    std::vector<std::string> m_notes;
    uint64_t m_revision = 0;
};

// x → x̂ and back: ∂loss/∂x from ∂loss/∂x̂ into `into`, of x's size (null: not wanted); returns ∂loss/∂log(scale).
double throughActivations(std::span<const float> x, std::span<const float> rounded, std::span<const float> gradient,
    const quant::Quantizer& quantizer, StepRule rule, float* into, kernels::Into how);

// ∂x̂/∂log(scale) of every x; returns what their sum with the gradient is multiplied by.
double slopesOfActivations(std::span<const float> x, std::span<const float> rounded, const quant::Quantizer& quantizer,
    StepRule rule, std::span<float> slopes);

} // namespace bitladder::train
