// A float format of a person's own: sign, exponent, mantissa, bias, and what the top codes mean. Its family's names
// tell all of it: e4m3b7nan has 4 exponent bits, 3 mantissa bits, bias 7 and one NaN; without a word behind the bias
// every code is a number, with "ieee" the top exponent is none; "ue4m4b7" has no sign.
//
//   e = 0:  x = ±(m / 2^M)·2^(1 − bias)            subnormal
//   e > 0:  x = ±(1 + m / 2^M)·2^(e − bias)
#pragma once
#include "core/quant/format.h"

#include <optional>
#include <vector>

namespace bitladder::quant
{

extern const FormatFamily kDesignedFamily;

struct FloatDesign {
    enum class Sign : unsigned char { Both, Positive };
    // None: every code is a finite number (OCP Microscaling below 8 bits). OneNan: the last code of each sign is NaN
    // (e4m3). Ieee: the top exponent is infinity and NaN (IEEE 754, e5m2).
    enum class Specials : unsigned char { None, OneNan, Ieee };
    int exponentBits = 4; // 0 … 8; 0: no exponent, even steps
    int mantissaBits = 3; // 0 … 10
    int bias = 7; // −200 … 200
    Sign sign = Sign::Both;
    Specials specials = Specials::OneNan;

    static constexpr int kMostExponent = 8, kMostMantissa = 10, kMostBias = 200, kMostBits = 16;
    int bits() const { return exponentBits + mantissaBits + (sign == Sign::Both ? 1 : 0); }
    friend bool operator==(const FloatDesign&, const FloatDesign&) = default;
};

// Fails with what is out of range: at most 16 bits, at least one number beside 0, values within those of float32.
Result<void> check(const FloatDesign& design);
// 2^(E − 1) − 1, as IEEE 754 has it; 0 without an exponent.
int usualBias(int exponentBits);

// The three below: precondition: check() passes.
NumberFormat formatOf(const FloatDesign& design);
double largestOf(const FloatDesign& design);
// All finite values, ascending, each once (0 and −0 are one).
std::vector<double> valuesOf(const FloatDesign& design);

// What a format of the family was designed as; none for other families.
std::optional<FloatDesign> designOf(const NumberFormat& format);
// The float format of the table with the same values; none where there is none, and for what is no float.
std::optional<NumberFormat> namedFloatOf(const NumberFormat& format);

} // namespace bitladder::quant
