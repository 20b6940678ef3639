// Choosing one option for each item where cost and damage are sums over items: the multiple-choice knapsack problem.
// Exact, by dynamic programming over lists of points that no other point dominates (Pareto pruning; Nemhauser, Ullmann
// 1969), with bounds of the linear relaxation where one limit is asked for (Pisinger 1995).
#pragma once
#include "core/base/job.h"

#include <optional>
#include <span>
#include <vector>

namespace bitladder::analysis
{

struct SearchOption {
    double cost = 0, damage = 0; // damage ≥ 0
};
using SearchItem = std::vector<SearchOption>; // never empty

struct SearchPoint {
    std::vector<int> choice; // by item: position among its options
    double cost = 0, damage = 0;
};

// All points that no other one dominates, by rising cost; of equal ones the first. Exact where `exact` says so: where
// lists grow beyond `most` points they are thinned evenly by cost.
struct SearchFront {
    std::vector<SearchPoint> points;
    bool exact = true;
};
SearchFront paretoFront(std::span<const SearchItem> items, size_t most = 200000);

// The point of least cost whose damage is at most `limit`; none where there is none. Exact. For the reverse, the least
// damage within a cost, swap the two.
std::optional<SearchPoint> cheapest(std::span<const SearchItem> items, double limit);

} // namespace bitladder::analysis
