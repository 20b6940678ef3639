// What a choice of bits does: to one layer's numbers, along the network, to the answers, and to the time.
#pragma once
#include "core/analysis/inputs.h"
#include "core/analysis/layer_weights.h"
#include "core/analysis/metrics.h"
#include "core/data/folder.h"
#include "core/engine/executable.h"

#include <functional>

namespace bitladder::analysis
{

// --- one tensor on its grid ----------------------------------------------------------------------------------------------------

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
    // Where every channel has a scale of its own, all of them together are drawn in steps: x / scale + zero point, on the one
    // grid of the codes. The statistics stay those of the values themselves.
    bool inSteps = false;
};

struct ChannelRange {
    double low, high;
    quant::Range clip;
};

// Weights on their grid. channel −1: all channels together, each quantized by its own params. Counts and errors of a sample are
// scaled up to all values; its statistics are those of the sample. `bins`: about how many.
Result<Distribution> weightDistribution(const LayerWeights& weights, Extent extent, const quant::QuantParams& params,
    int channel, int bins, const Threads& threads, const Job& job = {});
std::vector<ChannelRange> weightRanges(const LayerWeights& weights, const quant::QuantParams& params);
// Values of an activation (from a tap) on the grid that calibration gave.
Result<Distribution> activationDistribution(const tensor::Tensor& values, const quant::QuantParams& params,
    Extent extent, int bins, const Threads& threads, const Job& job = {});

// SQNR in dB of quantizing the weights (their sample, where they are many) at every width 64 … 1 (index 0 is 64), the other parts
// of the spec kept. `family`: what the dial means, or one family throughout. Only widths that are wanted; calls found(bits, sqnr)
// as it goes.
Result<void> widthCurve(const LayerWeights& weights, const quant::QuantSpec& spec, std::optional<quant::Family> family,
    const std::function<bool(int bits)>& wanted, const Threads& threads, const Job& job,
    const std::function<void(int bits, double sqnrDb)>& found);

// --- the network -----------------------------------------------------------------------------------------------------------------

struct LayerErrors {
    std::vector<ErrorStats> isolated; // only this layer quantized, fed with float input, at its output
    std::vector<ErrorStats> accumulated; // the whole recipe, at this layer's output
};

// All taps of one run of the float network, kept to compare with.
struct FloatTaps {
    std::vector<tensor::Tensor> inputs, outputs; // by layer
    std::vector<tensor::Tensor> answers; // the network's outputs
};
Result<FloatTaps> floatTaps(
    engine::Executable& floatNetwork, std::span<const tensor::Tensor> inputs, const Job& job = {});
// Accumulated errors and the chosen network's answers in one run.
struct ChosenRun {
    std::vector<ErrorStats> accumulated; // by layer
    std::vector<tensor::Tensor> answers;
    ErrorStats output; // over all outputs
    std::optional<tensor::Tensor> kept; // the output of the layer that was asked for
};
Result<ChosenRun> compareRun(engine::Executable& chosen, std::span<const tensor::Tensor> inputs,
    const FloatTaps& reference, const Job& job = {}, std::optional<LayerId> keep = {});
// Of every layer's output as it is handed out (FNV-1a over its bytes, 64 bits): equal on every level and for every number of threads
// where a layer computes in integers, or in floats whose order is kept.
Result<std::vector<uint64_t>> activationChecksums(
    engine::Executable& network, std::span<const tensor::Tensor> inputs, const Job& job = {});
// One layer alone, as a network of its own, fed with the float network's values.
Result<ErrorStats> isolatedError(const Model& model, const graph::Layer& layer, const quant::LayerRecipe& recipe,
    const engine::Calibration& calibration, const FloatTaps& reference, const engine::PrepareOptions& options,
    const Job& job = {});

// --- time ------------------------------------------------------------------------------------------------------------------------

struct Timing {
    Summary total; // ms
    std::vector<Summary> layers; // ms, by layer
    std::vector<engine::LayerTime> parts; // by layer: its median time, shared out as the time of all runs was
    double otherMs = 0; // median
};
// Interleaves runs of both executables (A B A B …), so that a drifting clock hits both alike. One warm-up each.
Result<std::pair<Timing, Timing>> measurePair(engine::Executable& a, engine::Executable& b,
    std::span<const tensor::Tensor> inputs, int runs, const Job& job = {});

// --- a labelled folder -----------------------------------------------------------------------------------------------------------

// The two top answers to one file; −1: it could not be read.
struct Outcome {
    int64_t floatTop = -1, chosenTop = -1;
    bool changed() const { return floatTop != chosenTop; }
};

struct Evaluation {
    int64_t images = 0, labelled = 0;
    std::vector<Outcome> outcomes; // of the files so far, in their order
    Proportion floatTop1, floatTop5, chosenTop1, chosenTop5; // over the labelled ones
    Proportion agreement; // equal top answers, over all
    std::vector<std::string> unreadable; // files that were left out, with reasons
};
// How often two evaluations of the same files, in the same order, have equal top answers of the chosen network; over the files that
// both have come to and could read.
Proportion equalAnswers(const Evaluation& a, const Evaluation& b);
// Runs every file through both networks, in its place among the inputs; partial results through `found` after each file.
Result<Evaluation> evaluate(const Model& model, engine::Executable& floatNetwork, engine::Executable& chosen,
    std::span<const data::LabelledFile> files, Feed feed, const Job& job = {},
    const std::function<void(const Evaluation&)>& found = {});

// Adds the statistics of every file to the calibration; files that cannot be read fail.
Result<void> calibrateFiles(const Model& model, engine::Executable& floatNetwork,
    std::span<const std::filesystem::path> files, Feed feed, engine::Calibration& calibration, const Job& job = {});

} // namespace bitladder::analysis
