#include "core/analysis/model.h"

#include "core/data/folder.h"
#include "core/data/npy.h"
#include "core/engine/ops/operator.h"
#include "core/onnx/reader.h"

#include <algorithm>

namespace bitladder::analysis
{

using tensor::ElementType;
using tensor::Tensor;

namespace
{

std::shared_ptr<const Model> finished(std::shared_ptr<Model> model, graph::Graph graph)
{
    model->graph = std::make_shared<const graph::Graph>(std::move(graph));
    model->layers = graph::layersOf(*model->graph);
    model->parameters = 0;
    model->macs = 0;
    for (const auto& layer : model->layers) {
        model->parameters += layer.parameters;
        model->macs += std::max<int64_t>(0, layer.macs);
    }
    model->preprocessing.reset();
    if (!model->graph->inputs.empty()) {
        const auto& value = model->input();
        if (value.shape && value.type && tensor::isFloat(*value.type)) {
            auto rules = data::guessPreprocessing(*value.shape);
            if (rules) model->preprocessing = *rules;
        }
    }
    return model;
}

} // namespace

bool Model::runnable() const
{
    for (const NodeId id : graph->order())
        if (!engine::findOperator(graph->node(id))) return false;
    return true;
}

Result<std::shared_ptr<const Model>> openModel(
    const std::filesystem::path& path, const engine::SimplifyOptions& options, const Job& job)
{
    auto original = onnx::readModel(path, job);
    if (!original) return pass(original.error());
    auto model = std::make_shared<Model>();
    model->path = path;
    std::error_code error;
    model->fileBytes = std::filesystem::file_size(path, error);
    model->original = std::make_shared<const graph::Graph>(*std::move(original));
    model->options = options;
    auto graph = engine::simplify(*model->original, options, job);
    if (!graph) return graph.error().cancelled() ? pass(graph.error()) : pass(graph.error().within(path.string()));
    return finished(std::move(model), *std::move(graph));
}

Result<std::shared_ptr<const Model>> reshaped(
    const Model& model, const engine::SimplifyOptions& options, const Job& job)
{
    auto copy = std::make_shared<Model>(model);
    copy->options = options;
    auto graph = engine::simplify(*model.original, options, job);
    if (!graph)
        return graph.error().cancelled() ? pass(graph.error()) : pass(graph.error().within(model.path.string()));
    return finished(std::move(copy), *std::move(graph));
}

Result<Tensor> fitInput(const Model& model, size_t input, Tensor tensor, const std::string& from)
{
    const graph::Value& value = model.input(input);
    if (!value.shape || !value.type) return fail("{}: the shape of input {} is not known", from, value.name);
    const tensor::Shape& wanted = *value.shape;
    if (tensor.shape() != wanted && tensor.count() == tensor::elementCount(wanted)) {
        // The same extents but for ones: a batch or channel extent that one side leaves out.
        const auto withoutOnes = [](tensor::Shape s) {
            std::erase(s, 1);
            return s;
        };
        if (withoutOnes(tensor.shape()) == withoutOnes(wanted)) tensor = tensor.reshaped(wanted);
    }
    if (tensor.shape() != wanted)
        return fail("{}: has shape {}, but input {} wants {}", from, tensor::toString(tensor.shape()), value.name,
            tensor::toString(wanted));
    return tensor::converted(tensor, *value.type);
}

Result<Tensor> readInputFile(const Model& model, size_t input, const std::filesystem::path& file,
    const std::optional<data::Preprocessing>& rules)
{
    if (data::isTensorFile(file)) {
        if (file.extension() == ".npy") {
            auto tensor = data::readNpy(file);
            if (!tensor) return tensor;
            return fitInput(model, input, *std::move(tensor), file.string());
        }
        auto named = onnx::readTensor(file);
        if (!named) return pass(named.error());
        return fitInput(model, input, std::move(named->tensor), file.string());
    }
    if (!rules)
        return fail("{}: the network's input {} is not a picture; give it a .npy or .pb file", file.string(),
            model.input(input).name);
    auto picture = data::readPicture(file);
    if (!picture) return pass(picture.error());
    auto tensor = data::preprocess(*picture, *rules);
    if (!tensor) return pass(tensor.error().within(file.string()));
    // A network that takes the pixels as a flat vector gets them row by row.
    const auto& wanted = model.input(input).shape;
    if (wanted && std::ranges::count_if(*wanted, [](int64_t extent) { return extent > 1; }) == 1
        && tensor->count() == tensor::elementCount(*wanted))
        tensor = tensor->reshaped(*wanted);
    return fitInput(model, input, *std::move(tensor), file.string());
}

Result<std::vector<Tensor>> noiseInputs(const Model& model, uint32_t seed)
{
    std::vector<Tensor> inputs;
    for (size_t i = 0; i < model.graph->inputs.size(); ++i) {
        const graph::Value& value = model.input(i);
        if (!value.shape || !value.type) return fail("the shape of input {} is not known", value.name);
        auto noise = Tensor::make(ElementType::Float32, *value.shape);
        if (!noise) return pass(noise.error());
        uint32_t state = seed + static_cast<uint32_t>(i);
        for (float& v : noise->mutableAs<float>()) {
            state = state * 1664525u + 1013904223u; // Numerical Recipes
            v = static_cast<float>(state >> 8) / 16777216.0f;
        }
        auto fitted = tensor::converted(*noise, *value.type);
        if (!fitted) return pass(fitted.error());
        inputs.push_back(*std::move(fitted));
    }
    return inputs;
}

} // namespace bitladder::analysis
