// Number formats: how one number is stored, its family and its width, for every whole width from 64 bits to 1. Families
// are rows of one table (format/table.cpp); nothing outside that folder asks which family it has by name, but what the
// row says about it.
#pragma once
#include "core/base/result.h"

#include <span>
#include <string>
#include <string_view>

namespace bitladder::quant
{

struct FormatFamily; // format/family.h
extern const FormatFamily kFloatFamily, kIntegerFamily, kTernaryFamily, kBinaryFamily;

inline constexpr int kMinBits = 1, kMaxBits = 64;

// A format's identity. Made by the functions below and by its family, which keep it legal:
//   float  4 … 64 bits: sign + E exponent + M mantissa bits, 1 ≤ E ≤ 11, 0 ≤ M ≤ 52 (E + M + 1 bits)
//   int    2 … 64 bits, two's complement
//   ternary {−1, 0, +1}·scale, stored in 2 bits; binary {−1, +1}·scale, 1 bit
struct NumberFormat {
    const FormatFamily* family = &kFloatFamily; // never null
    unsigned char bits = 32;
    unsigned char exponentBits = 8; // of floats; else 0
    unsigned char mantissaBits = 23; // of floats; else 0
    // Of floats that a person designed (format/designed.h); else 0.
    unsigned char design = 0;
    short bias = 0;

    friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

NumberFormat intFormat(int bits); // clamped to 2 … 64
NumberFormat floatFormat(int exponentBits, int mantissaBits);
NumberFormat ternaryFormat();
NumberFormat binaryFormat();
inline constexpr NumberFormat kFloat64 {&kFloatFamily, 64, 11, 52};
inline constexpr NumberFormat kFloat32 {&kFloatFamily, 32, 8, 23};
inline constexpr NumberFormat kFloat16 {&kFloatFamily, 16, 5, 10};
inline constexpr NumberFormat kBFloat16 {&kFloatFamily, 16, 8, 7};

// All families, in the order in which lists show them.
std::span<const FormatFamily* const> formatFamilies();
const FormatFamily* findFamily(std::string_view id); // null where there is none

// What the plain dial means: 64 → float64, 32 → float32, 16 → float16, 1 → binary, every other width → int.
NumberFormat dialFormat(int bits);
// The format of a family at a width, at the nearest width that the family has.
NumberFormat formatOf(const FormatFamily& family, int bits);

// "float64", "tf32", "float16", "bfloat16", "e4m3", "int8", "ternary", "binary" …: parseFormat(name(f)) is f for every
// format. parseFormat also takes other spellings ("fp16") and "bits:5" as the dial does.
std::string name(const NumberFormat& format);
Result<NumberFormat> parseFormat(std::string_view text);

// The number of bits that the format needs in theory; ternary needs log2(3) = 1.58.
double theoreticalBits(const NumberFormat& format);

bool isNativeFloat(const NumberFormat& format); // float64 or float32
bool isFloat(const NumberFormat& format);
// True where x̂ = (q − zero)·scale with whole codes q, so that sums of products of codes are exact.
bool hasIntegerCodes(const NumberFormat& format);

// The largest finite value of a float format. E ≥ 5 reserves the top exponent for infinity and NaN as IEEE 754 does;
// narrower exponents follow OCP Microscaling 1.0: all codes are finite, but for the one NaN code of e4m3.
double largestFinite(const NumberFormat& format);
// x rounded to the nearest value of a float format, ties to even, with subnormals; beyond the largest finite value it
// saturates. NaN stays NaN.
double roundToFloat(double x, const NumberFormat& format);

} // namespace bitladder::quant
