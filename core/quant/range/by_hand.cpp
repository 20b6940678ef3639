// A range that a person set, and the quantizer that comes with a model.
#include "core/base/translatable_message.h"
#include "core/quant/estimate.h"

namespace bitladder::quant
{

namespace
{

void byHand(const Samples&, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    setRange(quantizer, spec, slice, spec.manual);
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

const RangeEstimator kByHand {.id = "manual",
    .label = QT_TRANSLATE_NOOP("Range", "by hand"),
    .reads = RangeEstimator::Reads::Nothing,
    .estimate = byHand};
const RangeEstimator kFromModel {.id = "given",
    .label = QT_TRANSLATE_NOOP("Range", "from the file"),
    .reads = RangeEstimator::Reads::Nothing,
    .offered = false,
    .estimate = fromModel};

} // namespace bitladder::quant
