#include "core/model/model.h"

#include "core/data/preprocessing_guess.h"
#include "core/model/content.h"
#include "core/onnx/reader.h"
#include "core/ops/operator.h"

#include <algorithm>

namespace bitladder::model
{

using tensor::ElementType;

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
    model->pictureInput = 0;
    for (size_t i = 0; i < model->graph->inputs.size() && !model->preprocessing; ++i) {
        model->preprocessing = data::guessRules(*model->original, *model->graph, i);
        if (model->preprocessing) model->pictureInput = i;
    }
    return model;
}

} // namespace

bool Model::runnable() const
{
    for (const NodeId id : graph->order())
        if (!ops::findOperator(graph->node(id))) return false;
    return true;
}

Result<std::shared_ptr<const Model>> openModel(
    const std::filesystem::path& path, const ops::SimplifyOptions& options, const Job& job)
{
    auto original = onnx::readModel(path, job);
    if (!original) return pass(original.error());
    auto model = std::make_shared<Model>();
    model->path = path;
    std::error_code error;
    model->fileBytes = std::filesystem::file_size(path, error);
    model->original = std::make_shared<const graph::Graph>(*std::move(original));
    model->content = contentOf(path, *model->original);
    model->options = options;
    auto graph = ops::simplify(*model->original, options, job);
    if (!graph) return graph.error().cancelled() ? pass(graph.error()) : pass(graph.error().within(path.string()));
    return finished(std::move(model), *std::move(graph));
}

Result<std::shared_ptr<const Model>> reshaped(const Model& model, const ops::SimplifyOptions& options, const Job& job)
{
    auto copy = std::make_shared<Model>(model);
    copy->options = options;
    auto graph = ops::simplify(*model.original, options, job);
    if (!graph)
        return graph.error().cancelled() ? pass(graph.error()) : pass(graph.error().within(model.path.string()));
    return finished(std::move(copy), *std::move(graph));
}

} // namespace bitladder::model
