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
    if (std::ranges::find(pairs, q.pair) == pairs.end()) pairs.push_back(q.pair);
    auto levels = kernels::supportedLevels();
    std::ranges::sort(levels, std::greater {});
    const graph::Layer& layer = q.model->layers[static_cast<size_t>(q.layer)];
    if (layer.arithmetic == graph::Arithmetic::Operator)
        return fail(
            "{} ({}) is computed by its operator, in float: there are no kernels to choose from", layer.name, layer.op);
    Known& known = m_known[q.layer];
    KernelAnswer answer;
    answer.total = pairs.size() * levels.size();
    engine::PrepareOptions options;
    options.threads = q.threads;
    options.floatConvolution = q.floatConvolution;
    for (const kernels::Level level : levels)
        for (const FormatPair& pair : pairs) {
            const auto old = std::ranges::find_if(
                known.rates, [&](const KernelRate& r) { return r.formats == pair && r.row.level == level; });
            if (old != known.rates.end()) {
                answer.rates.push_back(*old);
                continue;
            }
            const MachineLimits limits {peaksOf(level, job), {}};
            if (job.stopped()) return cancelled();
            options.level = level;
            auto row = benchLayer(*q.model, layer, quick(quant::defaultWeightSpec(pair.weights)),
                quick(quant::defaultActivationSpec(pair.activations)), options, limits, kRowMs, job);
            if (!row) return pass(row.error());
            row->level = level; // the level that was asked for; its kernel may be a lower level's
            KernelRate rate {pair, *std::move(row), 0};
            if (rate.row.percentOfPeak > 0) rate.peakGmacPerS = 100 * rate.row.gmacPerS / rate.row.percentOfPeak;
            known.rates.push_back(rate);
            answer.rates.push_back(std::move(rate));
            sink(answer);
        }
    sink(answer);
    auto same = std::ranges::find(known.candidates, q.pair, &Candidates::pair);
    if (same == known.candidates.end()) {
        options.level = levels.front();
        auto rows = benchCandidates(*q.model, layer, quick(quant::defaultWeightSpec(q.pair.weights)),
            quick(quant::defaultActivationSpec(q.pair.activations)), options, {peaksOf(levels.front(), job), {}},
            kRowMs, job);
        if (!rows) return pass(rows.error());
        known.candidates.push_back({q.pair, *std::move(rows)});
        same = std::prev(known.candidates.end());
    }
    answer.candidates = same->rows;
    sink(answer);
    return {};
}

} // namespace bitladder::measure
