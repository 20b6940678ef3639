#include "core/tensor/element_type.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace bitladder::tensor
{

namespace
{

struct TypeRow {
    std::string_view name;
    size_t size;
    int bits;
};
constexpr std::array<TypeRow, 23> kTypes {{{"float64", 8, 64}, {"float32", 4, 32}, {"float16", 2, 16},
    {"bfloat16", 2, 16}, {"int64", 8, 64}, {"int32", 4, 32}, {"int16", 2, 16}, {"int8", 1, 8}, {"uint64", 8, 64},
    {"uint32", 4, 32}, {"uint16", 2, 16}, {"uint8", 1, 8}, {"bool", 1, 8}, {"int4", 1, 4}, {"uint4", 1, 4},
    {"int2", 1, 2}, {"uint2", 1, 2}, {"float8e4m3fn", 1, 8}, {"float8e4m3fnuz", 1, 8}, {"float8e5m2", 1, 8},
    {"float8e5m2fnuz", 1, 8}, {"float8e8m0", 1, 8}, {"float4e2m1", 1, 4}}};

// A minifloat with a sign: its codes without the sign bit ascend from 0 through the finite values to what lies beyond
// them.
struct MiniRow {
    int exponentBits, mantissaBits, bias;
    int largest; // the code of the largest finite value
    int infinity; // its code; −1: there is none
    int nan; // the code of NaN, sign bit included
    bool negativeZero;
};
constexpr MiniRow miniRow(ElementType type)
{
    switch (type) {
    case ElementType::Float8E4M3FN:
        return {4, 3, 7, 0x7e, -1, 0x7f, true};
    case ElementType::Float8E4M3FNUZ:
        return {4, 3, 8, 0x7f, -1, 0x80, false};
    case ElementType::Float8E5M2:
        return {5, 2, 15, 0x7b, 0x7c, 0x7e, true};
    case ElementType::Float8E5M2FNUZ:
        return {5, 2, 16, 0x7f, -1, 0x80, false};
    default: // Float4E2M1
        return {2, 1, 1, 0x7, -1, 0x8, true};
    }
}

constexpr uint8_t kScaleNaN = 0xff;

uint8_t encodeScale(float value, ScaleRounding rounding)
{
    const uint32_t magnitude = std::bit_cast<uint32_t>(value) & 0x7fffffffu;
    const uint32_t exponent = magnitude >> 23, fraction = magnitude & 0x7fffffu;
    if (exponent == 0xff) return kScaleNaN;
    const bool up = rounding == ScaleRounding::Up ? fraction > 0
        : rounding == ScaleRounding::Down         ? false
                                          : fraction > 0x400000u || (fraction == 0x400000u && exponent % 2 == 1);
    return static_cast<uint8_t>(exponent + (up && exponent < 0xfe ? 1 : 0));
}

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

bool isMiniFloat(ElementType type)
{
    return type >= ElementType::Float8E4M3FN;
}

bool isInteger(ElementType type)
{
    return !isFloat(type) && !isMiniFloat(type) && type != ElementType::Bool;
}

int storedBits(ElementType type)
{
    return kTypes[static_cast<size_t>(type)].bits;
}

std::pair<int64_t, int64_t> limitsOf(ElementType type)
{
    if (!isInteger(type) || storedBits(type) > 32) return {0, 0};
    const int64_t codes = int64_t {1} << storedBits(type);
    constexpr ElementType kUnsigned[] {
        ElementType::UInt32, ElementType::UInt16, ElementType::UInt8, ElementType::UInt4, ElementType::UInt2};
    const bool isUnsigned = std::ranges::find(kUnsigned, type) != std::end(kUnsigned);
    return isUnsigned ? std::pair {int64_t {0}, codes - 1} : std::pair {-codes / 2, codes / 2 - 1};
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

float decodeMini(ElementType type, uint8_t code)
{
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
    if (type == ElementType::Float8E8M0) return code == kScaleNaN ? kNaN : std::ldexp(1.0f, code - 127);
    const MiniRow row = miniRow(type);
    const int signBit = 1 << (row.exponentBits + row.mantissaBits);
    const int magnitude = code & (signBit - 1);
    const bool negative = (code & signBit) != 0;
    if (!row.negativeZero && code == row.nan) return kNaN;
    if (magnitude > row.largest && magnitude != row.infinity) return kNaN;
    float value = std::numeric_limits<float>::infinity();
    if (magnitude != row.infinity) {
        const int exponent = std::max(magnitude >> row.mantissaBits, 1);
        const int steps = magnitude - ((exponent - 1) << row.mantissaBits);
        value = std::ldexp(static_cast<float>(steps), exponent - row.bias - row.mantissaBits);
    }
    return negative ? -value : value;
}

uint8_t encodeMini(ElementType type, float value, const Narrowing& narrowing)
{
    if (type == ElementType::Float8E8M0) return encodeScale(value, narrowing.scales);
    const MiniRow row = miniRow(type);
    if (std::isnan(value)) return static_cast<uint8_t>(row.nan);
    int code = row.largest + 1;
    if (std::isfinite(value)) {
        int exponent = 0;
        std::frexp(value, &exponent); // |value| in [2^(exponent−1), 2^exponent)
        const int lowest = 1 - row.bias, binade = value == 0 ? lowest : std::max(exponent - 1, lowest);
        // Steps of the binade's grid; the first 2^mantissa of them are those of the codes below.
        const float steps = std::rint(std::ldexp(std::fabs(value), row.mantissaBits - binade));
        code = std::min(((binade - lowest) << row.mantissaBits) + static_cast<int>(steps), code);
    }
    if (code > row.largest) {
        if (narrowing.overflow == Overflow::Saturate)
            code = row.largest;
        else if (row.infinity >= 0)
            code = row.infinity;
        else
            return static_cast<uint8_t>(row.nan);
    }
    const bool negative = std::signbit(value) && (code != 0 || row.negativeZero);
    return static_cast<uint8_t>(code | (negative ? 1 << (row.exponentBits + row.mantissaBits) : 0));
}

} // namespace bitladder::tensor
