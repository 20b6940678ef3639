// Scales and zero points as the operators on quantized tensors use them.
#pragma once
#include "core/ops/support.h"

namespace bitladder::ops
{

using tensor::limitsOf;

// How a tensor maps to the scales and zero points beside it: one for all, one for each position of an axis, or one for
// each block of an axis.
struct Grid {
    int64_t extent = 1, inner = 1; // of the axis; elements behind it
    int64_t block = 0; // 0: not in blocks
    bool single = true;

    size_t at(int64_t element) const
    {
        if (single) return 0;
        const int64_t position = element / inner % extent;
        if (block == 0) return static_cast<size_t>(position);
        const int64_t blocks = (extent + block - 1) / block;
        return static_cast<size_t>((element / (inner * extent) * blocks + position / block) * inner + element % inner);
    }
};
// `zeroPoint` may be null.
Result<Grid> gridOf(const Shape& data, const Tensor& scale, const Tensor* zeroPoint, int64_t axis, int64_t block);

// round(x / scale) + zero point, saturated to `type`; (x − zero point) · scale. Minifloats: x / scale + zero point,
// narrowed.
Result<Tensor> quantized(const Tensor& x, const Tensor& scale, const Tensor* zeroPoint, const Grid& grid,
    ElementType type, const tensor::Narrowing& narrowing = {});
Result<Tensor> dequantized(const Tensor& x, const Tensor& scale, const Tensor* zeroPoint, const Grid& grid);

// An exact sum back to eight bits: round(sum · factor) + zero point, saturated.
inline int64_t requantized(int32_t sum, float factor, int64_t zeroPoint, std::pair<int64_t, int64_t> limits)
{
    const double value
        = static_cast<double>(std::rint(static_cast<float>(sum) * factor)) + static_cast<double>(zeroPoint);
    return saturated<int64_t>(std::clamp(value, static_cast<double>(limits.first), static_cast<double>(limits.second)));
}

// An eight-bit tensor minus its zero point (one, or one per position of `axis`), as 32-bit numbers ready to be
// multiplied. Sums of them are taken modulo 2³².
Result<std::vector<uint32_t>> centred(const Tensor& x, const Tensor* zeroPoint, size_t axis);
// One byte from a number, for uint8 and int8 alike.
inline uint8_t byteOf(int64_t value)
{
    return static_cast<uint8_t>(value);
}

} // namespace bitladder::ops
