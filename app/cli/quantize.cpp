#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/text.h"
#include "core/exchange/recipe_file.h"

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
    std::string file;
    bool json = false;
};

Json logJson(const engine::Executable& network)
{
    Json methods = Json::array();
    for (const engine::MethodLog& log : network.network()->log) {
        Json layers = Json::array();
        for (const auto& effect : log.layers)
            layers.push_back({{"name", network.layers()[static_cast<size_t>(effect.layer)].name},
                {"before", numberJson(effect.before)}, {"after", numberJson(effect.after)}});
        methods.push_back({{"method", log.method}, {"measure", log.measure}, {"note", log.note}, {"layers", layers},
            {"seconds", log.seconds}, {"fromDisk", log.fromDisk}});
    }
    return methods;
}

int64_t macsOf(const engine::Executable& network)
{
    int64_t macs = 0;
    for (const auto& layer : network.layers())
        macs += layer.macs;
    return macs;
}

Result<void> quantize(const Options& o)
{
    auto session = openSession(o.model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    auto calibration = calibrationOf(*session, o.quant, {});
    if (!calibration) return pass(calibration.error());
    auto quantized = quantizedNetwork(*session, *recipe);
    if (!quantized) return pass(quantized.error());
    auto floats = session->experiment->floatNetwork();
    if (!floats) return pass(floats.error());
    if (!o.file.empty()) BITLADDER_TRY(exchange::writeRecipe(*recipe, o.file));
    if (o.json) {
        print({{"model", o.model.model}, {"recipe", o.file}, {"calibrationPictures", (*calibration)->pictures},
            {"sizes", sizesJson((*quantized)->sizes())}, {"macs", macsOf(**quantized)},
            {"methods", logJson(**quantized)}});
        return {};
    }
    for (const engine::MethodLog& log : (*quantized)->network()->log) {
        std::cout << fmt::format("{}: {} ({:.1f} s{})\n", log.method, log.note.empty() ? log.measure : log.note,
            log.seconds, log.fromDisk ? ", learned earlier" : "");
        for (const auto& effect : log.layers)
            std::cout << fmt::format("  {:40} {:10.4g} → {:.4g}\n",
                printable((*quantized)->layers()[static_cast<size_t>(effect.layer)].name), effect.before, effect.after);
    }
    const auto& sizes = (*quantized)->sizes();
    std::cout << fmt::format("{:.0f} → {:.0f} bytes in theory, {} → {} MACs\n", (*floats)->sizes().floatBytes,
        sizes.theoreticalBytes, macsOf(**floats), macsOf(**quantized));
    if (!o.file.empty()) std::cout << o.file << '\n';
    return {};
}

} // namespace

Action addQuantize(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("quantize", "quantize with methods, say what each did, and write the recipe");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "the sample for calibration");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    verb->add_option("-o,--output", o->file, "recipe file");
    verb->add_flag("--json", o->json, "print JSON");
    return [o] { return quantize(*o); };
}

} // namespace bitladder::cli
