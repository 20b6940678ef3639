// For families whose codes follow the affine rule of the contract: q = clamp(rint(x / s) + z, qmin, qmax), x̂ = (q −
// z)·s.
#pragma once
#include "core/quant/format/family.h"

namespace bitladder::quant
{

int64_t affineEncode(double x, const Quantizer& quantizer, size_t slice, size_t position);
double affineDecode(int64_t q, const Quantizer& quantizer, size_t slice);
void affineRound32(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position);
void affineRound64(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position);
std::vector<double> affineLevels(const Quantizer& quantizer, size_t slice, size_t most);

// A quotient to a whole number by the quantizer's rounding rule.
double toWhole(double quotient, const Quantizer& quantizer, size_t position);
// x̂ = decode(encode(x)), for families without a faster way.
template<typename X>
void roundByCodes(std::span<const X> x, const Quantizer& quantizer, size_t slice, std::span<X> out, size_t position)
{
    const FormatFamily& family = *quantizer.format.family;
    for (size_t i = 0; i < x.size(); ++i)
        out[i] = static_cast<X>(
            family.decode(family.encode(static_cast<double>(x[i]), quantizer, slice, position + i), quantizer, slice));
}

} // namespace bitladder::quant
