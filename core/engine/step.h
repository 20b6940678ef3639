// Private to the engine: slots (places in the arena) and steps (what a run does, one after another).
#pragma once
#include "core/base/threads.h"
#include "core/engine/geometry.h"
#include "core/engine/memory_form.h"
#include "core/engine/packed_layer.h"
#include "core/engine/part_times.h"
#include "core/ops/operator.h"

#include <memory>
#include <string>
#include <vector>

namespace bitladder::engine
{

using graph::Node;
using ops::LayoutRule;
using ops::OpContext;
using ops::Operator;

using SlotId = Id<struct SlotTag>;

struct Slot {
    MemoryForm form;
    tensor::ElementType type = tensor::ElementType::Float32; // of Storage::Tensor
    tensor::Shape shape; // logical, as in the graph
    int64_t inner = 1; // extent that lies innermost in memory: channels (ChannelsLast) or the last extent (Plain)
    SlotId alias; // shares the memory of this slot
    int first = -1, last = -1; // steps between which the memory is in use
    size_t bytes = 0, offset = 0;
};

// Bytes of a slot's data: elements, or bit planes padded to words row by row.
size_t slotBytes(const Slot& slot);

// True where channels-first and channels-last are the same memory: one channel, one pixel, or no spatial extents.
bool sameInBothLayouts(const tensor::Shape& shape);

// The order of the extents in memory.
tensor::Shape memoryShape(const Slot& slot);

// What steps see while they run.
struct RunState {
    const kernels::KernelTable& table;
    const Threads& threads;
    std::vector<std::byte*> memory; // by slot
    std::span<const tensor::Tensor> inputs; // the network's inputs
    std::vector<std::optional<tensor::Tensor>> dynamic; // by value: results whose shape was not known before the run
    std::stop_token stop; // for steps that can take long
    bool observed = false; // somebody looks at what every layer hands on
    PartTimes& parts; // of the step that runs

    template<typename T> T* at(SlotId slot) const
    {
        return reinterpret_cast<T*>(memory[static_cast<size_t>(slot.index)]);
    }
};

class Step
{
public:
    virtual ~Step() = default;
    virtual Result<void> run(RunState& state) = 0;
    // Addresses are known: called once, before the first run.
    virtual void bind(const std::vector<std::byte*>&) { }
    virtual size_t residentBytes() const { return 0; }

    LayerId owner; // the layer whose time this is part of; invalid: the node's own
    NodeId forNode; // the node it works for
    StepPart timePart = StepPart::Other;
};

struct SlotView {
    SlotId id;
    const Slot* slot;
};

// Conversions between forms of one value with equal layouts, and between layouts of one storage.
std::unique_ptr<Step> makeConversion(SlotView from, SlotView to);
std::unique_ptr<Step> makeLayoutChange(SlotView from, SlotView to);
// The codes of a U8 form, whatever its layout, as a row-major tensor of uint8 or int8; the lowest code is 0 in the one
// and −128 in the other.
std::unique_ptr<Step> makeCodes(SlotView from, SlotView to);
std::unique_ptr<Step> makeInputStep(size_t input, SlotView to);

// Operators on channels-last float data, and on U8 where the operator commutes with quantization.
struct PoolPlan {
    Geometry geometry; // groups = 1; channels in inChannels
    bool max = true, countPadding = false;
};
std::unique_ptr<Step> makePool(PoolPlan plan, SlotView from, SlotView to);
std::unique_ptr<Step> makeGlobalAverage(SlotView from, SlotView to);
std::unique_ptr<Step> makeConcat(
    std::vector<SlotView> from, SlotView to); // along the innermost extent, or any axis of plain

// Where a sum goes: as floats, as codes of uint8, or both.
struct SumPlan {
    graph::Clamp clamp;
    SlotId floats, codes; // one of them may be invalid
    std::optional<quant::Quantizer> params; // of the codes
};
std::unique_ptr<Step> makeAdd(SlotView a, SlotView b, SumPlan plan);
// Adds a block to the same block of a picture of `channels` channels that lies elsewhere; `first` counts elements.
void addBlock(const RunState& state, const SumPlan& plan, const float* block, ptrdiff_t blockStride, SlotId other,
    ptrdiff_t first, ptrdiff_t channels, int rows, int columns);

// An operator of the registry on tensors in memory order.
struct OperatorInput {
    SlotId slot; // or
    std::optional<tensor::Tensor> constant;
    ValueId dynamic; // a value whose tensor is known only during the run
};
struct OperatorOutput {
    SlotId slot;
    ValueId dynamic;
};
std::unique_ptr<Step> makeOperator(const Node& node, const Operator& entry, std::vector<OperatorInput> inputs,
    std::vector<OperatorOutput> outputs, const std::vector<Slot>& slots);

// A quantizable layer.
struct LayerPlan {
    Geometry geometry;
    std::shared_ptr<const PackedLayer> packed;
    std::optional<quant::Quantizer> input; // of the activations; none for floats
    std::vector<double> bias; // per output channel, empty: none
    std::optional<std::vector<int32_t>> integerBias; // instead of `bias`, part of the exact sum
    graph::Clamp clamp;
    SlotId from, to;
    MemoryForm inputForm, outputForm;
    // The output is only read by an addition, which is done block by block; the sum may take the place of `other`. The
    // layer's own output is written to `to` only while somebody observes.
    struct Sum {
        SlotId other;
        SumPlan plan;
    };
    std::optional<Sum> sum;
    // All readers ask for the sign of the output, in bytes: those are written. The floats go to `to` only
    // while somebody observes.
    struct Signs {
        MemoryForm form;
        SlotId slot;
    };
    std::optional<Signs> signs;
    SlotId scratch; // of Winograd's algorithm, or of the blocks of a sum
    SlotId words; // widenedBytes(): the input once more, for a kernel that wants words
};
// Of one thread: a block of the layer's own output on its way to a sum, where the layer is none of Winograd's.
size_t sumScratchBytes(const Geometry& geometry, const PackedLayer& packed);
// Of the input in words, where the kernel wants them and the layer does not copy its input anyway; else 0.
size_t widenedBytes(const Geometry& geometry, const PackedLayer& packed);
std::unique_ptr<Step> makeLayer(LayerPlan plan, const kernels::KernelTable& table);
std::unique_ptr<Step> makeDepthwise(LayerPlan plan, const kernels::KernelTable& table); // of a depthwise kernel
std::unique_ptr<Step> makeSigns(LayerPlan plan, const kernels::KernelTable& table); // of a layer that has them

} // namespace bitladder::engine
