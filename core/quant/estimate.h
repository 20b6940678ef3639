// From a spec and data to a quantizer.
#pragma once
#include "core/quant/range.h"

namespace bitladder::quant
{

// A quantizer for a spec and a tensor of so many channels of so many values; scales are 1.
Quantizer emptyQuantizer(const QuantSpec& spec, size_t channels, size_t perChannel = 1);

// Scale, zero point and clip of a slice for a range. low and high are widened to contain zero; an empty or zero range
// gives scale 1. Symmetric: scale = max(|low|, |high|) / qmax. Asymmetric: scale = (high − low) / (qmax − qmin), zero =
// rint(qmin − low / scale).
void setRange(Quantizer& quantizer, const QuantSpec& spec, size_t slice, Range range);

// One slice from its data, by the spec's estimator.
void estimate(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice);

// True where the estimate needs data: not by hand, not given, and not for formats whose scale is always 1.
bool needsData(const QuantSpec& spec);

// The quantizer of an activation from its calibration, always per tensor; from an empty histogram: that of a zero
// range. Of formats of blocks: the widest block's, for every run finds those of its blocks anew.
Quantizer activationQuantizer(const Histogram& statistics, const QuantSpec& spec);

// A quantizer that comes with a model, checked: at most 16 bits wide (or binary), qmin and qmax inside the format, as
// many zero points as scales. qmin and qmax are of signed codes.
Result<Quantizer> quantizerFromModel(NumberFormat format, Granularity granularity, int64_t qmin, int64_t qmax,
    std::vector<double> scales, std::vector<int64_t> zeroPoints);

// A quantizer with `perRun`, for the values of one run; everything that is not finite is left out.
// Of formats of blocks: what all blocks share; their scales are found by roundBlocks.
template<typename T> Quantizer ofRun(const Quantizer& quantizer, std::span<const T> values);
// Of formats of blocks: rounds rows of `inner` numbers in place, each block side by side in a row by a scale of its
// own. `position` of the first number is what rounding rules with dice read.
template<typename T>
void roundBlocks(const Quantizer& quantizer, std::span<T> values, size_t inner, size_t position = 0);

} // namespace bitladder::quant
