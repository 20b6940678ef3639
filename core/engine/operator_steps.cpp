// Steps of operators that are not layers: the common ones on channels-last data, all others through the registry.
#include "core/engine/step.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace bitladder::engine
{

namespace
{

class PoolStep final : public Step
{
public:
    PoolStep(PoolPlan plan, SlotView from, SlotView to)
        : m_plan(std::move(plan))
        , m_from(from.id)
        , m_to(to.id)
        , m_storage(from.slot->form.storage)
    {
    }

    void bind(const std::vector<std::byte*>& memory) override
    {
        if (!m_plan.max) return;
        m_storage == Storage::U8 ? bindRows(memory, m_bytes) : bindRows(memory, m_floats);
    }

    Result<void> run(RunState& state) override
    {
        const Geometry& g = m_plan.geometry;
        const int64_t rows = g.outRows();
        constexpr int64_t kPixels = 64;
        state.threads.each(static_cast<size_t>((rows + kPixels - 1) / kPixels), [&](size_t piece) {
            const int64_t first = static_cast<int64_t>(piece) * kPixels;
            const int64_t count = std::min(kPixels, rows - first);
            if (!m_plan.max)
                average(state, first, count);
            else if (m_storage == Storage::U8)
                state.table.maxPoolU8(block(state, m_bytes, first, count));
            else
                state.table.maxPoolF32(block(state, m_floats, first, count));
        });
        return {};
    }

private:
    template<typename T> struct Rows {
        std::vector<const T*> pointers; // [pixels, taps]
        std::vector<T> none; // what a window without a pixel gives
    };

    template<typename T> void bindRows(const std::vector<std::byte*>& memory, Rows<T>& rows) const
    {
        const Geometry& g = m_plan.geometry;
        rows.none.assign(static_cast<size_t>(g.inChannels), std::numeric_limits<T>::lowest());
        const T* in = reinterpret_cast<const T*>(memory[static_cast<size_t>(m_from.index)]);
        std::vector<int64_t> taps(static_cast<size_t>(g.taps()));
        rows.pointers.clear();
        for (int64_t r = 0; r < g.outRows(); ++r) {
            g.tapsOf(r, taps.data());
            // Padding is no value at all: such a tap repeats the window's first pixel, which changes no maximum.
            const auto first = std::ranges::find_if(taps, [](int64_t p) { return p >= 0; });
            for (const int64_t p : taps)
                rows.pointers.push_back(
                    first == taps.end() ? rows.none.data() : in + (p < 0 ? *first : p) * g.inChannels);
        }
    }

    template<typename T>
    kernels::MaxPool<T> block(const RunState& state, const Rows<T>& rows, int64_t first, int64_t count) const
    {
        const Geometry& g = m_plan.geometry;
        return {rows.pointers.data() + first * g.taps(), static_cast<int>(count), static_cast<int>(g.taps()),
            static_cast<int>(g.inChannels), state.at<T>(m_to) + first * g.inChannels};
    }

    void average(RunState& state, int64_t first, int64_t count) const
    {
        std::vector<int64_t> taps(static_cast<size_t>(m_plan.geometry.taps()));
        for (int64_t row = first; row < first + count; ++row) {
            m_plan.geometry.tapsOf(row, taps.data());
            average(state, row, taps);
        }
    }

    void average(RunState& state, int64_t row, const std::vector<int64_t>& taps) const
    {
        const auto channels = static_cast<size_t>(m_plan.geometry.inChannels);
        const float* in = state.at<float>(m_from);
        float* out = state.at<float>(m_to) + static_cast<size_t>(row) * channels;
        std::fill_n(out, channels, 0.0f);
        size_t seen = 0;
        constexpr float kInfinity = std::numeric_limits<float>::infinity();
        for (const int64_t p : taps) {
            if (p < 0) continue;
            state.table.addF32(out, in + static_cast<size_t>(p) * channels, channels, -kInfinity, kInfinity, out);
            ++seen;
        }
        const auto divisor = static_cast<float>(m_plan.countPadding ? taps.size() : std::max<size_t>(1, seen));
        for (size_t c = 0; c < channels; ++c)
            out[c] /= divisor;
    }

    PoolPlan m_plan;
    SlotId m_from, m_to;
    Storage m_storage;
    Rows<uint8_t> m_bytes; // of the maximum, one of them
    Rows<float> m_floats;
};

class GlobalAverageStep final : public Step
{
public:
    GlobalAverageStep(SlotView from, SlotView to)
        : m_from(from.id)
        , m_to(to.id)
        , m_pictures(static_cast<size_t>(from.slot->shape[0]))
        , m_channels(static_cast<size_t>(from.slot->shape[1]))
    {
        for (size_t i = 2; i < from.slot->shape.size(); ++i)
            m_pixels *= static_cast<size_t>(from.slot->shape[i]);
    }
    Result<void> run(RunState& state) override
    {
        // Sums in double: a mean over 50,000 pixels keeps its last bits.
        state.threads.each(m_pictures, [&](size_t picture) {
            const float* in = state.at<float>(m_from) + picture * m_pixels * m_channels;
            std::vector<double> sums(m_channels, 0.0);
            for (size_t p = 0; p < m_pixels; ++p)
                for (size_t c = 0; c < m_channels; ++c)
                    sums[c] += static_cast<double>(in[p * m_channels + c]);
            float* out = state.at<float>(m_to) + picture * m_channels;
            for (size_t c = 0; c < m_channels; ++c)
                out[c] = static_cast<float>(sums[c] / static_cast<double>(m_pixels));
        });
        return {};
    }

private:
    SlotId m_from, m_to;
    size_t m_pictures, m_channels, m_pixels = 1;
};

class ConcatStep final : public Step
{
public:
    ConcatStep(std::vector<SlotView> from, SlotView to)
        : m_to(to.id)
    {
        const size_t element = to.slot->form.storage == Storage::U8 ? 1 : 4;
        for (const SlotView& view : from)
            m_parts.push_back({view.id, static_cast<size_t>(view.slot->inner) * element});
        m_rowBytes = static_cast<size_t>(to.slot->inner) * element;
        m_rows = m_rowBytes ? slotBytes(*to.slot) / m_rowBytes : 0;
    }
    Result<void> run(RunState& state) override
    {
        constexpr size_t kRows = 512;
        state.threads.each((m_rows + kRows - 1) / kRows, [&](size_t piece) {
            const size_t first = piece * kRows, last = std::min(m_rows, first + kRows);
            size_t at = 0;
            for (const Part& part : m_parts) {
                const std::byte* in = state.at<std::byte>(part.slot);
                std::byte* out = state.at<std::byte>(m_to) + at;
                for (size_t r = first; r < last; ++r)
                    std::memcpy(out + r * m_rowBytes, in + r * part.bytes, part.bytes);
                at += part.bytes;
            }
        });
        return {};
    }

private:
    struct Part {
        SlotId slot;
        size_t bytes;
    };
    std::vector<Part> m_parts;
    SlotId m_to;
    size_t m_rowBytes = 0, m_rows = 0;
};

// What a sum needs besides its sides, for the elements from `first` on.
kernels::SumBlock sumBlock(const RunState& state, const SumPlan& plan, ptrdiff_t first)
{
    kernels::SumBlock s {};
    s.lo = plan.clamp.lo;
    s.hi = plan.clamp.hi;
    if (plan.floats) s.sum = state.at<float>(plan.floats) + first;
    if (plan.codes) {
        s.codes = state.at<uint8_t>(plan.codes) + first;
        s.scale = static_cast<float>(plan.params->scales[0]);
        s.zero = u8Zero(*plan.params);
        s.qhi = u8Top(*plan.params);
    }
    return s;
}

// Floats or bytes of two pictures; bytes become floats piece by piece, in the first cache.
class AddStep final : public Step
{
public:
    AddStep(SlotView a, SlotView b, SumPlan plan)
        : m_a {a.id, a.slot->form}
        , m_b {b.id, b.slot->form}
        , m_count(static_cast<size_t>(*tensor::elementCount(a.slot->shape)))
        , m_plan(std::move(plan))
    {
    }
    Result<void> run(RunState& state) override
    {
        constexpr size_t kShare = 1 << 14;
        state.threads.each((m_count + kShare - 1) / kShare, [&](size_t i) {
            const size_t end = std::min(m_count, (i + 1) * kShare);
            alignas(64) float a[kPiece], b[kPiece];
            for (size_t at = i * kShare; at < end; at += kPiece) {
                const size_t count = std::min(kPiece, end - at);
                kernels::SumBlock s = sumBlock(state, m_plan, static_cast<ptrdiff_t>(at));
                s.a = m_a.floats(state, at, count, a);
                s.b = m_b.floats(state, at, count, b);
                s.rows = 1;
                s.columns = static_cast<int>(count);
                state.table.sumBlock(s);
            }
        });
        return {};
    }

private:
    static constexpr size_t kPiece = 1 << 10;

    struct Side {
        SlotId slot;
        MemoryForm form;

        const float* floats(const RunState& state, size_t at, size_t count, float* buffer) const
        {
            if (form.storage == Storage::F32) return state.at<float>(slot) + at;
            state.table.dequantizeU8(state.at<uint8_t>(slot) + at, count, static_cast<float>(form.params->scales[0]),
                u8Zero(*form.params), buffer);
            return buffer;
        }
    };

    Side m_a, m_b;
    size_t m_count;
    SumPlan m_plan;
};

class OperatorStep final : public Step
{
public:
    OperatorStep(const Node& node, const Operator& entry, std::vector<OperatorInput> inputs,
        std::vector<OperatorOutput> outputs, const std::vector<Slot>& slots)
        : m_node(node)
        , m_entry(entry)
        , m_inputs(std::move(inputs))
        , m_outputs(std::move(outputs))
    {
        const auto typeOf = [](const Slot& slot) {
            if (slot.form.storage == Storage::F64) return tensor::ElementType::Float64;
            return slot.form.storage == Storage::F32 ? tensor::ElementType::Float32 : slot.type;
        };
        for (const OperatorInput& input : m_inputs) {
            if (!input.slot) {
                m_shapes.push_back({});
                continue;
            }
            const Slot& slot = slots[static_cast<size_t>(input.slot.index)];
            m_shapes.push_back({typeOf(slot), memoryShape(slot)});
        }
        for (const OperatorOutput& output : m_outputs) {
            if (!output.slot) {
                m_places.push_back({});
                continue;
            }
            const Slot& slot = slots[static_cast<size_t>(output.slot.index)];
            m_places.push_back({typeOf(slot), memoryShape(slot)});
        }
    }

    Result<void> run(RunState& state) override
    {
        std::vector<tensor::Tensor> tensors(m_inputs.size());
        std::vector<const tensor::Tensor*> inputs(m_inputs.size(), nullptr);
        for (size_t i = 0; i < m_inputs.size(); ++i) {
            const OperatorInput& input = m_inputs[i];
            if (input.constant) {
                inputs[i] = &*input.constant;
            } else if (input.slot) {
                tensors[i] = tensor::Tensor::view(
                    m_shapes[i].first, m_shapes[i].second, nullptr, state.at<std::byte>(input.slot));
                inputs[i] = &tensors[i];
            } else if (input.dynamic) {
                const auto& t = state.dynamic[static_cast<size_t>(input.dynamic.index)];
                if (!t) return fail("node {} ({}): input {} was not computed", m_node.name, m_node.op, i);
                inputs[i] = &*t;
            }
        }
        std::vector<tensor::Tensor> places(m_outputs.size());
        for (size_t i = 0; i < m_outputs.size(); ++i)
            if (m_outputs[i].slot)
                places[i] = tensor::Tensor::place(
                    m_places[i].first, m_places[i].second, state.at<std::byte>(m_outputs[i].slot));
        OpContext context(m_node, inputs, state.threads, places, nullptr, state.stop);
        auto done = runOperator(m_entry, context);
        if (!done) return pass(done.error().within(fmt::format("node {} ({})", m_node.name, m_node.op)));
        auto results = context.take();
        for (size_t i = 0; i < m_outputs.size() && i < results.size(); ++i) {
            if (m_outputs[i].dynamic) {
                // A result that shares the arena's memory must not change when that memory is used again.
                auto own
                    = results[i].shared() ? Result<tensor::Tensor>(std::move(results[i])) : tensor::copied(results[i]);
                if (!own) return pass(own.error());
                state.dynamic[static_cast<size_t>(m_outputs[i].dynamic.index)] = *std::move(own);
                continue;
            }
            if (!m_outputs[i].slot || results[i].data() == state.at<std::byte>(m_outputs[i].slot)) continue;
            if (results[i].shape() != m_places[i].second)
                return fail("node {} ({}): output {} has shape {} instead of {}", m_node.name, m_node.op, i,
                    tensor::toString(results[i].shape()), tensor::toString(m_places[i].second));
            auto same = tensor::converted(results[i], m_places[i].first);
            if (!same) return pass(same.error());
            if (same->byteSize() > 0)
                std::memcpy(state.at<std::byte>(m_outputs[i].slot), same->data(), same->byteSize());
        }
        return {};
    }

private:
    const Node& m_node;
    const Operator& m_entry;
    std::vector<OperatorInput> m_inputs;
    std::vector<OperatorOutput> m_outputs;
    std::vector<std::pair<tensor::ElementType, tensor::Shape>> m_shapes, m_places;
};

} // namespace

std::unique_ptr<Step> makePool(PoolPlan plan, SlotView from, SlotView to)
{
    return std::make_unique<PoolStep>(std::move(plan), from, to);
}

std::unique_ptr<Step> makeGlobalAverage(SlotView from, SlotView to)
{
    return std::make_unique<GlobalAverageStep>(from, to);
}

std::unique_ptr<Step> makeConcat(std::vector<SlotView> from, SlotView to)
{
    return std::make_unique<ConcatStep>(std::move(from), to);
}

std::unique_ptr<Step> makeAdd(SlotView a, SlotView b, SumPlan plan)
{
    return std::make_unique<AddStep>(a, b, std::move(plan));
}

void addBlock(const RunState& state, const SumPlan& plan, const float* block, ptrdiff_t blockStride, SlotId other,
    ptrdiff_t first, ptrdiff_t channels, int rows, int columns)
{
    kernels::SumBlock s = sumBlock(state, plan, first);
    s.a = block;
    s.aStride = blockStride;
    s.b = state.at<float>(other) + first;
    s.bStride = s.outStride = channels;
    s.rows = rows;
    s.columns = columns;
    state.table.sumBlock(s);
}

std::unique_ptr<Step> makeOperator(const Node& node, const Operator& entry, std::vector<OperatorInput> inputs,
    std::vector<OperatorOutput> outputs, const std::vector<Slot>& slots)
{
    return std::make_unique<OperatorStep>(node, entry, std::move(inputs), std::move(outputs), slots);
}

} // namespace bitladder::engine
