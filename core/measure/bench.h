// Measured peaks of this machine, and single layers timed at any pair of formats.
#pragma once
#include "core/base/statistics.h"
#include "core/engine/executable.h"
#include "core/model/model.h"

#include <string>
#include <vector>

namespace bitladder::measure
{

struct Peak {
    std::string operation; // "float32", "int8", "binary" …
    kernels::Level level;
    double gmacPerS = 0; // one thread
};
// Register-only loops, each for about `milliseconds` in many short calls, of which the best counts.
std::vector<Peak> measurePeaks(kernels::Level level, double milliseconds, const Job& job = {});

// How fast memory is read, from the first cache to the main memory; what the system does not tell the size of is left
// out.
struct MemoryLevel {
    std::string name; // "L1", "L2", "L3", "memory"
    double bytes = 0; // that it holds; of the main memory: no limit
    double gbPerS = 0; // one thread
};
std::vector<MemoryLevel> measureMemory(kernels::Level level, double milliseconds, const Job& job = {});

// What a layer's rate cannot exceed: the peak of its operation, or what the memory that its weights, inputs and outputs
// stay in hands on, times its multiply-adds per byte (Williams, Waterman, Patterson: Roofline, 2009).
struct Roofline {
    std::string bound; // "compute", or a memory level's name; empty: the peak was not measured
    double gmacPerS = 0;
    double intensity = 0; // multiply-adds per byte
};
Roofline rooflineOf(const engine::LayerInfo& layer, double peakGmacPerS, std::span<const MemoryLevel> memory);

struct BenchShape {
    std::string text; // "1024x1024x1024"
    // A matrix product has m rows, n columns, depth k. A convolution has channels c, height h, width w, o outputs,
    // kernel, stride.
    bool conv = false;
    int64_t m = 0, n = 0, k = 0;
    int64_t c = 0, h = 0, w = 0, o = 0, kernel = 1, stride = 1, groups = 1;
};
// "MxNxK", or "CxHxWxOxKxS" (padding K/2; O = C and a seventh number G = C make it depthwise).
Result<BenchShape> parseGemm(const std::string& text);
Result<BenchShape> parseConv(const std::string& text);

struct BenchRow {
    std::string shape, weights, activations, kernel;
    TranslatableMessage note;
    kernels::Level level;
    engine::Execution execution;
    int threads = 1;
    double gmacPerS = 0; // multiply-adds of the layer's definition by the kernel's time, epilogue included
    double totalGmacPerS = 0; // with the quantization of the input
    // Of the products that are really made, of the peak of the kernel's operation times the threads; 0 where no peak
    // was measured.
    double percentOfPeak = 0;
    Roofline roofline; // of one thread, without a memory level unless `memory` was given
    Summary ms;
    // What else could run the layer: kernels that give the same sums of integers, algorithms of a float convolution.
    std::vector<engine::PrepareOptions> alternatives;
};
struct MachineLimits {
    std::vector<Peak> peaks;
    std::vector<MemoryLevel> memory;
};
// Runs for about `milliseconds` and at least five times, unless those take ten times as long.
Result<BenchRow> benchLayer(const BenchShape& shape, const quant::QuantSpec& weights,
    const quant::QuantSpec& activations, const engine::PrepareOptions& options, const MachineLimits& limits,
    double milliseconds, const Job& job = {});
// The same for a layer of a model, with its own weights and an input of noise. Fails where the input's shape is not
// known.
Result<BenchRow> benchLayer(const model::Model& model, const graph::Layer& layer, const quant::QuantSpec& weights,
    const quant::QuantSpec& activations, const engine::PrepareOptions& options, const MachineLimits& limits,
    double milliseconds, const Job& job = {});
// The layer in the kernel that is chosen for it, and then in every other one that could run it.
Result<std::vector<BenchRow>> benchCandidates(const model::Model& model, const graph::Layer& layer,
    const quant::QuantSpec& weights, const quant::QuantSpec& activations, const engine::PrepareOptions& options,
    const MachineLimits& limits, double milliseconds, const Job& job = {});

} // namespace bitladder::measure
