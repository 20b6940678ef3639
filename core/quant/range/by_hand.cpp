// A range or a step that a person set, and the quantizer that comes with a model.
#include "core/base/translatable_message.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

namespace
{

constexpr Parameter kRange[]
    = {{"low", QT_TRANSLATE_NOOP("Parameter", "lower limit"), kNoFallback, -kAnyNumber, kAnyNumber},
        {"high", QT_TRANSLATE_NOOP("Parameter", "upper limit"), kNoFallback, -kAnyNumber, kAnyNumber}};
constexpr Parameter kStep[] = {{"step", QT_TRANSLATE_NOOP("Parameter", "step"), kNoFallback, 1e-30, kAnyNumber},
    {"zero", QT_TRANSLATE_NOOP("Parameter", "zero point"), 0, -2147483648.0, 2147483647.0}};

Result<void> inOrder(const QuantSpec& spec)
{
    const Range range = rangeByHand(spec);
    if (range.low > range.high) return fail("low: {} is above high: {}", range.low, range.high);
    return {};
}

void byHand(const Samples&, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    setRange(quantizer, spec, slice, rangeByHand(spec));
}

// The step is the scale. Where zero points have a meaning the codes lie around the given one.
void byStep(const Samples&, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    setRange(quantizer, spec, slice, {-1, 1});
    const FormatFamily& family = *spec.format.family;
    const Range unit = quantizer.clip(slice);
    const double before = quantizer.scale(slice), scale = storedScale(valueOf(spec, kStep[0]), quantizer);
    quantizer.scales[slice] = scale;
    quantizer.zeroPoints[slice] = 0;
    quantizer.clips[slice] = {unit.low / before * scale, unit.high / before * scale};
    if (!family.hasZeroPoint) return;
    if (spec.symmetry == Symmetry::Asymmetric)
        quantizer.zeroPoints[slice]
            = std::clamp(static_cast<int64_t>(std::nearbyint(valueOf(spec, kStep[1]))), quantizer.qmin, quantizer.qmax);
    quantizer.clips[slice]
        = {dequantize(quantizer.qmin, quantizer, slice), dequantize(quantizer.qmax, quantizer, slice)};
}

void fromModel(const Samples&, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const Quantizer& given = *spec.given;
    quantizer.qmin = given.qmin;
    quantizer.qmax = given.qmax;
    quantizer.scales[slice] = given.scale(slice);
    quantizer.zeroPoints[slice] = given.zeroPoint(slice);
    quantizer.clips[slice] = given.clip(slice);
}

} // namespace

Range rangeByHand(const QuantSpec& spec)
{
    return {valueOf(spec, kRange[0]), valueOf(spec, kRange[1])};
}

void setRangeByHand(QuantSpec& spec, Range range)
{
    spec.range = &kByHand;
    spec.parameters.insert_or_assign(std::string(kRange[0].name), range.low);
    spec.parameters.insert_or_assign(std::string(kRange[1].name), range.high);
}

const RangeEstimator kByHand {.id = "manual",
    .label = QT_TRANSLATE_NOOP("Range", "by hand"),
    .reads = RangeEstimator::Reads::Nothing,
    .parameters = kRange,
    .check = inOrder,
    .estimate = byHand};
const RangeEstimator kByStep {.id = "step",
    .label = QT_TRANSLATE_NOOP("Range", "step by hand"),
    .reads = RangeEstimator::Reads::Nothing,
    .parameters = kStep,
    .estimate = byStep};
const RangeEstimator kFromModel {.id = "given",
    .label = QT_TRANSLATE_NOOP("Range", "from the file"),
    .reads = RangeEstimator::Reads::Nothing,
    .offered = false,
    .estimate = fromModel};

} // namespace bitladder::quant
