// What the verbs of the command line share: options, and how they become models, inputs, recipes and executables.
#pragma once
#include "app/cli/json.h"
#include "core/experiment/experiment.h"

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

namespace bitladder::cli
{

struct ModelOptions {
    std::string model;
    std::vector<std::string> shapes; // NAME=1x3x224x224
    double memoryGb = 0; // 0: what the file may take by itself
    std::vector<std::string> inputs; // [NAME=]FILE
    std::vector<std::string> images;
};

struct PictureOptions {
    std::string size, channels, range, mean, deviation, layout, resize;
    int crop = 0;
};

struct QuantOptions {
    std::string weights, activations, recipe, weightRange, activationRange, weightGranularity, weightSymmetry,
        activationSymmetry, rounding, activationRounding, scaleRule, weightLevels;
    int group = 0; // 0: as the granularity says
    std::string ends = "alike";
    std::vector<std::string> calibration;
    std::vector<std::string> methods; // NAME[,key=value], in order
};

struct MachineOptions {
    std::string isa;
    int threads = 0;
    bool exactOrder = false;
};

void addModelOptions(CLI::App& verb, ModelOptions& options);
// --input and --image of one sample; `purpose` ends the help: "the sample for calibration".
void addSampleOptions(CLI::App& verb, ModelOptions& options, std::string_view purpose);
std::optional<size_t> agreedMemory(const ModelOptions& options); // bytes; none where nothing was said
void addPictureOptions(CLI::App& verb, PictureOptions& options);
void addQuantOptions(CLI::App& verb, QuantOptions& options);
void addMachineOptions(CLI::App& verb, MachineOptions& options);

// A wrong option value found after parsing: exit status 2.
struct UsageError {
    std::string message;
};

// An experiment as the options describe it, and what there is to tell of its inputs.
struct Session {
    std::unique_ptr<experiment::Experiment> experiment;
    std::vector<std::string> noise; // the inputs that nothing was given for
    std::vector<std::string> notes; // what was done to the inputs: sentences
    int64_t repeats = 1; // how often the picture that was given stands in its input

    const model::Model& model() const { return *experiment->model(); }
};

engine::PrepareOptions machineOf(const MachineOptions& options); // throws UsageError
quant::NumberFormat formatOption(const std::string& text, const char* option); // throws UsageError

Result<Session> openSession(const ModelOptions& model, const PictureOptions& pictures, const MachineOptions& machine);
// Calibration from the given files and folders, else from `fallback` files, else from the session's inputs.
Result<std::shared_ptr<const engine::Calibration>> calibrationOf(
    Session& session, const QuantOptions& options, std::span<const std::filesystem::path> fallback);
Result<quant::Recipe> recipeOf(const Session& session, const QuantOptions& options);
// With the model's name in front of what went wrong.
Result<std::unique_ptr<engine::Executable>> quantizedNetwork(Session& session, const quant::Recipe& recipe);

// How many scores the first output has for one sample; 0: not known.
int64_t scoresOf(const model::Model& model);

std::string counted(int64_t count, std::string_view what); // "1 thread", "2 threads"
} // namespace bitladder::cli
