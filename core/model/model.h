// A model as the program holds it: the cleaned graph, its layers, and how pictures become its input.
#pragma once
#include "core/base/job.h"
#include "core/data/picture.h"
#include "core/graph/layers.h"
#include "core/ops/simplify.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace bitladder::model
{

struct Model {
    std::filesystem::path path;
    uintmax_t fileBytes = 0;
    uint64_t content = 0; // see content.h
    std::shared_ptr<const graph::Graph> original; // as in the file
    std::shared_ptr<const graph::Graph> graph; // simplified, shapes known
    std::vector<graph::Layer> layers;
    ops::SimplifyOptions options;
    size_t pictureInput = 0; // the first input that looks like a picture; 0 where none does
    std::optional<data::Preprocessing> preprocessing; // of that input, guessed; none where it is not a picture
    int64_t parameters = 0, macs = 0;

    const graph::Value& input(size_t i) const { return graph->value(graph->inputs[i]); }
    // Nodes that cannot run; a model with such nodes can be looked at but not run.
    bool runnable() const;
};

Result<std::shared_ptr<const Model>> openModel(
    const std::filesystem::path& path, const ops::SimplifyOptions& options = {}, const Job& job = {});
// The same file with other input shapes.
Result<std::shared_ptr<const Model>> reshaped(
    const Model& model, const ops::SimplifyOptions& options, const Job& job = {});

} // namespace bitladder::model
