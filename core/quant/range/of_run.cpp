// Dynamic: the extremes of what a run brings, found anew each time and so never calibrated. Costs a pass over the
// values; no kernel writes its codes before it has seen all values, so that layers of such activations are simulated.
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
    const FormatFamily& family = *quantizer.format.family;
    if (family.survey) family.survey(Samples(values), found);
    if (family.blockSize > 0) return found;
    const Range range = fullRange(Samples(values), symmetry);
    family.cover(found, 0, symmetry, range);
    return found;
}
template Quantizer ofRun(const Quantizer&, std::span<const float>);
template Quantizer ofRun(const Quantizer&, std::span<const double>);

template<typename T> void roundBlocks(const Quantizer& quantizer, std::span<T> values, size_t inner, size_t position)
{
    Quantizer block = quantizer;
    const auto size = static_cast<size_t>(quantizer.format.family->blockSize);
    for (size_t row = 0; row < values.size(); row += inner)
        for (size_t first = row; first < std::min(row + inner, values.size()); first += size) {
            const size_t count = std::min({size, row + inner - first, values.size() - first});
            const std::span<T> part = values.subspan(first, count);
            double largest = 0;
            for (const T v : part)
                if (std::isfinite(v)) largest = std::max(largest, std::fabs(static_cast<double>(v)));
            quantizer.format.family->cover(block, 0, Symmetry::Symmetric, {-largest, largest});
            fakeQuantize(std::span<const T>(part), block, 0, part, position + first);
        }
}
template void roundBlocks(const Quantizer&, std::span<float>, size_t, size_t);
template void roundBlocks(const Quantizer&, std::span<double>, size_t, size_t);

const RangeEstimator kOfRun {.id = "dynamic",
    .label = QT_TRANSLATE_NOOP("Range", "of every run"),
    .reads = RangeEstimator::Reads::Nothing,
    .forWeights = false,
    .estimate = extremes};

} // namespace bitladder::quant
