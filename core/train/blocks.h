// Block reconstruction: block after block of a quantized network learns to hand on what the same block of the float
// network does, from samples alone, without labels (Li et al. 2021, BRECQ: Pushing the Limit of Post-Training
// Quantization by Block Reconstruction, section 3.2 and algorithm 1). As there, what enters a block comes from the
// quantized blocks before it. Unlike there, weights learn straight through their rounding, with their steps and biases,
// instead of choosing between two roundings, and all outputs count alike.
#pragma once
#include "core/train/trainer.h"

namespace bitladder::train
{

// A stretch of the network that one value leaves, and one value enters (the first: the inputs): a residual block, or
// where there is none a layer with what follows it.
struct Block {
    std::string name; // of its layers, "conv1 … conv3"
    size_t first = 0, last = 0; // steps of the student, [first, last)
    ValueId from; // none: the inputs of the network
    std::vector<ValueId> to; // one value; of the last block the outputs that are compared
    std::vector<size_t> layers; // that learn
};

// Values that everything behind them depends on alone, with the step behind which they are, in the order of the
// network.
struct Cut {
    ValueId value;
    size_t step = 0; // the first behind it
};
std::vector<Cut> cutsOf(const Student& student);

// The blocks between `cuts`, which are some of cutsOf(). What has no layer that learns goes with the block before it
// where it changes no count of elements (an activation), else with the one behind it.
std::vector<Block> blocksOf(const Student& student, const std::vector<Cut>& cuts);

struct BlockReport {
    std::string name;
    // Mean square of its output's difference from the float block's, in units of the float one's mean square.
    double before = 0, after = 0;
};

struct ReconstructResult {
    TrainResult result; // an epoch of the history is a block; all blocks are kept
    std::vector<BlockReport> blocks; // as far as it came
};

// Each block learns for `settings.epochs`, all samples each time, as they are. Of the settings count: epochs, batch,
// rate (0: kBlockRate), optimizer, schedule, clip, seed, threads, student.steps, memory, watch. `teacher`: the float
// network of `start`, or another of the same outputs: where values have other names, blocks grow until they agree. A
// block whose error does not become smaller stays as it was. `enough`: keeps the blocks that are done.
inline constexpr double kBlockRate = 2e-3;
Result<ReconstructResult> reconstruct(std::shared_ptr<const engine::QuantizedNetwork> start,
    std::shared_ptr<const graph::Graph> teacher, const SampleSet& training, const SampleSet& validation,
    const TrainSettings& settings, const Job& job = {}, std::stop_token enough = {},
    const std::function<void(const TrainProgress&)>& report = {});

} // namespace bitladder::train
