// The element types of tensors, and the conversions of the narrow floats and of the minifloats (eight bits and less).
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

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
    Int2, // one element a byte in memory, −2 … 1
    UInt2, // one element a byte in memory, 0 … 3
    Float8E4M3FN, // finite but for NaN
    Float8E4M3FNUZ, // finite but for NaN, no negative zero
    Float8E5M2, // as IEEE 754 would have it
    Float8E5M2FNUZ,
    Float8E8M0, // 2^−127 … 2^127 and NaN: the scales of OCP Microscaling
    Float4E2M1, // one element a byte in memory, ±0 … ±6
};

std::string_view elementTypeName(ElementType type); // "float32", "int8", …
std::optional<ElementType> elementTypeFromName(std::string_view name);
size_t elementSize(ElementType type); // bytes in memory
bool isFloat(ElementType type); // those that operators compute with: float64 to bfloat16
bool isMiniFloat(ElementType type); // those that are only stored
bool isInteger(ElementType type); // Bool is neither
int storedBits(ElementType type); // bits of an element in a file
// The range of an integer type of at most 32 bits; {0, 0} for all others.
std::pair<int64_t, int64_t> limitsOf(ElementType type);

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

// A code of a minifloat in the lowest bits of a byte.
template<ElementType kType> struct MiniFloat {
    uint8_t bits = 0;
};
// What becomes of numbers that a minifloat cannot hold. Saturate: the largest finite value, of infinities too.
// Otherwise infinity where the type has one, else NaN.
enum class Overflow : unsigned char { Saturate, ToInfinityOrNaN };
// The power of two that a Float8E8M0 takes for a number between two of them.
enum class ScaleRounding : unsigned char { Up, Down, Nearest };
struct Narrowing {
    Overflow overflow = Overflow::Saturate;
    ScaleRounding scales = ScaleRounding::Up;
};
// Precondition: isMiniFloat(type). Encoding rounds to nearest even, with subnormals; NaN becomes −0 where the type has
// no NaN. Float8E8M0 takes magnitudes: signs are lost, 0 becomes 2^−127, infinity NaN. Formulas: the ONNX operator
// Cast, opset 25.
float decodeMini(ElementType type, uint8_t code);
uint8_t encodeMini(ElementType type, float value, const Narrowing& narrowing);

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
template<ElementType kType> struct ElementTypeOf<MiniFloat<kType>> {
    static constexpr ElementType value = kType;
};

} // namespace bitladder::tensor
