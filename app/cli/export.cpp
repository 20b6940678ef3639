#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/files.h"
#include "core/exchange/layer_table.h"
#include "core/exchange/onnx_graph.h"
#include "core/exchange/recipe_file.h"
#include "core/onnx/writer.h"

#include <iostream>

namespace bitladder::cli
{

namespace
{

struct Options {
    ModelOptions model;
    PictureOptions pictures;
    QuantOptions quant;
    MachineOptions machine;
    std::string to, file;
    exchange::QdqOptions qdq;
    bool json = false;
};

Result<void> exportTo(const Options& o)
{
    auto session = openSession(o.model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    Json j {{"file", o.file}, {"to", o.to}};
    if (o.to == "recipe") {
        BITLADDER_TRY(exchange::writeRecipe(*recipe, o.file));
    } else {
        auto calibration = calibrationOf(*session, o.quant, {});
        if (!calibration) return pass(calibration.error());
        j["calibrationPictures"] = calibration->pictures;
        auto chosen = chosenNetwork(*session, *recipe, *calibration);
        if (!chosen) return pass(chosen.error());
        if (o.to == "qdq") {
            auto graph = exchange::qdqGraph(**chosen, o.qdq);
            if (!graph) return pass(graph.error());
            BITLADDER_TRY(onnx::writeModel(*graph, o.file));
        } else {
            auto taps = analysis::floatTaps(*session->floatNetwork, session->inputs);
            if (!taps) return pass(taps.error());
            auto compared = analysis::compareRun(**chosen, session->inputs, *taps);
            if (!compared) return pass(compared.error());
            auto timing = measure::measurePair(*session->floatNetwork, **chosen, session->inputs, 10);
            if (!timing) return pass(timing.error());
            BITLADDER_TRY(writeFileAtomically(o.file,
                exchange::layerTable(
                    *session->model, **chosen, &timing->first, &timing->second, &compared->accumulated)));
        }
    }
    std::error_code error;
    j["bytes"] = std::filesystem::file_size(o.file, error);
    if (o.json)
        print(j);
    else
        std::cout << fmt::format("{}: {} bytes\n", o.file, j["bytes"].get<uintmax_t>());
    return {};
}

} // namespace

Action addExport(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("export", "write the chosen configuration for other tools");
    addModelOptions(*verb, o->model);
    verb->add_option("--input", o->model.inputs, "[NAME=]FILE: the sample for calibration and timing");
    verb->add_option("--image", o->model.images, "a picture for the first input");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    verb->add_option("--to", o->to, "what to write")->required()->check(CLI::IsMember({"recipe", "csv", "qdq"}));
    verb->add_option("--opset", o->qdq.newestOpset,
            "newest opset that the file may use where its own operators do not need a newer one; below 21, weights of "
            "4 bits and "
            "fewer are written as bytes, which older runtimes take")
        ->check(CLI::Range(13, 1000));
    verb->add_option("-o,--output", o->file, "the file to write")->required();
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return exportTo(*o); };
}

} // namespace bitladder::cli
