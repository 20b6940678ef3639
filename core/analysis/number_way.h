// The way of one number through a quantizer, step by step, with the numbers that the engine computes.
//
//   with whole codes   x → x / s → rounded → + z → clamped: q → (q − z)·s = x̂
//   other formats      x → x / s → the nearest level → level · s = x̂
#pragma once
#include "core/quant/quantizer.h"

#include <optional>

namespace bitladder::analysis
{

struct NumberWay {
    double x = 0;
    double scale = 1;
    bool dividedInFloat = false; // x / s is a float32 quotient, as the contract says for narrow formats
    double quotient = 0; // x / s
    // Of formats with whole codes; none for others.
    struct Codes {
        double rounded = 0; // by the quantizer's rounding rule
        int64_t zeroPoint = 0;
        double shifted = 0; // rounded + z
        int64_t low = 0, high = 0; // the codes that there are
        int64_t code = 0; // clamped: what the engine holds
    };
    std::optional<Codes> codes;
    double level = 0; // what stands for the number in steps of the scale: q − z, or the nearest level
    double value = 0; // x̂
    double error() const { return value - x; }
    bool clipped() const { return codes && codes->shifted != static_cast<double>(codes->code); }
};

// `position` of the number in its tensor is what rounding rules with dice read. Precondition: the quantizer has a scale
// for the slice.
NumberWay wayOf(double x, const quant::Quantizer& quantizer, size_t slice, size_t position = 0);

} // namespace bitladder::analysis
