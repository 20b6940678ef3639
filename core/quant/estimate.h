// Range estimators: from data and a spec to scales and zero points.
#pragma once
#include "core/base/job.h"
#include "core/quant/histogram.h"
#include "core/quant/spec.h"

#include <span>

namespace bitladder::quant
{

// Params for a range. low and high are widened to contain zero; an empty or zero range gives scale 1.
// Symmetric: scale = max(|low|, |high|) / qmax. Asymmetric: scale = (high − low) / (qmax − qmin), zero = rint(qmin − low / scale).
void setRange(QuantParams& params, const QuantSpec& spec, size_t channel, Range range);

// One channel (or the whole tensor) of data: the range by the spec's method. NaN and infinities are left out of the estimate.
//   Mse searches the factor by which to shrink the min-max range for the least squared error.
//   Binary: scale = mean |x| (Rastegari et al. 2016, eq. 6). Ternary: the fixed point of s = mean of |x| over |x| > s/2,
//   which is the least-squares scale for nearest rounding (Lloyd 1982).
template<typename X>
void estimateChannel(std::span<const X> data, const QuantSpec& spec, QuantParams& params, size_t channel);

// An empty QuantParams for a spec, with room for `channels` scales (1 for Granularity::Tensor).
QuantParams emptyParams(const QuantSpec& spec, size_t channels);

// Params that come with a model, checked: at most 16 bits wide (or binary), qmin and qmax inside the format, as many zeros as
// scales. qmin and qmax are of signed codes.
Result<QuantParams> givenParams(NumberFormat format, Granularity granularity, int64_t qmin, int64_t qmax,
    std::vector<double> scales, std::vector<int64_t> zeros);

// Activation params from streamed statistics, always per tensor.
QuantParams estimateActivation(const Histogram& statistics, const QuantSpec& spec);

} // namespace bitladder::quant
