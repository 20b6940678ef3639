#include "core/engine/slot_plan.h"

#include "core/engine/format_requests.h"

#include <algorithm>

namespace bitladder::engine
{

using tensor::ElementType;

namespace
{

int64_t innerOf(const tensor::Shape& shape, Layout layout)
{
    if (shape.empty()) return 1;
    return layout == Layout::ChannelsLast && spatial(shape) ? shape[1] : shape.back();
}

} // namespace

SlotId SlotPlan::slotFor(ValueId value, const MemoryForm& form)
{
    const SlotId id = observedSlotFor(value, form);
    m_forms[value].push_back(id);
    return id;
}

SlotId SlotPlan::observedSlotFor(ValueId value, const MemoryForm& form)
{
    const graph::Value& v = m_graph.value(value);
    Slot slot;
    slot.form = form;
    slot.type = v.type.value_or(ElementType::Float32);
    slot.shape = *v.shape;
    slot.inner = innerOf(slot.shape, form.layout);
    slot.bytes = slotBytes(slot);
    m_slots.push_back(slot);
    return {static_cast<int32_t>(m_slots.size() - 1)};
}

SlotId SlotPlan::scratch(size_t bytes)
{
    Slot slot;
    slot.bytes = bytes;
    m_slots.push_back(slot);
    return {static_cast<int32_t>(m_slots.size() - 1)};
}

void SlotPlan::addStep(std::unique_ptr<Step> step, NodeId node, LayerId owner, std::span<const SlotId> reads,
    std::span<const SlotId> writes)
{
    const int index = static_cast<int>(m_steps.size());
    for (const auto list : {reads, writes})
        for (const SlotId id : list)
            if (id) use(id, index);
    step->forNode = node;
    step->owner = owner;
    m_steps.push_back(std::move(step));
}

SlotId rootOf(const std::vector<Slot>& slots, SlotId id)
{
    while (slots[static_cast<size_t>(id.index)].alias)
        id = slots[static_cast<size_t>(id.index)].alias;
    return id;
}

void SlotPlan::use(SlotId id, int step)
{
    Slot& s = slot(rootOf(m_slots, id));
    if (s.first < 0) s.first = step;
    s.last = std::max(s.last, step);
}

Result<SlotId> SlotPlan::require(ValueId value, const MemoryForm& form, NodeId forNode, LayerId owner)
{
    const tensor::Shape& shape = *m_graph.value(value).shape;
    const auto matches = [&](const MemoryForm& have, const MemoryForm& want) {
        // Bit planes are padded row by row, so even one channel lies differently in the two layouts.
        const bool bits = have.storage == Storage::Bits || have.storage == Storage::BitPairs;
        return have.storage == want.storage && have.params == want.params
            && (have.layout == want.layout || (!bits && sameInBothLayouts(shape)));
    };
    auto& forms = m_forms[value];
    for (const SlotId id : forms) {
        if (!matches(slot(id).form, form)) continue;
        if (slot(id).form == form) return id;
        // The same memory under the other layout's name.
        Slot alias = slot(id);
        alias.alias = id;
        alias.form = form;
        alias.inner = innerOf(shape, form.layout);
        m_slots.push_back(alias);
        const SlotId aliasId {static_cast<int32_t>(m_slots.size() - 1)};
        forms.push_back(aliasId);
        return aliasId;
    }
    if (forms.empty()) return fail("value {} is read before it is computed", m_graph.value(value).name);
    if (form.storage == Storage::Tensor)
        return fail("value {} changes its type between nodes", m_graph.value(value).name);
    // From a float of the same layout in one step; else first to such a float.
    const SlotId* source = nullptr;
    for (const SlotId& id : forms) {
        const MemoryForm& f = slot(id).form;
        if (!(f.layout == form.layout || sameInBothLayouts(shape))) continue;
        if (f.isFloat() && (!source || f.storage == Storage::F64)) source = &id;
    }
    if (source) {
        const SlotId from = *source;
        const SlotId to = slotFor(value, form);
        addStep(makeConversion(view(from), view(to)), forNode, owner, {{from}}, {{to}});
        return to;
    }
    // From floats of the other layout if there are any, else from the codes that were computed.
    const auto floats = std::ranges::find_if(forms, [&](SlotId id) { return slot(id).form.isFloat(); });
    const SlotId origin = floats == forms.end() ? forms.front() : *floats;
    const MemoryForm originForm = slot(origin).form;
    constexpr int64_t kFewChannels = 3;
    if (originForm.isFloat() && form.storage == Storage::U8 && shape.size() > 1 && shape[1] <= kFewChannels) {
        // Bytes change their layout more quickly than floats.
        const MemoryForm codes {form.storage, originForm.layout, form.params};
        const SlotId between = slotFor(value, codes);
        addStep(makeConversion(view(origin), view(between)), forNode, owner, {{origin}}, {{between}});
        const SlotId to = slotFor(value, form);
        addStep(makeLayoutChange(view(between), view(to)), forNode, owner, {{between}}, {{to}});
        return to;
    }
    if (originForm.storage == Storage::U8 && form.storage == Storage::BitPairs && originForm.params == form.params
        && (originForm.layout == form.layout || sameInBothLayouts(shape))) {
        const SlotId to = slotFor(value, form);
        addStep(makeConversion(view(origin), view(to)), forNode, owner, {{origin}}, {{to}});
        return to;
    }
    const bool wide = originForm.storage == Storage::F64 || originForm.storage == Storage::S64;
    MemoryForm step {wide ? Storage::F64 : Storage::F32, originForm.layout, {}};
    if (!originForm.isFloat()) { // codes → floats, same layout
        const SlotId to = slotFor(value, step);
        addStep(makeConversion(view(origin), view(to)), forNode, owner, {{origin}}, {{to}});
    } else {
        step.layout = form.layout;
        const SlotId to = slotFor(value, step);
        auto change = makeLayoutChange(view(origin), view(to));
        addStep(std::move(change), forNode, owner, {{origin}}, {{to}});
    }
    return require(value, form, forNode, owner);
}

SlotId SlotPlan::held(ValueId value, const MemoryForm& form) const
{
    const auto it = m_forms.find(value);
    if (it == m_forms.end()) return {};
    const auto found = std::ranges::find_if(
        it->second, [&](SlotId id) { return m_slots[static_cast<size_t>(id.index)].form == form; });
    return found == it->second.end() ? SlotId {} : *found;
}

SlotId SlotPlan::computedSlot(ValueId value) const
{
    const auto it = m_forms.find(value);
    return it == m_forms.end() || it->second.empty() ? SlotId {} : it->second.front();
}

const Slot* SlotPlan::computed(ValueId value) const
{
    const SlotId id = computedSlot(value);
    return id ? &m_slots[static_cast<size_t>(id.index)] : nullptr;
}

bool SlotPlan::isWide(ValueId value) const
{
    const Slot* slot = computed(value);
    return slot && (slot->form.storage == Storage::F64 || slot->form.storage == Storage::S64);
}

Layout SlotPlan::layoutOf(ValueId value) const
{
    const Slot* slot = computed(value);
    return slot ? slot->form.layout : Layout::Plain;
}

bool SlotPlan::known(ValueId value) const
{
    const graph::Value& v = m_graph.value(value);
    return v.type && v.shape && tensor::elementCount(*v.shape) && computed(value);
}

// First fit by descending size.
size_t placeSlots(std::vector<Slot>& slots)
{
    constexpr size_t kAlign = 64, kSlack = 64;
    std::vector<int32_t> order;
    for (size_t i = 0; i < slots.size(); ++i)
        if (!slots[i].alias && slots[i].first >= 0) order.push_back(static_cast<int32_t>(i));
    std::ranges::stable_sort(order, [&](int32_t a, int32_t b) {
        return slots[static_cast<size_t>(a)].bytes > slots[static_cast<size_t>(b)].bytes;
    });
    std::vector<int32_t> placed;
    size_t total = 0;
    for (const int32_t i : order) {
        Slot& s = slots[static_cast<size_t>(i)];
        std::vector<std::pair<size_t, size_t>> taken;
        for (const int32_t k : placed) {
            const Slot& other = slots[static_cast<size_t>(k)];
            if (other.first <= s.last && s.first <= other.last)
                taken.emplace_back(other.offset, other.offset + other.bytes + kSlack);
        }
        std::ranges::sort(taken);
        size_t at = 0;
        for (const auto& [from, to] : taken) {
            if (at + s.bytes + kSlack <= from) break;
            at = std::max(at, (to + kAlign - 1) / kAlign * kAlign);
        }
        s.offset = at;
        total = std::max(total, at + s.bytes + kSlack);
        placed.push_back(i);
    }
    return total;
}

} // namespace bitladder::engine
