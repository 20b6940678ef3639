#include "core/analysis/additive_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace bitladder::analysis
{

namespace
{

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A partial choice: the option of the last item, and the state of the items before.
struct State {
    double cost = 0, damage = 0;
    int32_t before = -1, option = -1;
};

// Keeps the states that no other dominates, by rising cost and falling damage.
void prune(std::vector<State>& states)
{
    std::ranges::stable_sort(states,
        [](const State& a, const State& b) { return a.cost != b.cost ? a.cost < b.cost : a.damage < b.damage; });
    size_t kept = 0;
    double best = kInfinity;
    for (const State& s : states)
        if (s.damage < best) {
            best = s.damage;
            states[kept++] = s;
        }
    states.resize(kept);
}

SearchPoint pointOf(const std::vector<std::vector<State>>& levels, int32_t at)
{
    SearchPoint point;
    point.cost = levels.back()[static_cast<size_t>(at)].cost;
    point.damage = levels.back()[static_cast<size_t>(at)].damage;
    point.choice.resize(levels.size());
    for (size_t level = levels.size(); level-- > 0;) {
        const State& s = levels[level][static_cast<size_t>(at)];
        point.choice[level] = s.option;
        at = s.before;
    }
    return point;
}

// Σ min over options of cost + λ·damage.
double relaxed(std::span<const SearchItem> items, double lambda)
{
    double sum = 0;
    for (const SearchItem& item : items) {
        double best = kInfinity;
        for (const SearchOption& o : item)
            best = std::min(best, o.cost + lambda * o.damage);
        sum += best;
    }
    return sum;
}

// The choice that minimizes cost + λ·damage, ties by the smaller damage.
SearchPoint chosenAt(std::span<const SearchItem> items, double lambda)
{
    SearchPoint point;
    for (const SearchItem& item : items) {
        size_t best = 0;
        for (size_t o = 1; o < item.size(); ++o) {
            const double a = item[o].cost + lambda * item[o].damage, b = item[best].cost + lambda * item[best].damage;
            if (a < b || (a == b && item[o].damage < item[best].damage)) best = o;
        }
        point.choice.push_back(static_cast<int>(best));
        point.cost += item[best].cost;
        point.damage += item[best].damage;
    }
    return point;
}

// Improves a point that keeps the limit by single changes, the cheapest first.
void descend(std::span<const SearchItem> items, double limit, SearchPoint& point)
{
    for (bool changed = true; changed;) {
        changed = false;
        double best = 0;
        size_t item = 0;
        int option = -1;
        for (size_t i = 0; i < items.size(); ++i) {
            const SearchOption& now = items[i][static_cast<size_t>(point.choice[i])];
            for (size_t o = 0; o < items[i].size(); ++o) {
                const double gain = now.cost - items[i][o].cost;
                if (gain > best && point.damage - now.damage + items[i][o].damage <= limit) {
                    best = gain;
                    item = i;
                    option = static_cast<int>(o);
                }
            }
        }
        if (option < 0) return;
        point.choice[item] = option;
        point.cost = point.damage = 0;
        for (size_t i = 0; i < items.size(); ++i) {
            point.cost += items[i][static_cast<size_t>(point.choice[i])].cost;
            point.damage += items[i][static_cast<size_t>(point.choice[i])].damage;
        }
        changed = point.damage <= limit;
    }
}

} // namespace

SearchFront paretoFront(std::span<const SearchItem> items, size_t most)
{
    SearchFront front;
    std::vector<std::vector<State>> levels;
    std::vector<State> states {{}};
    for (const SearchItem& item : items) {
        std::vector<State> next;
        next.reserve(states.size() * item.size());
        for (size_t s = 0; s < states.size(); ++s)
            for (size_t o = 0; o < item.size(); ++o)
                next.push_back({states[s].cost + item[o].cost, states[s].damage + item[o].damage,
                    static_cast<int32_t>(s), static_cast<int32_t>(o)});
        prune(next);
        if (next.size() > most) {
            front.exact = false;
            std::vector<State> thin;
            for (size_t i = 0; i < most; ++i)
                thin.push_back(next[i * (next.size() - 1) / (most - 1)]);
            next = std::move(thin);
        }
        levels.push_back(next);
        states = std::move(next);
    }
    if (levels.empty()) return front;
    for (size_t i = 0; i < states.size(); ++i)
        front.points.push_back(pointOf(levels, static_cast<int32_t>(i)));
    return front;
}

std::optional<SearchPoint> cheapest(std::span<const SearchItem> items, double limit)
{
    if (items.empty()) return SearchPoint {};
    SearchPoint least = chosenAt(items, 1e300);
    for (size_t i = 0; i < items.size(); ++i) { // cost counts only between options of equal damage
        for (size_t o = 0; o < items[i].size(); ++o) {
            const SearchOption &a = items[i][o], &b = items[i][static_cast<size_t>(least.choice[i])];
            if (a.damage < b.damage || (a.damage == b.damage && a.cost < b.cost)) least.choice[i] = static_cast<int>(o);
        }
    }
    const auto summed = [&](SearchPoint& point) {
        point.cost = point.damage = 0;
        for (size_t i = 0; i < items.size(); ++i) {
            point.cost += items[i][static_cast<size_t>(point.choice[i])].cost;
            point.damage += items[i][static_cast<size_t>(point.choice[i])].damage;
        }
    };
    summed(least);
    if (least.damage > limit) return std::nullopt;

    // The multiplier of the linear relaxation, by bisection: the lower bound is cost + λ·damage − λ·limit at its best.
    SearchPoint best = least;
    double low = 0, high = 1;
    const SearchPoint cheap = chosenAt(items, 0);
    if (cheap.damage <= limit) return cheap;
    while (high < 1e200 && chosenAt(items, high).damage > limit)
        high *= 4;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        const SearchPoint at = chosenAt(items, middle);
        if (at.damage <= limit) {
            high = middle;
            if (at.cost < best.cost) best = at;
        } else {
            low = middle;
        }
    }
    descend(items, limit, best);
    const double lambda = high;

    // What cannot lead below the best point known so far is left out: an option by its reduced cost …
    const double bound = relaxed(items, lambda) - lambda * limit;
    const double most = best.cost + 1e-9 * std::fabs(best.cost); // sums in another order end in other bits
    std::vector<std::vector<int>> kept(items.size());
    std::vector<size_t> order(items.size());
    std::iota(order.begin(), order.end(), size_t {0});
    for (size_t i = 0; i < items.size(); ++i) {
        const double cheapestHere = relaxed(items.subspan(i, 1), lambda);
        for (size_t o = 0; o < items[i].size(); ++o)
            if (bound + items[i][o].cost + lambda * items[i][o].damage - cheapestHere < most)
                kept[i].push_back(static_cast<int>(o));
        if (kept[i].empty()) return best; // no point is better
    }
    // … and a partial choice by the bound of what is still to come. Few options first.
    std::ranges::stable_sort(order, {}, [&](size_t i) { return kept[i].size(); });
    std::vector<double> restCost(items.size() + 1, 0), restDamage(items.size() + 1, 0);
    for (size_t k = items.size(); k-- > 0;) {
        double cost = kInfinity, damage = kInfinity;
        for (const int o : kept[order[k]]) {
            const SearchOption& option = items[order[k]][static_cast<size_t>(o)];
            cost = std::min(cost, option.cost + lambda * option.damage);
            damage = std::min(damage, option.damage);
        }
        restCost[k] = restCost[k + 1] + cost;
        restDamage[k] = restDamage[k + 1] + damage;
    }
    std::vector<std::vector<State>> levels;
    std::vector<State> states {{}};
    for (size_t k = 0; k < order.size(); ++k) {
        std::vector<State> next;
        for (size_t s = 0; s < states.size(); ++s)
            for (const int o : kept[order[k]]) {
                const SearchOption& option = items[order[k]][static_cast<size_t>(o)];
                const State state {
                    states[s].cost + option.cost, states[s].damage + option.damage, static_cast<int32_t>(s), o};
                if (state.damage + restDamage[k + 1] > limit) continue;
                if (state.cost + lambda * (state.damage - limit) + restCost[k + 1] >= most) continue;
                next.push_back(state);
            }
        if (next.empty()) return best;
        prune(next);
        levels.push_back(next);
        states = std::move(next);
    }
    const SearchPoint found = pointOf(levels, 0); // of least cost
    SearchPoint point;
    point.choice.resize(items.size());
    for (size_t k = 0; k < order.size(); ++k)
        point.choice[order[k]] = found.choice[k];
    summed(point);
    return point.cost < best.cost && point.damage <= limit ? point : best;
}

} // namespace bitladder::analysis
