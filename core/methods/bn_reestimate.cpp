// Re-estimation of batch norms: what quantization does to mean and deviation of a channel in front of its activation
// function is put right as a batch norm behind the layer would, if its statistics were taken anew (Hubara et al. 2021,
// Accurate Post Training Quantization With Small Calibration Sets, section 3.4). Our batch norms are folded, so the
// deviation goes into the scales of the channel's codes, which stay what they are, and the mean into the bias. Layer
// after layer, each on the quantized input of those before.
#include "core/base/translatable_message.h"
#include "core/engine/layer_values.h"
#include "core/methods/graph_edits.h"
#include "core/methods/layer_rows.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

#include <algorithm>
#include <cmath>

namespace bitladder::methods
{

extern const Method kBnReestimate;

namespace
{

struct Moments {
    double mean = 0, deviation = 0;
};

Moments momentsOf(const FloatRows& rows, const double* weights)
{
    const Eigen::Map<const Eigen::VectorXd> w(weights, rows.cols());
    const Eigen::VectorXd y = rows.cast<double>() * w;
    const double mean = y.mean();
    return {mean, std::sqrt((y.array() - mean).square().mean())};
}

Result<void> reestimate(Draft& draft, const graph::Layer& layer, RowSource& source, engine::MethodLog& log)
{
    const auto rows = source.of(layer);
    if (!rows) return pass(rows.error());
    const auto realValues = engine::layerValues(draft.floatGraph(), draft.floatLayer(layer));
    if (!realValues) return pass(realValues.error());
    quant::QuantizedTensor tensor = draft.quantized(layer);
    const auto channels = static_cast<size_t>(tensor.channels), length = static_cast<size_t>(tensor.perChannel);
    const auto real = doublesOf(*realValues), now = doublesOf(tensor);
    const Factors factors = factorsOf(draft.graph(), layer);
    auto bias = biasOf(draft.floatGraph(), draft.floatLayer(layer), channels);
    const bool scales = tensor.quantizer.granularity != quant::Granularity::Tensor;
    const size_t perGroup = channels / rows->quantized.size();
    std::vector<Moments> wanted(channels), given(channels);
    draft.threads().each(channels, [&](size_t c) {
        wanted[c] = momentsOf(rows->real[c / perGroup], real.data() + c * length);
        given[c] = momentsOf(rows->quantized[c / perGroup], now.data() + c * length);
    });
    double before = 0, after = 0;
    for (size_t c = 0; c < channels; ++c) {
        double factor = 1;
        if (scales && given[c].deviation > 0 && wanted[c].deviation > 0) {
            // A channel that quantization has nearly silenced says nothing of its deviation.
            factor = std::clamp(wanted[c].deviation / given[c].deviation, 0.5, 2.0);
            tensor.quantizer.eachSlice(c, length, [&](size_t slice, size_t, size_t) {
                double& scale = tensor.quantizer.scales[slice];
                const double stored = quant::storedScale(scale * factor, tensor.quantizer);
                quant::Range& clip = tensor.quantizer.clips[slice];
                clip = {clip.low * stored / scale, clip.high * stored / scale};
                scale = stored;
            });
        }
        if (factors.bias != 0)
            bias[c] = (bias[c] + factors.product * (wanted[c].mean - factor * given[c].mean)) / factors.bias;
        before = std::max(before, std::fabs(std::log2(wanted[c].deviation / given[c].deviation)));
        after = std::max(after, std::fabs(std::log2(wanted[c].deviation / (factor * given[c].deviation))));
    }
    log.layers.push_back({layer.id.index, before, after});
    if (scales) draft.setQuantized(layer, std::move(tensor));
    if (factors.bias == 0) return {};
    auto changed = std::make_shared<graph::Graph>(draft.graph());
    setBias(*changed, layer, bias, "reestimated");
    draft.correct(std::move(changed));
    return {};
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "largest change of a channel's deviation, in factors of two";
    const auto rows = static_cast<int64_t>(parameterOf(kBnReestimate, choice, "rows"));
    RowSource source(draft, rows, RowSource::Neighbours::Alone);
    for (size_t i = 0; i < draft.layers().size(); ++i) {
        const graph::Layer layer = draft.layers()[i];
        if (draft.job().stopped()) return cancelled();
        if (draft.enough(log)) break;
        draft.job().report(static_cast<double>(i) / static_cast<double>(draft.layers().size()), layer.name);
        if (!draft.changesWeights(layer) || layer.arithmetic == graph::Arithmetic::Operator) continue;
        BITLADDER_TRY(reestimate(draft, layer, source, log));
    }
    return {};
}

} // namespace

const Method kBnReestimate {
    .id = "bn-reestimate",
    .label = QT_TRANSLATE_NOOP("Method", "batch norms re-estimated"),
    .source = "Hubara et al. 2021, Accurate Post Training Quantization, section 3.4",
    .needs = Method::Needs::Pictures,
    .parameters = {{"rows", 8192, 16, 1 << 20}},
    .apply = apply,
};

} // namespace bitladder::methods
