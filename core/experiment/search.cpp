#include "core/experiment/search.h"

#include "core/analysis/additive_search.h"
#include "core/analysis/rank_correlation.h"
#include "core/base/translatable_message.h"
#include "core/experiment/hybrid.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace bitladder::experiment
{

namespace
{

constexpr ObjectiveRow kObjectives[] = {
    {Objective::Size, "size", QT_TRANSLATE_NOOP("Search", "Size")},
    {Objective::Latency, "latency", QT_TRANSLATE_NOOP("Search", "Latency")},
    {Objective::Bops, "bops", QT_TRANSLATE_NOOP("Search", "Bit operations")},
    {Objective::Energy, "energy", QT_TRANSLATE_NOOP("Search", "Energy")},
};

constexpr double kPenalty = 1.3; // of what a layer's damage is corrected by when a change to it failed
constexpr int kTimedRuns = 5;

struct Pair {
    quant::NumberFormat weights, activations;
};

// One recipe that was run over all pictures, or as many of them as it took to see that it fails.
struct Tried {
    std::vector<int> choice;
    double damage = 0, predicted = 0;
    analysis::Evaluation evaluation;
    bool whole = false;
};

class Search
{
public:
    Search(Experiment& experiment, const SearchQuestion& question, const Job& job,
        const std::function<void(const SearchResult&)>& found)
        : m_experiment(experiment)
        , m_question(question)
        , m_job(job)
        , m_found(found)
    {
    }

    Result<SearchResult> run()
    {
        BITLADDER_TRY(prepare());
        BITLADDER_TRY(probe());
        if (m_question.minimize == Objective::Latency) BITLADDER_TRY(timePairs());
        buildItems();
        BITLADDER_TRY(measureFront());
        BITLADDER_TRY(refine());
        BITLADDER_TRY(polish());
        return finish();
    }

private:
    using Clock = std::chrono::steady_clock;
    double seconds() const { return std::chrono::duration<double>(Clock::now() - m_begin).count(); }
    bool timeLeft() const { return seconds() < m_question.seconds; }

    const model::Model& model() const { return *m_experiment.model(); }

    quant::Recipe recipeOf(const std::vector<int>& choice) const
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

    // The pairs of formats of every layer.
    Result<void> prepare()
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

    // What each format of weights and of activations does alone, all others at the base: the most precise choice.
    Result<void> probe()
    {
        analysis::Pictures& pictures = *m_question.pictures;
        const Job quiet {m_job.stop, {}};
        const auto order = spread(pictures.size(), m_question.probes);
        const auto widest = [](const std::vector<Pair>& options, auto member) {
            return std::ranges::max(options, {}, [&](const Pair& p) { return quant::theoreticalBits(p.*member); })
                .*member;
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
        m_weightDamage.resize(base.size());
        m_activationDamage.resize(base.size());
        for (size_t i = 0; i < base.size(); ++i) {
            m_job.report(0.4 * static_cast<double>(i) / static_cast<double>(base.size()), "probing layers");
            for (const Pair& pair : m_options[i])
                for (const bool ofWeights : {true, false}) {
                    if (m_job.stopped()) return cancelled();
                    auto& known = (ofWeights ? m_weightDamage : m_activationDamage)[i];
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
        m_baseDamage = *atBase;
        return {};
    }

    Result<double> meanKl(const quant::Recipe& recipe, std::span<const size_t> order)
    {
        auto answers = m_experiment.answersOf(recipe, *m_question.pictures);
        double sum = 0;
        int64_t count = 0;
        for (const size_t file : order)
            if (answers && file < answers->files.size()
                && answers->files[file].state == analysis::Answer::State::Known) {
                sum += answers->files[file].divergence;
                ++count;
            }
        if (count == 0) return fail("none of the pictures can be read");
        return sum / static_cast<double>(count);
    }

    // Every pair in all layers at once, timed layer by layer.
    Result<void> timePairs()
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
                auto network = m_experiment.quantize(recipe, Job {m_job.stop, {}});
                if (!network) return pass(network.error());
                engine::Executable* const one[] = {network->get()};
                auto timing = m_experiment.time(one, kTimedRuns, Job {m_job.stop, {}}, m_question.alone);
                if (!timing) return pass(timing.error());
                std::vector<double> ms;
                for (const Summary& layer : timing->front().layers)
                    ms.push_back(layer.median);
                m_times.emplace_back(pair, std::move(ms));
            }
        return {};
    }

    double costOf(size_t layer, const Pair& pair) const
    {
        const auto cost = analysis::layerCost(
            *model().graph, model().layers[layer], pair.weights, pair.activations, m_question.energy);
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

    void buildItems()
    {
        const auto damageOf = [](const auto& known, const quant::NumberFormat& format) {
            const auto it = std::ranges::find(known, format, &std::pair<quant::NumberFormat, double>::first);
            return it == known.end() ? 0.0 : it->second;
        };
        for (size_t i = 0; i < m_options.size(); ++i) {
            analysis::SearchItem item;
            for (const Pair& pair : m_options[i])
                item.push_back({costOf(i, pair),
                    damageOf(m_weightDamage[i], pair.weights) + damageOf(m_activationDamage[i], pair.activations)});
            m_items.push_back(std::move(item));
        }
    }

    analysis::SearchPoint pointAt(const std::vector<int>& choice) const
    {
        analysis::SearchPoint point {choice, 0, 0};
        for (size_t i = 0; i < choice.size(); ++i) {
            point.cost += m_items[i][static_cast<size_t>(choice[i])].cost;
            point.damage += m_items[i][static_cast<size_t>(choice[i])].damage;
        }
        return point;
    }

    std::optional<double> floor() const
    {
        return m_question.limits.minAgreement ? m_question.limits.minAgreement : m_question.limits.minAccuracy;
    }
    const Proportion& judged(const analysis::Evaluation& e) const
    {
        return m_question.limits.minAgreement || !m_question.limits.minAccuracy ? e.agreement : e.chosenTop1;
    }
    bool keepsFloor(const Tried& tried) const
    {
        if (!tried.whole) return false;
        const auto& l = m_question.limits;
        return (!l.minAgreement || tried.evaluation.agreement.rate() >= *l.minAgreement)
            && (!l.minAccuracy || tried.evaluation.chosenTop1.rate() >= *l.minAccuracy);
    }
    bool keepsCost(const Tried& tried) const
    {
        return !m_question.limits.maxCost || pointAt(tried.choice).cost <= *m_question.limits.maxCost;
    }
    bool better(const Tried& a, const Tried& b) const
    {
        const double costA = pointAt(a.choice).cost, costB = pointAt(b.choice).cost;
        if (floor()) return costA != costB ? costA < costB : judged(a.evaluation).rate() > judged(b.evaluation).rate();
        const double rateA = judged(a.evaluation).rate(), rateB = judged(b.evaluation).rate();
        return rateA != rateB ? rateA > rateB : costA < costB;
    }

    // What the measured points say of a damage: between its neighbours, in between.
    double predicted(double damage) const
    {
        std::vector<std::pair<double, double>> known; // damage, rate
        for (const Tried& t : m_tried)
            if (t.whole) known.emplace_back(t.damage, judged(t.evaluation).rate());
        if (known.empty()) return std::numeric_limits<double>::quiet_NaN();
        std::ranges::sort(known);
        const auto above = std::ranges::find_if(known, [&](const auto& k) { return k.first >= damage; });
        if (above == known.begin()) return known.front().second;
        if (above == known.end()) return known.back().second;
        const auto &b = *above, &a = *(above - 1);
        const double share = b.first > a.first ? (damage - a.first) / (b.first - a.first) : 0;
        return a.second + share * (b.second - a.second);
    }

    // Runs the pictures, those that the float network is least sure of first where it may stop early: as soon as more
    // answers have changed than the floor allows, the rest cannot save it.
    enum class Run : unsigned char { Whole, UntilItFails };
    Result<const Tried*> tryChoice(const std::vector<int>& choice, Run run)
    {
        const auto known = std::ranges::find(m_tried, choice, &Tried::choice);
        if (known != m_tried.end() && (known->whole || run == Run::UntilItFails)) return &*known;
        if (m_job.stopped()) return cancelled();
        Tried tried;
        tried.choice = choice;
        tried.damage = pointAt(choice).damage;
        tried.predicted = predicted(tried.damage);
        analysis::Pictures& pictures = *m_question.pictures;
        const bool early = run == Run::UntilItFails && m_question.limits.minAgreement;
        if (early && m_order.empty()) {
            auto floats = m_experiment.floatAnswers(pictures, Job {m_job.stop, {}});
            if (!floats) return pass(floats.error());
            m_order = spread(pictures.size(), 0);
            std::ranges::stable_sort(m_order, {}, [&](size_t file) { return (*floats)->files[file].margin; });
        }
        const auto most = early ? (1 - *m_question.limits.minAgreement) * static_cast<double>(pictures.size()) : 0;
        auto evaluation = m_experiment.evaluate(
            recipeOf(choice), pictures, Job {m_job.stop, {}},
            [&](const analysis::Evaluation& e) {
                return !early || static_cast<double>(e.agreement.total - e.agreement.hits) <= most;
            },
            nullptr, early ? std::span<const size_t>(m_order) : std::span<const size_t>());
        if (!evaluation) return pass(evaluation.error());
        tried.evaluation = *std::move(evaluation);
        tried.whole = tried.evaluation.images + static_cast<int64_t>(tried.evaluation.unreadable.size())
            >= static_cast<int64_t>(pictures.size());
        m_job.report(0.4 + 0.55 * std::min(1.0, seconds() / m_question.seconds), "measuring recipes");
        if (known != m_tried.end()) {
            *known = std::move(tried);
            if (m_found) m_found(resultSoFar());
            return &*known;
        }
        m_tried.push_back(std::move(tried));
        if (m_found) m_found(resultSoFar());
        return &m_tried.back();
    }

    // Points of the model's front, evenly over the logarithm of the damage.
    Result<void> measureFront()
    {
        std::vector<int> best(m_items.size()), cheap(m_items.size());
        for (size_t i = 0; i < m_items.size(); ++i) {
            const auto by = [&](auto better) {
                return static_cast<int>(std::ranges::min_element(m_items[i], better) - m_items[i].begin());
            };
            best[i] = by([](const auto& a, const auto& b) {
                return a.damage != b.damage ? a.damage < b.damage : a.cost < b.cost;
            });
            cheap[i] = by(
                [](const auto& a, const auto& b) { return a.cost != b.cost ? a.cost < b.cost : a.damage < b.damage; });
        }
        const double low = std::max(pointAt(best).damage, 1e-6), high = std::max(pointAt(cheap).damage, low);
        BITLADDER_TRY(tryChoice(best, Run::Whole));
        for (int k = 1; k < m_question.points && timeLeft(); ++k) {
            // Beyond a nat per picture nothing is left of the answers.
            const double to = std::min(high, std::max(1.5, low * 2));
            const double limit = low * std::pow(to / low, static_cast<double>(k) / (m_question.points - 1));
            if (const auto point = analysis::cheapest(m_items, limit))
                BITLADDER_TRY(tryChoice(point->choice, Run::Whole));
        }
        return {};
    }

    // Between the last point that keeps the floor and the first that does not.
    Result<void> refine()
    {
        if (!floor()) return refineWithinCost();
        for (int step = 0; step < 8 && timeLeft(); ++step) {
            double keeps = 0, fails = std::numeric_limits<double>::infinity();
            for (const Tried& t : m_tried)
                if (keepsFloor(t)) keeps = std::max(keeps, t.damage);
            for (const Tried& t : m_tried)
                if (!keepsFloor(t) && t.damage > keeps) fails = std::min(fails, t.damage);
            if (!std::isfinite(fails)) return {};
            const auto point = analysis::cheapest(m_items, keeps > 0 ? std::sqrt(keeps * fails) : fails / 2);
            if (!point || std::ranges::find(m_tried, point->choice, &Tried::choice) != m_tried.end()) return {};
            BITLADDER_TRY(tryChoice(point->choice, Run::UntilItFails));
        }
        return {};
    }

    // The least damage within the cost, with damages as corrected so far.
    Result<void> refineWithinCost()
    {
        if (!m_question.limits.maxCost) return {};
        std::vector<analysis::SearchItem> turned = m_items;
        for (auto& item : turned)
            for (auto& option : item)
                std::swap(option.cost, option.damage);
        const auto point = analysis::cheapest(turned, *m_question.limits.maxCost);
        if (!point) return fail("no choice of formats costs as little as was asked for");
        BITLADDER_TRY(tryChoice(point->choice, Run::Whole));
        return {};
    }

    const Tried* bestTried() const
    {
        const Tried* best = nullptr;
        for (const Tried& t : m_tried)
            if (t.whole && keepsFloor(t) && keepsCost(t) && (!best || better(t, *best))) best = &t;
        return best;
    }

    // Single layers and pairs of layers of the best recipe, changed where the model says that it pays most. A change
    // that fails corrects the layer's damage.
    Result<void> polish()
    {
        if (!floor()) return {};
        const Tried* best = bestTried();
        std::vector<std::vector<int>> failed;
        while (best && timeLeft()) {
            struct Move {
                std::vector<int> choice;
                double gain = 0, harm = 0;
                std::vector<size_t> layers;
            };
            std::optional<Move> next;
            const auto now = pointAt(best->choice);
            const auto consider = [&](std::vector<int> choice, std::vector<size_t> layers) {
                const auto point = pointAt(choice);
                const double gain = now.cost - point.cost, harm = point.damage - now.damage;
                if (gain <= 0 || std::ranges::find(failed, choice) != failed.end()) return;
                const double ratio = gain / std::max(harm, 1e-9);
                if (next && ratio <= next->gain / std::max(next->harm, 1e-9)) return;
                next = Move {std::move(choice), gain, harm, std::move(layers)};
            };
            for (size_t i = 0; i < m_items.size(); ++i)
                for (size_t o = 0; o < m_items[i].size(); ++o) {
                    auto choice = best->choice;
                    choice[i] = static_cast<int>(o);
                    consider(choice, {i});
                    // One layer down, another up.
                    for (size_t j = 0; j < m_items.size(); ++j) {
                        if (j == i) continue;
                        for (size_t p = 0; p < m_items[j].size(); ++p) {
                            auto both = choice;
                            both[j] = static_cast<int>(p);
                            if (m_items[j][p].cost <= m_items[j][static_cast<size_t>(choice[j])].cost) continue;
                            consider(std::move(both), {i, j});
                        }
                    }
                }
            if (!next) return {};
            auto tried = tryChoice(next->choice, Run::UntilItFails);
            if (!tried) return pass(tried.error());
            if ((*tried)->whole && keepsFloor(**tried)) {
                best = bestTried();
                continue;
            }
            failed.push_back(next->choice);
            best = bestTried(); // the list has grown
            for (const size_t i : next->layers) {
                auto& damage = m_items[i][static_cast<size_t>(next->choice[i])].damage;
                damage = std::max(damage * kPenalty, 1e-6);
            }
        }
        return {};
    }

    FrontPoint frontPoint(const Tried& tried) const
    {
        FrontPoint point;
        point.recipe = recipeOf(tried.choice);
        const auto cost = analysis::costOf(model(), point.recipe, m_question.energy).total;
        point.sizeBytes = cost.bytes;
        point.bops = cost.bops;
        point.energyUj = cost.energyUj;
        point.damage = tried.damage;
        point.predicted = tried.predicted;
        point.measured = effectOf(tried.evaluation);
        return point;
    }

    SearchResult resultSoFar() const
    {
        SearchResult result;
        std::vector<const Tried*> whole;
        std::vector<double> damage, rate;
        for (const Tried& t : m_tried) {
            if (!t.whole) continue;
            whole.push_back(&t);
            damage.push_back(-t.damage);
            rate.push_back(judged(t.evaluation).rate());
        }
        result.rankCorrelation = analysis::rankCorrelation(damage, rate);
        std::ranges::stable_sort(whole, {}, [&](const Tried* t) { return pointAt(t->choice).cost; });
        const Tried* best = bestTried();
        double highest = -1;
        for (const Tried* t : whole) {
            const double here = judged(t->evaluation).rate();
            if (here <= highest && t != best) continue;
            highest = std::max(highest, here);
            if (t == best) result.chosen = result.front.size();
            result.front.push_back(frontPoint(*t));
        }
        result.evaluated = m_tried.size();
        result.seconds = seconds();
        return result;
    }

    Result<SearchResult> finish()
    {
        SearchResult result = resultSoFar();
        for (FrontPoint& point : result.front) {
            auto network = m_experiment.quantize(point.recipe, Job {m_job.stop, {}});
            if (!network) return pass(network.error());
            engine::Executable* const one[] = {network->get()};
            auto timing = m_experiment.time(one, kTimedRuns, Job {m_job.stop, {}}, m_question.alone);
            if (!timing) return pass(timing.error());
            point.latencyMs = timing->front().total.median;
        }
        result.seconds = seconds();
        m_job.report(1, "search");
        if (m_found) m_found(result);
        return result;
    }

    Experiment& m_experiment;
    const SearchQuestion& m_question;
    const Job& m_job;
    const std::function<void(const SearchResult&)>& m_found;
    Clock::time_point m_begin = Clock::now();
    std::vector<std::vector<Pair>> m_options; // by layer
    std::vector<std::vector<std::pair<quant::NumberFormat, double>>> m_weightDamage, m_activationDamage; // by layer
    double m_baseDamage = 0;
    std::vector<std::pair<Pair, std::vector<double>>> m_times; // ms by layer
    std::vector<analysis::SearchItem> m_items; // by layer
    std::list<Tried> m_tried;
    std::vector<size_t> m_order; // the files, those that the float network is least sure of first
};

} // namespace

std::span<const ObjectiveRow> objectives()
{
    return kObjectives;
}

Result<SearchResult> search(Experiment& experiment, const SearchQuestion& question, const Job& job,
    const std::function<void(const SearchResult&)>& found)
{
    return Search(experiment, question, job, found).run();
}

} // namespace bitladder::experiment
