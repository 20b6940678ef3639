// Small changes to a choice of the additive model, from which a search goes on where it has measured: one item gets
// another option, or two do.
#pragma once
#include "core/analysis/additive_search.h"

#include <functional>
#include <optional>

namespace bitladder::analysis
{

struct SearchMove {
    std::vector<int> choice;
    std::vector<size_t> items; // that changed; the one that became cheaper comes last
};
using IsOpen = std::function<bool(const std::vector<int>& choice)>; // whether a move may lead there

// What saves most cost for the damage that it adds: one item cheaper, alone or with another one better.
std::optional<SearchMove> mostSaving(
    const std::vector<SearchItem>& items, const std::vector<int>& from, const IsOpen& isOpen);
// What adds least damage, or takes away most: one item better, alone or with another one cheaper, where both together
// cost no more than `room` beyond what they cost now.
std::optional<SearchMove> leastHarming(
    const std::vector<SearchItem>& items, const std::vector<int>& from, double room, const IsOpen& isOpen);

} // namespace bitladder::analysis
