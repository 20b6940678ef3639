// Opens a model, with a recipe or without.
#pragma once
#include "app/window/runner/job_runner.h"
#include "core/engine/executable.h"
#include "core/exchange/recipe_file.h"
#include "core/model/model.h"

#include <filesystem>
#include <optional>

namespace bitladder::app
{

struct OpenRequest {
    std::filesystem::path model;
    std::optional<std::filesystem::path> recipe;
};

struct OpenedModel {
    std::shared_ptr<const model::Model> model;
    quant::Recipe recipe; // for the model's layers: the file's, or what the model starts with
    QString problem; // why the recipe's file was not taken; empty: it was, or there is none
};

// `memory`: what computing the model may take, in bytes; none: what the size of its file allows.
Result<OpenedModel> openModel(const OpenRequest& request, std::optional<size_t> memory, const JobContext& context);

} // namespace bitladder::app
