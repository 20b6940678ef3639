// For estimators that look for the best of several ranges.
#pragma once
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

#include <functional>

namespace bitladder::quant
{

// What a range costs: of a quantizer with a single slice. A sum that has reached `enough` need not be finished.
using RangeCost = std::function<double(const Quantizer& trial, double enough)>;

// The min-max range, or that range shrunk by the factor of least cost: a coarse walk, then a fine one around its best.
// Formats that do not search get the whole range.
Range bestRange(
    const Samples& samples, const QuantSpec& spec, const Quantizer& quantizer, size_t slice, const RangeCost& cost);

// The scale by the family's own rule; where only powers of two are allowed, the better one of the two beside it.
// Precondition: the family has the rule.
void coverBest(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice);

} // namespace bitladder::quant
