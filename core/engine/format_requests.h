// Private to the engine: in which form each value's readers want it. FormatRequests run backwards through the network:
// a layer asks for its input in the form of its activations; max pooling and concatenation pass integer demands on,
// because they commute with quantization.
#pragma once
#include "core/engine/memory_form.h"
#include "core/graph/layers.h"

#include <functional>
#include <vector>

namespace bitladder::engine
{

bool spatial(const tensor::Shape& shape); // [N, C, …] with one to three spatial extents
bool isFloatValue(const graph::Graph& graph, ValueId id); // float32 or float64

// A concatenation of float pictures along their channels.
bool concatsChannels(const graph::Graph& graph, const graph::Node& node);
// Pooling that the channels-last steps do: one output, any stride, dilation and padding.
bool plainPool(const graph::Graph& graph, const graph::Node& node);

// Operators that broadcast two inputs element by element: any common order of memory will do.
bool broadcasts(const graph::Node& node);
// A new shape for the same row-major values.
bool isView(const graph::Node& node);
// A Clip that leaves everything between the ends of this integer form's grid alone: it changes no code.
bool keepsCodes(const graph::Graph& graph, const graph::Node& node, const MemoryForm& form);
// A constant reordered to channels-last, for operators that broadcast: shape [C, …] aligned at the end becomes […, C].
std::optional<tensor::Tensor> channelsLastConstant(const tensor::Tensor& constant, size_t rank);

// How a value is stored for a QuantizeLinear of the file behind it: as that one's codes, so that a layer's sums are
// rounded once. None where the node is no such one, or its codes are not of eight bits.
std::optional<MemoryForm> codesForm(const graph::Graph& graph, const graph::Node& node);
// A QuantizeLinear whose codes are only read to be made floats again, on the same grid: a value in this form is what
// both of them give. Precondition: codesForm(node).
bool onlyRounds(const graph::Graph& graph, const graph::Node& node);

// What operators of the file do to a layer's output while the layer writes it: the limits of a Clip, or the codes of
// a QuantizeLinear.
struct FusedByFile {
    std::optional<graph::Clamp> clamp;
    std::optional<quant::Quantizer> grid;
};

class FormatRequests
{
public:
    // `layerForm`: the form of a layer's activations, null for nodes that are not layers. The graph outlives the
    // requests.
    FormatRequests(const graph::Graph& graph, std::function<const MemoryForm*(NodeId)> layerForm);
    // The one integer form that all readers of a value ask for, if there is one.
    std::optional<MemoryForm> commonInteger(ValueId value) const;
    // All forms that are asked for, one for each reader. Who wants ternary bits gets bytes, from which bits are packed:
    // a layer's sums are rounded once, and alike whatever multiplies the codes.
    const std::vector<MemoryForm>& of(ValueId value) const { return m_forms[static_cast<size_t>(value.index)]; }

    // What the file does to a layer's output on the way to the form in which the layer writes it.
    FusedByFile fusedByFile(ValueId value, const MemoryForm& form) const;

private:
    void wants(ValueId value, const MemoryForm& form);
    const graph::Graph& m_graph;
    std::function<const MemoryForm*(NodeId)> m_layerForm;
    std::vector<std::vector<MemoryForm>> m_forms; // by value
};

} // namespace bitladder::engine
