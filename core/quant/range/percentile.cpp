// The range that keeps a given share of the values on each side.
#include "core/base/translatable_message.h"
#include "core/quant/estimate.h"

#include <algorithm>

namespace bitladder::quant
{

namespace
{

constexpr Parameter kParameters[] = {{"percentile", QT_TRANSLATE_NOOP("Parameter", "percentile"), 99.99, 50, 100}};

void percentile(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const double share = std::clamp(valueOf(spec, kParameters[0]), 50.0, 100.0) / 100;
    setRange(quantizer, spec, slice, samples.quantiles(share, spec.symmetry));
}

} // namespace

const RangeEstimator kPercentile {.id = "percentile",
    .label = QT_TRANSLATE_NOOP("Range", "percentile"),
    .parameters = kParameters,
    .estimate = percentile};

} // namespace bitladder::quant
