// What the tests of exchange share: the opening sample, a recipe of one format pair, and both its networks.
#pragma once
#include "core/methods/quantize_network.h"
#include "core/model/model.h"
#include "tests/support/test_support.h"

namespace bitladder::test
{

inline std::shared_ptr<const model::Model> digits()
{
    auto opened = model::openModel(std::filesystem::path(BITLADDER_SAMPLES) / "digits/digits.onnx", {});
    if (!opened) qFatal("%s", opened.error().message.c_str());
    return *opened;
}

inline quant::Recipe recipeOf(const model::Model& model, quant::NumberFormat weights, quant::NumberFormat activations)
{
    quant::Recipe recipe = engine::floatRecipe(*model.graph);
    quant::setAll(recipe, weights, activations);
    engine::fitToLayers(model.layers, recipe);
    return recipe;
}

// The networks of a recipe, calibrated with one input.
struct Networks {
    std::vector<tensor::Tensor> inputs;
    std::unique_ptr<engine::Executable> reference, quantized;

    Networks(const model::Model& model, const quant::Recipe& recipe)
    {
        for (size_t i = 0; i < model.graph->inputs.size(); ++i) {
            const auto& value = model.input(i);
            inputs.push_back(*tensor::Tensor::make(*value.type, *value.shape));
            size_t k = 0;
            for (float& v : inputs.back().mutableAs<float>())
                v = static_cast<float>(k++ % 7) / 7;
        }
        engine::Calibration calibration;
        auto a = methods::prepare(model.graph, engine::floatRecipe(*model.graph), {});
        if (!a) qFatal("%s", a.error().message.c_str());
        reference = *std::move(a);
        if (!engine::calibrate(*reference, inputs, calibration)) qFatal("cannot be calibrated");
        auto b = methods::prepare(model.graph, recipe, calibration);
        if (!b) qFatal("%s", b.error().message.c_str());
        quantized = *std::move(b);
    }
};

} // namespace bitladder::test
