// Gradients: what an operator's inputs have to do with a change of its outputs. One table of operator → gradient, one
// file for each family. In: the node, its inputs and outputs as the forward run left them, and ∂loss/∂output. Out:
// ∂loss/∂input for those inputs that are wanted, added to what stands there. Every row works in float32 and float64;
// the tests hold each against central differences in float64.
#pragma once
#include "core/ops/operator.h"

#include <span>
#include <string_view>
#include <vector>

namespace bitladder::train
{

using graph::ElementType;
using graph::Node;
using graph::Shape;
using graph::Tensor;

class GradientContext
{
public:
    // `into`: by input, where its gradient is added to, zeroed or not; null where nobody wants it. Of the shape and
    // type of the input. `outputGradients`: by output; null where nothing depends on it.
    GradientContext(const Node& node, std::span<const Tensor* const> inputs, std::span<const Tensor> outputs,
        std::span<const Tensor* const> outputGradients, std::span<Tensor* const> into, const Threads& threads)
        : m_node(node)
        , m_inputs(inputs)
        , m_outputs(outputs)
        , m_outputGradients(outputGradients)
        , m_into(into)
        , m_threads(threads)
    {
    }

    const Node& node() const { return m_node; }
    const Threads& threads() const { return m_threads; }
    size_t inputCount() const { return m_inputs.size(); }
    bool has(size_t i) const { return i < m_inputs.size() && m_inputs[i] != nullptr; }
    std::span<const Tensor* const> inputs() const { return m_inputs; }
    const Tensor& in(size_t i) const { return *m_inputs[i]; } // precondition: has(i)
    size_t outputCount() const { return m_outputs.size(); }
    const Tensor& out(size_t i = 0) const { return m_outputs[i]; }
    const Tensor* outputGradient(size_t i) const { return m_outputGradients[i]; }
    bool wants(size_t i) const { return i < m_into.size() && m_into[i] != nullptr; }
    Tensor& into(size_t i) const { return *m_into[i]; } // precondition: wants(i)

    // Of output 0, which every row but those of several outputs can rely on.
    template<typename T> const T* dy() const { return m_outputGradients[0]->as<T>().data(); }
    template<typename T> const T* x(size_t i) const { return in(i).as<T>().data(); }
    template<typename T> const T* y() const { return m_outputs[0].as<T>().data(); }
    template<typename T> T* dx(size_t i) const { return into(i).mutableAs<T>().data(); }

private:
    const Node& m_node;
    std::span<const Tensor* const> m_inputs;
    std::span<const Tensor> m_outputs;
    std::span<const Tensor* const> m_outputGradients;
    std::span<Tensor* const> m_into;
    const Threads& m_threads;
};

struct Gradient {
    std::string_view op;
    Result<void> (*run)(GradientContext&);
    std::string_view domain = ""; // "" is ai.onnx
};

// Null where the operator has none.
const Gradient* findGradient(const Node& node);
std::span<const Gradient* const> allGradients(); // sorted by name

// The gradients of a node's inputs; no tensor (shape [0]) for those that are not wanted. For tests and for whoever has
// a node alone. Precondition: as many output gradients as outputs; at least one is no null.
Result<std::vector<Tensor>> inputGradients(const Node& node, std::span<const Tensor* const> inputs,
    std::span<const Tensor> outputs, std::span<const Tensor* const> outputGradients, const std::vector<bool>& wanted,
    const Threads& threads);

// The groups that make up the table, one function for each file.
std::span<const Gradient> elementwiseGradients();
std::span<const Gradient> arithmeticGradients();
std::span<const Gradient> movementGradients();
std::span<const Gradient> productGradients();
std::span<const Gradient> convolutionGradients();
std::span<const Gradient> poolingGradients();
std::span<const Gradient> normalizationGradients();

} // namespace bitladder::train
