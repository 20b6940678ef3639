// Accuracy and agreement over the pictures of a folder.
#pragma once
#include "core/analysis/answers.h"
#include "core/base/statistics.h"
#include "core/methods/method.h"

namespace bitladder::analysis
{

// The two top answers to one file; −1: it could not be read, or not yet.
struct Outcome {
    int64_t floatTop = -1, chosenTop = -1;
    bool changed() const { return floatTop != chosenTop; }
};

struct Evaluation {
    int64_t images = 0, labelled = 0; // so far
    std::vector<Outcome> outcomes; // by file
    Proportion floatTop1, floatTop5, chosenTop1, chosenTop5; // over the labelled ones
    Proportion agreement; // equal top answers, over all
    double divergence = 0; // mean of the answers' KL (answers.h), in nats
    std::vector<std::string> unreadable; // files that were left out, with reasons
};
// Counts what both networks have answered so far. Precondition: both are answers to the files.
Evaluation evaluationOf(std::span<const data::LabelledFile> files, const Answers& floatAnswers, const Answers& chosen);
// How often two evaluations of the same files, in the same order, have equal top answers of the quantized network; over
// the files that both have come to and could read.
Proportion equalAnswers(const Evaluation& a, const Evaluation& b);
// Runs every picture through both networks; partial results through `found` now and then.
Result<Evaluation> evaluate(engine::Executable& floatNetwork, engine::Executable& quantized, Pictures& pictures,
    const engine::PrepareOptions& machine, const Job& job = {},
    const std::function<void(const Evaluation&)>& found = {});

// The files as inputs for methods that learn from pictures. Inputs are kept decoded as long as they fit `bytes`; files
// that cannot be read are left out.
methods::CalibrationSet calibrationSet(const model::Model& model, std::span<const std::filesystem::path> files,
    model::InputBinding feed, size_t bytes = size_t {512} << 20);

// Adds the statistics of every file to the calibration. Files that cannot be read are left out, and the calibration
// says why. Fails where none can be read.
Result<void> calibrateFiles(const model::Model& model, engine::Executable& floatNetwork,
    std::span<const std::filesystem::path> files, model::InputBinding feed, engine::Calibration& calibration,
    const Job& job = {});

} // namespace bitladder::analysis
