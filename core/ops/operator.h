// Operators: everything that is not a quantizable layer, computed plainly in float32, float64 or the integer types. To
// add one, write its run function in one of the files of this folder, list it there, and add rows to its test.
#pragma once
#include "core/base/threads.h"
#include "core/graph/graph.h"

#include <array>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace bitladder::ops
{

using graph::ElementType;
using graph::Node;
using graph::Shape;
using graph::Tensor;

// What one call of an operator sees: its node (attributes, opset), its inputs, and a place for its outputs.
class OpContext
{
public:
    OpContext(const Node& node, std::span<const Tensor* const> inputs, const Threads& threads,
        std::span<Tensor> places = {}, const std::map<std::string, Tensor>* outer = nullptr, std::stop_token stop = {})
        : m_node(node)
        , m_inputs(inputs)
        , m_threads(threads)
        , m_places(places)
        , m_outer(outer)
        , m_stop(std::move(stop))
        , m_outputs(node.outputs.size())
    {
    }

    const Node& node() const { return m_node; }
    const Threads& threads() const { return m_threads; }
    // Values of outer graphs by name, for operators that run subgraphs; null where there are none.
    const std::map<std::string, Tensor>* outer() const { return m_outer; }
    // For operators that can take long: whether the person still wants the result.
    const std::stop_token& stop() const { return m_stop; }
    size_t inputCount() const { return m_inputs.size(); }
    bool has(size_t i) const { return i < m_inputs.size() && m_inputs[i] != nullptr; }
    const Tensor& in(size_t i) const { return *m_inputs[i]; } // precondition: has(i)
    bool wants(size_t i) const { return i < m_node.outputs.size() && m_node.outputs[i].valid(); }

    // Writable memory for output i: the planned place if type and shape are as planned, else new memory (zeroed only
    // then).
    Result<Tensor*> out(size_t i, ElementType type, Shape shape);
    // Output i shares memory with another tensor (Reshape, Identity).
    void setOut(size_t i, Tensor tensor) { m_outputs[i] = std::move(tensor); }
    std::vector<Tensor> take() { return std::move(m_outputs); }

private:
    const Node& m_node;
    std::span<const Tensor* const> m_inputs;
    const Threads& m_threads;
    std::span<Tensor> m_places;
    const std::map<std::string, Tensor>* m_outer;
    std::stop_token m_stop;
    std::vector<Tensor> m_outputs;
};

// How an operator treats memory order; lets the planner keep channels-last data as it is.
enum class LayoutRule : unsigned char {
    Plain, // needs row-major order of the shape
    Elementwise, // one data input (input 0), output of the same shape, every element by itself: any order will do
};

struct Operator {
    std::string_view name;
    std::string_view domain; // "" is ai.onnx
    int since; // the opset from which on this entry holds
    Result<void> (*run)(OpContext&);
    // Inputs whose *values* decide the output's shape. While one of them is not constant, the output's shape is unknown
    // before the run. Without any, the shape follows from the input shapes alone.
    std::vector<int> shapeInputs = {};
    LayoutRule layout = LayoutRule::Plain;
    // Output shapes depend on the values of ordinary inputs (NonZero, Unique …).
    enum class Shapes : unsigned char { Static, FromData } shapes = Shapes::Static;
    // Cheaper than running on zeros, for operators whose work is large: output types and shapes from the inputs' (input
    // tensors are zeros of the right shape; constants are the real ones).
    Result<std::vector<std::pair<ElementType, Shape>>> (*infer)(const Node&, std::span<const Tensor* const>) = nullptr;
    int until = 0; // the last opset for which this entry holds; 0: open
    int needs = 1; // inputs 0 … needs−1 must be given; runOperator checks it
    // The input whose type and shape output 0 has whatever is known of the others (Scatter: of its data); −1: none.
    int like = -1;
};

// The entry that holds for a node's operator, domain and opset; null if there is none.
const Operator* findOperator(const Node& node);
std::span<const Operator* const> allOperators(); // sorted by domain and name

// The groups that make up the registry, one function per file.
std::span<const Operator> elementwiseOperators();
std::span<const Operator> activationOperators();
std::span<const Operator> arithmeticOperators();
std::span<const Operator> shapeOperators();
std::span<const Operator> sliceOperators();
std::span<const Operator> gatherOperators();
std::span<const Operator> resizeOperators();
std::span<const Operator> poolingOperators();
std::span<const Operator> reductionOperators();
std::span<const Operator> normalizationOperators();
std::span<const Operator> productOperators();
std::span<const Operator> convolutionOperators();
std::span<const Operator> quantizedOperators();
std::span<const Operator> contribOperators();
std::span<const Operator> qonnxOperators();
std::span<const Operator> controlOperators();
std::span<const Operator> recurrentOperators();
std::span<const Operator> lossOperators();
std::span<const Operator> attentionOperators();
std::span<const Operator> gridOperators();
std::span<const Operator> detectionOperators();
std::span<const Operator> randomOperators();
std::span<const Operator> signalOperators();
std::span<const Operator> treeOperators();

// Helpers for run functions.
Result<std::vector<int64_t>> integersOf(const OpContext& context, size_t input); // an integer tensor as numbers
// axes from an input (newer opsets) or an attribute (older ones), normalized to `rank`; empty if not given.
Result<std::vector<int64_t>> axesOf(const OpContext& context, size_t input, size_t rank);

// Runs an operator after checking that the inputs that it needs are there.
Result<void> runOperator(const Operator& entry, OpContext& context);
// Runs a node on tensors. Unsupported if no operator is registered.
Result<std::vector<Tensor>> evaluateNode(const Node& node, std::span<const Tensor* const> inputs,
    const Threads& threads, const std::map<std::string, Tensor>* outer = nullptr, std::stop_token stop = {});

} // namespace bitladder::ops
