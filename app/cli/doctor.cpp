#include "core/experiment/doctor.h"

#include "app/cli/analysis_options.h"
#include "app/cli/rule_option.h"
#include "app/cli/verbs.h"
#include "core/analysis/cost.h"
#include "core/base/text.h"
#include "core/measure/energy_counter.h"

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
    bool json = false;
};

const char* weightName(experiment::Finding::Weight weight)
{
    switch (weight) {
    case experiment::Finding::Weight::Fine:
        return "fine";
    case experiment::Finding::Weight::Advice:
        return "advice";
    case experiment::Finding::Weight::Problem:
        break;
    }
    return "problem";
}

// By the processor's own counter, where it can be read.
Result<measure::RunEnergy> measuredEnergy(DataSession& opened)
{
    constexpr double kSeconds = 1;
    auto counter = measure::EnergyCounter::open();
    if (!counter) return pass(counter.error());
    auto network = opened.session.experiment->quantize(opened.recipe);
    if (!network) return pass(network.error());
    return measure::measureEnergy(*counter, **network, opened.session.experiment->inputs(), kSeconds);
}

Result<void> examine(const Options& o)
{
    auto opened = openWithData(o.model, o.pictures, o.quant, o.machine, o.data);
    if (!opened) return pass(opened.error());
    experiment::DoctorQuestion question;
    question.recipe = opened->recipe;
    question.validation = opened->pictures;
    const auto findings = experiment::doctor(*opened->session.experiment, question);
    if (!findings) return pass(findings.error());
    const auto cost = analysis::costOf(opened->session.model(), opened->recipe);
    Json j;
    j["model"] = o.model.model;
    j["findings"] = Json::array();
    for (const auto& f : *findings)
        j["findings"].push_back({{"id", f.id}, {"weight", weightName(f.weight)},
            {"layer",
                f.layer < 0 ? Json(nullptr) : Json(opened->session.model().layers[static_cast<size_t>(f.layer)].name)},
            {"value", numberJson(f.value)}, {"summary", f.summary}, {"nextStep", f.nextStep}, {"theory", f.theory}});
    j["cost"] = {{"sizeBytes", cost.total.bytes}, {"macs", cost.total.macs}, {"bops", cost.total.bops},
        {"energyUj", cost.total.energyUj}, {"imagesPerJoule", cost.imagesPerJoule()},
        {"energyModel", "Horowitz 2014, 45 nm"}, {"pairs", Json::array()}};
    for (const auto& pair : cost.pairs)
        j["cost"]["pairs"].push_back({{"weights", quant::name(pair.weights)},
            {"activations", quant::name(pair.activations)}, {"macs", pair.macs}});
    const auto energy = measuredEnergy(*opened);
    j["cost"]["measured"] = energy ? Json {{"energyUj", energy->microjoules}, {"runs", energy->runs}} : Json(nullptr);
    j["cost"]["notMeasured"] = energy ? Json(nullptr) : Json(energy.error().message);
    if (o.json) {
        print(j);
        return {};
    }
    for (const auto& f : *findings) {
        std::cout << fmt::format("{:8} {}\n", weightName(f.weight), printable(f.summary));
        if (!f.nextStep.empty())
            std::cout << fmt::format("{:8} {} ({})\n", "", printable(f.nextStep), printable(f.theory));
    }
    std::cout << fmt::format("cost     {}, {:.4g} multiply-adds, {:.4g} bit operations, {:.4g} µJ by the model "
                             "of 45 nm ({:.0f} pictures a joule)\n",
        bytesText(cost.total.bytes), cost.total.macs, cost.total.bops, cost.total.energyUj, cost.imagesPerJoule());
    if (energy)
        std::cout << fmt::format(
            "{:8} {:.4g} µJ measured by the processor's counter, of the whole processor, {} runs\n", "",
            energy->microjoules, energy->runs);
    else
        std::cout << fmt::format("{:8} energy not measured: {}\n", "", printable(energy.error().message));
    return {};
}

} // namespace

Action addDoctor(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand(
        "doctor", "what is wrong with calibration, preprocessing and numbers, what to do about it, and what it costs");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "the sample");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    addDataOptions(*verb, o->data, Data::Optional);
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return examine(*o); };
}

} // namespace bitladder::cli
