// For families whose codes follow the affine rule of the contract: q = clamp(rint(x / s) + z, qmin, qmax), x̂ = (q −
// z)·s.
#pragma once
#include "core/quant/format/family.h"

namespace bitladder::quant
{

int64_t affineEncode(double x, const Quantizer& quantizer, size_t slice);
double affineDecode(int64_t q, const Quantizer& quantizer, size_t slice);
void affineRound32(std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out);
void affineRound64(std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out);
std::vector<double> affineLevels(const Quantizer& quantizer, size_t slice, size_t most);

} // namespace bitladder::quant
