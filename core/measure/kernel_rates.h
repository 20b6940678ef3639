// What one layer's shape reaches at each pair of formats and on each level of this machine, side by side.
#pragma once
#include "core/measure/bench.h"
#include "core/measure/machine.h"

namespace bitladder::measure
{

struct KernelRate {
    FormatPair formats;
    BenchRow row;
    // What the peak of the kernel's operation on all threads would be for this layer, in its multiply-adds; 0: not
    // measured.
    double peakGmacPerS = 0;
};

// The ladder that is always shown: weights × activations, from float64 down to binary.
std::vector<FormatPair> kernelLadder();

// What is known so far of a layer.
struct KernelAnswer {
    std::vector<KernelRate> rates;
    size_t total = 0; // rates that will come
    // The pair of the question at the best level: the kernel that is chosen, then every other one that could run it.
    // They come last.
    std::vector<BenchRow> candidates;
};

// Measures the ladder and the pair of the question at the best level first, then at each lower one, and then the pair's
// other kernels. Each rate is handed on as it comes; what was measured before is not measured again. A pair that a
// layer cannot take at all is left out.
class KernelRates
{
public:
    struct Question {
        std::shared_ptr<const model::Model> model;
        int layer = -1;
        FormatPair pair; // as the layer is chosen
        int threads = 0; // 0: all
        engine::FloatConvolution floatConvolution = engine::FloatConvolution::Fastest;
    };
    using Sink = std::function<void(const KernelAnswer& soFar)>;

    Result<void> measure(const Question& question, const Sink& sink, const Job& job);

private:
    const std::vector<Peak>& peaksOf(kernels::Level level, const Job& job);

    std::map<kernels::Level, std::vector<Peak>> m_peaks;
    std::weak_ptr<const model::Model> m_model; // whose rates are known; what is known does not keep it
    int m_threads = 0;
    engine::FloatConvolution m_floatConvolution = engine::FloatConvolution::Fastest;
    struct Candidates {
        FormatPair pair;
        std::vector<BenchRow> rows;
    };
    struct Known {
        std::vector<KernelRate> rates;
        std::vector<Candidates> candidates;
    };
    std::map<int, Known> m_known; // by layer
};

} // namespace bitladder::measure
