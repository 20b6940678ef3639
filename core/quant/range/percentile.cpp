// The range that keeps a given share of the values on each side.
#include "core/base/translatable_message.h"
#include "core/quant/estimate.h"

#include <algorithm>

namespace bitladder::quant
{

namespace
{

void percentile(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const double share = std::clamp(spec.percentile, 50.0, 100.0) / 100;
    setRange(quantizer, spec, slice, samples.quantiles(share, spec.symmetry));
}

} // namespace

const RangeEstimator kPercentile {
    .id = "percentile", .label = QT_TRANSLATE_NOOP("Range", "percentile"), .estimate = percentile};

} // namespace bitladder::quant
