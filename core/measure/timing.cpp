#include "core/measure/timing.h"

#include <algorithm>

namespace bitladder::measure
{

using engine::Executable;
using tensor::Tensor;

Result<std::pair<Timing, Timing>> measurePair(
    Executable& a, Executable& b, std::span<const Tensor> inputs, int runs, const Job& job)
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
    Samples samples[2];
    for (int run = -1; run < runs; ++run) {
        for (const int side : {0, 1}) {
            auto trace = (side == 0 ? a : b).run(inputs, job);
            if (!trace) return pass(trace.error());
            if (run >= 0) samples[side].add(*trace); // the first is a warm-up
        }
        job.report(static_cast<double>(run + 1) / std::max(1, runs), "measuring");
    }
    return std::pair(samples[0].timing(), samples[1].timing());
}

} // namespace bitladder::measure
