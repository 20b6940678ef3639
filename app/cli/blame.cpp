#include "core/experiment/blame.h"

#include "app/cli/analysis_options.h"
#include "app/cli/verbs.h"
#include "core/base/text.h"

#include <iostream>
#include <map>

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
    int most = 10;
    bool json = false;
};

Result<void> findBlame(const Options& o)
{
    auto opened = openWithData(o.model, o.pictures, o.quant, o.machine, o.data);
    if (!opened) return pass(opened.error());
    experiment::Experiment& experiment = *opened->session.experiment;
    const auto& layers = opened->session.model().layers;
    const auto nameOf = [&](int layer) { return layers[static_cast<size_t>(layer)].name; };

    // Without a folder the sample is looked at, whatever became of it.
    std::vector<std::pair<std::string, std::vector<tensor::Tensor>>> asked;
    Json j;
    j["model"] = o.model.model;
    if (opened->pictures) {
        auto evaluation = experiment.evaluate(opened->recipe, *opened->pictures);
        if (!evaluation) return pass(evaluation.error());
        j["images"] = evaluation->images;
        j["agreement"] = proportionJson(evaluation->agreement);
        int64_t changed = 0;
        for (size_t i = 0; i < evaluation->outcomes.size(); ++i) {
            if (!evaluation->outcomes[i].changed()) continue;
            if (++changed > o.most) continue;
            auto inputs = opened->pictures->inputs(i);
            if (!inputs) return pass(inputs.error());
            asked.emplace_back(opened->files[i].file.string(), *std::move(inputs));
        }
        j["changed"] = changed;
    } else {
        asked.emplace_back(o.model.images.empty() ? std::string() : o.model.images.front(), experiment.inputs());
    }
    j["pictures"] = Json::array();
    std::map<int, int> counts;
    for (const auto& [file, inputs] : asked) {
        const auto found = experiment::blame(experiment, opened->recipe, inputs, experiment::Margins::Found);
        if (!found) return pass(found.error());
        Json names = Json::array();
        for (const int layer : found->culprits) {
            names.push_back(nameOf(layer));
            ++counts[layer];
        }
        j["pictures"].push_back({{"file", file}, {"float", found->floatTop}, {"quantized", found->chosenTop},
            {"culprits", names}, {"hybridRuns", found->hybridRuns}, {"margins", found->margins}});
    }
    j["layers"] = Json::array(); // how often each was to blame
    for (const auto& [layer, count] : counts)
        j["layers"].push_back({{"name", nameOf(layer)}, {"pictures", count}});
    if (o.json) {
        print(j);
        return {};
    }
    if (j.contains("changed"))
        std::cout << fmt::format(
            "{} of {} answers have changed\n", j["changed"].get<int64_t>(), j["images"].get<int64_t>());
    for (const auto& picture : j["pictures"]) {
        std::cout << fmt::format("{}: {} → {}", printable(picture["file"].get<std::string>()),
            picture["float"].get<int64_t>(), picture["quantized"].get<int64_t>());
        for (const auto& name : picture["culprits"])
            std::cout << "  " << printable(name.get<std::string>());
        std::cout << '\n';
    }
    return {};
}

} // namespace

Action addBlame(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand(
        "blame", "for answers that changed: the smallest set of layers that has to be in float to bring them back");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "the sample that is looked at without --data");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    addDataOptions(*verb, o->data, Data::Optional);
    verb->add_option("--most", o->most, "changed pictures that are looked into")->check(CLI::Range(1, 1 << 30));
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return findBlame(*o); };
}

} // namespace bitladder::cli
