#include "core/measure/kernel_rates.h"

#include <algorithm>

namespace bitladder::measure
{

namespace
{

constexpr double kPeakMs = 30, kRowMs = 25;

// Rates do not depend on the range; this one is the quickest to find.
quant::QuantSpec quick(quant::QuantSpec spec)
{
    spec.range = &quant::kMinMax;
    return spec;
}

} // namespace

std::vector<FormatPair> kernelLadder()
{
    const auto int16 = quant::intFormat(16), int8 = quant::intFormat(8);
    const auto ternary = quant::ternaryFormat(), binary = quant::binaryFormat();
    return {{quant::kFloat64, quant::kFloat64}, {quant::kFloat32, quant::kFloat32},
        {quant::kBFloat16, quant::kBFloat16}, {int16, int16}, {int8, int8}, {quant::intFormat(4), int8},
        {quant::intFormat(2), int8}, {binary, int8}, {ternary, ternary}, {binary, binary}};
}

const std::vector<Peak>& KernelRates::peaksOf(kernels::Level level, const Job& job)
{
    auto& peaks = m_peaks[level];
    if (peaks.empty()) peaks = measurePeaks(level, kPeakMs, job);
    return peaks;
}

Result<void> KernelRates::measure(const Question& q, const Sink& sink, const Job& job)
{
    if (m_model.lock() != q.model || m_threads != q.threads || m_floatConvolution != q.floatConvolution)
        m_known.clear();
    m_model = q.model;
    m_threads = q.threads;
    m_floatConvolution = q.floatConvolution;
    std::vector<FormatPair> pairs = kernelLadder();
    if (q.extra && std::ranges::find(pairs, *q.extra) == pairs.end()) pairs.push_back(*q.extra);
    auto levels = kernels::supportedLevels();
    std::ranges::sort(levels, std::greater {});
    const size_t total = pairs.size() * levels.size();
    const graph::Layer& layer = q.model->layers[static_cast<size_t>(q.layer)];
    if (layer.arithmetic == graph::Arithmetic::Operator)
        return fail(
            "{} ({}) is computed by its operator, in float: there are no kernels to choose from", layer.name, layer.op);
    auto& known = m_known[q.layer];
    std::vector<KernelRate> rates;
    for (const kernels::Level level : levels)
        for (const FormatPair& pair : pairs) {
            const auto old = std::ranges::find_if(
                known, [&](const KernelRate& r) { return r.formats == pair && r.row.level == level; });
            if (old != known.end()) {
                rates.push_back(*old);
                continue;
            }
            const MachineLimits limits {peaksOf(level, job), {}};
            if (job.stopped()) return cancelled();
            engine::PrepareOptions options;
            options.level = level;
            options.threads = q.threads;
            options.floatConvolution = q.floatConvolution;
            auto row = benchLayer(*q.model, layer, quick(quant::defaultWeightSpec(pair.weights)),
                quick(quant::defaultActivationSpec(pair.activations)), options, limits, kRowMs, job);
            if (!row) return pass(row.error());
            row->level = level; // the level that was asked for; its kernel may be a lower level's
            KernelRate rate {pair, *std::move(row), 0};
            if (rate.row.percentOfPeak > 0) rate.peakGmacPerS = 100 * rate.row.gmacPerS / rate.row.percentOfPeak;
            known.push_back(rate);
            rates.push_back(std::move(rate));
            sink(rates, total);
        }
    sink(rates, total);
    return {};
}

} // namespace bitladder::measure
