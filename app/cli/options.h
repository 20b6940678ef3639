// What the verbs of the command line share: options, and how they become models, inputs, recipes and executables.
#pragma once
#include "core/analysis/evaluation.h"
#include "core/analysis/network_error.h"
#include "core/measure/timing.h"
#include "core/model/inputs.h"

#include <CLI/CLI.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace bitladder::cli
{

using Json = nlohmann::ordered_json;

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
std::optional<size_t> agreedMemory(const ModelOptions& options); // bytes; none where nothing was said
void addPictureOptions(CLI::App& verb, PictureOptions& options);
void addQuantOptions(CLI::App& verb, QuantOptions& options);
void addMachineOptions(CLI::App& verb, MachineOptions& options);

// A wrong option value found after parsing: exit status 2.
struct UsageError {
    std::string message;
};

// A model ready to run, with its float network, inputs and rules.
struct Session {
    std::shared_ptr<const model::Model> model;
    std::optional<data::Preprocessing> rules;
    engine::PrepareOptions machine;
    std::unique_ptr<engine::Executable> floatNetwork;
    std::vector<tensor::Tensor> inputs; // the sample: what was given, else seeded noise
    std::vector<std::filesystem::path> calibrationFiles; // what methods learn from; empty: the inputs
    std::vector<std::string> noise; // the inputs that nothing was given for
    std::vector<std::string> notes; // what was done to the inputs: sentences
    int64_t repeats = 1; // how often the picture stands in its input

    model::InputBinding feed() const { return {inputs, model->pictureInput, rules}; }
};

engine::PrepareOptions machineOf(const MachineOptions& options); // throws UsageError
quant::NumberFormat formatOption(const std::string& text, const char* option); // throws UsageError

Result<Session> openSession(const ModelOptions& model, const PictureOptions& pictures, const MachineOptions& machine);
// Calibration from the given files and folders, else from `fallback` files, else from the session's inputs.
Result<engine::Calibration> calibrationOf(
    Session& session, const QuantOptions& options, std::span<const std::filesystem::path> fallback);
Result<quant::Recipe> recipeOf(const Session& session, const QuantOptions& options);
Result<std::unique_ptr<engine::Executable>> quantizedNetwork(
    const Session& session, const quant::Recipe& recipe, const engine::Calibration& calibration);

Json shapeJson(const tensor::Shape& shape);
// Scales, zero points, levels and steps; null where there is no grid.
Json gridJson(const quant::Quantizer* quantizer);
Json numberJson(double value); // infinities and NaN as null
Json topJson(const tensor::Tensor& scores, const std::vector<std::string>& labels);
Json sizesJson(const engine::Sizes& sizes);
Json issuesJson(const graph::Graph& graph);
void print(const Json& json);

} // namespace bitladder::cli
