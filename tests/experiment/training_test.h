// What the tests of training share: samples with a network and its recipe, and what a network answers.
#pragma once
#include "core/engine/layer_values.h"
#include "core/experiment/training.h"
#include "tests/support/test_support.h"

namespace bitladder::test
{

struct Setup {
    std::shared_ptr<const model::Model> model;
    model::InputBinding feed;
    experiment::TrainingData data;
    quant::Recipe recipe;
    std::shared_ptr<const engine::QuantizedNetwork> start;
};

inline quant::Recipe recipeOf(
    const graph::Graph& graph, const char* weights, const char* activations, quant::FirstLast ends)
{
    quant::Recipe recipe = engine::fileRecipe(graph);
    quant::apply(recipe, {"", *quant::parseFormat(weights), *quant::parseFormat(activations)}, ends);
    return recipe;
}

// Of the spiral's table.
inline Setup spiral(
    const char* weights, const char* activations, int threads = 0, quant::FirstLast ends = quant::FirstLast::SameAsRest)
{
    Setup s;
    const std::filesystem::path folder = std::filesystem::path(BITLADDER_SAMPLES) / "spiral";
    s.model = *model::openModel(folder / "spiral.onnx");
    s.feed.inputs = *model::noiseInputs(*s.model, 1);
    experiment::TrainingRequest request;
    request.table = folder / "points.csv";
    s.data = *experiment::trainingData(s.model, s.feed, request);
    s.recipe = recipeOf(*s.model->graph, weights, activations, ends);
    auto start = experiment::startOfTraining(*s.model, s.recipe, s.data.training, threads);
    if (!start) qFatal("%s", start.error().message.c_str());
    s.start = *start;
    return s;
}

inline train::TrainSettings settings(int epochs)
{
    train::TrainSettings settings;
    settings.epochs = epochs;
    return settings;
}

// Top answers of a network, run by the engine with one thread.
inline std::vector<size_t> answers(
    std::shared_ptr<const engine::QuantizedNetwork> network, const train::SampleSet& samples)
{
    engine::PrepareOptions options;
    options.threads = 1;
    auto executable = engine::prepare(std::move(network), options);
    if (!executable) qFatal("%s", executable.error().message.c_str());
    std::vector<size_t> tops;
    for (size_t i = 0; i < samples.count; ++i) {
        const auto trace = (*executable)->run(*samples.inputs(i, 0));
        const auto scores = trace->outputs[0].as<float>();
        tops.push_back(static_cast<size_t>(std::ranges::max_element(scores) - scores.begin()));
    }
    return tops;
}

inline int64_t hits(const std::vector<size_t>& tops, const train::SampleSet& samples)
{
    int64_t count = 0;
    for (size_t i = 0; i < tops.size(); ++i)
        count += tops[i] == static_cast<size_t>(samples.labels[i]) ? 1 : 0;
    return count;
}

inline const train::Score& bestOf(const train::TrainResult& result)
{
    return std::ranges::find(result.history, result.best, &train::EpochReport::epoch)->validation;
}

// Of the drawn digits; every so many-th picture.
inline Setup digits(const char* weights, const char* activations, quant::FirstLast ends = quant::FirstLast::At8,
    const std::vector<quant::MethodChoice>& methods = {}, size_t every = 1)
{
    Setup s;
    const std::filesystem::path folder = std::filesystem::path(BITLADDER_SAMPLES) / "digits";
    s.model = *model::openModel(folder / "digits.onnx");
    s.feed.inputs = *model::noiseInputs(*s.model, 1);
    s.feed.rules = s.model->preprocessing;
    experiment::TrainingRequest request;
    const auto all = data::readFolder(folder / "pictures")->files;
    for (size_t i = 0; i < all.size(); i += every)
        request.files.push_back(all[i]);
    s.data = *experiment::trainingData(s.model, s.feed, request);
    s.recipe = recipeOf(*s.model->graph, weights, activations, ends);
    s.recipe.methods = methods;
    auto start = experiment::startOfTraining(*s.model, s.recipe, s.data.training, 0, 64);
    if (!start) qFatal("%s", start.error().message.c_str());
    s.start = *start;
    return s;
}

} // namespace bitladder::test
