#include "core/experiment/ladder.h"

#include "core/analysis/distribution.h"
#include "core/quant/format/family.h"

#include <algorithm>
#include <cmath>

namespace bitladder::experiment
{

namespace
{

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kTelling[] = {8, 4, 2, 1, 6, 3, 16}; // widths of the dial that say most

Result<void> findSqnr(const model::Model& model, const LadderQuestion& question, const std::vector<size_t>& columns,
    double from, double to, Ladder& map, const Job& job, const std::function<void(const Ladder&)>& found)
{
    const Threads threads;
    for (const graph::Layer& layer : model.layers) {
        const auto i = static_cast<size_t>(layer.id.index);
        if (i % question.shards != question.shard - 1 || !layer.weights) continue;
        if (std::ranges::none_of(columns, [&](size_t column) { return std::isnan(map.sqnrDb[i][column]); })) continue;
        auto weights = analysis::layerWeights(model, layer, threads);
        if (!weights) return pass(weights.error());
        for (const size_t column : columns) {
            if (job.stopped()) return cancelled();
            if (!std::isnan(map.sqnrDb[i][column])) continue;
            quant::QuantSpec spec = question.recipe.layers[i].weights;
            spec.format = question.formats[column];
            if (spec.range == &quant::kByHand || spec.range == &quant::kByStep || spec.range == &quant::kFromModel)
                spec.range = nullptr;
            spec.given = nullptr;
            map.sqnrDb[i][column] = analysis::weightSqnrDb(*weights, spec, threads);
        }
        job.report(
            from + (to - from) * static_cast<double>(i + 1) / static_cast<double>(model.layers.size()), "ladder map");
        if (found) found(map);
    }
    return {};
}

// Cells of another map of the same layers.
void takeKnown(const Ladder& known, Ladder& map)
{
    if (known.layers != map.layers) return;
    for (size_t column = 0; column < map.formats.size(); ++column) {
        const auto at = std::ranges::find(known.formats, map.formats[column]);
        if (at == known.formats.end()) continue;
        const auto from = static_cast<size_t>(at - known.formats.begin());
        for (size_t i = 0; i < map.layers.size(); ++i) {
            map.sqnrDb[i][column] = known.sqnrDb[i][from];
            map.nsPerMac[i][column] = known.nsPerMac[i][from];
        }
    }
}

// How all layers are executed.
std::string kernelsOf(const engine::Executable& network)
{
    std::string text;
    for (const engine::LayerInfo& layer : network.layers())
        text += fmt::format("{}/{};", layer.kernel, static_cast<int>(layer.execution));
    return text;
}

Result<void> findTimes(Experiment& experiment, const LadderQuestion& question, Ladder& map, const Job& job,
    const std::function<void(const Ladder&)>& found, const measure::Alone& alone)
{
    std::map<std::string, std::vector<double>> known; // ms by layer, by kernels
    const auto& layers = experiment.model()->layers;
    for (size_t column = 0; column < question.formats.size(); ++column) {
        if (job.stopped()) return cancelled();
        quant::Recipe recipe = question.recipe;
        recipe.methods.clear();
        quant::setAll(recipe, question.formats[column], question.formats[column]);
        engine::fitToLayers(layers, recipe);
        auto network = experiment.quantize(recipe, Job {job.stop, {}});
        if (!network) return pass(network.error());
        // Simulated formats are computed in float, each with its own rounding.
        const bool simulated = std::ranges::any_of((*network)->layers(),
            [](const engine::LayerInfo& l) { return l.execution == engine::Execution::Simulated; });
        const std::string kernels = simulated ? quant::name(question.formats[column]) : kernelsOf(**network);
        auto ms = known.find(kernels);
        if (ms == known.end()) {
            engine::Executable* const one[] = {network->get()};
            auto timing = experiment.time(one, question.runs, Job {job.stop, {}}, alone);
            if (!timing) return pass(timing.error());
            std::vector<double> medians;
            for (const Summary& layer : timing->front().layers)
                medians.push_back(layer.median);
            ms = known.emplace(kernels, std::move(medians)).first;
        }
        for (size_t i = 0; i < layers.size(); ++i)
            if (i % question.shards == question.shard - 1 && layers[i].macs > 0)
                map.nsPerMac[i][column] = ms->second[i] * 1e6 / static_cast<double>(layers[i].macs);
        job.report(static_cast<double>(column + 1) / static_cast<double>(question.formats.size()), "measuring");
        if (found) found(map);
    }
    return {};
}

} // namespace

std::vector<quant::NumberFormat> ladderFormats()
{
    std::vector<quant::NumberFormat> formats;
    const auto add = [&](const quant::NumberFormat& format) {
        if (std::ranges::find(formats, format) == formats.end()) formats.push_back(format);
    };
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits)
        add(quant::dialFormat(bits));
    for (const quant::FormatFamily* family : quant::formatFamilies())
        for (int bits = family->ownDesign ? 0 : 16; bits >= quant::kMinBits; --bits)
            if (family->has(bits)) add(family->at(bits));
    return formats;
}

Result<Ladder> ladder(Experiment& experiment, const LadderQuestion& question, const Job& job,
    const std::function<void(const Ladder&)>& found, const measure::Alone& alone)
{
    const model::Model& model = *experiment.model();
    Ladder map;
    map.formats = question.formats;
    for (const graph::Layer& layer : model.layers)
        map.layers.push_back(layer.name);
    const std::vector<double> nothing(question.formats.size(), kNone);
    map.sqnrDb.assign(model.layers.size(), nothing);
    map.nsPerMac.assign(model.layers.size(), nothing);
    if (question.known) takeKnown(*question.known, map);
    std::vector<size_t> telling, rest;
    for (size_t i = 0; i < question.formats.size(); ++i) {
        const bool first
            = std::ranges::any_of(kTelling, [&](int bits) { return quant::dialFormat(bits) == question.formats[i]; });
        (first ? telling : rest).push_back(i);
    }
    const double part = static_cast<double>(telling.size()) / static_cast<double>(question.formats.size());
    BITLADDER_TRY(findSqnr(model, question, telling, 0, part, map, job, found));
    BITLADDER_TRY(findSqnr(model, question, rest, part, 1, map, job, found));
    if (question.times == LadderQuestion::Times::Measured)
        BITLADDER_TRY(findTimes(experiment, question, map, job, found, alone));
    return map;
}

Result<Ladder> merged(std::span<const Ladder> shards)
{
    if (shards.empty()) return fail("there is nothing to merge");
    Ladder map = shards.front();
    const auto take = [](std::vector<std::vector<double>>& into, const std::vector<std::vector<double>>& from) {
        for (size_t i = 0; i < into.size(); ++i)
            for (size_t j = 0; j < into[i].size(); ++j)
                if (std::isnan(into[i][j])) into[i][j] = from[i][j];
    };
    for (const Ladder& shard : shards.subspan(1)) {
        if (shard.layers != map.layers || shard.formats != map.formats)
            return fail("the maps are not of the same layers and formats");
        take(map.sqnrDb, shard.sqnrDb);
        take(map.nsPerMac, shard.nsPerMac);
    }
    return map;
}

quant::Recipe adapted(
    quant::Recipe recipe, const Ladder& ladder, std::span<const quant::NumberFormat> formats, double targetDb)
{
    for (size_t i = 0; i < recipe.layers.size(); ++i) {
        if (recipe.layers[i].lock == quant::Lock::Locked) continue;
        std::optional<quant::NumberFormat> chosen;
        double bits = std::numeric_limits<double>::infinity(), best = -std::numeric_limits<double>::infinity();
        bool reached = false;
        for (const quant::NumberFormat& format : formats) {
            const auto column = std::ranges::find(ladder.formats, format);
            if (column == ladder.formats.end()) continue;
            const double db = ladder.sqnrDb[i][static_cast<size_t>(column - ladder.formats.begin())];
            if (std::isnan(db)) continue;
            const double width = quant::theoreticalBits(format);
            const bool enough = db >= targetDb;
            const bool better
                = enough ? (!reached || width < bits || (width == bits && db > best)) : (!reached && db > best);
            if (!better) continue;
            chosen = format;
            bits = width;
            best = db;
            reached = reached || enough;
        }
        if (chosen) recipe.layers[i].weights.format = *chosen;
    }
    return recipe;
}

} // namespace bitladder::experiment
