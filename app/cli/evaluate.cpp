#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/text.h"

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
    std::string data, labels;
    int limit = 0, runs = 10;
    bool json = false;
};

constexpr size_t kDefaultCalibration = 32;

Result<void> evaluate(const Options& o)
{
    const std::filesystem::path beside = std::filesystem::path(o.model.model).parent_path() / "labels.txt";
    auto folder
        = data::readFolder(o.data, data::readClassNames(o.labels.empty() ? beside : std::filesystem::path(o.labels)));
    if (!folder) return pass(folder.error());
    const auto files = data::sampleOf(*folder, static_cast<size_t>(o.limit));
    ModelOptions model = o.model;
    model.images = {model::firstReadable(files).string()}; // the sample that is timed
    auto session = openSession(model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    std::vector<std::filesystem::path> fallback;
    for (const auto& entry : data::sampleOf(*folder, kDefaultCalibration))
        fallback.push_back(entry.file);
    auto calibration = calibrationOf(*session, o.quant, fallback);
    if (!calibration) return pass(calibration.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    auto quantized = quantizedNetwork(*session, *recipe);
    if (!quantized) return pass(quantized.error());
    experiment::Experiment& experiment = *session->experiment;
    auto result = experiment.evaluate(*recipe, *experiment.pictures(files), {}, {}, quantized->get());
    if (!result) return pass(result.error());
    auto floatNetwork = experiment.floatNetwork();
    if (!floatNetwork) return pass(floatNetwork.error());
    engine::Executable* const both[] = {*floatNetwork, quantized->get()};
    auto timing = experiment.time(both, o.runs);
    if (!timing) return pass(timing.error());
    const Summary &floatMs = (*timing)[0].total, &chosenMs = (*timing)[1].total;
    const auto& rules = experiment.feed().rules;

    const auto share = [&](const Proportion& p) { return p.total ? Json(p.rate()) : Json(nullptr); };
    Json j;
    j["model"] = o.model.model;
    j["isa"] = kernels::levelName((*quantized)->level());
    j["threads"] = (*quantized)->threads();
    j["calibrationPictures"] = (*calibration)->pictures;
    j["calibrationUnreadable"] = (*calibration)->unreadable;
    j["preprocessing"] = rules ? Json(data::describe(*rules)) : Json(nullptr);
    j["images"] = result->images;
    j["labelled"] = result->labelled;
    j["float"] = {
        {"top1", share(result->floatTop1)}, {"top5", share(result->floatTop5)}, {"top1Count", result->floatTop1.hits}};
    j["quantized"] = {{"top1", share(result->chosenTop1)}, {"top5", share(result->chosenTop5)},
        {"top1Count", result->chosenTop1.hits}};
    j["agreement"]
        = {{"rate", result->agreement.rate()}, {"low", result->agreement.low()}, {"high", result->agreement.high()}};
    j["meanKl"] = numberJson(result->divergence);
    j["latencyMs"] = {{"median", chosenMs.median}, {"best", chosenMs.best}};
    j["floatLatencyMs"] = {{"median", floatMs.median}, {"best", floatMs.best}};
    j["speedup"] = floatMs.median / chosenMs.median;
    j["noiseInputs"] = session->noise;
    j["notes"] = session->notes;
    j["unreadable"] = result->unreadable;
    const auto doubts = data::labelDoubts(*folder, scoresOf(session->model()));
    j["labelDoubts"] = doubts;
    for (const auto& text : doubts)
        std::cerr << "labels: " << printable(text) << '\n';
    if (o.json) {
        print(j);
        return {};
    }
    std::cout << fmt::format("{}, {} labelled; calibrated with {}\n", counted(result->images, "picture"),
        result->labelled, (*calibration)->pictures);
    const auto percent = [](const Proportion& p) {
        return fmt::format(
            "{:.1f} % ({}/{}, {:.1f}…{:.1f})", 100 * p.rate(), p.hits, p.total, 100 * p.low(), 100 * p.high());
    };
    if (result->labelled > 0) {
        std::cout << "float      top-1 " << percent(result->floatTop1) << "  top-5 " << percent(result->floatTop5)
                  << '\n';
        std::cout << "quantized  top-1 " << percent(result->chosenTop1) << "  top-5 " << percent(result->chosenTop5)
                  << '\n';
    }
    std::cout << "agreement  " << percent(result->agreement) << '\n';
    std::cout << fmt::format("latency    {:.3f} → {:.3f} ms ({:.2f}×, {})\n", floatMs.median, chosenMs.median,
        j["speedup"].get<double>(), j["isa"].get<std::string>());
    for (const auto& text : result->unreadable)
        std::cerr << "left out: " << printable(text) << '\n';
    return {};
}

} // namespace

Action addEvaluate(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("evaluate", "accuracy and agreement over a folder of pictures");
    addModelOptions(*verb, o->model);
    verb->add_option("--data", o->data, "folder with class subfolders or a labels.csv")->required();
    verb->add_option("--labels", o->labels,
        "class names of the network, one a line, which name the class folders (default: labels.txt beside the model)");
    verb->add_option("--limit", o->limit, "at most so many pictures, spread over the folder")
        ->check(CLI::Range(1, 1 << 30));
    verb->add_option("--input", o->model.inputs, "NAME=FILE: what the other inputs get; else seeded noise");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    verb->add_option("--runs", o->runs, "timed runs")->check(CLI::Range(1, 100000));
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return evaluate(*o); };
}

} // namespace bitladder::cli
