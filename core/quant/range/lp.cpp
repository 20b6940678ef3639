// The range of least Σ |x − x̂|^p. Small p forgives outliers, large p does not let them be clipped; p = 2.4 is what
// learned rounding starts from (Wei et al. 2022, QDrop, 2203.05740).
#include "core/quant/range/search.h"

namespace bitladder::quant
{

namespace
{

constexpr Parameter kParameters[] = {{"p", QT_TRANSLATE_NOOP("Parameter", "exponent p"), 2.4, 0.5, 16}};

void leastPower(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const double p = valueOf(spec, kParameters[0]);
    const Range range = bestRange(samples, spec, quantizer, slice,
        [&](const Quantizer& trial, double enough) { return samples.powerError(trial, 0, p, enough); });
    setRange(quantizer, spec, slice, range);
}

} // namespace

extern const RangeEstimator kLeastPower;
const RangeEstimator kLeastPower {
    .id = "lp", .label = QT_TRANSLATE_NOOP("Range", "least Lp"), .parameters = kParameters, .estimate = leastPower};

} // namespace bitladder::quant
