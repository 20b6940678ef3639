// The mean and so many standard deviations to each side, but no more than there are values. Symmetric: of the larger of
// both ends.
#include "core/quant/estimate.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

namespace
{

constexpr Parameter kParameters[] = {{"sigmas", QT_TRANSLATE_NOOP("Parameter", "standard deviations"), 3, 0.01, 1000}};

void deviations(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const auto [mean, deviation] = samples.moments();
    const double reach = valueOf(spec, kParameters[0]) * deviation;
    const Range full = fullRange(samples, Symmetry::Asymmetric);
    Range range {std::max(full.low, mean - reach), std::min(full.high, mean + reach)};
    if (spec.symmetry == Symmetry::Symmetric) {
        const double magnitude = std::max(std::fabs(range.low), std::fabs(range.high));
        range = {-magnitude, magnitude};
    }
    setRange(quantizer, spec, slice, range);
}

} // namespace

extern const RangeEstimator kDeviations;
const RangeEstimator kDeviations {.id = "sigma",
    .label = QT_TRANSLATE_NOOP("Range", "mean ± k·σ"),
    .parameters = kParameters,
    .estimate = deviations};

} // namespace bitladder::quant
