// For families whose elements are floats of a few bits: x̂ = round(x / scale)·scale.
#pragma once
#include "core/quant/format/family.h"

namespace bitladder::quant
{

// Scale and clips of one slice for a range: scale 1 where the format has none.
void floatCover(Quantizer& quantizer, size_t slice, Symmetry symmetry, Range range);
// By the quantizer's rounding rule, on the format's grid without the scale.
double roundToFloat(double x, const Quantizer& quantizer, size_t position);
void floatRound32(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position);
void floatRound64(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position);
std::vector<double> floatLevels(const Quantizer& quantizer, size_t slice, size_t most);

} // namespace bitladder::quant
