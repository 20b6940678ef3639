// Half-quadratic quantization: the scale for which the weights' error has the least p-norm, p = 0.7, which forgives
// outliers; without any data (Badri and Shaji 2023, Half-Quadratic Quantization of Large Machine Learning Models,
// eq. 3 to 6). Where they solve for the zero point, the scale is solved for here, with the zero point as it is: our
// grids hold zero exactly.
//   e ← shrink(w − ŵ, β), shrink(x, β) = sign(x)·max(0, |x| − |x|^(p−1)/β);  s ← s·Σ l·(w − e) / Σ l²;  β ← κ·β
// with l the level of w. Slice by slice; a slice keeps its scale where nothing better is found.
#include "core/base/translatable_message.h"
#include "core/methods/graph_edits.h"
#include "core/methods/method.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>
#include <cmath>

namespace bitladder::methods
{

extern const Method kHqq;

namespace
{

constexpr double kNorm = 0.7, kGrowth = 1.01;

double shrink(double x, double beta)
{
    const double size = std::fabs(x);
    if (size == 0) return 0;
    return std::copysign(std::max(0.0, size - std::pow(size, kNorm - 1) / beta), x);
}

double pNorm(std::span<const double> w, std::span<const double> q)
{
    double sum = 0;
    for (size_t i = 0; i < w.size(); ++i)
        sum += std::pow(std::fabs(w[i] - q[i]), kNorm);
    return sum;
}

// Improves the scales of one slice, whose weights are several runs of neighbours (all channels, where they share it).
struct SliceWork {
    std::vector<double> w; // in units of the largest one: β is then the same everywhere
    double unit = 1;
};

double improve(
    quant::Quantizer& quantizer, const quant::QuantSpec& spec, size_t slice, const SliceWork& work, int iterations)
{
    const auto& w = work.w;
    std::vector<double> scaled(w.size()), q(w.size());
    for (size_t i = 0; i < w.size(); ++i)
        scaled[i] = w[i] * work.unit;
    const auto round = [&](const quant::Quantizer& by) {
        quant::fakeQuantize(std::span<const double>(scaled), by, slice, std::span<double>(q));
        for (double& x : q)
            x /= work.unit;
    };
    round(quantizer);
    double least = pNorm(w, q), beta = 10;
    quant::Quantizer trial = quantizer;
    for (int i = 0; i < iterations; ++i, beta *= kGrowth) {
        double above = 0, below = 0;
        for (size_t k = 0; k < w.size(); ++k) {
            const double wanted = w[k] - shrink(w[k] - q[k], beta);
            above += q[k] * wanted;
            below += q[k] * q[k];
        }
        if (!(below > 0) || !(above > 0)) break;
        const double factor = above / below;
        const quant::Range range = trial.clip(slice);
        if (std::fabs(factor - 1) < 1e-7 || !std::isfinite(factor)) break;
        quant::setRange(trial, spec, slice, {range.low * factor, range.high * factor});
        round(trial);
        const double norm = pNorm(w, q);
        if (norm >= least) continue;
        least = norm;
        quantizer.scales[slice] = trial.scales[slice];
        quantizer.zeroPoints[slice] = trial.zeroPoints[slice];
        quantizer.clips[slice] = trial.clips[slice];
    }
    return least;
}

Result<void> apply(Draft& draft, const quant::MethodChoice& choice, engine::MethodLog& log)
{
    log.measure = "mean |error|^0.7 of the weights, in units of the largest";
    const int iterations = static_cast<int>(parameterOf(kHqq, choice, "iterations"));
    for (size_t i = 0; i < draft.layers().size(); ++i) {
        const graph::Layer layer = draft.layers()[i];
        if (draft.job().stopped()) return cancelled();
        if (draft.enough(log)) break;
        draft.job().report(static_cast<double>(i) / static_cast<double>(draft.layers().size()), layer.name);
        if (!draft.changesWeights(layer)) continue;
        const quant::QuantSpec& spec = draft.recipe().layers[i].weights;
        if (!quant::needsData(spec) || spec.format.family->fit) continue; // a code book has no scale alone to solve for
        const auto values = draft.values(layer);
        if (!values) return pass(values.error());
        const auto w = doublesOf(*values);
        double unit = 0;
        for (const double x : w)
            unit = std::max(unit, std::fabs(x));
        if (!(unit > 0) || !std::isfinite(unit)) continue;
        quant::Quantizer quantizer = draft.quantized(layer).quantizer;
        const auto channels = static_cast<size_t>(values->channels), length = static_cast<size_t>(values->perChannel);
        std::vector<SliceWork> slices(quantizer.scales.size());
        for (size_t c = 0; c < channels; ++c)
            quantizer.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
                slices[slice].unit = unit;
                for (size_t k = first; k < first + count; ++k)
                    slices[slice].w.push_back(w[c * length + k] / unit);
            });
        const auto now = doublesOf(draft.quantized(layer));
        double before = 0;
        for (size_t k = 0; k < w.size(); ++k)
            before += std::pow(std::fabs(w[k] - now[k]) / unit, kNorm);
        std::vector<double> norms(slices.size());
        std::vector<quant::Quantizer> improved(slices.size(), quantizer);
        draft.threads().each(
            slices.size(), [&](size_t s) { norms[s] = improve(improved[s], spec, s, slices[s], iterations); });
        double after = 0;
        for (size_t s = 0; s < slices.size(); ++s) {
            quantizer.scales[s] = improved[s].scales[s];
            quantizer.zeroPoints[s] = improved[s].zeroPoints[s];
            quantizer.clips[s] = improved[s].clips[s];
            after += norms[s];
        }
        const auto count = static_cast<double>(w.size());
        log.layers.push_back({layer.id.index, before / count, std::min(before, after) / count});
        if (after < before)
            draft.setQuantized(layer, quant::quantizeNearest(*values, std::move(quantizer), draft.threads()));
    }
    return {};
}

} // namespace

const Method kHqq {
    .id = "hqq",
    .label = QT_TRANSLATE_NOOP("Method", "half-quadratic scales"),
    .source = "Badri and Shaji 2023, Half-Quadratic Quantization, eq. 3 to 6",
    .needs = Method::Needs::Nothing,
    .onOneLayer = true,
    .quick = true,
    .parameters = {{"iterations", 20, 1, 10000}},
    .apply = apply,
};

} // namespace bitladder::methods
