// Dynamic: the extremes of what a run brings, found anew each time and so never calibrated. Costs a pass over the
// values; no kernel writes its codes before it has seen all values, so that layers of such activations are simulated.
#include "core/base/translatable_message.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

namespace bitladder::quant
{

namespace
{

void extremes(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    setRange(quantizer, spec, slice, fullRange(samples, spec.symmetry));
    quantizer.perRun = true;
}

} // namespace

template<typename T> Quantizer ofRun(const Quantizer& quantizer, std::span<const T> values)
{
    const Symmetry symmetry = quantizer.qmin == -quantizer.qmax ? Symmetry::Symmetric : Symmetry::Asymmetric;
    Quantizer found = quantizer;
    const Range range = fullRange(Samples(values), symmetry);
    quantizer.format.family->cover(found, 0, symmetry, range);
    return found;
}
template Quantizer ofRun(const Quantizer&, std::span<const float>);
template Quantizer ofRun(const Quantizer&, std::span<const double>);

const RangeEstimator kOfRun {.id = "dynamic",
    .label = QT_TRANSLATE_NOOP("Range", "of every run"),
    .reads = RangeEstimator::Reads::Nothing,
    .forWeights = false,
    .estimate = extremes};

} // namespace bitladder::quant
