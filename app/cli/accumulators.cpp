#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/analysis/accumulators.h"
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
    std::string overflow = "saturate", file;
    int bits = 16, positions = 64;
    bool pairs = false, json = false;
};

analysis::Accumulator accumulatorOf(const Options& o)
{
    analysis::Accumulator accumulator;
    accumulator.what = o.pairs ? analysis::Accumulator::What::Pairs : analysis::Accumulator::What::Sum;
    accumulator.bits = o.pairs ? 16 : o.bits;
    accumulator.overflow
        = o.overflow == "wrap" ? analysis::Accumulator::Overflow::Wrap : analysis::Accumulator::Overflow::Saturate;
    return accumulator;
}

Result<void> accumulators(const Options& o)
{
    if (o.pairs && o.overflow == "wrap") throw UsageError {"--pairs saturate; they do not wrap"};
    auto session = openSession(o.model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    auto calibration = calibrationOf(*session, o.quant, {});
    if (!calibration) return pass(calibration.error());
    const analysis::Accumulator accumulator = accumulatorOf(o);
    const auto pictures = session->experiment->calibrationSet();
    const auto reportOf = [&](const quant::Recipe& asked) -> Result<analysis::AccumulatorReport> {
        auto network = quantizedNetwork(*session, asked);
        if (!network) return pass(network.error());
        return analysis::accumulatorReport(**network, pictures, accumulator, o.positions);
    };
    const auto report = reportOf(*recipe);
    if (!report) return pass(report.error());
    // Seven bits for exactly the layers that were bitten, and whether that helps.
    quant::Recipe proposed = *recipe;
    Json changed = Json::array();
    for (const int i : report->bittenLayers()) {
        auto& layer = proposed.layers[static_cast<size_t>(i)];
        if (layer.weights.format.bits <= 7) continue;
        layer.weights.format = quant::intFormat(7);
        changed.push_back(layer.layer);
    }
    std::optional<analysis::AccumulatorReport> then;
    if (!changed.empty()) {
        auto again = reportOf(proposed);
        if (!again) return pass(again.error());
        then = *std::move(again);
        if (!o.file.empty()) BITLADDER_TRY(exchange::writeRecipe(proposed, o.file));
    }
    Json layers = Json::array();
    for (size_t i = 0; i < report->layers.size(); ++i) {
        const auto& layer = report->layers[i];
        if (!layer.applies) {
            layers.push_back({{"name", layer.name}, {"applies", false}});
            continue;
        }
        layers.push_back({{"name", layer.name}, {"applies", true}, {"sums", layer.sums}, {"bitten", layer.bitten},
            {"bitsNeeded", layer.bitsNeeded}, {"bitsForAnything", layer.bitsForAnything},
            {"sqnrDb", numberJson(layer.sqnrDb)}});
        if (then) layers.back()["bittenAt7Bits"] = then->layers[i].bitten;
    }
    if (o.json) {
        print({{"model", o.model.model}, {"accumulator", o.pairs ? "pairs" : "sum"}, {"bits", accumulator.bits},
            {"overflow", o.overflow}, {"calibrationPictures", (*calibration)->pictures}, {"layers", layers},
            {"proposed7Bits", changed}, {"recipe", changed.empty() ? "" : o.file}});
        return {};
    }
    std::cout << fmt::format("{}, {} bits, {}\n", o.pairs ? "sums of two products" : "sums", accumulator.bits,
        o.pairs ? "saturating" : o.overflow);
    for (const auto& layer : layers) {
        const std::string name = printable(layer["name"].get<std::string>());
        if (!layer["applies"].get<bool>()) {
            std::cout << fmt::format("  {:40} no sums of integers that it is for\n", name);
            continue;
        }
        std::cout << fmt::format("  {:40} {:>9} of {} bitten, {} bits seen, {} for any input, SQNR {} dB{}\n", name,
            layer["bitten"].get<int64_t>(), layer["sums"].get<int64_t>(), layer["bitsNeeded"].get<int>(),
            layer["bitsForAnything"].get<int>(),
            layer["sqnrDb"].is_null() ? "∞" : fmt::format("{:.1f}", layer["sqnrDb"].get<double>()),
            layer.contains("bittenAt7Bits") ? fmt::format(", {} with 7 bits", layer["bittenAt7Bits"].get<int64_t>())
                                            : "");
    }
    for (const auto& name : changed)
        std::cout << fmt::format("7 bits proposed: {}\n", printable(name.get<std::string>()));
    if (!changed.empty() && !o.file.empty()) std::cout << o.file << '\n';
    return {};
}

} // namespace

Action addAccumulators(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand(
        "accumulators", "where narrower accumulators than ours would overflow, and 7 bits for the layers concerned");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "the sample that is run");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    verb->add_option("--bits", o->bits, "width of the accumulator")->check(CLI::Range(12, 32));
    verb->add_option("--overflow", o->overflow, "what it does")->check(CLI::IsMember({"wrap", "saturate"}));
    verb->add_flag("--pairs", o->pairs,
        "instead: sums of two products of bytes, saturated to 16 bits, as processors without VNNI make them");
    verb->add_option("--positions", o->positions, "outputs of each layer and picture that are looked at")
        ->check(CLI::Range(1, 1 << 24));
    verb->add_option("-o,--output", o->file, "recipe file: the same with 7 bits for the layers concerned");
    verb->add_flag("--json", o->json, "print JSON");
    return [o] { return accumulators(*o); };
}

} // namespace bitladder::cli
