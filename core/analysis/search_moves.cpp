#include "core/analysis/search_moves.h"

#include <algorithm>
#include <limits>

namespace bitladder::analysis
{

namespace
{

constexpr double kLeastHarm = 1e-9;

// What an option changes: cost and damage beyond those of the present one.
struct Step {
    size_t item = 0;
    int option = 0;
    double cost = 0, damage = 0;
};

std::vector<Step> stepsFrom(const std::vector<SearchItem>& items, const std::vector<int>& from)
{
    std::vector<Step> steps;
    for (size_t i = 0; i < items.size(); ++i) {
        const auto& now = items[i][static_cast<size_t>(from[i])];
        for (size_t o = 0; o < items[i].size(); ++o)
            if (static_cast<int>(o) != from[i])
                steps.push_back({i, static_cast<int>(o), items[i][o].cost - now.cost, items[i][o].damage - now.damage});
    }
    return steps;
}

// The move of highest worth; `worth` says nothing where a move is out of the question. Every move makes one item
// better, cheaper, or one each; `down` is null or the one that becomes cheaper.
using Worth = std::function<std::optional<double>(const Step* up, const Step* down)>;

std::optional<SearchMove> bestMove(
    const std::vector<SearchItem>& items, const std::vector<int>& from, const Worth& worth, const IsOpen& isOpen)
{
    const auto steps = stepsFrom(items, from);
    std::optional<SearchMove> best;
    double most = -std::numeric_limits<double>::infinity();
    const auto consider = [&](const Step* up, const Step* down) {
        const auto here = worth(up, down);
        if (!here || *here <= most) return;
        SearchMove move {from, {}};
        for (const Step* step : {up, down}) {
            if (!step) continue;
            move.choice[step->item] = step->option;
            move.items.push_back(step->item);
        }
        if (!isOpen(move.choice)) return;
        most = *here;
        best = std::move(move);
    };
    for (const Step& step : steps) {
        if (step.cost < 0) consider(nullptr, &step);
        if (step.cost <= 0) continue;
        consider(&step, nullptr);
        for (const Step& other : steps)
            if (other.cost < 0 && other.item != step.item) consider(&step, &other);
    }
    return best;
}

} // namespace

std::optional<SearchMove> mostSaving(
    const std::vector<SearchItem>& items, const std::vector<int>& from, const IsOpen& isOpen)
{
    const auto worth = [](const Step* up, const Step* down) -> std::optional<double> {
        if (!down) return std::nullopt;
        const double saved = -down->cost - (up ? up->cost : 0), harm = down->damage + (up ? up->damage : 0);
        if (saved <= 0) return std::nullopt;
        return saved / std::max(harm, kLeastHarm);
    };
    return bestMove(items, from, worth, isOpen);
}

std::optional<SearchMove> leastHarming(
    const std::vector<SearchItem>& items, const std::vector<int>& from, double room, const IsOpen& isOpen)
{
    const auto worth = [room](const Step* up, const Step* down) -> std::optional<double> {
        if (!up || up->cost + (down ? down->cost : 0) > room) return std::nullopt;
        return -(up->damage + (down ? down->damage : 0));
    };
    return bestMove(items, from, worth, isOpen);
}

} // namespace bitladder::analysis
