// In which form a value lies in memory while the network runs.
#pragma once
#include "core/graph/graph.h"
#include "core/quant/spec.h"

#include <optional>

namespace bitladder::engine
{

// Tensor: the value's own element type (indices, masks …). Bits and BitPairs are the bit planes of binary and ternary.
enum class Storage : unsigned char { F32, F64, BF16, U8, S16, S32, S64, Bits, BitPairs, Tensor };

// Plain: row-major order of the shape [N, C, …]. ChannelsLast: [N, …, C].
enum class Layout : unsigned char { Plain, ChannelsLast };

struct MemoryForm {
    Storage storage = Storage::F32;
    Layout layout = Layout::Plain;
    // Integers and bits: what the codes mean. F32/F64 with params: rounded to that grid, kept as floats.
    std::optional<quant::Quantizer> params;

    friend bool operator==(const MemoryForm&, const MemoryForm&) = default;
    bool isFloat() const { return (storage == Storage::F32 || storage == Storage::F64) && !params; }
};

// Unsigned codes of a U8 form are q − qmin, so that they start at 0.
inline int32_t u8Zero(const quant::Quantizer& params)
{
    return static_cast<int32_t>(params.zeroPoints[0] - params.qmin);
}
inline int32_t u8Top(const quant::Quantizer& params)
{
    return static_cast<int32_t>(params.qmax - params.qmin);
}

} // namespace bitladder::engine
