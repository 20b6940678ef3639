#include "core/experiment/search_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace bitladder::experiment
{

namespace
{

constexpr int kTimedRuns = 5;
constexpr double kShareOfTime = 0.5; // that layers are probed in
constexpr size_t kFewestProbes = 4, kStride = 7;
// The harm of wider weights is smaller than what so few pictures can tell: it follows from this width, by the quarter
// of the noise's power that each bit more leaves.
constexpr int kProbedBits = 5;

bool isInteger(const quant::NumberFormat& format)
{
    return format == quant::intFormat(format.bits);
}

} // namespace

bool SearchModel::followsFrom(
    const std::vector<Pair>& options, const quant::NumberFormat& base, const quant::NumberFormat& format)
{
    const auto probed = [](const Pair& pair) { return pair.weights == quant::intFormat(kProbedBits); };
    return isInteger(format) && format.bits > kProbedBits && format.bits < base.bits && isInteger(base)
        && std::ranges::any_of(options, probed);
}

void SearchModel::followUp(const std::vector<Pair>& options, Harms& harms)
{
    const auto harmOf = [&](const quant::NumberFormat& format) {
        return std::ranges::find(harms, format, &std::pair<quant::NumberFormat, double>::first);
    };
    const auto probed = harmOf(quant::intFormat(kProbedBits));
    if (probed == harms.end()) return;
    const double harm = probed->second;
    for (const Pair& pair : options)
        if (isInteger(pair.weights) && pair.weights.bits > kProbedBits && harmOf(pair.weights) == harms.end())
            harms.emplace_back(pair.weights, harm * std::pow(0.25, pair.weights.bits - kProbedBits));
}

quant::NumberFormat SearchModel::widest(const std::vector<Pair>& pairs, quant::NumberFormat Pair::*member)
{
    return std::ranges::max(pairs, {}, [&](const Pair& p) { return quant::theoreticalBits(p.*member); }).*member;
}

quant::Recipe SearchModel::recipeAt(const std::vector<Pair>& pairs) const
{
    quant::Recipe recipe = m_recipe;
    recipe.methods.clear(); // methods are of the whole recipe
    for (size_t i = 0; i < pairs.size(); ++i)
        for (const int layer : m_choices[i].layers) {
            recipe.layers[static_cast<size_t>(layer)].weights.format = pairs[i].weights;
            recipe.layers[static_cast<size_t>(layer)].activations.format = pairs[i].activations;
        }
    engine::fitToLayers(model().layers, recipe);
    return recipe;
}

quant::Recipe SearchModel::recipeOf(const std::vector<int>& choice) const
{
    std::vector<Pair> pairs;
    for (size_t i = 0; i < choice.size(); ++i)
        pairs.push_back(m_choices[i].options[static_cast<size_t>(choice[i])]);
    quant::Recipe recipe = recipeAt(pairs);
    recipe.methods = m_recipe.methods;
    return recipe;
}

std::vector<std::vector<int>> SearchModel::tiedLayers() const
{
    const auto count = model().layers.size();
    std::vector<int> first(count); // of the layers that a layer is tied to
    for (size_t i = 0; i < count; ++i)
        first[i] = static_cast<int>(i);
    for (const auto& tie : m_question.ties) {
        std::set<int> joined;
        for (const int layer : tie)
            if (layer >= 0 && static_cast<size_t>(layer) < count) joined.insert(first[static_cast<size_t>(layer)]);
        for (int& one : first)
            if (joined.contains(one)) one = *joined.begin();
    }
    std::map<int, std::vector<int>> items;
    for (size_t i = 0; i < count; ++i)
        items[first[i]].push_back(static_cast<int>(i));
    std::vector<std::vector<int>> list;
    for (auto& [_, layers] : items)
        list.push_back(std::move(layers));
    return list;
}

Result<void> SearchModel::prepare()
{
    const SearchQuestion& q = m_question;
    if (!q.pictures || q.pictures->size() == 0) return fail("a search needs pictures");
    if (q.weights.empty() || q.activations.empty()) return fail("a search needs formats to choose from");
    m_recipe = q.recipe;
    const auto count = model().layers.size();
    // What each layer may have by itself: what is asked for, or what a rule says; locked layers keep theirs.
    std::vector<std::vector<Pair>> asked(count);
    for (size_t i = 0; i < count; ++i) {
        const auto& own = q.recipe.layers[i];
        if (own.lock == quant::Lock::Locked) {
            asked[i] = {{own.weights.format, own.activations.format}};
            continue;
        }
        std::vector<quant::NumberFormat> weights = q.weights, activations = q.activations;
        for (const FixedFormats& fixed : q.fixed) {
            if (std::ranges::find(fixed.layers, static_cast<int>(i)) == fixed.layers.end()) continue;
            if (fixed.weights) weights = {*fixed.weights};
            if (fixed.activations) activations = {*fixed.activations};
        }
        for (const quant::NumberFormat& w : weights)
            for (const quant::NumberFormat& a : activations)
                asked[i].push_back({w, a});
    }
    return giveOptions(asked);
}

std::vector<bool> SearchModel::heldAt(const Pair& pair) const
{
    const SearchQuestion& q = m_question;
    std::vector<bool> held(model().layers.size(), true);
    if (!q.heldBy || !q.heldBy->obstacles) return held;
    quant::Recipe recipe = q.recipe;
    for (auto& layer : recipe.layers) {
        layer.weights.format = pair.weights;
        layer.activations.format = pair.activations;
    }
    engine::fitToLayers(model().layers, recipe);
    for (const auto& obstacle : q.heldBy->obstacles(*model().graph, recipe))
        held[obstacle.layer] = false;
    return held;
}

Result<void> SearchModel::giveOptions(const std::vector<std::vector<Pair>>& asked)
{
    const SearchQuestion& q = m_question;
    std::vector<Pair> all;
    for (const auto& pairs : asked)
        for (const Pair& pair : pairs)
            if (std::ranges::find(all, pair) == all.end()) all.push_back(pair);
    std::vector<std::vector<bool>> held;
    for (const Pair& pair : all)
        held.push_back(heldAt(pair));
    for (auto& layers : tiedLayers()) {
        Item item {std::move(layers), {}};
        for (size_t p = 0; p < all.size(); ++p) {
            const bool open = std::ranges::all_of(item.layers, [&](int layer) {
                const auto& own = asked[static_cast<size_t>(layer)];
                const bool locked = q.recipe.layers[static_cast<size_t>(layer)].lock == quant::Lock::Locked;
                return std::ranges::find(own, all[p]) != own.end() && (locked || held[p][static_cast<size_t>(layer)]);
            });
            if (open) item.options.push_back(all[p]);
        }
        if (item.options.empty() && item.layers.size() > 1)
            return fail("{} and {} are tied, but locks, rules and the formats to choose from leave them none that both "
                        "can have",
                model().layers[static_cast<size_t>(item.layers[0])].name,
                model().layers[static_cast<size_t>(item.layers[1])].name);
        const auto& own = q.recipe.layers[static_cast<size_t>(item.layers.front())];
        if (item.options.empty()) item.options.push_back({own.weights.format, own.activations.format});
        // A layer without weights has the same choice once for each format of theirs.
        std::vector<Pair> different;
        for (const Pair& pair : item.options)
            if (std::ranges::none_of(different, [&](const Pair& p) {
                    return std::ranges::all_of(item.layers, [&](int index) {
                        const graph::Layer& layer = model().layers[static_cast<size_t>(index)];
                        return (!layer.weights || p.weights == pair.weights)
                            && (!layer.quantizesInput || p.activations == pair.activations);
                    });
                }))
                different.push_back(pair);
        item.options = std::move(different);
        m_choices.push_back(std::move(item));
    }
    return {};
}

Result<void> SearchModel::measure(Harm harm, const Job& job)
{
    m_weightHarm.resize(m_choices.size());
    m_activationHarm.resize(m_choices.size());
    if (harm == Harm::Measured) BITLADDER_TRY(probe(job));
    if (m_question.minimize == Objective::Latency) BITLADDER_TRY(timePairs(job));
    buildItems();
    return {};
}

std::vector<SearchModel::Pair> SearchModel::widestPairs() const
{
    std::vector<Pair> pairs;
    for (const Item& item : m_choices)
        pairs.push_back({widest(item.options, &Pair::weights), widest(item.options, &Pair::activations)});
    return pairs;
}

// What each format of weights and of activations does alone, all others at the base: the most precise choice. Within
// half of the time: with fewer pictures where all would take longer; what is not come to harms as much as others on
// average.
Result<void> SearchModel::probe(const Job& job)
{
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const double most = kShareOfTime * m_question.seconds;
    double at = 0;
    // Other work looks in now and then.
    const Job quiet {job.stop, [&](double, std::string_view) { job.report(at, "probing layers"); }};
    auto order = spread(m_question.pictures->size(), m_question.probes);
    const std::vector<Pair> base = widestPairs();
    auto atBase = klOf(recipeAt(base), order, quiet);
    if (!atBase) return pass(atBase.error());
    std::vector<size_t> items(base.size());
    std::iota(items.begin(), items.end(), size_t {0});
    std::ranges::stable_sort(items, {}, [](size_t i) { return i % kStride; }); // so that the first are from everywhere
    const auto started = Clock::now();
    for (size_t done = 0; done < items.size(); ++done) {
        const double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
        if (elapsed > most) break;
        const double each
            = done == 0 ? 0 : std::chrono::duration<double>(Clock::now() - started).count() / static_cast<double>(done);
        const double needed = each * static_cast<double>(items.size() - done);
        if (needed > most - elapsed && order.size() > kFewestProbes) {
            const auto fewer = static_cast<size_t>(static_cast<double>(order.size()) * (most - elapsed) / needed);
            order = spread(m_question.pictures->size(), std::max(kFewestProbes, fewer));
            atBase = klOf(recipeAt(base), order, quiet);
            if (!atBase) return pass(atBase.error());
        }
        at = static_cast<double>(done) / static_cast<double>(items.size());
        BITLADDER_TRY(probeItem(items[done], base, *atBase, order, quiet));
    }
    for (const bool ofWeights : {true, false})
        fillUnknown(ofWeights ? m_weightHarm : m_activationHarm, ofWeights ? &Pair::weights : &Pair::activations);
    return {};
}

Result<void> SearchModel::probeItem(
    size_t i, const std::vector<Pair>& base, double atBase, std::span<const size_t> order, const Job& job)
{
    for (const Pair& pair : m_choices[i].options)
        for (const bool ofWeights : {true, false}) {
            auto& known = ofWeights ? m_weightHarm[i] : m_activationHarm[i];
            const auto& format = ofWeights ? pair.weights : pair.activations;
            const auto& now = ofWeights ? base[i].weights : base[i].activations;
            const bool there = std::ranges::find(known, format, &Harms::value_type::first) != known.end();
            if (there || (ofWeights && followsFrom(m_choices[i].options, now, format))) continue;
            double damage = 0;
            if (!(format == now)) {
                auto pairs = base;
                (ofWeights ? pairs[i].weights : pairs[i].activations) = format;
                auto kl = klOf(recipeAt(pairs), order, job);
                if (!kl) return pass(kl.error());
                damage = std::max(0.0, *kl - atBase);
            }
            known.emplace_back(format, damage);
        }
    followUp(m_choices[i].options, m_weightHarm[i]);
    return {};
}

void SearchModel::fillUnknown(std::vector<Harms>& harms, quant::NumberFormat Pair::*member) const
{
    const auto meanOf = [&](const quant::NumberFormat& format) {
        double sum = 0;
        int count = 0;
        for (const Harms& known : harms)
            for (const auto& [of, harm] : known)
                if (of == format) {
                    sum += harm;
                    ++count;
                }
        return count > 0 ? sum / count : 0.0;
    };
    std::vector<Harms> filled = harms;
    for (size_t i = 0; i < harms.size(); ++i)
        for (const Pair& pair : m_choices[i].options)
            if (std::ranges::find(filled[i], pair.*member, &Harms::value_type::first) == filled[i].end())
                filled[i].emplace_back(pair.*member, meanOf(pair.*member));
    harms = std::move(filled);
}

Result<double> SearchModel::klOf(const quant::Recipe& recipe, std::span<const size_t> order, const Job& job)
{
    auto evaluation = m_experiment.evaluate(recipe, *m_question.pictures, job, {}, nullptr, order);
    if (!evaluation) return pass(evaluation.error());
    // The store may know more pictures of a recipe: those that all have are compared.
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
    for (const Item& item : m_choices)
        for (const Pair& pair : item.options) {
            if (std::ranges::find(m_times, pair, &std::pair<Pair, std::vector<double>>::first) != m_times.end())
                continue;
            quant::Recipe recipe = m_recipe;
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

double SearchModel::costOf(int index, const Pair& pair) const
{
    const auto layer = static_cast<size_t>(index);
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
    const auto timed = std::ranges::find(m_times, pair, &std::pair<Pair, std::vector<double>>::first);
    return timed == m_times.end() ? 0 : timed->second[layer];
}

void SearchModel::buildItems()
{
    m_items.clear();
    const auto damageOf = [](const auto& known, const quant::NumberFormat& format) {
        const auto it = std::ranges::find(known, format, &std::pair<quant::NumberFormat, double>::first);
        return it == known.end() ? 0.0 : it->second;
    };
    for (size_t i = 0; i < m_choices.size(); ++i) {
        analysis::SearchItem item;
        for (const Pair& pair : m_choices[i].options) {
            double cost = 0;
            for (const int layer : m_choices[i].layers)
                cost += costOf(layer, pair);
            item.push_back(
                {cost, damageOf(m_weightHarm[i], pair.weights) + damageOf(m_activationHarm[i], pair.activations)});
        }
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

void SearchModel::raise(size_t item, int option, double factor)
{
    auto& damage = m_items[item][static_cast<size_t>(option)].damage;
    damage = std::max(damage * factor, 1e-6);
}

} // namespace bitladder::experiment
