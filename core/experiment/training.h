// Training as window and command line ask for it: samples from files or tables, cut by a seed into those that are
// learned from and those that judge, the network to start from, and the files of what was learned.
#pragma once
#include "core/data/augmentation.h"
#include "core/methods/learned_cache.h"
#include "core/model/inputs.h"
#include "core/train/trainer.h"

#include <filesystem>

namespace bitladder::experiment
{

struct TrainingRequest {
    // Files with their labels: pictures or tensors. Or one .csv table of samples: a row each, the input's numbers and
    // behind them the label.
    std::vector<data::LabelledFile> files;
    std::filesystem::path table;
    // Other files to judge by; empty: a share of the files is kept from training.
    std::vector<data::LabelledFile> validation;
    double kept = 0.2;
    uint32_t seed = 1; // of the cut and of the changes
    data::Augmentation changes; // of pictures
    size_t bytes = size_t {512} << 20; // that decoded pictures and inputs may hold
};

struct TrainingData {
    train::SampleSet training, validation;
    std::vector<std::filesystem::path> trainingFiles;
    size_t labelled = 0; // of the training samples
};

// Files that cannot be read fail where they are read. A file stands on one side only; of each class the share is kept.
Result<TrainingData> trainingData(
    std::shared_ptr<const model::Model> model, const model::InputBinding& feed, const TrainingRequest& request);

// The recipe with its methods, calibrated with samples of the training side alone, spread over it.
Result<std::shared_ptr<const engine::QuantizedNetwork>> startOfTraining(const model::Model& model,
    const quant::Recipe& recipe, const train::SampleSet& training, int threads, size_t samples = 256,
    const Job& job = {});

// Writes the network as ONNX in float, its weights on their grids, and beside it (same name, .recipe.json) the recipe
// that gives its codes back.
Result<void> writeTrained(const engine::QuantizedNetwork& network, const std::filesystem::path& file);
std::filesystem::path recipeBeside(const std::filesystem::path& model);

} // namespace bitladder::experiment
