// Steps that change the form of a value: storage, grid, layout.
#include "core/engine/step.h"

#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cstring>

namespace bitladder::engine
{

namespace
{

constexpr size_t kPiece = 1 << 14; // elements per piece of parallel work

template<typename Body> void eachPiece(const Threads& threads, size_t count, Body body)
{
    threads.each(
        (count + kPiece - 1) / kPiece, [&](size_t i) { body(i * kPiece, std::min(kPiece, count - i * kPiece)); });
}

class ConversionStep final : public Step
{
public:
    ConversionStep(SlotView from, SlotView to)
        : m_from(from.id)
        , m_to(to.id)
        , m_source(from.slot->form)
        , m_target(to.slot->form)
        , m_count(static_cast<size_t>(*tensor::elementCount(from.slot->shape)))
        , m_sourceInner(static_cast<size_t>(std::max<int64_t>(1, from.slot->inner)))
        , m_inner(static_cast<size_t>(std::max<int64_t>(1, to.slot->inner))) // bit planes are rows of the target
    {
        timePart = StepPart::Reformat;
    }

    Result<void> run(RunState& state) override
    {
        switch (m_source.storage) {
        case Storage::F32:
            fromFloat(state, state.at<float>(m_from));
            break;
        case Storage::F64:
            fromFloat(state, state.at<double>(m_from));
            break;
        case Storage::U8:
            if (m_target.storage == Storage::BitPairs) {
                packBits(state, state.at<uint8_t>(m_from));
                break;
            }
            eachPiece(state.threads, m_count, [&](size_t at, size_t n) {
                state.table.dequantizeU8(state.at<uint8_t>(m_from) + at, n,
                    static_cast<float>(m_source.params->scales[0]), u8Zero(*m_source.params),
                    state.at<float>(m_to) + at);
            });
            break;
        case Storage::S16:
            fromCodes<int16_t>(state);
            break;
        case Storage::S32:
            fromCodes<int32_t>(state);
            break;
        case Storage::S64:
            fromCodes<int64_t>(state);
            break;
        case Storage::Bits:
        case Storage::BitPairs:
            unpackBits(state);
            break;
        case Storage::BF16:
            for (size_t i = 0; i < m_count; ++i)
                state.at<float>(m_to)[i] = tensor::decode(tensor::BFloat {state.at<uint16_t>(m_from)[i]});
            break;
        case Storage::Tensor:
            return fail("a value that is not a float cannot be converted");
        }
        return {};
    }

private:
    template<typename X> void fromFloat(RunState& state, const X* in)
    {
        const auto& table = state.table;
        if (m_target.storage == Storage::Bits || m_target.storage == Storage::BitPairs) {
            packBits(state, in);
            return;
        }
        if (m_target.params && m_target.params->perRun)
            m_ofRun = quant::ofRun(*m_target.params, std::span<const X>(in, m_count));
        if (m_ofRun && m_target.params->format.family->blockSize > 0) {
            if (m_target.storage == Storage::F64)
                toBlocks(state, in, state.at<double>(m_to));
            else
                toBlocks(state, in, state.at<float>(m_to));
            return;
        }
        eachPiece(state.threads, m_count, [&](size_t at, size_t n) {
            const std::span<const X> x(in + at, n);
            switch (m_target.storage) {
            case Storage::F32:
                toFloat(x, state.at<float>(m_to) + at, at);
                break;
            case Storage::F64:
                toFloat(x, state.at<double>(m_to) + at, at);
                break;
            case Storage::BF16: {
                auto* out = state.at<uint16_t>(m_to) + at;
                for (size_t i = 0; i < n; ++i)
                    out[i] = tensor::encodeBFloat(static_cast<float>(x[i])).bits;
                break;
            }
            case Storage::U8: {
                const auto& p = *m_target.params;
                if constexpr (sizeof(X) == 4) {
                    if (p.format.family != &quant::kBinaryFamily) {
                        table.quantizeU8({x.data(), n, static_cast<float>(p.scales[0]), u8Zero(p), 0, u8Top(p)},
                            state.at<uint8_t>(m_to) + at);
                        break;
                    }
                }
                auto* out = state.at<uint8_t>(m_to) + at;
                if (p.format.family == &quant::kBinaryFamily) {
                    const uint8_t top = static_cast<uint8_t>(u8Top(p)); // +1; a NaN is −1, as in packBinary
                    for (size_t i = 0; i < n; ++i)
                        out[i] = x[i] >= 0 ? top : 0;
                    break;
                }
                for (size_t i = 0; i < n; ++i)
                    out[i] = static_cast<uint8_t>(quant::quantize(static_cast<double>(x[i]), p, 0) - p.qmin);
                break;
            }
            case Storage::S16: {
                const auto& p = *m_target.params;
                if constexpr (sizeof(X) == 4) {
                    if (p.format.family != &quant::kBinaryFamily) {
                        table.quantizeS16(
                            {x.data(), n, static_cast<float>(p.scales[0]), static_cast<int32_t>(p.zeroPoints[0]),
                                static_cast<int32_t>(p.qmin), static_cast<int32_t>(p.qmax)},
                            state.at<int16_t>(m_to) + at);
                        break;
                    }
                }
                quant::quantizeTo<int16_t, X>(x, p, 0, {state.at<int16_t>(m_to) + at, n});
                break;
            }
            case Storage::S32:
                quant::quantizeTo<int32_t, X>(x, *m_target.params, 0, {state.at<int32_t>(m_to) + at, n});
                break;
            default:
                quant::quantizeTo<int64_t, X>(x, *m_target.params, 0, {state.at<int64_t>(m_to) + at, n});
                break;
            }
        });
    }

    // Rows of the innermost extent, each cut into blocks with a scale of their own.
    template<typename X, typename Y> void toBlocks(RunState& state, const X* in, Y* out)
    {
        const size_t rows = std::max<size_t>(1, kPiece / m_inner), piece = rows * m_inner;
        state.threads.each((m_count + piece - 1) / piece, [&](size_t i) {
            const size_t at = i * piece, n = std::min(piece, m_count - at);
            std::transform(in + at, in + at + n, out + at, [](X v) { return static_cast<Y>(v); });
            quant::roundBlocks(*m_ofRun, std::span<Y>(out + at, n), m_inner, at);
        });
    }

    // Rounded to the target's grid where it has one.
    template<typename X, typename Y> void toFloat(std::span<const X> x, Y* out, size_t position)
    {
        std::transform(x.begin(), x.end(), out, [](X v) { return static_cast<Y>(v); });
        if (m_target.params)
            quant::fakeQuantize(std::span<const Y>(out, x.size()), m_ofRun ? *m_ofRun : *m_target.params, 0,
                std::span<Y>(out, x.size()), position);
    }

    template<typename X> void packBits(RunState& state, const X* in)
    {
        const bool pairs = m_target.storage == Storage::BitPairs;
        const size_t inner = m_inner;
        const size_t rows = m_count / inner, words = (inner + 63) / 64 * (pairs ? 2 : 1);
        const size_t rowsPerPiece = std::max<size_t>(1, kPiece / inner);
        const quant::Quantizer& p = *m_target.params;
        auto* out = state.at<uint64_t>(m_to);
        state.threads.each((rows + rowsPerPiece - 1) / rowsPerPiece, [&](size_t i) {
            const size_t first = i * rowsPerPiece, count = std::min(rowsPerPiece, rows - first);
            std::vector<float> narrow;
            const float* x = nullptr;
            if constexpr (sizeof(X) == 4) {
                x = in + first * inner;
            } else if constexpr (sizeof(X) == 1) { // codes of the same grid
                narrow.resize(count * inner);
                state.table.dequantizeU8(in + first * inner, narrow.size(), static_cast<float>(p.scales[0]),
                    u8Zero(*m_source.params), narrow.data());
                x = narrow.data();
            } else {
                narrow.assign(in + first * inner, in + (first + count) * inner);
                x = narrow.data();
            }
            uint64_t* to = out + first * words;
            if (!pairs) {
                state.table.packBinary(x, count, inner, to);
            } else if (p.format.family == &quant::kTernaryFamily) {
                state.table.packTernary(x, count, inner, static_cast<float>(p.scales[0]), to);
            } else {
                // Binary codes as pairs without zeros: (1, x < 0).
                for (size_t r = 0; r < count; ++r)
                    for (size_t w = 0; w < words / 2; ++w) {
                        uint64_t nonzero = 0, negative = 0;
                        for (size_t k = w * 64; k < std::min(inner, w * 64 + 64); ++k) {
                            nonzero |= uint64_t {1} << (k % 64);
                            negative |= uint64_t {x[r * inner + k] < 0} << (k % 64);
                        }
                        to[r * words + 2 * w] = nonzero;
                        to[r * words + 2 * w + 1] = negative;
                    }
            }
        });
    }

    // For taps: ±scale, and 0 where a pair says so.
    void unpackBits(RunState& state)
    {
        const bool pairs = m_source.storage == Storage::BitPairs;
        const size_t inner = m_sourceInner, words = (inner + 63) / 64;
        const auto* in = state.at<uint64_t>(m_from);
        const auto scale = static_cast<float>(m_source.params->scales[0]);
        for (size_t i = 0; i < m_count; ++i) {
            const size_t row = i / inner, k = i % inner;
            const uint64_t* word = in + (row * words + k / 64) * (pairs ? 2 : 1);
            const bool first = (word[0] >> (k % 64)) & 1;
            float v = first ? scale : -scale;
            if (pairs) v = !first ? 0.0f : (((word[1] >> (k % 64)) & 1) ? -scale : scale);
            state.at<float>(m_to)[i] = v;
        }
    }

    template<typename T> void fromCodes(RunState& state)
    {
        const T* in = state.at<T>(m_from);
        const quant::Quantizer& p = *m_source.params;
        eachPiece(state.threads, m_count, [&](size_t at, size_t n) {
            for (size_t i = at; i < at + n; ++i) {
                const double x = quant::dequantize(in[i], p, 0);
                if (m_target.storage == Storage::F64)
                    state.at<double>(m_to)[i] = x;
                else
                    state.at<float>(m_to)[i] = static_cast<float>(x);
            }
        });
    }

    SlotId m_from, m_to;
    MemoryForm m_source, m_target;
    std::optional<quant::Quantizer> m_ofRun; // of the present run, where the target's grid is found anew
    size_t m_count, m_sourceInner, m_inner;
};

template<typename T> void transpose(const T* in, size_t rows, size_t cols, T* out)
{
    constexpr size_t kBlock = 32;
    for (size_t r0 = 0; r0 < rows; r0 += kBlock)
        for (size_t c0 = 0; c0 < cols; c0 += kBlock)
            for (size_t r = r0; r < std::min(rows, r0 + kBlock); ++r)
                for (size_t c = c0; c < std::min(cols, c0 + kBlock); ++c)
                    out[c * rows + r] = in[r * cols + c];
}

class LayoutStep final : public Step
{
public:
    LayoutStep(SlotView from, SlotView to)
        : m_from(from.id)
        , m_to(to.id)
        , m_storage(from.slot->form.storage)
    {
        timePart = StepPart::Reformat;
        const tensor::Shape& shape = from.slot->shape;
        m_pictures = static_cast<size_t>(shape[0]);
        size_t spatial = 1;
        for (size_t i = 2; i < shape.size(); ++i)
            spatial *= static_cast<size_t>(shape[i]);
        const auto channels = static_cast<size_t>(shape[1]);
        const bool toLast = to.slot->form.layout == Layout::ChannelsLast;
        m_rows = toLast ? channels : spatial;
        m_cols = toLast ? spatial : channels;
    }

    Result<void> run(RunState& state) override
    {
        switch (m_storage) {
        case Storage::F32:
            each(state, [&](size_t picture) {
                state.table.transposeF32(state.at<float>(m_from) + picture * m_rows * m_cols, m_rows, m_cols,
                    state.at<float>(m_to) + picture * m_rows * m_cols);
            });
            break;
        case Storage::F64:
            plain<double>(state);
            break;
        case Storage::U8:
            each(state, [&](size_t picture) {
                state.table.transposeU8(state.at<uint8_t>(m_from) + picture * m_rows * m_cols, m_rows, m_cols,
                    state.at<uint8_t>(m_to) + picture * m_rows * m_cols);
            });
            break;
        case Storage::S16:
            plain<int16_t>(state);
            break;
        case Storage::S32:
            plain<int32_t>(state);
            break;
        case Storage::S64:
            plain<int64_t>(state);
            break;
        default:
            return fail("this form has no other layout");
        }
        return {};
    }

private:
    template<typename Body> void each(RunState& state, Body body) { state.threads.each(m_pictures, body); }
    template<typename T> void plain(RunState& state)
    {
        each(state, [&](size_t picture) {
            transpose(state.at<T>(m_from) + picture * m_rows * m_cols, m_rows, m_cols,
                state.at<T>(m_to) + picture * m_rows * m_cols);
        });
    }

    SlotId m_from, m_to;
    Storage m_storage;
    size_t m_pictures = 0, m_rows = 0, m_cols = 0;
};

class InputStep final : public Step
{
public:
    InputStep(size_t input, SlotView to)
        : m_input(input)
        , m_to(to.id)
        , m_bytes(to.slot->bytes)
    {
    }
    Result<void> run(RunState& state) override
    {
        if (m_bytes > 0) std::memcpy(state.at<std::byte>(m_to), state.inputs[m_input].data(), m_bytes);
        return {};
    }

private:
    size_t m_input;
    SlotId m_to;
    size_t m_bytes;
};

class CodesStep final : public Step
{
public:
    CodesStep(SlotView from, SlotView to)
        : m_from(from.id)
        , m_to(to.id)
        , m_flip(to.slot->type == tensor::ElementType::Int8 ? 0x80 : 0)
    {
        const tensor::Shape& shape = from.slot->shape;
        const auto count = static_cast<size_t>(*tensor::elementCount(shape));
        m_columns = count;
        if (from.slot->form.layout == Layout::ChannelsLast && shape.size() >= 3 && count > 0) {
            m_pictures = static_cast<size_t>(shape[0]);
            m_columns = static_cast<size_t>(shape[1]);
            m_rows = count / m_pictures / m_columns;
        }
        timePart = StepPart::Reformat;
    }

    Result<void> run(RunState& state) override
    {
        const uint8_t* from = state.at<uint8_t>(m_from);
        uint8_t* to = state.at<uint8_t>(m_to);
        // [picture, pixel, channel] → [picture, channel, pixel]; a plain tensor is one row.
        for (size_t picture = 0; picture < m_pictures; ++picture, from += m_rows * m_columns, to += m_rows * m_columns)
            eachPiece(state.threads, m_columns, [&](size_t at, size_t n) {
                for (size_t column = at; column < at + n; ++column)
                    for (size_t row = 0; row < m_rows; ++row)
                        to[column * m_rows + row] = from[row * m_columns + column] ^ m_flip;
            });
        return {};
    }

private:
    SlotId m_from, m_to;
    uint8_t m_flip;
    size_t m_pictures = 1, m_rows = 1, m_columns = 0;
};

} // namespace

size_t slotBytes(const Slot& slot)
{
    const auto count = static_cast<size_t>(tensor::elementCount(slot.shape).value_or(0));
    const auto inner = static_cast<size_t>(std::max<int64_t>(1, slot.inner));
    switch (slot.form.storage) {
    case Storage::F32:
    case Storage::S32:
        return count * 4;
    case Storage::F64:
    case Storage::S64:
        return count * 8;
    case Storage::BF16:
    case Storage::S16:
        return count * 2;
    case Storage::U8:
        return count;
    case Storage::Bits:
        return count / inner * ((inner + 63) / 64) * 8;
    case Storage::BitPairs:
        return count / inner * ((inner + 63) / 64) * 16;
    case Storage::Tensor:
        break;
    }
    return count * tensor::elementSize(slot.type);
}

bool sameInBothLayouts(const tensor::Shape& shape)
{
    if (shape.size() < 3) return true;
    int64_t pixels = 1;
    for (size_t i = 2; i < shape.size(); ++i)
        pixels *= shape[i];
    return shape[1] == 1 || pixels == 1;
}

tensor::Shape memoryShape(const Slot& slot)
{
    if (slot.form.layout == Layout::Plain || slot.shape.size() < 3) return slot.shape;
    tensor::Shape shape {slot.shape[0]};
    shape.insert(shape.end(), slot.shape.begin() + 2, slot.shape.end());
    shape.push_back(slot.shape[1]);
    return shape;
}

std::unique_ptr<Step> makeConversion(SlotView from, SlotView to)
{
    return std::make_unique<ConversionStep>(from, to);
}

std::unique_ptr<Step> makeLayoutChange(SlotView from, SlotView to)
{
    return std::make_unique<LayoutStep>(from, to);
}

std::unique_ptr<Step> makeCodes(SlotView from, SlotView to)
{
    return std::make_unique<CodesStep>(from, to);
}

std::unique_ptr<Step> makeInputStep(size_t input, SlotView to)
{
    return std::make_unique<InputStep>(input, to);
}

} // namespace bitladder::engine
