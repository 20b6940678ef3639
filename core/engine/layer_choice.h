// Private to the engine: how one layer will be executed. Its kernel, the grid of its activations and its packed
// weights.
#pragma once
#include "core/engine/executable.h"
#include "core/engine/geometry.h"
#include "core/engine/packed_layer.h"

namespace bitladder::engine
{

struct LayerChoice {
    Geometry geometry;
    KernelChoice kernel;
    Compute own = Compute::F32; // the pair's own kernel, which says how the bias is rounded, whatever computes the sums
    std::vector<IntegerWay> ways; // that could compute it
    std::shared_ptr<const PackedLayer> packed;
    std::optional<quant::Quantizer> input;
    MemoryForm form; // of the activations
};

// Fails where the layer's shapes contradict each other. Packed weights come from the cache of the options where it has
// them. Layers that an operator computes get weights that are rounded already, in the order of the file (none where
// they stay as they are).
Result<LayerChoice> chooseLayer(const graph::Graph& graph, const graph::Layer& layer, const quant::LayerRecipe& asked,
    const QuantizedLayer& quantized, const PrepareOptions& options, const kernels::KernelTable& table,
    const Threads& threads);

// The same for all layers. One that reads the values of another takes the form in which they lie into account.
Result<std::vector<LayerChoice>> chooseLayers(const graph::Graph& graph, std::span<const graph::Layer> layers,
    const quant::Recipe& recipe, std::span<const QuantizedLayer> quantized, const PrepareOptions& options,
    const kernels::KernelTable& table, const Threads& threads, const Job& job);

// What there is to say of a layer before its shape in the kernel is known.
LayerInfo infoOf(
    const graph::Graph& graph, const graph::Layer& layer, const LayerChoice& choice, const quant::LayerRecipe& asked);

// From nodes to their layers. Keeps pointers into the list that it is made from.
class NodeLayers
{
public:
    NodeLayers() = default;
    explicit NodeLayers(std::span<const graph::Layer> layers)
    {
        for (const graph::Layer& layer : layers)
            m_layers[layer.node].push_back(&layer);
    }
    // The layer that a kernel multiplies; null if the node is none.
    const graph::Layer* kernelLayer(NodeId node) const
    {
        const auto it = m_layers.find(node);
        return it != m_layers.end() && it->second.front()->arithmetic == graph::Arithmetic::Kernel ? it->second.front()
                                                                                                   : nullptr;
    }
    // The layers that the node's operator computes.
    std::vector<const graph::Layer*> computedBy(NodeId node) const
    {
        const auto it = m_layers.find(node);
        return it == m_layers.end() || kernelLayer(node) ? std::vector<const graph::Layer*> {} : it->second;
    }

private:
    std::map<NodeId, std::vector<const graph::Layer*>> m_layers;
};

} // namespace bitladder::engine
