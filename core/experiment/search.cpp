#include "core/experiment/search.h"

#include "core/analysis/front_gaps.h"
#include "core/analysis/rank_correlation.h"
#include "core/analysis/search_moves.h"
#include "core/base/translatable_message.h"
#include "core/experiment/search_model.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <random>

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
constexpr int kMostFailures = 60; // of exchanges, one after the other
constexpr int kMostFilled = 200; // recipes beside the front
constexpr double kFarBelow = 0.15; // the floor, as a share of the answers
constexpr double kShareOfProbes = 0.4; // of the progress
constexpr double kShareOfMethods = 0.5; // of the time, where there are methods to try

enum class By : unsigned char { Nearest, Methods }; // without the methods of the question, or with them

// One recipe that was run over all pictures, or as many of them as it took to see that it fails.
struct Tried {
    std::vector<int> choice;
    By by = By::Nearest;
    int stage = 0; // how often the choice was widened before: damages of different stages are of different bases
    quant::Recipe recipe;
    double cost = 0, damage = 0, predicted = 0;
    double latencyMs = 0; // 0: not measured
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
        , m_model(experiment, question)
    {
    }

    Result<SearchResult> run()
    {
        BITLADDER_TRY(m_model.prepare());
        const bool random = m_question.strategy == Strategy::Random;
        const Job measuring {
            m_job.stop, [this](double done, std::string_view what) { m_job.report(kShareOfProbes * done, what); }};
        BITLADDER_TRY(m_model.measure(random ? SearchModel::Harm::Left : SearchModel::Harm::Measured, measuring));
        if (random) {
            m_until = m_question.seconds;
            BITLADDER_TRY(drawAtRandom());
            return finish();
        }
        m_until = m_question.seconds * (m_question.methods.empty() ? 1 : 1 - kShareOfMethods);
        BITLADDER_TRY(tryWidest());
        if (floor() && m_question.widen == Widen::WhereNeeded) BITLADDER_TRY(widen());
        BITLADDER_TRY(measureFront());
        BITLADDER_TRY(refine(By::Nearest));
        BITLADDER_TRY(polish());
        BITLADDER_TRY(exchange());
        BITLADDER_TRY(fillFront());
        BITLADDER_TRY(polish()); // of what came to light
        m_until = m_question.seconds;
        if (!m_question.methods.empty()) {
            BITLADDER_TRY(withMethods());
            BITLADDER_TRY(polish());
        }
        return finish();
    }

private:
    using Clock = std::chrono::steady_clock;
    double seconds() const { return std::chrono::duration<double>(Clock::now() - m_begin).count(); }
    bool timeLeft() const { return seconds() < m_until; }

    const model::Model& model() const { return *m_experiment.model(); }
    const std::vector<analysis::SearchItem>& items() const { return m_model.items(); }
    analysis::SearchPoint pointAt(const std::vector<int>& choice) const { return m_model.pointAt(choice); }
    quant::Recipe recipeOf(const std::vector<int>& choice, By by) const
    {
        quant::Recipe recipe = m_model.recipeOf(choice);
        if (by == By::Nearest) return recipe;
        const auto& more = m_question.methods; // in their order, each once
        std::erase_if(recipe.methods, [&](const quant::MethodChoice& own) {
            return std::ranges::find(more, own.method, &quant::MethodChoice::method) != more.end();
        });
        recipe.methods.insert(recipe.methods.end(), more.begin(), more.end());
        return recipe;
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
        return !m_question.limits.maxCost || tried.cost <= *m_question.limits.maxCost;
    }
    bool better(const Tried& a, const Tried& b) const
    {
        const double rateA = judged(a.evaluation).rate(), rateB = judged(b.evaluation).rate();
        if (floor()) return a.cost != b.cost ? a.cost < b.cost : rateA > rateB;
        return rateA != rateB ? rateA > rateB : a.cost < b.cost;
    }

    // Damage and rate of the points that were measured, by rising damage.
    using Rates = std::vector<std::pair<double, double>>;
    Rates measuredRates() const
    {
        Rates known;
        for (const Tried& t : m_tried)
            if (t.whole && t.by == By::Nearest && t.stage == m_stage)
                known.emplace_back(t.damage, judged(t.evaluation).rate());
        std::ranges::sort(known);
        return known;
    }
    // What they say of a damage: between its neighbours, in between.
    static double predicted(const Rates& known, double damage)
    {
        if (known.empty()) return std::numeric_limits<double>::quiet_NaN();
        const auto above = std::ranges::find_if(known, [&](const auto& k) { return k.first >= damage; });
        if (above == known.begin()) return known.front().second;
        if (above == known.end()) return known.back().second;
        const auto &b = *above, &a = *(above - 1);
        const double share = b.first > a.first ? (damage - a.first) / (b.first - a.first) : 0;
        return a.second + share * (b.second - a.second);
    }

    // Runs the pictures, where it may stop early those first whose answers changed most often so far, then those that
    // the float network is least sure of: as soon as more answers have changed than the floor allows, the rest cannot
    // save it.
    enum class Run : unsigned char { Whole, UntilItFails };
    Result<const Tried*> tryChoice(const std::vector<int>& choice, Run run, By by = By::Nearest)
    {
        const auto known = std::ranges::find_if(
            m_tried, [&](const Tried& t) { return t.choice == choice && t.by == by && t.stage == m_stage; });
        if (known != m_tried.end() && (known->whole || run == Run::UntilItFails)) return &*known;
        if (m_job.stopped()) return cancelled();
        Tried tried;
        tried.choice = choice;
        tried.by = by;
        tried.stage = m_stage;
        tried.recipe = recipeOf(choice, by);
        tried.cost = pointAt(choice).cost;
        tried.damage = pointAt(choice).damage;
        tried.predicted = predicted(measuredRates(), tried.damage);
        analysis::Pictures& pictures = *m_question.pictures;
        m_changed.resize(pictures.size());
        const bool early = run == Run::UntilItFails && m_question.limits.minAgreement;
        if (early && m_order.empty()) {
            auto floats = m_experiment.floatAnswers(pictures, Job {m_job.stop, {}});
            if (!floats) return pass(floats.error());
            m_order = spread(pictures.size(), 0);
            std::ranges::stable_sort(m_order, {}, [&](size_t file) { return (*floats)->files[file].margin; });
        }
        if (early)
            std::ranges::stable_sort(m_order, std::ranges::greater(), [&](size_t file) { return m_changed[file]; });
        const auto most = early ? (1 - *m_question.limits.minAgreement) * static_cast<double>(pictures.size()) : 0;
        const double progress = kShareOfProbes + (1 - kShareOfProbes) * std::min(1.0, seconds() / m_question.seconds);
        const Job pulse {m_job.stop, [&](double, std::string_view) { m_job.report(progress, "measuring recipes"); }};
        auto network = m_experiment.quantize(tried.recipe, Job {m_job.stop, {}});
        if (!network) return pass(network.error());
        auto evaluation = m_experiment.evaluate(
            tried.recipe, pictures, pulse,
            [&](const analysis::Evaluation& e) {
                return !early || static_cast<double>(e.agreement.total - e.agreement.hits) <= most;
            },
            network->get(), early ? std::span<const size_t>(m_order) : std::span<const size_t>());
        if (!evaluation) return pass(evaluation.error());
        tried.evaluation = *std::move(evaluation);
        for (size_t file = 0; file < m_changed.size(); ++file) {
            const auto& outcome = tried.evaluation.outcomes[file];
            m_changed[file] += outcome.chosenTop >= 0 && outcome.changed();
        }
        tried.whole = tried.evaluation.images + static_cast<int64_t>(tried.evaluation.unreadable.size())
            >= static_cast<int64_t>(pictures.size());
        // What is on the front by now is timed at once: a search that is stopped keeps what it found, with its times.
        const bool beaten = std::ranges::any_of(m_tried, [&](const Tried& t) {
            return t.whole && t.cost <= tried.cost && judged(t.evaluation).rate() >= judged(tried.evaluation).rate();
        });
        if (tried.whole && !beaten) {
            engine::Executable* const one[] = {network->get()};
            auto timing = m_experiment.time(one, kTimedRuns, Job {m_job.stop, {}}, m_question.alone);
            if (!timing) return pass(timing.error());
            tried.latencyMs = timing->front().total.median;
        }
        if (known != m_tried.end()) {
            *known = std::move(tried);
            if (m_found) m_found(resultSoFar());
            return &*known;
        }
        m_tried.push_back(std::move(tried));
        if (m_found) m_found(resultSoFar());
        return &m_tried.back();
    }

    // The option of each item that comes first by an order.
    template<typename Before> std::vector<int> firstBy(const Before& before) const
    {
        std::vector<int> choice;
        for (const auto& item : items())
            choice.push_back(static_cast<int>(std::ranges::min_element(item, before) - item.begin()));
        return choice;
    }
    std::vector<int> leastDamage() const
    {
        return firstBy(
            [](const auto& a, const auto& b) { return a.damage != b.damage ? a.damage < b.damage : a.cost < b.cost; });
    }

    Result<void> tryWidest()
    {
        BITLADDER_TRY(tryChoice(leastDamage(), Run::Whole));
        return {};
    }

    // Where not even the least harm keeps the floor: more to choose from, until something does.
    Result<void> widen()
    {
        using Kind = Widening::Kind;
        for (const Kind kind : {Kind::Range, Kind::Method, Kind::Method, Kind::Method})
            BITLADDER_TRY(widenBy(kind));
        // Where both sides are far too narrow, one side alone brings nothing back at first.
        for (bool any = true; any && !bestOfFloor() && timeLeft();) {
            any = false;
            for (const Kind kind : {Kind::Activations, Kind::Weights}) {
                auto widened = widenBy(kind);
                if (!widened) return pass(widened.error());
                any = any || *widened;
            }
        }
        return {};
    }
    // True: there is more to choose from, and the least harm of it was measured.
    Result<bool> widenBy(Widening::Kind kind)
    {
        if (bestOfFloor() || !timeLeft()) return false;
        const double progress = kShareOfProbes + (1 - kShareOfProbes) * std::min(1.0, seconds() / m_question.seconds);
        const Job pulse {m_job.stop, [&](double, std::string_view) { m_job.report(progress, "widening"); }};
        auto widened = m_model.widen(kind, pulse);
        if (!widened) return pass(widened.error());
        if (!*widened) return false;
        m_widened.push_back(**widened);
        ++m_stage;
        BITLADDER_TRY(tryWidest());
        return true;
    }
    const Tried* bestOfFloor() const
    {
        const auto keeps = std::ranges::find_if(m_tried, [&](const Tried& t) { return keepsFloor(t); });
        return keeps == m_tried.end() ? nullptr : &*keeps;
    }

    // Points of the model's front, evenly over the logarithm of the damage.
    Result<void> measureFront()
    {
        const std::vector<int> best = leastDamage(), cheap = firstBy([](const auto&a, const auto&b) {
            return a.cost != b.cost ? a.cost < b.cost : a.damage < b.damage;
        });
        const double low = std::max(pointAt(best).damage, 1e-6), high = std::max(pointAt(cheap).damage, low);
        for (int k = 1; k < m_question.points && timeLeft(); ++k) {
            // Beyond a nat per picture nothing is left of the answers.
            const double to = std::min(high, std::max(1.5, low * 2));
            const double limit = low * std::pow(to / low, static_cast<double>(k) / (m_question.points - 1));
            const auto point = analysis::cheapest(items(), limit);
            if (!point) continue;
            auto tried = tryChoice(point->choice, Run::Whole);
            if (!tried) return pass(tried.error());
            // Where each recipe costs the time of methods, those far below the floor are left out.
            if (m_stage > 0 && floor() && judged((*tried)->evaluation).rate() < *floor() - kFarBelow) return {};
        }
        if (timeLeft()) BITLADDER_TRY(tryChoice(cheap, Run::Whole));
        return {};
    }

    // Between the last point that keeps the floor and the first that does not.
    Result<void> refine(By by)
    {
        if (!floor()) return refineWithinCost();
        for (int step = 0; step < 8 && timeLeft(); ++step) {
            double keeps = 0, fails = std::numeric_limits<double>::infinity();
            for (const Tried& t : m_tried)
                if (t.by == by && t.stage == m_stage && keepsFloor(t)) keeps = std::max(keeps, t.damage);
            for (const Tried& t : m_tried)
                if (t.by == by && t.stage == m_stage && !keepsFloor(t) && t.damage > keeps)
                    fails = std::min(fails, t.damage);
            if (!std::isfinite(fails)) return {};
            const auto point = analysis::cheapest(items(), keeps > 0 ? std::sqrt(keeps * fails) : fails / 2);
            const auto same
                = [&](const Tried& t) { return point->choice == t.choice && t.by == by && t.stage == m_stage; };
            if (!point || std::ranges::any_of(m_tried, same)) return {};
            BITLADDER_TRY(tryChoice(point->choice, Run::UntilItFails, by));
        }
        return {};
    }

    // The least damage within the cost, with damages as corrected so far.
    Result<void> refineWithinCost()
    {
        if (!m_question.limits.maxCost) return {};
        const auto point = leastDamageWithin(*m_question.limits.maxCost);
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
            const By by = best->by;
            const auto next = analysis::mostSaving(items(), best->choice,
                [&](const std::vector<int>& choice) { return std::ranges::find(failed, choice) == failed.end(); });
            if (!next) return {};
            auto tried = tryChoice(next->choice, Run::UntilItFails, by);
            if (!tried) return pass(tried.error());
            if ((*tried)->whole && keepsFloor(**tried)) {
                best = bestTried();
                continue;
            }
            failed.push_back(next->choice);
            best = bestTried(); // the list has grown
            for (const size_t i : next->items)
                m_model.raise(i, next->choice[i], kPenalty);
        }
        return {};
    }

    // Of a highest cost: from the recipe whose answers diverge least, one layer wider and another narrower, where the
    // model says that it harms least; on from what diverges less. A change that does not corrects the model.
    Result<void> exchange()
    {
        if (floor() || !m_question.limits.maxCost) return {};
        for (int failures = 0; failures < kMostFailures && timeLeft();) {
            const Tried* best = leastDiverging();
            if (!best) return {};
            const auto next = analysis::leastHarming(items(), best->choice, *m_question.limits.maxCost - best->cost,
                [&](const std::vector<int>& choice) { return isNew(choice); });
            if (!next) return {};
            const double before = best->evaluation.divergence;
            auto tried = tryChoice(next->choice, Run::Whole);
            if (!tried) return pass(tried.error());
            if ((*tried)->evaluation.divergence < before) continue;
            ++failures;
            m_model.raise(next->items.back(), next->choice[next->items.back()], kPenalty);
        }
        return {};
    }
    bool isNew(const std::vector<int>& choice) const
    {
        return std::ranges::none_of(
            m_tried, [&](const Tried& t) { return t.choice == choice && t.by == By::Nearest && t.stage == m_stage; });
    }
    const Tried* leastDiverging() const
    {
        const Tried* best = nullptr;
        for (const Tried& t : m_tried)
            if (t.whole && t.by == By::Nearest && t.stage == m_stage && keepsCost(t)
                && (!best || t.evaluation.divergence < best->evaluation.divergence))
                best = &t;
        return best;
    }
    // With time left: recipes in the largest gaps of the front.
    Result<void> fillFront()
    {
        for (int filled = 0; filled < kMostFilled && timeLeft(); ++filled) {
            const auto next = inGap();
            if (!next) return {};
            BITLADDER_TRY(tryChoice(*next, Run::Whole));
        }
        return {};
    }
    // Between two neighbours on the front: the least damage by the model, or a single change to a point of the front.
    // A gap counts less with each recipe that did not close it.
    std::optional<std::vector<int>> inGap() const
    {
        const auto rateOf = [&](const Tried* t) { return judged(t->evaluation).rate(); };
        std::vector<const Tried*> all, front;
        std::vector<analysis::CostAndRate> points;
        for (const Tried& t : m_tried)
            if (t.whole && t.by == By::Nearest && t.stage == m_stage) all.push_back(&t);
        std::ranges::stable_sort(all, {}, &Tried::cost);
        for (const Tried* t : all) {
            points.push_back({t->cost, rateOf(t)});
            if (front.empty() || rateOf(t) > rateOf(front.back())) front.push_back(t);
        }
        for (const auto& gap : analysis::frontGaps(points)) {
            std::optional<analysis::SearchPoint> best = leastDamageWithin(std::sqrt(gap.low * gap.high));
            if (best && (best->cost <= gap.low || !isNew(best->choice))) best.reset();
            for (const Tried* t : front)
                for (size_t i = 0; i < items().size() && (!best || best->damage > 0); ++i)
                    for (size_t o = 0; o < items()[i].size(); ++o) {
                        auto choice = t->choice;
                        choice[i] = static_cast<int>(o);
                        auto point = pointAt(choice);
                        if (point.cost <= gap.low || point.cost >= gap.high) continue;
                        if ((!best || point.damage < best->damage) && isNew(choice)) best = std::move(point);
                    }
            if (best) return best->choice;
        }
        return std::nullopt;
    }
    std::optional<analysis::SearchPoint> leastDamageWithin(double cost) const
    {
        std::vector<analysis::SearchItem> turned = items();
        for (auto& item : turned)
            for (auto& option : item)
                std::swap(option.cost, option.damage);
        const auto point = analysis::cheapest(turned, cost);
        return point ? std::optional(pointAt(point->choice)) : std::nullopt;
    }

    // Options stand in the order of the formats that were given: a place among them, and steps around it.
    Result<void> drawAtRandom()
    {
        std::mt19937_64 random(m_question.seed);
        std::normal_distribution<double> around(0, 0.2);
        std::uniform_real_distribution<double> anywhere(0, 1);
        while (timeLeft()) {
            const double middle = anywhere(random);
            std::vector<int> choice;
            for (const auto& item : items()) {
                const double place = std::clamp(middle + around(random), 0.0, 1.0);
                choice.push_back(static_cast<int>(std::lround(place * static_cast<double>(item.size() - 1))));
            }
            BITLADDER_TRY(tryChoice(choice, Run::Whole));
        }
        return {};
    }

    // Methods bring some of the answers back, so that more harm is allowed: twice as much each time, until it is too
    // much, then in between.
    Result<void> withMethods()
    {
        const Tried* best = bestTried();
        if (!floor() && best) {
            BITLADDER_TRY(tryChoice(std::vector(best->choice), Run::Whole, By::Methods));
            return {};
        }
        double limit = best ? best->damage : lowestTried();
        for (int step = 0; step < 8 && timeLeft(); ++step, limit *= 2) {
            const auto point = analysis::cheapest(items(), std::max(limit, 1e-6));
            if (!point) continue;
            auto tried = tryChoice(point->choice, Run::UntilItFails, By::Methods);
            if (!tried) return pass(tried.error());
            if (!keepsFloor(**tried)) break;
        }
        return refine(By::Methods);
    }
    double lowestTried() const
    {
        double lowest = std::numeric_limits<double>::infinity();
        for (const Tried& t : m_tried)
            if (t.stage == m_stage) lowest = std::min(lowest, t.damage);
        return lowest;
    }

    FrontPoint frontPoint(const Tried& tried) const
    {
        FrontPoint point;
        point.recipe = tried.recipe;
        const auto cost = analysis::costOf(model(), point.recipe, m_question.energy).total;
        point.sizeBytes = cost.bytes;
        point.bops = cost.bops;
        point.energyUj = cost.energyUj;
        point.latencyMs = tried.latencyMs;
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
            // The model knows nothing of methods, and begins anew with each stage.
            if (t.by == By::Methods || t.stage != m_stage) continue;
            damage.push_back(-t.damage);
            rate.push_back(judged(t.evaluation).rate());
        }
        result.rankCorrelation = analysis::rankCorrelation(damage, rate);
        std::ranges::stable_sort(whole, {}, &Tried::cost);
        const Tried* best = bestTried();
        double highest = -1;
        std::vector<const Tried*> front;
        for (const Tried* t : whole) {
            const double here = judged(t->evaluation).rate();
            if (here <= highest && t != best) {
                result.others.push_back(frontPoint(*t));
                continue;
            }
            highest = std::max(highest, here);
            if (t == best) result.chosen = result.front.size();
            result.front.push_back(frontPoint(*t));
            front.push_back(t);
        }
        if (!best && !front.empty()) {
            // With a floor the front ends with most equal answers; without one it begins with the least cost.
            result.nearest = floor() ? front.size() - 1 : 0;
            for (size_t i = front.size(); floor() && i-- > 0;)
                if (keepsCost(*front[i])) {
                    result.nearest = i;
                    break;
                }
        }
        result.widened = m_widened;
        result.evaluated = m_tried.size();
        result.seconds = seconds();
        return result;
    }

    Result<SearchResult> finish()
    {
        const SearchResult result = resultSoFar();
        m_job.report(1, "search");
        if (m_found) m_found(result);
        return result;
    }

    Experiment& m_experiment;
    const SearchQuestion& m_question;
    const Job& m_job;
    const std::function<void(const SearchResult&)>& m_found;
    Clock::time_point m_begin = Clock::now();
    SearchModel m_model;
    double m_until = 0; // seconds from the beginning
    std::list<Tried> m_tried;
    int m_stage = 0;
    std::vector<Widening> m_widened;
    std::vector<size_t> m_order; // the files, most telling first
    std::vector<int> m_changed; // by file: how many recipes changed its answer
};

} // namespace

std::span<const ObjectiveRow> objectives()
{
    return kObjectives;
}

Result<SearchResult> search(Experiment& experiment, const SearchQuestion& question, const Job& job,
    const std::function<void(const SearchResult&)>& found)
{
    constexpr size_t kRoom = size_t {256} << 20;
    experiment.machine().cache->setRoom(kRoom); // layers go from one width to the next and back
    auto result = Search(experiment, question, job, found).run();
    experiment.machine().cache->setRoom(0);
    return result;
}

} // namespace bitladder::experiment
