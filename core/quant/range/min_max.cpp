// The extremes of the data.
#include "core/base/translatable_message.h"
#include "core/quant/estimate.h"

#include <algorithm>

namespace bitladder::quant
{

Range fullRange(const Samples& samples, Symmetry symmetry)
{
    Range range {std::min(0.0, samples.low()), std::max(0.0, samples.high())};
    if (symmetry == Symmetry::Symmetric) {
        const double magnitude = std::max(-range.low, range.high);
        range = {-magnitude, magnitude};
    }
    return range;
}

namespace
{

void minMax(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    setRange(quantizer, spec, slice, fullRange(samples, spec.symmetry));
}

} // namespace

const RangeEstimator kMinMax {.id = "minmax", .label = QT_TRANSLATE_NOOP("Range", "min–max"), .estimate = minMax};

} // namespace bitladder::quant
