// Measured peaks of this machine, and single layers timed at any pair of formats.
#pragma once
#include "core/analysis/metrics.h"
#include "core/analysis/model.h"
#include "core/engine/executable.h"

#include <string>
#include <vector>

namespace bitladder::analysis
{

struct Peak {
    std::string operation; // "float32", "int8", "binary" …
    kernels::Level level;
    double gmacPerS = 0; // one thread
};
// Register-only loops, each for about `milliseconds`, the best of three.
std::vector<Peak> measurePeaks(kernels::Level level, double milliseconds, const Job& job = {});

struct BenchShape {
    std::string text; // "1024x1024x1024"
    // A matrix product has m rows, n columns, depth k. A convolution has channels c, height h, width w, o outputs, kernel, stride.
    bool conv = false;
    int64_t m = 0, n = 0, k = 0;
    int64_t c = 0, h = 0, w = 0, o = 0, kernel = 1, stride = 1, groups = 1;
};
// "MxNxK", or "CxHxWxOxKxS" (padding K/2; O = C and a seventh number G = C make it depthwise).
Result<BenchShape> parseGemm(const std::string& text);
Result<BenchShape> parseConv(const std::string& text);

struct BenchRow {
    std::string shape, weights, activations, kernel, note;
    kernels::Level level;
    engine::Execution execution;
    int threads = 1;
    double gmacPerS = 0; // multiply-adds of the layer's definition by the kernel's time, epilogue included
    double totalGmacPerS = 0; // with the quantization of the input
    double percentOfPeak
        = 0; // of the products that are really made, of the peak of the kernel's operation times the threads; 0 where no peak was measured
    Summary ms;
};
// Runs for about `milliseconds` and at least five times, unless those take ten times as long.
Result<BenchRow> benchLayer(const BenchShape& shape, const quant::QuantSpec& weights,
    const quant::QuantSpec& activations, const engine::PrepareOptions& options, std::span<const Peak> peaks,
    double milliseconds, const Job& job = {});
// The same for a layer of a model, with its own weights and an input of noise. Fails where the input's shape is not known.
Result<BenchRow> benchLayer(const Model& model, const graph::Layer& layer, const quant::QuantSpec& weights,
    const quant::QuantSpec& activations, const engine::PrepareOptions& options, std::span<const Peak> peaks,
    double milliseconds, const Job& job = {});

} // namespace bitladder::analysis
