// The range of least squared error: by the family's own rule where it has one, else by shrinking the min-max range.
#include "core/base/translatable_message.h"
#include "core/quant/range/search.h"

namespace bitladder::quant
{

namespace
{

void leastSquares(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    if (spec.format.family->bestScale) {
        coverBest(samples, spec, quantizer, slice);
        return;
    }
    const Range range = bestRange(samples, spec, quantizer, slice,
        [&](const Quantizer& trial, double enough) { return samples.squaredError(trial, 0, enough); });
    setRange(quantizer, spec, slice, range);
}

} // namespace

const RangeEstimator kLeastSquares {
    .id = "mse", .label = QT_TRANSLATE_NOOP("Range", "least squares"), .estimate = leastSquares};

} // namespace bitladder::quant
