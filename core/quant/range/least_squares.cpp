// The range of least squared error: by the family's own rule where it has one, else by shrinking the min-max range.
#include "core/base/translatable_message.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

#include <limits>

namespace bitladder::quant
{

namespace
{

// The factor of least squared error: a coarse walk, then a fine one around its best.
Range shrunk(const Samples& samples, const QuantSpec& spec, const Quantizer& quantizer, Range full)
{
    Quantizer trial = quantizer;
    trial.scales.assign(1, 1.0);
    trial.zeroPoints.assign(1, 0);
    trial.clips.assign(1, {});
    double best = 1, bestError = std::numeric_limits<double>::infinity();
    const auto errorAt = [&](double factor) {
        setRange(trial, spec, 0, {full.low * factor, full.high * factor});
        return samples.squaredError(trial, 0, bestError);
    };
    constexpr int kCoarse = 24;
    bestError = errorAt(1);
    const auto look = [&](double factor) {
        const double error = errorAt(factor);
        if (error >= bestError) return;
        best = factor;
        bestError = error;
    };
    for (int i = 1; i < kCoarse; ++i)
        look(1 - static_cast<double>(i) / (kCoarse + 1));
    const double center = best;
    for (int i = -3; i <= 3; ++i) {
        const double factor = center + i * (1.0 / (4 * (kCoarse + 1)));
        if (i != 0 && factor > 0 && factor <= 1) look(factor);
    }
    return {full.low * best, full.high * best};
}

void leastSquares(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const FormatFamily& family = *spec.format.family;
    if (family.bestScale) {
        const double scale = family.bestScale(samples);
        family.cover(quantizer, slice, spec.symmetry, {-scale, scale});
        return;
    }
    Range range = fullRange(samples, spec.symmetry);
    if (family.searches && family.searches(spec.format) && range.high > range.low)
        range = shrunk(samples, spec, quantizer, range);
    setRange(quantizer, spec, slice, range);
}

} // namespace

const RangeEstimator kLeastSquares {
    .id = "mse", .label = QT_TRANSLATE_NOOP("Range", "least squares"), .estimate = leastSquares};

} // namespace bitladder::quant
