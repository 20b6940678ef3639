// Sequential range search: for every slice the scale that moves the layer's output least, on the quantized input of the
// layers before ("SeqMSE" of AIMET; the search of Nagel et al. 2021, 2106.08295, section 3.1, on outputs in place of
// weights).
#include "core/base/translatable_message.h"
#include "core/methods/output_error.h"
#include "core/quant/estimate.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <limits>

namespace bitladder::methods
{

extern const Method kSeqMse;

namespace
{

// The best quantizer of one channel (or of all channels, where they share a scale): candidates shrink the full range.
quant::Quantizer searched(const quant::ChannelValues& values, const quant::QuantSpec& spec,
    const quant::Quantizer& present, const InputStatistics& statistics, int candidates, const Threads& threads)
{
    const auto channels = static_cast<size_t>(values.channels), length = static_cast<size_t>(values.perChannel);
    const size_t perGroup = channels / statistics.moments.size();
    quant::QuantSpec full = spec;
    full.range = &quant::kMinMax;
    const quant::Quantizer widest = quant::quantizerFor(values, full, threads);
    // error[candidate][channel]; the last one is the present quantizer.
    const auto count = static_cast<size_t>(candidates);
    std::vector<std::vector<double>> errors(count + 1, std::vector<double>(channels));
    std::vector<quant::Quantizer> trials(count, widest);
    for (size_t k = 0; k < count; ++k)
        for (size_t s = 0; s < widest.scales.size(); ++s) {
            const double factor = 1 - 0.8 * static_cast<double>(k) / static_cast<double>(count);
            const quant::Range range = widest.clip(s);
            quant::setRange(trials[k], spec, s, {range.low * factor, range.high * factor});
        }
    threads.each(channels, [&](size_t c) {
        const Eigen::VectorXd w = channelOf(values, c);
        Eigen::VectorXd q(w.size());
        for (size_t k = 0; k <= count; ++k) {
            const quant::Quantizer& trial = k < count ? trials[k] : present;
            trial.eachSlice(c, length, [&](size_t slice, size_t first, size_t n) {
                quant::fakeQuantize(
                    std::span<const double>(w.data() + first, n), trial, slice, std::span<double>(q.data() + first, n));
            });
            errors[k][c] = statistics.energy(c / perGroup, q - w);
        }
    });
    quant::Quantizer best = present;
    const auto adopt = [&](const quant::Quantizer& from, size_t slice) {
        best.scales[slice] = from.scales[slice];
        best.zeroPoints[slice] = from.zeroPoints[slice];
        best.clips[slice] = from.clips[slice];
    };
    if (present.granularity == quant::Granularity::Tensor) {
        const auto total = [&](size_t k) {
            double sum = 0;
            for (const double e : errors[k])
                sum += e;
            return sum;
        };
        double least = total(count);
        for (size_t k = 0; k < count; ++k)
            if (const double e = total(k); e < least) {
                least = e;
                adopt(trials[k], 0);
            }
        return best;
    }
    // Slices of one channel are searched together: they share the factor.
    for (size_t c = 0; c < channels; ++c) {
        double least = errors[count][c];
        for (size_t k = 0; k < count; ++k)
            if (errors[k][c] < least) {
                least = errors[k][c];
                best.eachSlice(c, length, [&](size_t slice, size_t, size_t) { adopt(trials[k], slice); });
            }
    }
    return best;
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "output SQNR in dB";
    const int candidates = static_cast<int>(parameterOf(kSeqMse, choice, "candidates"));
    for (const graph::Layer& layer : draft.layers()) {
        if (draft.job().stopped()) return cancelled();
        if (draft.enough(log)) break;
        draft.job().report(
            static_cast<double>(layer.id.index) / static_cast<double>(draft.layers().size()), layer.name);
        if (!draft.changesWeights(layer) || layer.arithmetic == graph::Arithmetic::Operator) continue;
        const quant::QuantSpec& spec = draft.recipe().layers[static_cast<size_t>(layer.id.index)].weights;
        if (!quant::needsData(spec)) continue; // a range by hand, or none
        const auto statistics = inputStatistics(draft, layer, layer.id.index, Moments::Second);
        if (!statistics) return pass(statistics.error());
        const auto values = draft.values(layer);
        if (!values) return pass(values.error());
        const quant::QuantizedTensor& present = draft.quantized(layer);
        const double before = outputSqnr(*statistics, *values, present, draft.threads());
        draft.setQuantized(layer,
            quant::quantizeNearest(*values,
                searched(*values, spec, present.quantizer, *statistics, candidates, draft.threads()), draft.threads()));
        log.layers.push_back(
            {layer.id.index, before, outputSqnr(*statistics, *values, draft.quantized(layer), draft.threads())});
    }
    return {};
}

} // namespace

const Method kSeqMse {
    .id = "seqmse",
    .label = QT_TRANSLATE_NOOP("Method", "sequential range search"),
    .source = "Nagel et al. 2021, 2106.08295, section 3.1; AIMET SeqMSE",
    .needs = Method::Needs::Pictures,
    .onOneLayer = true,
    .quick = true,
    .parameters = {{"candidates", 32, 2, 256}},
    .apply = apply,
};

} // namespace bitladder::methods
