// Private to the engine: what an executable holds.
#pragma once
#include "core/engine/executable.h"
#include "core/engine/format_requests.h"
#include "core/engine/step.h"

namespace bitladder::engine
{

struct Executable::Impl {
    std::shared_ptr<const QuantizedNetwork> network;
    std::shared_ptr<const graph::Graph> graph; // the network's
    const kernels::KernelTable* table = nullptr;
    Threads threads {1};
    std::vector<Slot> slots;
    std::vector<std::unique_ptr<Step>> steps;
    AlignedBytes arena;
    std::vector<std::byte*> memory; // by slot
    std::vector<LayerInfo> infos; // by layer of the graph
    std::vector<LayerInfo> modelInfos; // by layer of the model, where a method split some; else empty
    std::vector<FusedByFile> fused; // by layer
    std::vector<std::pair<SlotId, SlotId>> layerSlots; // input and output of each layer
    // Of each layer: how many layers, from this one on, its step computes; 0: an earlier layer's step does.
    std::vector<int> layersPerStep;
    struct Output {
        SlotId slot;
        ValueId dynamic;
        std::optional<tensor::Tensor> constant;
    };
    std::vector<Output> outputs;
    Sizes sizes;
    bool hasDynamic = false;

    // The layers of the model from their parts.
    void mergeInfos();
    // A layer of the graph as a layer of the model, for the side of it that is the model's; none for places between
    // parts.
    LayerId modelLayer(LayerId layer, Tap which) const;

    // The arena for the slots, and every step's pointers into it.
    Result<void> placeMemory();
    Result<tensor::Tensor> plainOf(SlotId slot, RunState& state) const;
};

Sizes sizesOf(const graph::Graph& graph, std::span<const graph::Layer> layers, const quant::Recipe& recipe,
    std::span<const LayerInfo> infos);

} // namespace bitladder::engine
