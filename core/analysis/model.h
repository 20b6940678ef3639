// A model as the program holds it: the cleaned graph, its layers, and how pictures become its input.
#pragma once
#include "core/base/job.h"
#include "core/data/picture.h"
#include "core/engine/simplify.h"
#include "core/graph/layers.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace bitladder::analysis
{

struct Model {
    std::filesystem::path path;
    uintmax_t fileBytes = 0;
    std::shared_ptr<const graph::Graph> original; // as in the file
    std::shared_ptr<const graph::Graph> graph; // simplified, shapes known
    std::vector<graph::Layer> layers;
    engine::SimplifyOptions options;
    std::optional<data::Preprocessing> preprocessing; // guessed; none where the input is not a picture
    int64_t parameters = 0, macs = 0;

    // The input that takes the picture: the first one.
    const graph::Value& input(size_t i = 0) const { return graph->value(graph->inputs[i]); }
    // Nodes that cannot run; a model with such nodes can be looked at but not run.
    bool runnable() const;
};

Result<std::shared_ptr<const Model>> openModel(
    const std::filesystem::path& path, const engine::SimplifyOptions& options = {}, const Job& job = {});
// The same file with other input shapes.
Result<std::shared_ptr<const Model>> reshaped(
    const Model& model, const engine::SimplifyOptions& options, const Job& job = {});

// A file as a tensor for one input of the model: .npy and .pb as they are, pictures preprocessed. A missing batch extent is
// added and the type converted where the numbers allow it; the shape may differ from the model's present one only in extents
// that are free in the file.
Result<tensor::Tensor> readInputFile(const Model& model, size_t input, const std::filesystem::path& file,
    const std::optional<data::Preprocessing>& rules);
// Checks and adapts a tensor to an input, as above.
Result<tensor::Tensor> fitInput(const Model& model, size_t input, tensor::Tensor tensor, const std::string& from);
// Seeded noise for all inputs: uniform in 0…1.
Result<std::vector<tensor::Tensor>> noiseInputs(const Model& model, uint32_t seed);

} // namespace bitladder::analysis
