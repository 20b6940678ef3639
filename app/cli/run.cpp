#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/folder.h"
#include "core/data/npy.h"
#include "core/engine/layer_values.h"
#include "core/measure/diagnosis.h"

#include <cmath>
#include <iostream>
#include <set>

namespace bitladder::cli
{

namespace
{

struct Options {
    ModelOptions model;
    PictureOptions pictures;
    QuantOptions quant;
    MachineOptions machine;
    std::string outputDir, labels, reference;
    int runs = 10;
    bool json = false, perChannel = false;
};

std::vector<std::string> labelsOf(const Options& o)
{
    const std::filesystem::path beside = std::filesystem::path(o.model.model).parent_path() / "labels.txt";
    return data::readClassNames(o.labels.empty() ? beside : std::filesystem::path(o.labels));
}

// One file for each output, all different even where a file system does not tell capitals from small letters. Returns
// their names.
Result<std::vector<std::string>> saveOutputs(
    const Options& o, const graph::Graph& graph, const std::vector<tensor::Tensor>& outputs)
{
    std::error_code error;
    std::filesystem::create_directories(o.outputDir, error);
    if (error) return fail("{}: cannot be created: {}", o.outputDir, error.message());
    std::vector<std::string> files;
    std::set<std::string> taken;
    for (size_t i = 0; i < outputs.size(); ++i) {
        const std::string name = safeFileName(graph.value(graph.outputs[i]).name);
        std::string file = name;
        for (int k = 2; !taken.insert(CLI::detail::to_lower(file)).second; ++k)
            file = fmt::format("{}_{}", name, k);
        files.push_back(file + ".npy");
        auto bytes = data::npyBytes(outputs[i]);
        if (!bytes) return pass(bytes.error());
        BITLADDER_TRY(writeFileAtomically(std::filesystem::path(o.outputDir) / files.back(), *bytes));
    }
    return files;
}

// How many times smaller, or faster: nothing to say where there is nothing. (A node's time is that of its first
// layer; the second has none of its own.)
std::string ratioText(double before, double after)
{
    return before > 0 && after > 0 ? fmt::format("{:.2f}×", before / after) : "–";
}

Json metricsJson(const std::vector<analysis::MetricValue>& values)
{
    Json list = Json::object();
    for (const auto& [metric, value] : values)
        list[std::string(metric->id)] = numberJson(value);
    return list;
}

Json weightsJson(const std::optional<analysis::WeightMetrics>& metrics, bool channels)
{
    if (!metrics) return Json::object();
    Json all = metricsJson(metrics->tensor);
    if (!channels) return all;
    all["channels"] = Json::array();
    for (const auto& values : metrics->channels)
        all["channels"].push_back(metricsJson(values));
    return all;
}

Json timeJson(const Summary& s)
{
    return {{"median", s.median}, {"best", s.best}};
}

Json outputsJson(
    const Session& session, const std::vector<tensor::Tensor>& outputs, const std::vector<std::string>& labels)
{
    const graph::Graph& graph = *session.model().graph;
    Json list = Json::array();
    for (size_t i = 0; i < outputs.size(); ++i)
        list.push_back({{"name", graph.value(graph.outputs[i]).name}, {"shape", shapeJson(outputs[i].shape())},
            {"top", topJson(model::firstOfBatch(outputs[i], session.repeats), labels)}});
    return list;
}

// What the layer is, how it was computed, and its time beside float's.
Json layerJson(const engine::LayerInfo& layer, const measure::Timing& chosen, const measure::Timing& floats,
    const measure::Cores& cores, size_t i)
{
    const engine::LayerTime& parts = chosen.parts[i];
    Json j = {{"name", layer.name}, {"op", layer.op}, {"weights", quant::name(layer.weights.format)},
        {"activations", quant::name(layer.activations.format)}, {"kernel", layer.kernel},
        {"level", kernels::levelName(layer.level)}, {"executed", layer.execution == engine::Execution::Executed},
        {"note", layer.note.english()}, {"timeMs", chosen.layers[i].median}, {"floatTimeMs", floats.layers[i].median},
        {"intensity", numberJson(measure::arithmeticIntensity(layer))},
        {"diagnosis", measure::diagnose(layer, {floats.layers[i].median, parts, cores})},
        {"reformatMs", parts.reformatMs}, {"kernelMs", parts.kernelMs}, {"epilogueMs", parts.epilogueMs},
        {"waitingMs", parts.waitingMs}};
    j["weightGrid"] = gridJson(&layer.weightQuantizer);
    j["activationGrid"] = gridJson(layer.activationQuantizer ? &*layer.activationQuantizer : nullptr);
    return j;
}

// As text, what the JSON holds.
void printText(const Json& j)
{
    const auto decibels = [](const Json& value) {
        return value.is_null() ? std::string("∞") : fmt::format("{:.1f}", value.get<double>());
    };
    for (const auto& layer : j["layers"])
        std::cout << fmt::format("{:28} {:12} {:9} {:9} {:22} {:9} {:9.3f} ms  {:>6}  {:>7} dB  {}\n",
            printable(layer["name"].get<std::string>()), printable(layer["op"].get<std::string>()),
            layer["weights"].get<std::string>(), layer["activations"].get<std::string>(),
            layer["kernel"].get<std::string>(), layer["executed"].get<bool>() ? "executed" : "simulated",
            layer["timeMs"].get<double>(), ratioText(layer["floatTimeMs"].get<double>(), layer["timeMs"].get<double>()),
            decibels(layer["sqnrDb"]), layer["diagnosis"].get<std::string>());
    for (const char* side : {"floatOutputs", "outputs"})
        for (const auto& output : j[side]) {
            std::cout << fmt::format(
                "{} {}:", side[0] == 'f' ? "float" : "quantized", printable(output["name"].get<std::string>()));
            for (const auto& t : output["top"])
                std::cout << fmt::format("  {} {}", printable(t["label"].get<std::string>()),
                    t["score"].is_null() ? "nan" : fmt::format("{:.4g}", t["score"].get<double>()));
            std::cout << '\n';
        }
    const double before = j["floatLatencyMs"]["median"], after = j["latencyMs"]["median"];
    const double floatBytes = j["sizes"]["floatBytes"], bytes = j["sizes"]["theoreticalBytes"];
    std::cout << fmt::format("latency {:.3f} → {:.3f} ms ({:.2f}×, {}, {}), SQNR {} dB, size {:.0f} → {:.0f} "
                             "bytes ({}), resident {:.0f}\n",
        before, after, before / after, j["isa"].get<std::string>(), counted(j["threads"], "thread"),
        decibels(j["sqnrDb"]), floatBytes, bytes, ratioText(floatBytes, bytes),
        j["sizes"]["residentBytes"].get<double>());
}

Result<void> run(const Options& o)
{
    auto session = openSession(o.model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    auto calibration = calibrationOf(*session, o.quant, {});
    if (!calibration) return pass(calibration.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    auto quantized = quantizedNetwork(*session, *recipe);
    if (!quantized) return pass(quantized.error());
    experiment::Experiment& experiment = *session->experiment;
    const auto reference = o.reference.empty() ? experiment::referenceFor(*recipe)
        : o.reference == "float64"             ? experiment::Reference::Float64
                                               : experiment::Reference::File;
    auto taps = experiment.taps({}, reference);
    if (!taps) return pass(taps.error());
    auto compared = experiment.compare(**quantized, {}, reference);
    if (!compared) return pass(compared.error());
    auto checksums = analysis::activationChecksums(**quantized, experiment.inputs());
    if (!checksums) return pass(checksums.error());
    auto floatNetwork = experiment.floatNetwork();
    if (!floatNetwork) return pass(floatNetwork.error());
    engine::Executable* const both[] = {*floatNetwork, quantized->get()};
    auto timing = experiment.time(both, std::max(1, o.runs));
    if (!timing) return pass(timing.error());
    auto measured = analysis::measureRun(**quantized, experiment.inputs(), **taps);
    if (!measured) return pass(measured.error());
    const measure::Timing &floatTime = (*timing)[0], &chosenTime = (*timing)[1];
    const graph::Graph& graph = *session->model().graph;
    std::vector<std::string> files;
    if (!o.outputDir.empty()) {
        auto saved = saveOutputs(o, graph, compared->answers);
        if (!saved) return pass(saved.error());
        files = *std::move(saved);
    }

    const auto labels = labelsOf(o);
    Json j;
    j["model"] = o.model.model;
    j["isa"] = kernels::levelName((*quantized)->level());
    j["threads"] = (*quantized)->threads();
    j["calibrationPictures"] = (*calibration)->pictures;
    j["input"] = session->noise.empty()                       ? "given"
        : session->noise.size() == experiment.inputs().size() ? "seeded noise"
                                                              : "given in part";
    j["noiseInputs"] = session->noise;
    j["notes"] = session->notes;
    j["reference"] = reference == experiment::Reference::Float64 ? "float64" : "file";
    j["outputs"] = outputsJson(*session, compared->answers, labels);
    for (size_t i = 0; i < files.size(); ++i)
        j["outputs"][i]["file"] = files[i];
    for (size_t i = 0; i < measured->answers.size(); ++i)
        j["outputs"][i]["metrics"] = metricsJson(measured->answers[i]);
    const auto weightMetrics = analysis::measureWeights(*(*quantized)->network(), session->model().layers.size());
    j["floatOutputs"] = outputsJson(*session, (*taps)->answers, labels);
    j["sqnrDb"] = numberJson(compared->output.sqnrDb());
    j["latencyMs"] = timeJson(chosenTime.total);
    j["floatLatencyMs"] = timeJson(floatTime.total);
    j["speedup"] = numberJson(floatTime.total.median / chosenTime.total.median);
    j["sizes"] = sizesJson((*quantized)->sizes());
    j["layers"] = Json::array();
    const measure::Cores cores = measure::coresDuring(chosenTime);
    for (size_t i = 0; i < (*quantized)->layers().size(); ++i) {
        Json layer = layerJson((*quantized)->layers()[i], chosenTime, floatTime, cores, i);
        layer["sqnrDb"] = numberJson(compared->accumulated[i].sqnrDb());
        layer["metrics"] = metricsJson(measured->layers[i]);
        layer["weightMetrics"] = weightsJson(weightMetrics[i], o.perChannel);
        layer["checksum"] = fmt::format("{:016x}", (*checksums)[i]);
        j["layers"].push_back(std::move(layer));
    }
    j["issues"] = issuesJson(graph);
    o.json ? print(j) : printText(j);
    return {};
}

} // namespace

Action addRun(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("run", "run one input through the float and the quantized network");
    addModelOptions(*verb, o->model);
    verb->add_option(
        "--input", o->model.inputs, "[NAME=]FILE: .npy, .pb, .csv or a picture; may be given several times");
    verb->add_option("--image", o->model.images, "a picture, for the first input that takes one");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    verb->add_option("--runs", o->runs, "timed runs")->check(CLI::Range(1, 100000));
    verb->add_option("--save-outputs", o->outputDir, "write every output as NAME.npy into this folder");
    verb->add_option("--labels", o->labels, "class names, one a line");
    verb->add_flag("--per-channel", o->perChannel, "with --json: the metrics of the weights of every channel too");
    verb->add_option("--reference", o->reference,
            "what errors are measured against: the network as the file has it, or every layer in float64 (default: "
            "float64 where a layer is wider than float32)")
        ->check(CLI::IsMember({"file", "float64"}));
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return run(*o); };
}

} // namespace bitladder::cli
