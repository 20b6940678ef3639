// The range whose rounded values are distributed most like the values: least Kullback–Leibler divergence of the clipped
// histogram from the rounded one, bins of one code sharing its mass evenly among those that are not empty (Migacz 2017,
// 8-bit inference with TensorRT, slides 26 to 38).
#include "core/quant/quantize.h"
#include "core/quant/range/search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::quant
{

namespace
{

struct Bins {
    std::vector<double> centers, counts; // of those that are not empty, ascending
};

double divergence(const Bins& bins, const Quantizer& trial)
{
    const size_t n = bins.centers.size();
    std::vector<double> rounded(n);
    fakeQuantize(std::span<const double>(bins.centers), trial, 0, std::span<double>(rounded));
    const Range clip = trial.clip(0);
    // What lies outside of the clip belongs to the outermost bins inside.
    const auto inside = [&](double x) { return x >= clip.low && x <= clip.high; };
    size_t first = 0, last = n;
    while (first < n && !inside(bins.centers[first]))
        ++first;
    while (last > first && !inside(bins.centers[last - 1]))
        --last;
    if (first == last) return std::numeric_limits<double>::infinity();
    std::vector<double> p(
        bins.counts.begin() + static_cast<ptrdiff_t>(first), bins.counts.begin() + static_cast<ptrdiff_t>(last));
    std::vector<double> q(p.size());
    double kept = 0, total = 0;
    for (size_t i = first; i < last;) {
        size_t end = i;
        double mass = 0;
        for (; end < last && rounded[end] == rounded[i]; ++end)
            mass += bins.counts[end];
        for (size_t k = i; k < end; ++k)
            q[k - first] = mass / static_cast<double>(end - i);
        kept += mass;
        i = end;
    }
    for (size_t i = 0; i < n; ++i) {
        total += bins.counts[i];
        if (i < first) p.front() += bins.counts[i];
        if (i >= last) p.back() += bins.counts[i];
    }
    double sum = 0;
    for (size_t i = 0; i < p.size(); ++i)
        sum += p[i] / total * std::log(p[i] / total / (q[i] / kept));
    return sum;
}

void leastDivergence(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const Histogram histogram = samples.histogram();
    Bins bins;
    for (size_t i = 0; i < histogram.bins().size(); ++i)
        if (const auto count = histogram.bins()[i]; count > 0) {
            bins.centers.push_back(
                std::clamp(histogram.binCenter(static_cast<int>(i)), histogram.low(), histogram.high()));
            bins.counts.push_back(static_cast<double>(count));
        }
    const Range range = bins.centers.empty()
        ? Range {}
        : bestRange(
            samples, spec, quantizer, slice, [&](const Quantizer& trial, double) { return divergence(bins, trial); });
    setRange(quantizer, spec, slice, range);
}

} // namespace

extern const RangeEstimator kEntropy;
const RangeEstimator kEntropy {
    .id = "entropy", .label = QT_TRANSLATE_NOOP("Range", "entropy (KL)"), .estimate = leastDivergence};

} // namespace bitladder::quant
