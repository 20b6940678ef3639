#include "core/quant/range/search.h"

#include <limits>

namespace bitladder::quant
{

namespace
{

// One slice alone.
Quantizer alone(const Quantizer& quantizer, size_t slice)
{
    Quantizer one;
    one.format = quantizer.format;
    one.qmin = quantizer.qmin;
    one.qmax = quantizer.qmax;
    one.rounding = quantizer.rounding;
    one.seed = quantizer.seed;
    one.scaleRule = quantizer.scaleRule;
    one.tensorScale = quantizer.tensorScale;
    one.scales.assign(1, quantizer.scale(slice));
    one.zeroPoints.assign(1, quantizer.zeroPoint(slice));
    one.clips.assign(1, quantizer.clip(slice));
    if (!quantizer.thresholds.empty()) one.thresholds.assign(1, quantizer.thresholds[slice]);
    if (quantizer.levelCount > 0) {
        const auto levels = quantizer.levelsAt(slice);
        one.levels.assign(levels.begin(), levels.end());
        one.levelCount = quantizer.levelCount;
    }
    return one;
}

} // namespace

Range bestRange(
    const Samples& samples, const QuantSpec& spec, const Quantizer& quantizer, size_t slice, const RangeCost& cost)
{
    const Range full = fullRange(samples, spec.symmetry);
    const FormatFamily& family = *spec.format.family;
    if (!family.searches || !family.searches(spec.format) || !(full.high > full.low)) return full;
    Quantizer trial = alone(quantizer, slice);
    double best = 1, bestCost = std::numeric_limits<double>::infinity();
    const auto costAt = [&](double factor) {
        setRange(trial, spec, 0, {full.low * factor, full.high * factor});
        return cost(trial, bestCost);
    };
    constexpr int kCoarse = 24;
    bestCost = costAt(1);
    const auto look = [&](double factor) {
        const double at = costAt(factor);
        if (at >= bestCost) return;
        best = factor;
        bestCost = at;
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

void coverBest(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const FormatFamily& family = *spec.format.family;
    const double scale = family.bestScale(samples);
    family.cover(quantizer, slice, spec.symmetry, {-scale, scale});
    if (spec.scaleRule != ScaleRule::PowerOfTwo) return;
    Quantizer trial = alone(quantizer, slice);
    const double wide = samples.squaredError(trial, 0, std::numeric_limits<double>::infinity());
    family.cover(trial, 0, spec.symmetry, {-scale / 2, scale / 2});
    if (samples.squaredError(trial, 0, wide) < wide)
        family.cover(quantizer, slice, spec.symmetry, {-scale / 2, scale / 2});
}

} // namespace bitladder::quant
