#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/exchange/exchange_format.h"

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
    exchange::ExportOptions written;
    bool json = false;
};

Result<void> exportTo(const Options& o)
{
    auto session = openSession(o.model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    Json j {{"file", o.file}, {"to", o.to}};
    const exchange::ExchangeFormat& format = *exchange::findExchangeFormat(o.to); // the parser has checked it
    BITLADDER_TRY(exchange::holds(format, *session->model().graph, *recipe)); // before anything is calibrated
    if (format.needsNetwork) {
        auto calibration = calibrationOf(*session, o.quant, {});
        if (!calibration) return pass(calibration.error());
        j["calibrationPictures"] = (*calibration)->pictures;
    }
    BITLADDER_TRY(session->experiment->write(format, *recipe, o.file, o.written));
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
    std::vector<std::string> ids;
    std::string meanings;
    for (const auto* format : exchange::exchangeFormats()) {
        ids.emplace_back(format->id);
        meanings += fmt::format("{}{} ({})", meanings.empty() ? "" : ", ", format->id, format->label);
    }
    verb->add_option("--to", o->to, "what to write: " + meanings)->required()->check(CLI::IsMember(ids));
    verb->add_option("--opset", o->written.newestOpset,
            "newest opset that the file may use where its own operators do not need a newer one; below 21, weights of "
            "4 bits and fewer are written as bytes, which older runtimes take")
        ->check(CLI::Range(13, 1000));
    verb->add_option("-o,--output", o->file, "the file to write")->required();
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return exportTo(*o); };
}

} // namespace bitladder::cli
