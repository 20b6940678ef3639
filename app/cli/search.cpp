#include "core/experiment/search.h"

#include "app/cli/analysis_options.h"
#include "app/cli/rule_option.h"
#include "app/cli/verbs.h"
#include "core/base/text.h"
#include "core/exchange/recipe_file.h"
#include "core/experiment/ladder.h"

#include <cmath>
#include <iostream>
#include <limits>

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
    std::string minimize, heldBy, file, weightFormats = "int2..int8", activationFormats = "int8";
    std::vector<std::string> tryMethods, ties, rules;
    double minSqnr = std::numeric_limits<double>::quiet_NaN();
    double minAgreement = -1, minAccuracy = -1, maxSize = -1, maxAverageBits = -1, maxLatency = -1, maxBops = -1,
           maxEnergy = -1, seconds = 110;
    int probes = 48, points = 8, random = 0;
    bool narrow = false, json = false;
};

const char* kindName(experiment::Widening::Kind kind)
{
    switch (kind) {
    case experiment::Widening::Kind::Range:
        return "range";
    case experiment::Widening::Kind::Method:
        return "method";
    case experiment::Widening::Kind::Activations:
        return "activations";
    case experiment::Widening::Kind::Weights:
        break;
    }
    return "weights";
}

std::string percentText(const Proportion& share)
{
    return fmt::format("{:.1f} % ({:.1f}…{:.1f})", 100 * share.rate(), 100 * share.low(), 100 * share.high());
}

// What was found, or how near it came, in one sentence.
std::string verdictOf(const experiment::SearchQuestion& question, const experiment::SearchResult& found)
{
    const auto told = [&](const experiment::FrontPoint& point) {
        const bool accuracy = question.limits.minAccuracy && !question.limits.minAgreement;
        const Proportion& share = accuracy ? point.measured->accuracy : point.measured->agreement;
        return fmt::format("{} at {} {}", bytesText(point.sizeBytes), percentText(share),
            accuracy ? "right answers" : "equal answers");
    };
    if (found.chosen) return fmt::format("found {}", told(found.front[*found.chosen]));
    std::string limits;
    const auto add = [&](const std::string& text) { limits += (limits.empty() ? "" : " and ") + text; };
    if (question.limits.minAgreement) add(fmt::format("{:.1f} % equal answers", 100 * *question.limits.minAgreement));
    if (question.limits.minAccuracy) add(fmt::format("{:.1f} % right answers", 100 * *question.limits.minAccuracy));
    if (question.limits.maxCost)
        add(question.minimize == experiment::Objective::Size
                ? fmt::format("at most {}", bytesText(*question.limits.maxCost))
                : fmt::format("a cost of at most {:.4g}", *question.limits.maxCost));
    return found.nearest ? fmt::format("none of {} recipes keeps {}: the nearest has {}", found.evaluated, limits,
               told(found.front[*found.nearest]))
                         : fmt::format("no recipe was measured that keeps {}", limits);
}

// "ranges by percentile", "int16 activations in 4 layers"
std::string wideningText(const experiment::Widening& widening)
{
    switch (widening.kind) {
    case experiment::Widening::Kind::Range:
        return fmt::format("ranges of activations by {}", widening.what);
    case experiment::Widening::Kind::Method:
        return widening.what;
    case experiment::Widening::Kind::Activations:
        return fmt::format("{} activations in {} layers", widening.what, widening.layers.size());
    case experiment::Widening::Kind::Weights:
        break;
    }
    return fmt::format("weights up to {} in {} layers", widening.what, widening.layers.size());
}

Json wideningJson(const experiment::Widening& widening, const model::Model& model)
{
    Json j {{"kind", kindName(widening.kind)}, {"what", widening.what}, {"layers", Json::array()}};
    for (const int layer : widening.layers)
        j["layers"].push_back(model.layers[static_cast<size_t>(layer)].name);
    return j;
}

Json pointJson(const experiment::FrontPoint& point)
{
    Json j;
    j["layers"] = Json::array();
    for (const auto& layer : point.recipe.layers)
        j["layers"].push_back({{"name", layer.layer}, {"weights", quant::name(layer.weights.format)},
            {"activations", quant::name(layer.activations.format)}});
    j["sizeBytes"] = point.sizeBytes;
    j["latencyMs"] = point.latencyMs;
    j["bops"] = point.bops;
    j["energyUj"] = point.energyUj;
    j["damage"] = point.damage;
    j["predicted"] = numberJson(point.predicted);
    j["measured"] = point.measured ? proportionJson(point.measured->agreement) : Json(nullptr);
    j["accuracy"] = point.measured ? proportionJson(point.measured->accuracy) : Json(nullptr);
    j["methods"] = Json::array();
    for (const auto& method : point.recipe.methods)
        if (method.on) j["methods"].push_back(method.method);
    j["kl"] = point.measured ? numberJson(point.measured->kl) : Json(nullptr);
    return j;
}

// Each layer's width from its own weights, which no picture is asked about; the pictures say what it is worth.
Result<experiment::SearchResult> adapt(DataSession& opened, const experiment::SearchQuestion& question, double db)
{
    experiment::LadderQuestion ladder;
    ladder.formats = question.weights;
    ladder.recipe = question.recipe;
    const auto map = experiment::ladder(*opened.session.experiment, ladder);
    if (!map) return pass(map.error());
    experiment::FrontPoint point;
    point.recipe = experiment::adapted(question.recipe, *map, question.weights, db);
    for (auto& layer : point.recipe.layers)
        if (layer.lock == quant::Lock::Open) layer.activations.format = question.activations.front();
    engine::fitToLayers(opened.session.model().layers, point.recipe);
    auto evaluation = opened.session.experiment->evaluate(point.recipe, *question.pictures);
    if (!evaluation) return pass(evaluation.error());
    point.measured = experiment::effectOf(*evaluation);
    point.predicted = std::numeric_limits<double>::quiet_NaN();
    const auto cost = analysis::costOf(opened.session.model(), point.recipe).total;
    point.sizeBytes = cost.bytes;
    point.bops = cost.bops;
    point.energyUj = cost.energyUj;
    experiment::SearchResult result;
    result.front = {std::move(point)};
    result.chosen = 0;
    result.evaluated = 1;
    result.rankCorrelation = std::numeric_limits<double>::quiet_NaN();
    return result;
}

Result<void> find(Options& o)
{
    experiment::SearchQuestion question;
    const bool adaptive = !std::isnan(o.minSqnr);
    const std::pair<experiment::Objective, double> highest[] = {{experiment::Objective::Size, o.maxSize},
        {experiment::Objective::Size, o.maxAverageBits}, // until the model is known
        {experiment::Objective::Latency, o.maxLatency}, {experiment::Objective::Bops, o.maxBops},
        {experiment::Objective::Energy, o.maxEnergy}};
    for (const auto& [objective, value] : highest) {
        if (value < 0) continue;
        if (question.limits.maxCost) throw UsageError {"only one of the --max options can be given"};
        question.limits.maxCost = value;
        question.minimize = objective;
    }
    for (const auto& row : experiment::objectives())
        if (row.id == o.minimize) {
            if (question.limits.maxCost && question.minimize != row.objective)
                throw UsageError {"--minimize and the --max option name different costs"};
            question.minimize = row.objective;
        }
    if (o.minAgreement >= 0) question.limits.minAgreement = o.minAgreement;
    if (o.minAccuracy >= 0) question.limits.minAccuracy = o.minAccuracy;
    const bool limited = question.limits.maxCost || o.minAgreement >= 0 || o.minAccuracy >= 0;
    if (!limited && !adaptive)
        throw UsageError {
            "a search needs a limit: --min-agreement, --min-accuracy, --min-sqnr or one of the --max options"};
    if (limited && adaptive) throw UsageError {"--min-sqnr goes by the weights alone: no other limit can be given"};
    question.weights = formatsOption(o.weightFormats, "--weight-formats");
    question.activations = formatsOption(o.activationFormats, "--activation-formats");
    if (!o.heldBy.empty()) question.heldBy = exchange::findExchangeFormat(o.heldBy);
    question.probes = static_cast<size_t>(o.probes);
    question.points = o.points;
    question.seconds = o.seconds;
    if (o.random > 0) {
        question.strategy = experiment::Strategy::Random;
        question.seed = static_cast<uint64_t>(o.random);
    }

    auto opened = openWithData(o.model, o.pictures, o.quant, o.machine, o.data);
    if (!opened) return pass(opened.error());
    question.recipe = opened->recipe;
    question.pictures = opened->pictures;
    QuantOptions tried; // read as those of the recipe are
    tried.methods = o.tryMethods;
    const auto withMethods = recipeOf(opened->session, tried);
    if (!withMethods) return pass(withMethods.error());
    question.methods = withMethods->methods;
    const model::Model& model = opened->session.model();
    if (o.maxAverageBits >= 0) question.limits.maxCost = analysis::bytesAtBits(model, o.maxAverageBits);
    for (const std::string& tie : o.ties)
        for (auto& layers : tieOption(tie, model))
            question.ties.push_back(std::move(layers));
    for (const std::string& rule : o.rules)
        question.fixed.push_back(ruleOption(rule, model));
    question.widen = o.narrow ? experiment::Widen::Never : experiment::Widen::WhereNeeded;
    const auto found
        = adaptive ? adapt(*opened, question, o.minSqnr) : experiment::search(*opened->session.experiment, question);
    if (!found) return pass(found.error());
    if (found->chosen && !o.file.empty())
        BITLADDER_TRY(exchange::writeRecipe(found->front[*found->chosen].recipe, o.file));
    Json j;
    j["model"] = o.model.model;
    j["front"] = Json::array();
    for (const auto& point : found->front)
        j["front"].push_back(pointJson(point));
    j["chosen"] = found->chosen ? Json(*found->chosen) : Json(nullptr);
    j["nearest"] = found->nearest ? Json(*found->nearest) : Json(nullptr);
    j["verdict"] = adaptive ? Json(nullptr) : Json(verdictOf(question, *found));
    j["widened"] = Json::array();
    for (const auto& widening : found->widened)
        j["widened"].push_back(wideningJson(widening, model));
    j["rankCorrelation"] = numberJson(found->rankCorrelation);
    j["trusted"] = found->rankCorrelation >= 0.9;
    j["evaluated"] = found->evaluated;
    j["seconds"] = found->seconds;
    if (o.json)
        print(j);
    else {
        std::cout << fmt::format(
            "{:>12} {:>10} {:>12} {:>10} {:>10} {:>24}\n", "size", "ms", "bit ops", "µJ", "predicted", "agreement");
        for (size_t i = 0; i < found->front.size(); ++i) {
            const auto& p = found->front[i];
            std::cout << fmt::format("{:>12} {:10.3f} {:12.4g} {:10.3g} {:>10} {:>24}{}{}\n", bytesText(p.sizeBytes),
                p.latencyMs, p.bops, p.energyUj,
                std::isnan(p.predicted) ? "–" : fmt::format("{:.1f} %", 100 * p.predicted),
                p.measured ? percentText(p.measured->agreement) : "–", p.recipe.methods.empty() ? "" : "  methods",
                found->chosen && *found->chosen == i ? "  chosen" : "");
        }
        if (!adaptive)
            std::cout << fmt::format("{} recipes in {:.0f} s; predicted against measured: rank correlation {:.2f}{}\n",
                found->evaluated, found->seconds, found->rankCorrelation,
                found->rankCorrelation >= 0.9 ? "" : ", do not trust the predictions");
        for (const auto& widening : found->widened)
            std::cout << "nothing kept the floor, so tried: " << wideningText(widening) << '\n';
        if (!adaptive && found->chosen) std::cout << verdictOf(question, *found) << '\n';
    }
    if (!found->chosen) return fail("{}", verdictOf(question, *found));
    return {};
}

} // namespace

Action addSearch(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("search", "find the formats of all layers that cost least and keep a limit");
    addModelOptions(*verb, o->model);
    verb->add_option("--input", o->model.inputs, "NAME=FILE: what the other inputs get; else seeded noise");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    addDataOptions(*verb, o->data, Data::Wanted);
    std::vector<std::string> ids;
    for (const auto& row : experiment::objectives())
        ids.emplace_back(row.id);
    verb->add_option("--minimize", o->minimize, "what is made small (default: size)")->check(CLI::IsMember(ids));
    verb->add_option("--min-agreement", o->minAgreement, "with the float network, 0…1")->check(CLI::Range(0.0, 1.0));
    verb->add_option("--min-accuracy", o->minAccuracy, "of the labelled pictures, 0…1")->check(CLI::Range(0.0, 1.0));
    verb->add_option("--min-sqnr", o->minSqnr,
            "dB that the weights of every layer keep: each layer as narrow as its own weights allow, in place of a "
            "search")
        ->check(CLI::Range(-100.0, 400.0));
    verb->add_option("--max-size", o->maxSize, "bytes");
    verb->add_option("--max-average-bits", o->maxAverageBits, "of all weights: the size that this comes to")
        ->check(CLI::Range(1.0, 64.0));
    verb->add_option("--max-latency", o->maxLatency, "milliseconds");
    verb->add_option("--max-bops", o->maxBops, "bit operations");
    verb->add_option("--max-energy", o->maxEnergy, "microjoules, by the model of 45 nm");
    verb->add_option("--weight-formats", o->weightFormats, "to choose from (default: int2..int8)");
    verb->add_option("--activation-formats", o->activationFormats, "to choose from (default: int8)");
    verb->add_option("--try-method", o->tryMethods,
        "a method, as --method takes it, that is tried in the second half of the time; may be given several times");
    std::vector<std::string> exports;
    for (const auto* format : exchange::exchangeFormats())
        exports.emplace_back(format->id);
    verb->add_option("--held-by", o->heldBy, "only what this export can hold")->check(CLI::IsMember(exports));
    verb->add_option("--tie", o->ties,
        "\"residual\" (layers whose outputs meet in a sum) or names of layers joined by commas: they get the same "
        "formats; may be given several times");
    verb->add_option("--rule", o->rules,
        "CONDITION:weights=FORMAT,activations=FORMAT: formats of layers that are not to be chosen, as in "
        "position=first:weights=int8; conditions are op, kernel, name, position, at-least, at-most; may be given "
        "several times");
    verb->add_flag("--narrow", o->narrow,
        "only the formats, ranges and methods that are named, also where nothing of that keeps the floor");
    verb->add_option("--probes", o->probes, "pictures by which single layers are measured")
        ->check(CLI::Range(1, 1 << 30));
    verb->add_option("--points", o->points, "of the front that are measured")->check(CLI::Range(2, 1000));
    verb->add_option("--seconds", o->seconds, "after which nothing new is begun")->check(CLI::Range(0.0, 1e9));
    verb->add_option("--random", o->random, "draw recipes at random, by this seed: what a search has to beat")
        ->check(CLI::Range(1, 1 << 30));
    verb->add_option("-o,--output", o->file, "recipe file");
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return find(*o); };
}

} // namespace bitladder::cli
