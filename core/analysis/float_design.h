// A float format drawn by hand: sign, exponent, mantissa, bias, and what the top codes mean. Its values become a code
// book, so that whatever was drawn can be chosen in a recipe.
//
//   e = 0:  x = ±(m / 2^M)·2^(1 − bias)            subnormal
//   e > 0:  x = ±(1 + m / 2^M)·2^(e − bias)
#pragma once
#include "core/base/result.h"

#include <span>
#include <vector>

namespace bitladder::analysis
{

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

    int bits() const { return exponentBits + mantissaBits + (sign == Sign::Both ? 1 : 0); }
};
// Fails with what is out of range; at most 16 bits.
Result<void> check(const FloatDesign& design);

// All finite values, ascending, each once (0 and −0 are one). Precondition: check() passes.
std::vector<double> valuesOf(const FloatDesign& design);

struct FloatFacts {
    double largest = 0, smallestNormal = 0, smallest = 0; // above zero; 0: there is none
    double dynamicRangeDb = 0; // 20·log10(largest / smallest)
    int values = 0;
    // By power of two that holds values, from the smallest: how far apart they are.
    struct Binade {
        double from = 0, step = 0;
        int values = 0;
    };
    std::vector<Binade> binades;
};
FloatFacts factsOf(const FloatDesign& design);

// The nearest value, ties to the even code, saturating; NaN stays NaN. `values`: of valuesOf().
double roundTo(const FloatDesign& design, std::span<const double> values, double x);

// SQNR in dB of rounding x / scale, for the scale among 64 candidates (from the largest magnitude's own down to a
// quarter of it) that gives the highest.
struct DesignError {
    double scale = 1, sqnrDb = 0;
};
DesignError errorOf(const FloatDesign& design, std::span<const double> numbers);

} // namespace bitladder::analysis
