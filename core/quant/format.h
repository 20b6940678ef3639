// Number formats: how one number is stored, its family and its width, for every whole width from 64 bits to 1.
#pragma once
#include "core/base/result.h"

#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::quant
{

enum class Family : unsigned char { Float, Int, Ternary, Binary, PowerOfTwo, CodeBook, Block };

inline constexpr int kMinBits = 1, kMaxBits = 64;

// A format's identity. Made by the functions below, which keep it legal:
//   Float  4 … 64 bits: sign + E exponent + M mantissa bits, 1 ≤ E ≤ 11, 0 ≤ M ≤ 52 (E + M + 1 bits)
//   Int    2 … 64 bits, two's complement
//   Ternary {−1, 0, +1}·scale, stored in 2 bits; Binary {−1, +1}·scale, 1 bit
// PowerOfTwo, CodeBook and Block have their place here and no implementation yet: supported() says so.
struct NumberFormat {
    Family family = Family::Float;
    unsigned char bits = 32;
    unsigned char exponentBits = 8;
    unsigned char mantissaBits = 23;

    friend auto operator<=>(const NumberFormat&, const NumberFormat&) = default;
};

NumberFormat intFormat(int bits); // precondition: 2 … 64
NumberFormat floatFormat(int exponentBits, int mantissaBits);
NumberFormat ternaryFormat();
NumberFormat binaryFormat();
inline constexpr NumberFormat kFloat64 {Family::Float, 64, 11, 52};
inline constexpr NumberFormat kFloat32 {Family::Float, 32, 8, 23};
inline constexpr NumberFormat kFloat16 {Family::Float, 16, 5, 10};
inline constexpr NumberFormat kBFloat16 {Family::Float, 16, 8, 7};

// What the plain dial means: 64 → float64, 32 → float32, 16 → float16, 1 → binary, every other width → int.
NumberFormat dialFormat(int bits);
// The format of a family at a width, the nearest legal one where the family has no such width. Floats take the customary split.
NumberFormat formatOf(Family family, int bits);
bool familyHas(Family family, int bits);
bool supported(Family family);

// "float64", "tf32", "float16", "bfloat16", "e4m3", "int8", "ternary", "binary"; parse also takes "float32" as "e8m23" and
// "bits:5" as the dial does.
std::string name(const NumberFormat& format);
Result<NumberFormat> parseFormat(std::string_view text);
std::string_view familyName(Family family);

// The number of bits that the format needs in theory; ternary needs log2(3) = 1.58.
double theoreticalBits(const NumberFormat& format);

bool isNativeFloat(const NumberFormat& format); // float64 or float32

// The largest finite value of a float format. E ≥ 5 reserves the top exponent for infinity and NaN as IEEE 754 does; narrower
// exponents follow OCP Microscaling 1.0: all codes are finite, but for the one NaN code of e4m3.
double largestFinite(const NumberFormat& format);
// x rounded to the nearest value of a float format, ties to even, with subnormals; beyond the largest finite value it
// saturates. NaN stays NaN.
double roundToFloat(double x, const NumberFormat& format);

} // namespace bitladder::quant
