// All ways to quantize the weights of one layer at one width: every format of that width, with every granularity,
// symmetry and range estimator that has a meaning for it.
#pragma once
#include "core/quant/spec.h"

#include <span>
#include <vector>

namespace bitladder::analysis
{

// No two of them are equal. Estimators that read no data, and grids that come with a model, are not among them.
// `channels`: of the weights; where there is one, scales per channel are those of the tensor.
std::vector<quant::QuantSpec> waysAt(int bits, int64_t channels, int64_t perChannel);
// Of every family the way that is worth most, best first, at most so many: places among the ways. `worth` by way; NaN
// counts as nothing.
std::vector<size_t> bestOfFamilies(std::span<const quant::QuantSpec> ways, std::span<const double> worth, size_t most);
// Bytes of the numbers, and of what a quantizer of the spec keeps beside them: 32 bits for each scale (8 for that of a
// block) and for each level that was found in the data.
double bytesOf(const quant::QuantSpec& spec, int64_t channels, int64_t perChannel);

} // namespace bitladder::analysis
