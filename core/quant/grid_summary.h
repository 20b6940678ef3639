// A quantizer in a few numbers, for tables and reports.
#pragma once
#include "core/quant/quantizer.h"

#include <string>

namespace bitladder::quant
{

struct GridSummary {
    size_t slices = 0; // that have a scale of their own
    double leastScale = 0, mostScale = 0;
    int64_t leastZero = 0, mostZero = 0; // zero points
    size_t levels = 0; // of one slice; 0: too many to count (more than 2^16)
    double leastStep = 0, mostStep = 0; // of all slices: the smallest distance of two neighbouring levels
};
// Precondition: the quantizer has a scale.
GridSummary summaryOf(const Quantizer& quantizer);

// "0.25", or "0.25 to 0.5" where the ends differ.
std::string rangeText(double least, double most);

} // namespace bitladder::quant
