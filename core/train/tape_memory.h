// Private to this room: what tapes do with memory, forward and back.
#pragma once
#include "core/kernels/kernels.h"
#include "core/quant/range.h"
#include "core/train/gradient.h"

#include <algorithm>
#include <limits>

namespace bitladder::train
{

inline constexpr graph::Clamp kNoLimits {
    -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()};

inline size_t at(ValueId id)
{
    return static_cast<size_t>(id.index);
}

// Memory for float32 values of this shape; what is there is kept where it fits, with what stands in it.
inline Result<void> fit(tensor::Tensor& tensor, const Shape& shape)
{
    if (!tensor.empty() && tensor.type() == ElementType::Float32 && tensor.shape() == shape) return {};
    auto made = tensor::Tensor::make(ElementType::Float32, shape);
    if (!made) return pass(made.error());
    tensor = *std::move(made);
    return {};
}

inline Result<void> fitZeros(tensor::Tensor& tensor, const Shape& shape)
{
    const void* before = tensor.data();
    BITLADDER_TRY(fit(tensor, shape));
    if (tensor.data() == before) std::ranges::fill(tensor.mutableAs<float>(), 0.0f);
    return {};
}

// A picture's shape, [batch, channels, pixels …].
struct Pixels {
    int64_t batch = 1, channels = 1, pixels = 1;
};
inline Pixels pixelsOf(const Shape& shape)
{
    Pixels p;
    for (size_t d = 0; d < shape.size(); ++d)
        (d == 0 ? p.batch : d == 1 ? p.channels : p.pixels) *= shape[d];
    return p;
}

// False where both orders are one.
inline bool hasOrder(const Shape& shape)
{
    const Pixels p = pixelsOf(shape);
    return p.channels > 1 && p.pixels > 1;
}

// [batch, channels, pixels] → [batch, pixels, channels], and back.
inline void channelsLast(const kernels::KernelTable& table, const Shape& shape, const float* from, float* to)
{
    const Pixels p = pixelsOf(shape);
    for (int64_t n = 0; n < p.batch; ++n, from += p.channels * p.pixels, to += p.channels * p.pixels)
        table.transposeF32(from, static_cast<size_t>(p.channels), static_cast<size_t>(p.pixels), to);
}
inline void channelsFirst(const kernels::KernelTable& table, const Shape& shape, const float* from, float* to)
{
    const Pixels p = pixelsOf(shape);
    for (int64_t n = 0; n < p.batch; ++n, from += p.channels * p.pixels, to += p.channels * p.pixels)
        table.transposeF32(from, static_cast<size_t>(p.pixels), static_cast<size_t>(p.channels), to);
}

inline quant::Range widened(quant::Range seen, std::span<const float> values)
{
    if (values.empty()) return seen;
    const auto [low, high] = std::ranges::minmax(values);
    return {std::min(seen.low, static_cast<double>(low)), std::max(seen.high, static_cast<double>(high))};
}

} // namespace bitladder::train
