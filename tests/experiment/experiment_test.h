// A small trained network with labelled pictures, as the tests of experiments ask about it.
#pragma once
#include "core/experiment/experiment.h"
#include "core/experiment/search.h"
#include "tests/support/test_support.h"

namespace bitladder::test
{

// The sample digits with some of its pictures, fed with the first and calibrated with four.
struct Digits {
    std::shared_ptr<const model::Model> model;
    std::vector<data::LabelledFile> files;
    std::unique_ptr<experiment::Experiment> experiment;

    static std::optional<Digits> open(size_t pictures, int threads = 0)
    {
        const std::filesystem::path folder = std::filesystem::path(BITLADDER_SAMPLES) / "digits";
        auto opened = model::openModel(folder / "digits.onnx");
        auto read = data::readFolder(folder / "pictures");
        if (!opened || !read) return std::nullopt;
        Digits digits;
        digits.model = *opened;
        digits.files = data::sampleOf(*read, pictures);
        engine::PrepareOptions machine;
        machine.threads = threads;
        digits.experiment = std::make_unique<experiment::Experiment>(digits.model, machine);
        const auto sources = model::defaultInputs(*digits.model);
        model::InputBinding feed {
            *model::readInputs(*digits.model, sources), digits.model->pictureInput, digits.model->preprocessing};
        if (!feed.take(*digits.model, digits.files.front().file)) return std::nullopt;
        digits.experiment->setFeed(std::move(feed));
        std::vector<std::filesystem::path> calibration;
        for (size_t i = 0; i < 4; ++i)
            calibration.push_back(digits.files[i * digits.files.size() / 4].file);
        digits.experiment->setCalibrationFiles(std::move(calibration));
        return digits;
    }

    quant::Recipe recipe(quant::NumberFormat weights, quant::NumberFormat activations) const
    {
        quant::Recipe recipe = engine::floatRecipe(*model->graph);
        quant::setAll(recipe, weights, activations);
        engine::fitToLayers(model->layers, recipe);
        return recipe;
    }

    // Weights of 2 to 8 bits and activations of 8, judged on all pictures.
    experiment::SearchQuestion question(double minAgreement) const
    {
        using quant::intFormat;
        experiment::SearchQuestion question;
        question.recipe = recipe(intFormat(8), intFormat(8));
        question.pictures = experiment->pictures(files);
        question.limits.minAgreement = minAgreement;
        for (int bits = 2; bits <= 8; ++bits)
            question.weights.push_back(intFormat(bits));
        question.activations = {intFormat(8)};
        question.probes = 40;
        question.seconds = 60;
        return question;
    }
};

} // namespace bitladder::test
