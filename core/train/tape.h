// One sample's way through a student, kept, and the way back. A tape belongs to one thread at a time and is used again
// and again; a student is only read by it.
#pragma once
#include "core/train/student.h"

#include <limits>

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
    const tensor::Tensor& value(ValueId id) const { return m_values[static_cast<size_t>(id.index)]; }
    // Adds ∂loss of everything that learns to `into`. After forward().
    Result<void> backward(std::span<const Seed> seeds, StudentGradient& into, Stretch stretch = {});
    size_t bytes() const; // of values and gradients, after forward(): what a tape takes

private:
    Result<void> forwardNode(size_t step);
    Result<void> backwardNode(size_t step, StudentGradient& into);
    Result<tensor::Tensor*> gradientOf(ValueId id);
    std::vector<const tensor::Tensor*> inputsOf(size_t step) const;

    const Student& m_student;
    Threads m_alone {1};
    std::vector<tensor::Tensor> m_values, m_gradients; // by value
    std::vector<tensor::Tensor> m_memory; // by value, where it is used again for the next sample
    std::vector<char> m_known, m_reached;
    // By step: what was rounded of its inputs, by layer of the node.
    std::vector<std::vector<tensor::Tensor>> m_rounded, m_roundedGradients;
};

} // namespace bitladder::train
