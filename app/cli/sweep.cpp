#include "app/cli/analysis_options.h"
#include "app/cli/sweep_file.h"
#include "app/cli/verbs.h"

#include "core/base/files.h"
#include "core/base/text.h"

#include <chrono>
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
    ShardOptions shard;
    std::string formats;
    bool time = false, json = false;
    int runs = 3;
};

Result<void> sweep(Options& o)
{
    readShard(o.shard);
    experiment::LadderQuestion question;
    if (!o.formats.empty()) question.formats = formatsOption(o.formats, "--formats");
    auto session = openSession(o.model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    if (o.time)
        if (auto calibration = calibrationOf(*session, o.quant, {}); !calibration) return pass(calibration.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    question.recipe = *std::move(recipe);
    question.times = o.time ? experiment::LadderQuestion::Times::Measured : experiment::LadderQuestion::Times::Left;
    question.runs = o.runs;
    question.shard = o.shard.shard;
    question.shards = o.shard.shards;
    const auto begin = std::chrono::steady_clock::now();
    const auto map = experiment::ladder(*session->experiment, question);
    if (!map) return pass(map.error());
    Json j = sweepJson(*map);
    j["model"] = o.model.model;
    j["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (o.json) {
        print(j);
        return {};
    }
    std::cout << fmt::format("{:40}", "SQNR of the weights in dB");
    for (const auto& format : map->formats)
        std::cout << fmt::format(" {:>8}", quant::name(format));
    std::cout << '\n';
    for (size_t i = 0; i < map->layers.size(); ++i) {
        std::cout << fmt::format("{:40}", printable(map->layers[i]));
        for (const double db : map->sqnrDb[i])
            std::cout << (std::isnan(db) ? fmt::format(" {:>8}", "–")
                    : std::isinf(db)     ? fmt::format(" {:>8}", "∞")
                                         : fmt::format(" {:8.1f}", db));
        std::cout << '\n';
    }
    return {};
}

} // namespace

Action addSweep(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb
        = app.add_subcommand("sweep", "the ladder map: every layer at every format, its error and its speed");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "the sample for calibration and timing");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    addShardOption(*verb, o->shard);
    verb->add_option("--formats", o->formats, "columns of the map: int8,int4,int2..int8 (default: the dial, then all)");
    verb->add_flag("--time", o->time, "also measure the whole network in every format");
    verb->add_option("--runs", o->runs, "timed runs")->check(CLI::Range(1, 100000));
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return sweep(*o); };
}

} // namespace bitladder::cli
