#include "core/tensor/element_type.h"

#include <array>
#include <cmath>

namespace bitladder::tensor
{

namespace
{

struct TypeRow {
    std::string_view name;
    size_t size;
};
constexpr std::array<TypeRow, 15> kTypes {{{"float64", 8}, {"float32", 4}, {"float16", 2}, {"bfloat16", 2},
    {"int64", 8}, {"int32", 4}, {"int16", 2}, {"int8", 1}, {"uint64", 8}, {"uint32", 4}, {"uint16", 2}, {"uint8", 1},
    {"bool", 1}, {"int4", 1}, {"uint4", 1}}};

} // namespace

std::string_view elementTypeName(ElementType type)
{
    return kTypes[static_cast<size_t>(type)].name;
}

std::optional<ElementType> elementTypeFromName(std::string_view name)
{
    for (size_t i = 0; i < kTypes.size(); ++i)
        if (kTypes[i].name == name) return static_cast<ElementType>(i);
    return std::nullopt;
}

size_t elementSize(ElementType type)
{
    return kTypes[static_cast<size_t>(type)].size;
}

bool isFloat(ElementType type)
{
    return type <= ElementType::BFloat16;
}

bool isInteger(ElementType type)
{
    return !isFloat(type) && type != ElementType::Bool;
}

float decode(Half h)
{
    const uint32_t sign = static_cast<uint32_t>(h.bits & 0x8000u) << 16;
    const uint32_t exponent = (h.bits >> 10) & 31u;
    const uint32_t mantissa = h.bits & 0x3ffu;
    if (exponent == 0) {
        const float magnitude = std::ldexp(static_cast<float>(mantissa), -24);
        return std::bit_cast<float>(std::bit_cast<uint32_t>(magnitude) | sign);
    }
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));
    return std::bit_cast<float>(sign | ((exponent + 112u) << 23) | (mantissa << 13));
}

Half encodeHalf(float value)
{
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const uint16_t sign = static_cast<uint16_t>((bits >> 16) & 0x8000u);
    const uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return {static_cast<uint16_t>(sign | 0x7e00u | ((magnitude >> 13) & 0x3ffu))};
    if (magnitude >= 0x477ff000u) return {static_cast<uint16_t>(sign | 0x7c00u)}; // rounds to 65536 or beyond
    if (magnitude < 0x38800000u) {
        // Subnormal half: a multiple of 2^−24; the float addition below rounds to nearest even.
        const float scaled = std::bit_cast<float>(magnitude) * 16777216.0f;
        return {static_cast<uint16_t>(sign | static_cast<uint16_t>(std::nearbyint(scaled)))};
    }
    const uint32_t rounded = magnitude + 0xfffu + ((magnitude >> 13) & 1u);
    return {static_cast<uint16_t>(sign | ((rounded - 0x38000000u) >> 13))};
}

BFloat encodeBFloat(float value)
{
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if (std::isnan(value)) return {static_cast<uint16_t>((bits >> 16) | 0x40u)};
    return {static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16)};
}

} // namespace bitladder::tensor
