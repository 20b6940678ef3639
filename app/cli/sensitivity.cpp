#include "app/cli/analysis_options.h"
#include "app/cli/verbs.h"

#include "core/base/text.h"
#include "core/experiment/sensitivity.h"

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
    DataOptions data;
    ShardOptions shard;
    int probes = 64;
    bool groups = false, json = false;
};

Result<void> analyse(Options& o)
{
    readShard(o.shard);
    auto opened = openWithData(o.model, o.pictures, o.quant, o.machine, o.data);
    if (!opened) return pass(opened.error());
    experiment::SensitivityQuestion question;
    question.recipe = opened->recipe;
    question.pictures = opened->pictures;
    question.limit = static_cast<size_t>(o.probes);
    question.shard = o.shard.shard;
    question.shards = o.shard.shards;
    if (o.groups) question.items = experiment::residualGroups(opened->session.model());
    const auto begin = std::chrono::steady_clock::now();
    const auto found = experiment::sensitivity(*opened->session.experiment, question);
    if (!found) return pass(found.error());
    Json j;
    j["model"] = o.model.model;
    j["pictures"] = found->all.agreement.total;
    j["all"] = effectJson(found->all);
    j["layers"] = Json::array();
    for (const auto& row : found->rows)
        j["layers"].push_back({{"name", row.name}, {"positions", row.layers}, {"oneOn", effectJson(row.oneOn)},
            {"oneOff", effectJson(row.oneOff)}, {"weightsOnly", effectJson(row.weightsOnly)},
            {"activationsOnly", effectJson(row.activationsOnly)}});
    j["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (o.json) {
        print(j);
        return {};
    }
    const auto text = [](const experiment::Effect& e) {
        return fmt::format(" {:>9} {:>9} {:>8}", std::isinf(e.outputDb) ? "∞" : fmt::format("{:.1f}", e.outputDb),
            e.agreement.total ? fmt::format("{:.5f}", e.kl) : "–",
            e.agreement.total ? fmt::format("{:.1f} %", 100 * e.agreement.rate()) : "–");
    };
    std::cout << fmt::format("{:40} {:^28} {:^28} {:^28} {:^28}\n", "output dB, KL, agreement", "one on", "one off",
        "weights only", "activations only");
    for (const auto& row : found->rows)
        std::cout << fmt::format("{:40}{}{}{}{}\n", printable(row.name), text(row.oneOn), text(row.oneOff),
            text(row.weightsOnly), text(row.activationsOnly));
    std::cout << fmt::format("{:40}{}\n", "everything quantized", text(found->all));
    return {};
}

} // namespace

Action addSensitivity(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand(
        "sensitivity", "what each layer does when it alone is quantized, and when it alone is in float");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "the sample whose output error is measured");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    addDataOptions(*verb, o->data, Data::Optional);
    addShardOption(*verb, o->shard);
    verb->add_option("--probes", o->probes, "pictures that are run, spread over the folder; 0: all")
        ->check(CLI::Range(0, 1 << 30));
    verb->add_flag("--groups", o->groups, "layers whose outputs meet in one sum are one item");
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return analyse(*o); };
}

} // namespace bitladder::cli
