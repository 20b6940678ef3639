// The element types of tensors, and the conversions of the narrow floats.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bitladder::tensor
{

enum class ElementType : uint8_t {
    Float64,
    Float32,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt64,
    UInt32,
    UInt16,
    UInt8,
    Bool,
    Int4, // one element a byte in memory, −8 … 7
    UInt4, // one element a byte in memory, 0 … 15
};

std::string_view elementTypeName(ElementType type); // "float32", "int8", …
std::optional<ElementType> elementTypeFromName(std::string_view name);
size_t elementSize(ElementType type); // bytes in memory
bool isFloat(ElementType type);
bool isInteger(ElementType type); // Bool is neither

// IEEE binary16 and bfloat16, stored in 16 bits. Encoding rounds to nearest even; NaN stays NaN.
struct Half {
    uint16_t bits = 0;
};
struct BFloat {
    uint16_t bits = 0;
};
float decode(Half h);
Half encodeHalf(float value);
inline float decode(BFloat b)
{
    return std::bit_cast<float>(static_cast<uint32_t>(b.bits) << 16);
}
BFloat encodeBFloat(float value);

// The C++ type of an element type.
template<typename T> struct ElementTypeOf;
#define BITLADDER_ELEMENT(cpp, name)                                                                                   \
    template<> struct ElementTypeOf<cpp> {                                                                             \
        static constexpr ElementType value = ElementType::name;                                                        \
    };
BITLADDER_ELEMENT(double, Float64)
BITLADDER_ELEMENT(float, Float32)
BITLADDER_ELEMENT(Half, Float16)
BITLADDER_ELEMENT(BFloat, BFloat16)
BITLADDER_ELEMENT(int64_t, Int64)
BITLADDER_ELEMENT(int32_t, Int32)
BITLADDER_ELEMENT(int16_t, Int16)
BITLADDER_ELEMENT(int8_t, Int8)
BITLADDER_ELEMENT(uint64_t, UInt64)
BITLADDER_ELEMENT(uint32_t, UInt32)
BITLADDER_ELEMENT(uint16_t, UInt16)
BITLADDER_ELEMENT(uint8_t, UInt8)
BITLADDER_ELEMENT(bool, Bool)
#undef BITLADDER_ELEMENT

} // namespace bitladder::tensor
