// One sample's way through a student, kept, and the way back. A tape belongs to one thread at a time and is used again
// and again; a student is only read by it.
//
// Pictures lie channels-last where convolutions read them and what stands between lets them: that is what the kernels
// want, and nothing is turned. Whatever else wants a value gets a copy in the order of the graph.
#pragma once
#include "core/train/code_convolution.h"
#include "core/train/picture_convolution.h"
#include "core/train/student.h"

#include <limits>
#include <map>

namespace bitladder::train
{

// ∂loss/∂value, to begin the way back with.
struct Seed {
    ValueId value;
    tensor::Tensor gradient;
};

// Steps of a student, [first, last).
struct Stretch {
    size_t first = 0, last = std::numeric_limits<size_t>::max();
};

class Tape
{
public:
    explicit Tape(const Student& student);

    struct Known {
        ValueId value;
        tensor::Tensor tensor;
    };
    // Inputs in the order of the graph's. Errors name the node. `last`: how far it goes.
    Result<void> forward(std::span<const tensor::Tensor> inputs, size_t last = Stretch {}.last);
    // A part of the way, from values in front of it.
    Result<void> forward(std::span<const Known> known, Stretch stretch);
    // Until the next forward(): its memory is used again.
    const tensor::Tensor& value(ValueId id);
    // Adds ∂loss of everything that learns to `into`, but for what collect() gives. After forward().
    Result<void> backward(std::span<const Seed> seeds, StudentGradient& into, Stretch stretch = {});
    // Adds to `into` what convolutions have added up of their weights' gradient since the last time.
    void collect(StudentGradient& into);
    size_t bytes() const; // of values and gradients, after forward(): what a tape takes

private:
    enum class Way : unsigned char {
        Plain, // everything in the order of the graph
        Flat, // value by value: the order is that of the inputs
        Convolution, // channels-last
        Average, // of all pixels of a channel, channels-last
    };
    struct State { // of a step
        Way way = Way::Plain;
        std::vector<const tensor::Tensor*> inputs; // as the forward run had them; of convolutions not rounded
        // What was rounded of its inputs, by layer of the node; not of convolutions.
        std::vector<tensor::Tensor> rounded, roundedGradients;
        std::unique_ptr<PictureConvolution> convolution;
        std::unique_ptr<CodeConvolution> codes; // its way forward, where there is one
        tensor::Shape shape; // of the input that it was made for
        uint64_t revision = 0; // of the weights that it has
        tensor::Tensor picture; // its input, turned
        tensor::Tensor gradient; // ∂loss of that, where the value is plain; or of a plain input
    };
    struct Target {
        tensor::Tensor* gradient;
        kernels::Into how;
    };

    Way wayOf(size_t step) const;
    Result<void> forwardNode(size_t step);
    Result<void> roundInputs(size_t step);
    Result<void> forwardPlain(size_t step);
    Result<void> forwardFlat(size_t step);
    Result<void> forwardConvolution(size_t step);
    Result<void> forwardAverage(size_t step);
    Result<void> backwardNode(size_t step, StudentGradient& into);
    Result<void> backwardRow(size_t step, StudentGradient& into); // by the operator's row
    Result<void> backwardSum(size_t step);
    Result<void> backwardConvolution(size_t step, StudentGradient& into);
    Result<void> backwardAverage(size_t step);
    double stepOfInput(State& state, const StudentLayer& layer, const tensor::Tensor& dy);

    const tensor::Tensor* known(ValueId id) const; // as it lies; null: it has no value
    const tensor::Tensor* plain(ValueId id); // in the order of the graph; null: it has no value
    bool turned(ValueId id) const; // lies channels-last
    Result<Target> target(ValueId id);
    Result<tensor::Tensor*> gradientOf(ValueId id); // zeroed where it is new
    Result<void> addPlain(ValueId id, const tensor::Tensor& gradient);
    void release(ValueId id);
    void releaseAll();
    const float* roundedPicture(const tensor::Tensor& x, const quant::Quantizer& quantizer);
    void limit(size_t step); // what the node's limits stopped gets no gradient
    void store(ValueId id, tensor::Tensor value, bool channelsLast);

    const Student& m_student;
    Threads m_alone {1};
    const kernels::KernelTable& m_table;
    const kernels::TrainingKernels& m_kernels;
    std::vector<tensor::Tensor> m_values, m_gradients; // by value, in one order
    std::vector<tensor::Tensor> m_memory; // by value, where it is used again for the next sample
    std::vector<tensor::Tensor> m_plain; // by value: copies of those that lie channels-last
    std::vector<char> m_known, m_reached, m_last, m_copied;
    std::vector<State> m_states;
    // Gradients that were handed on, by size: the next one finds one in the caches.
    std::map<int64_t, std::vector<tensor::Tensor>> m_spare;
    Floats m_roundedPicture, m_before; // a convolution's input, rounded, and ∂loss of that
    Floats m_turnedGradient;
};

} // namespace bitladder::train
