// Quantizing and dequantizing, by the arithmetic contract: a division, round half to even, clamp. The scalar functions
// are the reference; the engine's kernels agree with them to the last bit.
#pragma once
#include "core/quant/quantizer.h"

#include <span>

namespace bitladder::quant
{

// `position` of a value in its tensor, [channels, perChannel] in order, is what rules that throw dice read; of many
// values it is the first one's.

// The code of one value. NaN gives the zero point (binary: +1), infinities the clip limits. Precondition: the format
// has codes.
int64_t quantize(double x, const Quantizer& quantizer, size_t slice, size_t position = 0);
double dequantize(int64_t q, const Quantizer& quantizer, size_t slice);

// x → x̂, for every format. float32 data with a format that divides in float32 gives exactly the float32 result that
// the executed path has: (q − zero) as float times scale.
void fakeQuantize(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position = 0);
void fakeQuantize(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position = 0);

// Codes as integers. Precondition: a format with codes, which fit T.
template<typename T, typename X>
void quantizeTo(std::span<const X> x, const Quantizer& quantizer, size_t slice, std::span<T> out, size_t position = 0);

// What an exact sum of products is multiplied by: its scale, in steps of the output where that is quantized too.
// Computed in float32 in the order of ONNX Runtime's QLinearConv, (input · weight) / output, so that files quantized
// for it give the same codes; where that order leaves the normal numbers, in float64.
float rescalingFactor(double input, double weight, double output = 1);

// All representable values of a slice in ascending order, at most `most` of them (else none: the grid is too fine to
// list).
std::vector<double> levelsOf(const Quantizer& quantizer, size_t slice, size_t most);

} // namespace bitladder::quant
