#include "core/experiment/search_model.h"

#include <algorithm>

namespace bitladder::experiment
{

namespace
{

constexpr int kTimedRuns = 5;

} // namespace

quant::Recipe SearchModel::recipeOf(const std::vector<int>& choice) const
{
    quant::Recipe recipe = m_question.recipe;
    for (size_t i = 0; i < choice.size(); ++i) {
        const Pair& pair = m_options[i][static_cast<size_t>(choice[i])];
        recipe.layers[i].weights.format = pair.weights;
        recipe.layers[i].activations.format = pair.activations;
    }
    engine::fitToLayers(model().layers, recipe);
    return recipe;
}

Result<void> SearchModel::prepare()
{
    const SearchQuestion& q = m_question;
    if (!q.pictures || q.pictures->size() == 0) return fail("a search needs pictures");
    if (q.weights.empty() || q.activations.empty()) return fail("a search needs formats to choose from");
    const auto layers = model().layers.size();
    m_options.resize(layers);
    for (const quant::NumberFormat& w : q.weights)
        for (const quant::NumberFormat& a : q.activations) {
            quant::Recipe recipe = q.recipe;
            for (auto& layer : recipe.layers) {
                layer.weights.format = w;
                layer.activations.format = a;
            }
            engine::fitToLayers(model().layers, recipe);
            std::vector<bool> held(layers, true);
            if (q.heldBy && q.heldBy->obstacles)
                for (const auto& obstacle : q.heldBy->obstacles(*model().graph, recipe))
                    held[obstacle.layer] = false;
            for (size_t i = 0; i < layers; ++i)
                if (held[i] && q.recipe.layers[i].lock == quant::Lock::Open) m_options[i].push_back({w, a});
        }
    for (size_t i = 0; i < layers; ++i) {
        const auto& own = q.recipe.layers[i];
        if (m_options[i].empty()) m_options[i].push_back({own.weights.format, own.activations.format});
        // A layer without weights has the same choice once for each format of theirs.
        const graph::Layer& layer = model().layers[i];
        std::vector<Pair> different;
        for (const Pair& pair : m_options[i])
            if (std::ranges::none_of(different, [&](const Pair& p) {
                    return (!layer.weights || p.weights == pair.weights)
                        && (!layer.quantizesInput || p.activations == pair.activations);
                }))
                different.push_back(pair);
        m_options[i] = std::move(different);
    }
    return {};
}

Result<void> SearchModel::measure(Harm harm, const Job& job)
{
    m_weightHarm.resize(m_options.size());
    m_activationHarm.resize(m_options.size());
    if (harm == Harm::Measured) BITLADDER_TRY(probe(job));
    if (m_question.minimize == Objective::Latency) BITLADDER_TRY(timePairs(job));
    buildItems();
    return {};
}

// What each format of weights and of activations does alone, all others at the base: the most precise choice.
Result<void> SearchModel::probe(const Job& job)
{
    analysis::Pictures& pictures = *m_question.pictures;
    double at = 0;
    // Other work looks in now and then.
    const Job quiet {job.stop, [&](double, std::string_view) { job.report(at, "probing layers"); }};
    const auto order = spread(pictures.size(), m_question.probes);
    const auto widest = [](const std::vector<Pair>& options, auto member) {
        return std::ranges::max(options, {}, [&](const Pair& p) { return quant::theoreticalBits(p.*member); }).*member;
    };
    std::vector<Pair> base;
    for (const auto& options : m_options)
        base.push_back({widest(options, &Pair::weights), widest(options, &Pair::activations)});
    const auto recipeAt = [&](const std::vector<Pair>& pairs) {
        quant::Recipe recipe = m_question.recipe;
        recipe.methods.clear(); // methods are of the whole recipe
        for (size_t i = 0; i < pairs.size(); ++i) {
            recipe.layers[i].weights.format = pairs[i].weights;
            recipe.layers[i].activations.format = pairs[i].activations;
        }
        engine::fitToLayers(model().layers, recipe);
        return recipe;
    };
    const auto klOf = [&](const quant::Recipe& recipe) -> Result<double> {
        auto evaluation = m_experiment.evaluate(recipe, pictures, quiet, {}, nullptr, order);
        if (!evaluation) return pass(evaluation.error());
        // The store may know more pictures of a recipe: those that all have are compared.
        return meanKl(recipe, order);
    };
    auto atBase = klOf(recipeAt(base));
    if (!atBase) return pass(atBase.error());
    for (size_t i = 0; i < base.size(); ++i) {
        at = static_cast<double>(i) / static_cast<double>(base.size());
        for (const Pair& pair : m_options[i])
            for (const bool ofWeights : {true, false}) {
                if (job.stopped()) return cancelled();
                auto& known = (ofWeights ? m_weightHarm : m_activationHarm)[i];
                const auto& format = ofWeights ? pair.weights : pair.activations;
                const auto& now = ofWeights ? base[i].weights : base[i].activations;
                if (std::ranges::find(known, format, &std::pair<quant::NumberFormat, double>::first) != known.end())
                    continue;
                double damage = 0;
                if (!(format == now)) {
                    auto pairs = base;
                    (ofWeights ? pairs[i].weights : pairs[i].activations) = format;
                    auto kl = klOf(recipeAt(pairs));
                    if (!kl) return pass(kl.error());
                    damage = std::max(0.0, *kl - *atBase);
                }
                known.emplace_back(format, damage);
            }
    }
    return {};
}

Result<double> SearchModel::meanKl(const quant::Recipe& recipe, std::span<const size_t> order)
{
    auto answers = m_experiment.answersOf(recipe, *m_question.pictures);
    double sum = 0;
    int64_t count = 0;
    for (const size_t file : order)
        if (answers && file < answers->files.size() && answers->files[file].state == analysis::Answer::State::Known) {
            sum += answers->files[file].divergence;
            ++count;
        }
    if (count == 0) return fail("none of the pictures can be read");
    return sum / static_cast<double>(count);
}

// Every pair in all layers at once, timed layer by layer.
Result<void> SearchModel::timePairs(const Job& job)
{
    for (const auto& options : m_options)
        for (const Pair& pair : options) {
            const auto same = [&](const auto& entry) {
                return entry.first.weights == pair.weights && entry.first.activations == pair.activations;
            };
            if (std::ranges::any_of(m_times, same)) continue;
            quant::Recipe recipe = m_question.recipe;
            recipe.methods.clear();
            quant::setAll(recipe, pair.weights, pair.activations);
            engine::fitToLayers(model().layers, recipe);
            auto network = m_experiment.quantize(recipe, Job {job.stop, {}});
            if (!network) return pass(network.error());
            engine::Executable* const one[] = {network->get()};
            auto timing = m_experiment.time(one, kTimedRuns, Job {job.stop, {}}, m_question.alone);
            if (!timing) return pass(timing.error());
            std::vector<double> ms;
            for (const Summary& layer : timing->front().layers)
                ms.push_back(layer.median);
            m_times.emplace_back(pair, std::move(ms));
        }
    return {};
}

double SearchModel::costOf(size_t layer, const Pair& pair) const
{
    const auto cost
        = analysis::layerCost(*model().graph, model().layers[layer], pair.weights, pair.activations, m_question.energy);
    switch (m_question.minimize) {
    case Objective::Size:
        return cost.bytes;
    case Objective::Bops:
        return cost.bops;
    case Objective::Energy:
        return cost.energyUj;
    case Objective::Latency:
        break;
    }
    for (const auto& [timed, ms] : m_times)
        if (timed.weights == pair.weights && timed.activations == pair.activations) return ms[layer];
    return 0;
}

void SearchModel::buildItems()
{
    const auto damageOf = [](const auto& known, const quant::NumberFormat& format) {
        const auto it = std::ranges::find(known, format, &std::pair<quant::NumberFormat, double>::first);
        return it == known.end() ? 0.0 : it->second;
    };
    for (size_t i = 0; i < m_options.size(); ++i) {
        analysis::SearchItem item;
        for (const Pair& pair : m_options[i])
            item.push_back({costOf(i, pair),
                damageOf(m_weightHarm[i], pair.weights) + damageOf(m_activationHarm[i], pair.activations)});
        m_items.push_back(std::move(item));
    }
}

analysis::SearchPoint SearchModel::pointAt(const std::vector<int>& choice) const
{
    analysis::SearchPoint point {choice, 0, 0};
    for (size_t i = 0; i < choice.size(); ++i) {
        point.cost += m_items[i][static_cast<size_t>(choice[i])].cost;
        point.damage += m_items[i][static_cast<size_t>(choice[i])].damage;
    }
    return point;
}

void SearchModel::raise(size_t layer, int option, double factor)
{
    auto& damage = m_items[layer][static_cast<size_t>(option)].damage;
    damage = std::max(damage * factor, 1e-6);
}

} // namespace bitladder::experiment
