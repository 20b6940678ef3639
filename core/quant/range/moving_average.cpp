// The moving average of each picture's extremes: the first one's, then m ← m + share·(extreme − m). One picture with an
// outlier moves it little. Weights are one portion, so that theirs is min–max.
#include "core/quant/estimate.h"

#include <algorithm>

namespace bitladder::quant
{

namespace
{

constexpr Parameter kParameters[]
    = {{"share", QT_TRANSLATE_NOOP("Parameter", "share of the newest picture"), 0.01, 0.0001, 1}};

void movingAverage(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const double share = valueOf(spec, kParameters[0]);
    const auto portions = samples.portions();
    Range range = portions.empty() ? Range {} : portions.front();
    for (const Range& next : portions) {
        range.low += share * (next.low - range.low);
        range.high += share * (next.high - range.high);
    }
    if (spec.symmetry == Symmetry::Symmetric) {
        const double magnitude = std::max(-range.low, range.high);
        range = {-magnitude, magnitude};
    }
    setRange(quantizer, spec, slice, range);
}

} // namespace

extern const RangeEstimator kMovingAverage;
const RangeEstimator kMovingAverage {.id = "moving-average",
    .label = QT_TRANSLATE_NOOP("Range", "moving average"),
    .parameters = kParameters,
    .estimate = movingAverage};

} // namespace bitladder::quant
