#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/exchange/exchange_format.h"
#include "core/exchange/inspect.h"

#include <cmath>

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

Json jsonOf(const exchange::StoredTensor& tensor)
{
    Json j {{"type", tensor.type}, {"quantized", tensor.quantized}};
    if (tensor.quantized) {
        j["scales"] = tensor.scales;
        j["zeroPoints"] = tensor.zeroPoints;
    }
    return j;
}

// What the file really contains.
Json jsonOf(const exchange::FileReport& report)
{
    Json opsets = Json::object(), layers = Json::array();
    for (const auto& [domain, version] : report.opsets)
        opsets[domain.empty() ? "ai.onnx" : domain] = version;
    for (const exchange::StoredLayer& layer : report.layers) {
        Json l {{"layer", layer.name}, {"operator", layer.op}, {"input", jsonOf(layer.input)}};
        if (layer.weights) l["weights"] = jsonOf(*layer.weights);
        layers.push_back(std::move(l));
    }
    Json j {{"opsets", opsets}, {"layers", layers}};
    if (!std::isnan(report.largestDifference)) {
        j["largestDifference"] = report.largestDifference;
        j["largestAnswer"] = report.largestAnswer;
    }
    return j;
}

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
    std::string contents = fmt::format("{} bytes\n", j["bytes"].get<uintmax_t>());
    if (format.extension == "onnx") {
        auto report = session->experiment->inspect(*recipe, o.file);
        if (!report) return pass(report.error().within(o.file));
        j["contents"] = jsonOf(*report);
        contents = exchange::reportText(*report);
    }
    if (o.json)
        print(j);
    else
        std::cout << fmt::format("{}: {}", o.file, contents);
    return {};
}

} // namespace

Action addExport(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("export", "write the chosen configuration for other tools");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "the sample for calibration and timing");
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
