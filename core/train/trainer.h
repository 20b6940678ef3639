// Training: a quantized network learns on samples, from labels, from the answers of the float network, or both. In: the
// network as recipe and methods made it, samples to learn from, others to judge by, settings. Out: the best network
// that was seen, judged by executing it: after each epoch the student is quantized, prepared and run by the engine, so
// that what is reported is what execution gives, to the sample.
//
// Seeded: the same settings give the same network for every number of threads, on one instruction set level: sums are
// made in another order on each, see kernels/training.h. A batch is cut into so many parts as settings and memory say,
// each part adds up its own gradient in order, and the parts are added in order.
#pragma once
#include "core/base/statistics.h"
#include "core/engine/executable.h"
#include "core/train/movement.h"
#include "core/train/optimizer.h"
#include "core/train/pruning.h"
#include "core/train/stages.h"
#include "core/train/student.h"

#include <functional>
#include <vector>

namespace bitladder::train
{

struct SampleSet {
    size_t count = 0;
    // All inputs of the network for a sample. Variation 0: as it is; others: changed at random, the same for the same
    // number. Called from several threads.
    std::function<Result<std::vector<tensor::Tensor>>(size_t sample, uint64_t variation)> inputs;
    std::vector<int> labels; // by sample; −1: none
    // Variations differ from each other.
    enum class Variety : unsigned char { None, Augmented } variety = Variety::None;
};

struct TrainSettings {
    int epochs = 20;
    int batch = 32;
    double rate = 0; // 0: the optimizer's own
    const Optimizer* optimizer = &optimizers()[0];
    const Schedule* schedule = &schedules()[0];
    // loss = alpha · cross entropy with the label + (1 − alpha) · T²·KL(float ‖ student). Samples without a label, and
    // all where alpha is 0, learn from the float network alone. Outputs that are no scores: mean square.
    double alpha = 0.5, temperature = 2;
    double features = 0; // weight of the mean square of layers' outputs against the float network's
    double clip = 1; // of the gradient's norm, in the optimizer's units; 0: none
    uint32_t seed = 1;
    int threads = 0; // 0: all
    StudentOptions student;
    // Widths of integers from wide to narrow: each gets an equal share of the epochs; the widths asked for come last.
    std::vector<int> lowering;
    LoweringOrder loweringOrder = LoweringOrder::Together;
    GradualPruning pruning;
    enum class Watch : unsigned char { Nothing, Weights } watch = Watch::Nothing; // what fills `movement`
    size_t memory = size_t {2} << 30; // bytes that training may take
};

// How a network answers the validation samples, executed.
struct Score {
    Proportion labels; // top answers that are the label, over the labelled ones
    Proportion agreement; // top answers that are the float network's
    double error = 0; // mean loss against the float network's answers
    // Of two scores the better one: by labels where there are any, else by agreement, else by the error.
    bool betterThan(const Score& other) const;
};

struct EpochReport {
    int epoch = 0; // from 1; 0: before training
    double loss = 0; // mean over the samples of the epoch
    double rate = 0; // the optimizer's, in its last step
    Score validation;
    double seconds = 0; // since the start
    enum class Place : unsigned char { Best, Other } place = Place::Other; // so far
};

struct TrainProgress {
    int epochs = 0;
    int64_t step = 0, steps = 0; // of all epochs
    double loss = 0; // of the last batch
    double seconds = 0, secondsLeft = 0;
    Score reference; // of the float network
    size_t memory = 0; // bytes that training takes
    std::shared_ptr<const std::vector<EpochReport>> history; // so far; never null
    // The best so far, which is in `history`: what is left when the job is stopped. Null: still what it began with.
    std::shared_ptr<const engine::QuantizedNetwork> best;
    std::shared_ptr<const Movement> movement; // as of a moment ago; null where nothing is watched
};

// What training will take, by its parts.
struct MemoryNeed {
    size_t student = 0; // weights, their gradient, what the optimizer remembers
    size_t perPart = 0; // one sample's way and the gradient of a part of the batch
    int parts = 1;
    size_t teacher = 0;
    size_t bytes() const { return student + teacher + perPart * static_cast<size_t>(parts); }
};

struct TrainResult {
    std::shared_ptr<const engine::QuantizedNetwork> network; // the best; the one at the start where nothing was better
    Score reference; // of the float network
    std::vector<EpochReport> history; // from epoch 0 on
    int best = 0; // its epoch
    int64_t parameters = 0; // that learned
    MemoryNeed memory;
    double zeros = 0; // share of the weights that are zero after the last step
    std::shared_ptr<const Movement> movement; // null where nothing was watched
    std::vector<std::string> notes; // sentences
};

// Fails where there is nothing to learn from or to judge by, or no step to take.
Result<void> canBegin(const SampleSet& training, const SampleSet& validation, const TrainSettings& settings);

// `teacher`: the float network, or any other of the same outputs. `enough`: ends and keeps the best, where the job's
// token ends without a result. `report`: from the working thread, after each batch; may wait.
Result<TrainResult> train(std::shared_ptr<const engine::QuantizedNetwork> start,
    std::shared_ptr<const graph::Graph> teacher, const SampleSet& training, const SampleSet& validation,
    const TrainSettings& settings, const Job& job = {}, std::stop_token enough = {},
    const std::function<void(const TrainProgress&)>& report = {});

} // namespace bitladder::train
