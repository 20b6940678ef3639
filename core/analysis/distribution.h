// One tensor on its grid: histograms of weights and activations, and the error that a width makes.
#pragma once
#include "core/analysis/layer_weights.h"
#include "core/analysis/metrics.h"

#include <functional>

namespace bitladder::analysis
{

struct Distribution {
    std::vector<double> edges; // equal bins, on an even grid laid out with its levels
    std::vector<double> original, quantized; // counts per bin
    std::vector<double> errorEdges, errors; // histogram of x̂ − x
    std::vector<double> grid; // the representable values, if at most 4096
    quant::Range clip;
    double low = 0, high = 0; // of the data
    double roundingError2 = 0, clippingError2 = 0; // shares of Σ(x̂ − x)²: inside and outside the clip range
    ErrorStats stats; // of the values that were looked at
    int64_t total = 0; // values that there are
    int64_t notFinite = 0;
    // Where every channel has a scale of its own, all of them together are drawn in steps: x / scale + zero point, on
    // the one grid of the codes or levels. The statistics stay those of the values themselves.
    bool inSteps = false;
};

struct ChannelRange {
    double low, high;
    quant::Range clip;
};

// Weights on their grid. channel −1: all channels together, each quantized by its own params. Counts and errors of a
// sample are scaled up to all values; its statistics are those of the sample. `bins`: about how many. `codes`: what the
// weights became, where that is known (then all values are looked at); null: they are rounded to the nearest.
Result<Distribution> weightDistribution(const LayerWeights& weights, Extent extent, const quant::Quantizer& params,
    int channel, int bins, const Threads& threads, const Job& job = {}, const quant::QuantizedTensor* codes = nullptr);
// Some weights, evenly chosen, and what they became, for a scatter of one against the other.
struct ValuePairs {
    std::vector<double> original, quantized; // equal counts
};
// At most `most`, of one channel or of all (−1). The params must have the scales of all these channels.
ValuePairs weightPairs(const LayerWeights& weights, const quant::Quantizer& params, int channel, size_t most,
    const quant::QuantizedTensor* codes = nullptr);
std::vector<ChannelRange> weightRanges(const LayerWeights& weights, const quant::Quantizer& params);
// Values of an activation (from a tap) on the grid that calibration gave.
Result<Distribution> activationDistribution(const tensor::Tensor& values, const quant::Quantizer& params, Extent extent,
    int bins, const Threads& threads, const Job& job = {});

// SQNR in dB of rounding the weights (their sample, where they are many) as the spec says.
double weightSqnrDb(const LayerWeights& weights, const quant::QuantSpec& spec, const Threads& threads);

// SQNR in dB of quantizing the weights (their sample, where they are many) at every width 64 … 1 (index 0 is 64), the
// other parts of the spec kept. `family`: one family throughout, where it has the width; null: what the dial means.
// Only widths that are wanted; calls found(bits, sqnr) as it goes.
Result<void> widthCurve(const LayerWeights& weights, const quant::QuantSpec& spec, const quant::FormatFamily* family,
    const std::function<bool(int bits)>& wanted, const Threads& threads, const Job& job,
    const std::function<void(int bits, double sqnrDb)>& found);

} // namespace bitladder::analysis
