#include "core/analysis/metric_table.h"

#include "core/base/translatable_message.h"
#include "core/engine/layer_values.h"
#include "core/graph/layers.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace bitladder::analysis
{

extern const Metric kSsim; // ssim.cpp

namespace
{

using Value = std::optional<double>;

double finite(const Comparison& c, const std::function<double(size_t)>& of)
{
    double sum = 0;
    for (size_t i = 0; i < c.reference.size(); ++i)
        if (std::isfinite(c.reference[i]) && std::isfinite(c.approximation[i])) sum += of(i);
    return c.stats.count ? sum / static_cast<double>(c.stats.count) : 0;
}

double squared(const Comparison& c, size_t i)
{
    const double e = c.approximation[i] - c.reference[i];
    return e * e;
}

bool outside(const Comparison& c, size_t i)
{
    return c.reference[i] < c.lows[i] || c.reference[i] > c.highs[i];
}

Value rounding(const Comparison& c)
{
    if (c.lows.empty()) return {};
    return finite(c, [&](size_t i) { return outside(c, i) ? 0 : squared(c, i); });
}

Value clipping(const Comparison& c)
{
    if (c.lows.empty()) return {};
    return finite(c, [&](size_t i) { return outside(c, i) ? squared(c, i) : 0; });
}

Value inSteps(const Comparison& c)
{
    if (c.steps.empty()) return {};
    return std::sqrt(finite(c, [&](size_t i) { return squared(c, i) / (c.steps[i] * c.steps[i]); }));
}

Value psnr(const Comparison& c)
{
    if (c.kind == Comparison::Kind::Weights || c.shape.size() < 3 || c.reference.empty()) return {};
    const auto [low, high] = std::ranges::minmax(c.reference);
    if (!(high > low)) return {};
    return c.stats.psnrDb(high - low);
}

// One score for each of several classes.
bool scores(const Comparison& c)
{
    if (c.kind != Comparison::Kind::Answer || c.reference.size() < 2) return false;
    return std::ranges::any_of(
        c.shape, [&](int64_t extent) { return extent == static_cast<int64_t>(c.reference.size()); });
}

Value divergence(const Comparison& c)
{
    if (!scores(c)) return {};
    const auto p = sharesOf(c.reference), q = sharesOf(c.approximation);
    constexpr double kLeast = 1e-12; // of a share: what is nought in a few bits is not impossible
    double sum = 0;
    for (size_t i = 0; i < p.size(); ++i)
        if (p[i] > 0) sum += p[i] * std::log(p[i] / std::max(q[i], kLeast));
    return sum;
}

Value rank(const Comparison& c)
{
    if (!scores(c)) return {};
    const auto top = static_cast<size_t>(std::ranges::max_element(c.reference) - c.reference.begin());
    double before = 1;
    for (size_t i = 0; i < c.approximation.size(); ++i)
        before += c.approximation[i] > c.approximation[top] || (c.approximation[i] == c.approximation[top] && i < top);
    return before;
}

const Metric kSqnr {"sqnr", QT_TRANSLATE_NOOP("Metric", "SQNR"), "dB", "10·log10(Σ r² / Σ e²)",
    [](const Comparison& c) -> Value { return c.stats.sqnrDb(); }};
const Metric kMse {"mse", QT_TRANSLATE_NOOP("Metric", "mean squared error"), "", "Σ e² / n",
    [](const Comparison& c) -> Value { return c.stats.mse(); }};
const Metric kRounding {"mse-rounding", QT_TRANSLATE_NOOP("Metric", "of it by rounding"), "",
    "Σ e² / n over values between the ends of the grid", rounding};
const Metric kClipping {"mse-clipping", QT_TRANSLATE_NOOP("Metric", "of it by clipping"), "",
    "Σ e² / n over values beyond the ends of the grid", clipping};
const Metric kInSteps {"rmse-steps", QT_TRANSLATE_NOOP("Metric", "root mean square in steps"), "",
    "√(Σ (e/Δ)² / n); 1/√12 = 0.2887 where errors are even between two levels (Widrow 1956)", inSteps};
const Metric kCosine {"cosine", QT_TRANSLATE_NOOP("Metric", "cosine"), "", "Σ r·a / √(Σ r² · Σ a²)",
    [](const Comparison& c) -> Value { return c.stats.cosine(); }};
const Metric kMae {"mae", QT_TRANSLATE_NOOP("Metric", "mean error"), "", "Σ |e| / n",
    [](const Comparison& c) -> Value { return c.stats.mae(); }};
const Metric kMaxError {"max-error", QT_TRANSLATE_NOOP("Metric", "largest error"), "", "max |e|",
    [](const Comparison& c) -> Value { return c.stats.maxAbs; }};
const Metric kDivergence {"kl", QT_TRANSLATE_NOOP("Metric", "divergence of the answer"), "nat",
    "Σ p·ln(p/q) of the shares of all classes (Kullback and Leibler 1951)", divergence};
const Metric kRank {"rank", QT_TRANSLATE_NOOP("Metric", "rank of the float answer"), "",
    "place of the float network's first class among the quantized one's", rank};
const Metric kPsnr {"psnr", QT_TRANSLATE_NOOP("Metric", "PSNR"), "dB", "10·log10((max r − min r)² / mse)", psnr};

ErrorStats statsOf(const Comparison& c)
{
    ErrorStats stats;
    stats.add(c.reference, c.approximation);
    return stats;
}

} // namespace

std::span<const Metric* const> metrics()
{
    static constexpr const Metric* kAll[] = {&kSqnr, &kMse, &kRounding, &kClipping, &kInSteps, &kCosine, &kMae,
        &kMaxError, &kDivergence, &kRank, &kPsnr, &kSsim};
    return kAll;
}

const Metric* findMetric(std::string_view id)
{
    for (const Metric* metric : metrics())
        if (metric->id == id) return metric;
    return nullptr;
}

std::vector<MetricValue> measure(const Comparison& comparison)
{
    std::vector<MetricValue> values;
    for (const Metric* metric : metrics())
        if (const auto value = metric->compute(comparison)) values.push_back({metric, *value});
    return values;
}

std::vector<MetricValue> measure(
    const tensor::Tensor& reference, const tensor::Tensor& approximation, Comparison::Kind kind)
{
    if (reference.shape() != approximation.shape()) return {};
    std::vector<double> r(static_cast<size_t>(reference.count())), a(r.size());
    for (size_t i = 0; i < r.size(); ++i) {
        r[i] = reference.at(static_cast<int64_t>(i));
        a[i] = approximation.at(static_cast<int64_t>(i));
    }
    Comparison comparison {r, a, {}, reference.shape(), kind};
    comparison.stats = statsOf(comparison);
    return measure(comparison);
}

WeightMetrics measureWeights(const quant::ChannelValues& values, const quant::QuantizedTensor& quantized)
{
    WeightMetrics result;
    if (quantized.unchanged()) return result;
    const auto channels = static_cast<size_t>(values.channels), length = static_cast<size_t>(values.perChannel);
    std::vector<double> r(channels * length), a(r.size()), steps(r.size()), lows(r.size()), highs(r.size());
    const quant::Quantizer& quantizer = quantized.quantizer;
    for (size_t c = 0; c < channels; ++c) {
        for (size_t i = 0; i < length; ++i)
            r[c * length + i]
                = values.isDouble() ? values.channel64(c)[i] : static_cast<double>(values.channel32(c)[i]);
        quantized.dequantize(c, 0, std::span(a).subspan(c * length, length));
        quantizer.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            const quant::Range clip = quantizer.clip(slice);
            for (size_t i = c * length + first; i < c * length + first + count; ++i) {
                steps[i] = quantizer.scale(slice);
                lows[i] = clip.low;
                highs[i] = clip.high;
            }
        });
    }
    // Where the codes are numbers of their own (floats) there is no one step.
    const bool even = quant::hasIntegerCodes(quantizer.format);
    const auto part = [&](size_t first, size_t count) {
        const auto of
            = [&](const std::vector<double>& all) { return std::span<const double>(all).subspan(first, count); };
        Comparison comparison {of(r), of(a), {}, {}, Comparison::Kind::Weights};
        if (even) comparison.steps = of(steps);
        comparison.lows = of(lows);
        comparison.highs = of(highs);
        comparison.stats = statsOf(comparison);
        return measure(comparison);
    };
    result.tensor = part(0, r.size());
    for (size_t c = 0; c < channels; ++c)
        result.channels.push_back(part(c * length, length));
    return result;
}

std::vector<std::optional<WeightMetrics>> measureWeights(const engine::QuantizedNetwork& network, size_t modelLayers)
{
    std::vector<std::optional<WeightMetrics>> list(modelLayers);
    const auto layers = graph::layersOf(*network.floatGraph);
    for (size_t i = 0; i < layers.size() && network.modelLayers.empty(); ++i) {
        if (!network.layers[i].weights || network.layers[i].weights->unchanged()) continue;
        if (const auto values = engine::layerValues(*network.floatGraph, layers[i]))
            list[i] = measureWeights(*values, *network.layers[i].weights);
    }
    return list;
}

} // namespace bitladder::analysis
