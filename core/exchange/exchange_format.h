// What a configuration can be written as for other tools: rows of one table (exchange_format.cpp), one file each in
// format/. Menus and the command line iterate the table and name no format themselves.
#pragma once
#include "core/base/translatable_message.h"
#include "core/engine/executable.h"
#include "core/measure/timing.h"
#include "core/model/model.h"

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace bitladder::exchange
{

// What is written. `recipe` is one of the model's graph. The networks may be null where the format needs none.
struct ExportSource {
    const model::Model& model;
    const quant::Recipe& recipe;
    engine::Executable* floatNetwork = nullptr;
    engine::Executable* quantized = nullptr; // prepared from `recipe`
    std::span<const tensor::Tensor> inputs {}; // the sample, in the order of the graph's inputs; for errors and times
};

// Each format uses those that concern it.
struct ExportOptions {
    int newestOpset = 21; // of ONNX files; see QdqOptions
    int runs = 10; // that a time is the median of
    measure::Alone alone {}; // how times are measured; empty: at once
};

// A layer that a format cannot hold as the recipe wants it, and why.
struct Obstacle {
    size_t layer = 0; // index in the recipe
    TranslatableMessage why; // in English, marked for translation in the context "Exchange"
    friend bool operator==(const Obstacle&, const Obstacle&) = default;
};

struct ExchangeFormat {
    std::string_view id; // stable: on the command line and in saved settings
    const char* label; // English, marked for translation in the context "Exchange"
    const char* fileKind; // what its files are called where a person chooses one; marked likewise
    std::string_view extension; // without the dot
    std::string_view suffix; // of a file's usual name: model "a.onnx" becomes "a" + suffix + "." + extension
    bool needsNetwork = true; // calibrated and prepared; else the recipe is enough
    // The layers that cannot be written, in their order, each with all its reasons. Null: it holds every recipe.
    std::vector<Obstacle> (*obstacles)(const graph::Graph& graph, const quant::Recipe& recipe) = nullptr;
    // Writes the file as a whole or leaves what was there. Fails where there are obstacles.
    Result<void> (*write)(
        const ExportSource& source, const std::filesystem::path& file, const ExportOptions& options, const Job& job)
        = nullptr;
};

std::span<const ExchangeFormat* const> exchangeFormats(); // in the order in which lists show them
const ExchangeFormat* findExchangeFormat(std::string_view id); // null where there is none

// Fails with every obstacle at once, layers of the same reason together.
Result<void> holds(const ExchangeFormat& format, const graph::Graph& graph, const quant::Recipe& recipe);

} // namespace bitladder::exchange
