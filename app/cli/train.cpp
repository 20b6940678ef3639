#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/text.h"
#include "core/experiment/training.h"
#include "core/train/blocks.h"

#include <charconv>
#include <csignal>
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
    std::string data, validation, labels, file, teacher, distill, augment, prune,
        optimizer = "adam", schedule = "cosine", steps = "learned", lowerOrder = "together";
    std::vector<int> lowering;
    int limit = 0, epochs = 20, batch = 32, calibrationSamples = 256;
    double rate = 0, features = 0, clip = 1, kept = 0.2, memoryGb = 2;
    uint32_t seed = 1;
    bool distills = false, keepZeros = false, blocks = false, json = false;
};

// "T=4,alpha=0.3": numbers by name. Throws UsageError.
template<typename Set> void readFields(const std::string& text, const char* option, Set set)
{
    if (text.empty()) return;
    for (const std::string& part : CLI::detail::split(text, ',')) {
        const size_t equals = part.find('=');
        double value = 0;
        const char* end = part.data() + part.size();
        const char* from = equals == std::string::npos ? end : part.data() + equals + 1;
        const auto [stop, error] = std::from_chars(from, end, value);
        if (from == end || error != std::errc {} || stop != end || !set(part.substr(0, equals), value))
            throw UsageError {fmt::format("{}: \"{}\" is not understood", option, part)};
    }
}

template<typename Row>
const Row& rowOf(const Row* found, const std::string& id, const char* option, std::span<const Row> rows)
{
    if (found) return *found;
    std::string names;
    for (const Row& row : rows)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", row.id);
    throw UsageError {fmt::format("{}: \"{}\" is none of {}", option, id, names)};
}

train::TrainSettings settingsOf(const Options& o)
{
    train::TrainSettings settings;
    settings.epochs = o.epochs;
    settings.batch = o.batch;
    settings.rate = o.rate;
    settings.optimizer = &rowOf(train::findOptimizer(o.optimizer), o.optimizer, "--optimizer", train::optimizers());
    settings.schedule = &rowOf(train::findSchedule(o.schedule), o.schedule, "--schedule", train::schedules());
    settings.alpha = o.distills ? 0.5 : 1;
    readFields(o.distill, "--distill", [&](const std::string& name, double value) {
        if (name == "T" && value > 0)
            settings.temperature = value;
        else if (name == "alpha" && value >= 0 && value <= 1)
            settings.alpha = value;
        else
            return false;
        return true;
    });
    settings.features = o.features;
    settings.clip = o.clip;
    settings.seed = o.seed;
    settings.threads = o.machine.threads;
    settings.memory = static_cast<size_t>(o.memoryGb * (1 << 30));
    settings.lowering = o.lowering;
    if (o.lowerOrder == "layers") settings.loweringOrder = train::LoweringOrder::LayerByLayer;
    readFields(o.prune, "--prune", [&](const std::string& name, double value) {
        const std::pair<const char*, double train::GradualPruning::*> fields[]
            = {{"to", &train::GradualPruning::to}, {"from", &train::GradualPruning::from},
                {"begin", &train::GradualPruning::begin}, {"end", &train::GradualPruning::end}};
        for (const auto& [field, number] : fields)
            if (field == name && value >= 0 && value <= 1) {
                settings.pruning.*number = value;
                return true;
            }
        return false;
    });
    if (settings.pruning.to >= 1 || settings.pruning.begin > settings.pruning.end)
        throw UsageError {"--prune: to is below 1, and begin is not behind end"};
    settings.watch = train::TrainSettings::Watch::Weights;
    const std::pair<const char*, train::StepRule> rules[] = {{"learned", train::StepRule::Learned},
        {"clip", train::StepRule::Clip}, {"fixed", train::StepRule::Fixed}, {"average", train::StepRule::Average}};
    for (const auto& [id, rule] : rules)
        if (o.steps == id) settings.student.steps = rule;
    if (o.keepZeros) settings.student.zeros = train::StudentOptions::Zeros::Keep;
    return settings;
}

Json scoreJson(const train::Score& score)
{
    Json j;
    j["top1"] = score.labels.total ? Json(score.labels.rate()) : Json(nullptr);
    j["hits"] = score.labels.hits;
    j["labelled"] = score.labels.total;
    j["agreement"] = score.agreement.rate();
    j["samples"] = score.agreement.total;
    j["error"] = numberJson(score.error);
    return j;
}

Json epochJson(const train::EpochReport& epoch)
{
    return {{"epoch", epoch.epoch}, {"loss", numberJson(epoch.loss)}, {"rate", epoch.rate},
        {"validation", scoreJson(epoch.validation)}, {"seconds", epoch.seconds},
        {"best", epoch.place == train::EpochReport::Place::Best}};
}

Json movementJson(const train::Movement* movement)
{
    Json layers = Json::array();
    for (const train::LayerMovement& layer : movement ? movement->layers : std::vector<train::LayerMovement> {})
        layers.push_back({{"layer", layer.name}, {"weights", layer.weights}, {"changed", layer.changed},
            {"distanceSteps", numberJson(layer.distance)}});
    return layers;
}

std::string describe(const train::Score& score)
{
    if (score.labels.total == 0)
        return fmt::format("agreement {:.1f} % ({}/{}), error {:.4g}", 100 * score.agreement.rate(),
            score.agreement.hits, score.agreement.total, score.error);
    return fmt::format("top-1 {:.1f} % ({}/{}), agreement {:.1f} %", 100 * score.labels.rate(), score.labels.hits,
        score.labels.total, 100 * score.agreement.rate());
}

std::stop_source g_enough; // Ctrl+C ends and keeps the best

Result<experiment::TrainingRequest> requestOf(const Options& o)
{
    experiment::TrainingRequest request;
    request.kept = o.kept;
    request.seed = o.seed;
    readFields(o.augment, "--augment", [&](const std::string& name, double value) {
        for (const auto& field : data::augmentationFields())
            if (field.name == name && value >= 0 && value <= field.most) {
                request.changes.*field.value = value;
                return true;
            }
        return false;
    });
    if (std::filesystem::path(o.data).extension() == ".csv") {
        request.table = o.data;
        return request;
    }
    const std::filesystem::path beside = std::filesystem::path(o.model.model).parent_path() / "labels.txt";
    const auto names = data::readClassNames(o.labels.empty() ? beside : std::filesystem::path(o.labels));
    auto folder = data::readFolder(o.data, names);
    if (!folder) return pass(folder.error());
    request.files = data::sampleOf(*folder, static_cast<size_t>(o.limit));
    if (o.validation.empty()) return request;
    auto validation = data::readFolder(o.validation, names);
    if (!validation) return pass(validation.error());
    request.validation = data::sampleOf(*validation, 0);
    return request;
}

Result<void> train(const Options& o)
{
    const auto settings = settingsOf(o);
    auto request = requestOf(o);
    if (!request) return pass(request.error());
    ModelOptions model = o.model;
    if (!request->files.empty()) model.images = {model::firstReadable(request->files).string()};
    auto session = openSession(model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    auto recipe = recipeOf(*session, o.quant);
    if (!recipe) return pass(recipe.error());
    experiment::Experiment& experiment = *session->experiment;
    auto data = experiment::trainingData(experiment.model(), experiment.feed(), *request);
    if (!data) return pass(data.error());
    train::TrainSettings asked = settings;
    if (data->labelled == 0 && asked.alpha > 0) {
        asked.alpha = 0;
        std::cerr << "nothing is labelled: the float network alone teaches\n";
    }
    auto start = experiment::startOfTraining(
        session->model(), *recipe, data->training, o.machine.threads, static_cast<size_t>(o.calibrationSamples));
    if (!start) return pass(start.error());
    std::shared_ptr<const graph::Graph> teacher = experiment.model()->graph;
    if (!o.teacher.empty()) {
        auto other = model::openModel(o.teacher);
        if (!other) return pass(other.error());
        teacher = (*other)->graph;
    }
    size_t printed = 0;
    const auto report = [&](const train::TrainProgress& progress) {
        for (; printed < progress.history->size(); ++printed) {
            const train::EpochReport& epoch = (*progress.history)[printed];
            if (o.json)
                std::cout << epochJson(epoch).dump() << std::endl;
            else
                std::cout << fmt::format("{:4} of {}  loss {:.4f}  {}  {:.1f} s, {:.0f} s left{}", epoch.epoch,
                    progress.epochs, epoch.loss, describe(epoch.validation), epoch.seconds, progress.secondsLeft,
                    epoch.place == train::EpochReport::Place::Best ? "  *" : "")
                          << std::endl;
        }
    };
    std::signal(SIGINT, [](int) { g_enough.request_stop(); });
    std::vector<train::BlockReport> blocks;
    Result<train::TrainResult> result;
    if (o.blocks) {
        auto done = train::reconstruct(
            *start, teacher, data->training, data->validation, asked, {}, g_enough.get_token(), report);
        if (!done) return pass(done.error());
        blocks = std::move(done->blocks);
        result = std::move(done->result);
    } else {
        result
            = train::train(*start, teacher, data->training, data->validation, asked, {}, g_enough.get_token(), report);
    }
    std::signal(SIGINT, SIG_DFL);
    if (!result) return pass(result.error());
    for (const std::string& note : result->notes)
        std::cerr << "note: " << printable(note) << '\n';
    if (!o.file.empty()) BITLADDER_TRY(experiment::writeTrained(*result->network, o.file));
    const train::Score& best = result->history[0].epoch == result->best
        ? result->history[0].validation
        : std::ranges::find(result->history, result->best, &train::EpochReport::epoch)->validation;
    if (o.json) {
        Json blockJson = Json::array();
        for (const train::BlockReport& block : blocks)
            blockJson.push_back(
                {{"block", block.name}, {"before", numberJson(block.before)}, {"after", numberJson(block.after)}});
        std::cout << Json {{"model", o.model.model}, {"trainingSamples", data->training.count},
            {"validationSamples", data->validation.count}, {"parameters", result->parameters},
            {"memoryBytes", result->memory.bytes()}, {"parts", result->memory.parts}, {"seed", o.seed},
            {"float", scoreJson(result->reference)}, {"before", scoreJson(result->history[0].validation)},
            {"best", scoreJson(best)}, {"bestEpoch", result->best}, {"seconds", result->history.back().seconds},
            {"zeros", result->zeros}, {"movement", movementJson(result->movement.get())}, {"blocks", blockJson},
            {"output",
                o.file}}.dump()
                  << '\n';
        return {};
    }
    std::cout << fmt::format("{} samples to learn from, {} to judge by; {} parameters, {} MB\n", data->training.count,
        data->validation.count, result->parameters, result->memory.bytes() >> 20);
    for (const train::BlockReport& block : blocks)
        std::cout << fmt::format("block {}: error {:.4g} of the float block's output, before {:.4g}\n",
            printable(block.name), block.after, block.before);
    if (asked.pruning.to > 0 || asked.student.zeros == train::StudentOptions::Zeros::Keep)
        std::cout << fmt::format("{:.1f} % of the weights are zero\n", 100 * result->zeros);
    std::cout << "float   " << describe(result->reference) << '\n';
    std::cout << "before  " << describe(result->history[0].validation) << '\n';
    std::cout << fmt::format("best    {} (epoch {})\n", describe(best), result->best);
    if (!o.file.empty()) std::cout << o.file << '\n' << experiment::recipeBeside(o.file).string() << '\n';
    return {};
}

} // namespace

Action addTrain(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand(
        "train", "win back by training what quantization loses; Ctrl+C ends and keeps the best so far");
    addModelOptions(*verb, o->model);
    verb->add_option("--data", o->data,
            "folder with class subfolders or a labels.csv, or one .csv table: a sample a row, the label last")
        ->required();
    verb->add_option("--validation", o->validation, "folder to judge by; else a share of --data is kept from training");
    verb->add_option("--kept", o->kept, "that share")->check(CLI::Range(0.01, 0.9));
    verb->add_option("--labels", o->labels,
        "class names of the network, one a line, which name the class folders (default: labels.txt beside the model)");
    verb->add_option("--limit", o->limit, "at most so many files, spread over the folder")
        ->check(CLI::Range(1, 1 << 30));
    verb->add_option("--input", o->model.inputs, "NAME=FILE: what the other inputs get; else seeded noise");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    verb->add_option("--epochs", o->epochs, "times that all samples are seen")->check(CLI::Range(1, 100000));
    verb->add_option("--batch", o->batch, "samples of a step")->check(CLI::Range(1, 65536));
    verb->add_option("--lr", o->rate, "rate; default: the optimizer's own, with --blocks 0.002")
        ->check(CLI::Range(1e-9, 10.0));
    verb->add_option("--optimizer", o->optimizer, "adam, sgd");
    verb->add_option("--schedule", o->schedule, "of the rate: cosine, step, constant");
    verb->add_option("--clip", o->clip, "most that the gradient's norm may be; 0: no limit");
    auto* distill = verb->add_option("--distill", o->distill,
        "the float network teaches too: T=2,alpha=0.5 (temperature, weight of the labels; alpha=0: no labels)");
    distill->expected(0, 1);
    verb->add_option("--features", o->features, "weight of matching the float network's layers")
        ->check(CLI::Range(0.0, 1e6));
    verb->add_option(
        "--teacher", o->teacher, "another model to learn from, with the same inputs and outputs; as --distill");
    verb->add_option("--steps", o->steps,
            "of quantizers: learned, clip (of activations, by what is clipped), fixed, average (of the batches' "
            "extremes)")
        ->check(CLI::IsMember({"learned", "clip", "fixed", "average"}));
    verb->add_option("--lower", o->lowering, "widths to go through first: 8,6,4")
        ->delimiter(',')
        ->check(CLI::Range(2, 16));
    verb->add_option("--lower-order", o->lowerOrder, "of --lower: together, or layers (one after the other)")
        ->check(CLI::IsMember({"together", "layers"}));
    verb->add_option("--prune", o->prune,
        "set weights to zero little by little: to=0.7,from=0,begin=0,end=0.6 (shares of the weights; of the training)");
    verb->add_flag("--blocks", o->blocks,
        "block after block learns what the float network's block hands on, without labels; --epochs are each block's");
    verb->add_option("--augment", o->augment,
        "change pictures: turn=10,shift=0.1,scale=0.1,brightness=0.1,contrast=0.2,noise=0.02,mirror=0.5");
    verb->add_flag("--keep-zeros", o->keepZeros, "weights that are zero (pruned) stay zero");
    verb->add_option("--calibration-samples", o->calibrationSamples, "training samples that calibrate the start")
        ->check(CLI::Range(1, 1 << 20));
    verb->add_option("--seed", o->seed, "of everything that is drawn");
    verb->add_option("--train-memory", o->memoryGb, "GB that training may take")->check(CLI::Range(0.01, 1024.0));
    verb->add_option("-o,--output", o->file, "ONNX file for the trained model; its recipe is written beside it");
    verb->add_flag("--json", o->json, "JSON lines: one for each epoch, one for the result");
    return [o, distill] {
        o->distills = distill->count() > 0 || !o->teacher.empty();
        return train(*o);
    };
}

} // namespace bitladder::cli
