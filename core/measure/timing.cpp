#include "core/measure/timing.h"

#include <algorithm>
#include <optional>

namespace bitladder::measure
{

using engine::Executable;
using tensor::Tensor;

namespace
{

constexpr double kTotalMs = 350; // for two networks
constexpr int kFewestRuns = 5, kMostRuns = 200;
constexpr int kAttempts = 3; // what disturbs often passes soon
constexpr double kSlowMs = 50; // a round that takes longer than this has its progress reported

double spreadOf(const std::vector<Timing>& timings)
{
    double most = 0;
    for (const Timing& t : timings)
        most = std::max(most, t.total.spread());
    return most;
}

} // namespace

Result<std::vector<Timing>> measureInTurn(
    std::span<Executable* const> networks, std::span<const Tensor> inputs, int runs, const Job& job)
{
    struct Samples {
        std::vector<double> total, other;
        std::vector<std::vector<double>> layers;
        std::vector<engine::LayerTime> sums;
        void add(const engine::Trace& trace)
        {
            total.push_back(trace.totalMs);
            other.push_back(trace.otherMs);
            layers.resize(trace.layers.size());
            sums.resize(trace.layers.size());
            for (size_t i = 0; i < trace.layers.size(); ++i) {
                layers[i].push_back(trace.layers[i].totalMs);
                sums[i].totalMs += trace.layers[i].totalMs;
                sums[i].reformatMs += trace.layers[i].reformatMs;
                sums[i].kernelMs += trace.layers[i].kernelMs;
                sums[i].epilogueMs += trace.layers[i].epilogueMs;
                sums[i].waitingMs += trace.layers[i].waitingMs;
            }
        }
        Timing timing() const
        {
            Timing t;
            t.total = summarize(total);
            t.otherMs = summarize(other).median;
            for (size_t i = 0; i < layers.size(); ++i) {
                t.layers.push_back(summarize(layers[i]));
                const double scale = sums[i].totalMs > 0 ? t.layers[i].median / sums[i].totalMs : 0;
                t.parts.push_back({t.layers[i].median, sums[i].reformatMs * scale, sums[i].kernelMs * scale,
                    sums[i].epilogueMs * scale, sums[i].waitingMs * scale});
            }
            return t;
        }
    };
    std::vector<Samples> samples(networks.size());
    for (int run = -1; run < runs; ++run) {
        for (size_t i = 0; i < networks.size(); ++i) {
            auto trace = networks[i]->run(inputs, job);
            if (!trace) return pass(trace.error());
            if (run >= 0) samples[i].add(*trace); // the first is a warm-up
        }
        job.report(static_cast<double>(run + 1) / std::max(1, runs), "measuring");
    }
    std::vector<Timing> timings;
    for (const Samples& s : samples)
        timings.push_back(s.timing());
    return timings;
}

Result<std::pair<Timing, Timing>> measurePair(
    Executable& a, Executable& b, std::span<const Tensor> inputs, int runs, const Job& job)
{
    Executable* const both[] = {&a, &b};
    auto timings = measureInTurn(both, inputs, runs, job);
    if (!timings) return pass(timings.error());
    return std::pair(std::move((*timings)[0]), std::move((*timings)[1]));
}

Result<std::vector<Timing>> measureCalmly(
    std::span<Executable* const> networks, std::span<const Tensor> inputs, const Job& job)
{
    if (networks.empty()) return std::vector<Timing> {};
    const Job quiet {job.stop, {}};
    auto first = measureInTurn(networks, inputs, 1, quiet);
    if (!first) return pass(first.error());
    double round = 0;
    for (const Timing& t : *first)
        round += t.total.median;
    const double total = kTotalMs / 2 * static_cast<double>(networks.size());
    const int runs = std::clamp(static_cast<int>(total / std::max(round, 0.05)), kFewestRuns, kMostRuns);
    std::optional<std::vector<Timing>> calmest;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        auto timings = measureInTurn(networks, inputs, runs, round > kSlowMs ? job : quiet);
        if (!timings) return timings;
        if (!calmest || spreadOf(*timings) < spreadOf(*calmest)) calmest = *std::move(timings);
        if (std::ranges::none_of(*calmest, [](const Timing& t) { return t.total.disturbed(); })) break;
    }
    return *std::move(calmest);
}

} // namespace bitladder::measure
