// Private to the engine: in which forms every value lies, in which slots, and the steps that lead from one form to
// another. What readers ask for is converted once per value and form, not once per reader.
#pragma once
#include "core/engine/step.h"

#include <map>
#include <memory>
#include <span>
#include <vector>

namespace bitladder::engine
{

class SlotPlan
{
public:
    SlotPlan(const graph::Graph& graph, std::vector<Slot>& allSlots, std::vector<std::unique_ptr<Step>>& steps)
        : m_graph(graph)
        , m_slots(allSlots)
        , m_steps(steps)
    {
    }

    // A new slot that holds a value in a form; the value's first slot is the one that was computed.
    SlotId slotFor(ValueId value, const MemoryForm& form);
    // The same for what is written only while somebody observes: no reader finds it.
    SlotId observedSlotFor(ValueId value, const MemoryForm& form);
    // Memory for one step alone: to be named among what it writes.
    SlotId scratch(size_t bytes);
    // The value in a form, converted now if no earlier reader had it converted. Preconditions: produced, static shape.
    Result<SlotId> require(ValueId value, const MemoryForm& form, NodeId forNode, LayerId owner);
    // Where the value lies in exactly this form; none where it does not lie so yet.
    SlotId held(ValueId value, const MemoryForm& form) const;
    void addStep(std::unique_ptr<Step> step, NodeId node, LayerId owner, std::span<const SlotId> reads,
        std::span<const SlotId> writes);
    // The slot's memory is in use at this step.
    void use(SlotId id, int step);

    Slot& slot(SlotId id) { return m_slots[static_cast<size_t>(id.index)]; }
    SlotView view(SlotId id) { return {id, &slot(id)}; } // valid until the next slot is made
    const Slot* computed(ValueId value) const; // null before the value is produced, and where its shape depends on data
    SlotId computedSlot(ValueId value) const;

    bool known(ValueId value) const; // produced, of static type and shape
    bool isWide(ValueId value) const; // computed as float64 or 64-bit codes
    Layout layoutOf(ValueId value) const;

private:
    const graph::Graph& m_graph;
    std::vector<Slot>& m_slots;
    std::vector<std::unique_ptr<Step>>& m_steps;
    std::map<ValueId, std::vector<SlotId>> m_forms; // the first is the one that was computed
};

// Gives every slot its offset: slots whose lifetimes overlap never share bytes. Returns the bytes of the arena.
size_t placeSlots(std::vector<Slot>& slots);

// The slot whose memory this one shares; itself if none.
SlotId rootOf(const std::vector<Slot>& slots, SlotId id);

} // namespace bitladder::engine
