#include "core/analysis/culprits.h"

#include <algorithm>

namespace bitladder::analysis
{

Result<Culprits> findCulprits(const std::vector<int>& suspects, const HealthTest& healthy, const Job& job)
{
    Culprits found;
    const auto heals = [&](std::vector<int> layers) -> Result<bool> {
        if (job.stopped()) return cancelled();
        std::ranges::sort(layers);
        ++found.tests;
        job.report(0, "looking for culprits");
        return healthy(layers);
    };
    const auto all = heals(suspects);
    if (!all) return pass(all.error());
    if (!*all) return fail("it is not well even with every layer in float");
    for (const int layer : suspects) {
        const auto alone = heals({layer});
        if (!alone) return pass(alone.error());
        if (*alone) {
            found.layers = {layer};
            return found;
        }
    }
    // The shortest beginning of the suspects that heals, by bisection; then every layer that can be left out is.
    size_t low = 1, high = suspects.size(); // low does not heal (single layers do not), high does
    while (high - low > 1) {
        const size_t middle = (low + high) / 2;
        const auto enough = heals({suspects.begin(), suspects.begin() + static_cast<std::ptrdiff_t>(middle)});
        if (!enough) return pass(enough.error());
        (*enough ? high : low) = middle;
    }
    std::vector<int> set(suspects.begin(), suspects.begin() + static_cast<std::ptrdiff_t>(high));
    for (size_t chunk = std::max<size_t>(set.size() / 2, 1); set.size() > 1;) {
        bool smaller = false;
        // From the end: the least suspected go first.
        for (size_t end = set.size(); end > 0 && set.size() > 1;) {
            const size_t begin = end > chunk ? end - chunk : 0;
            std::vector<int> without = set;
            without.erase(without.begin() + static_cast<std::ptrdiff_t>(begin),
                without.begin() + static_cast<std::ptrdiff_t>(end));
            end = begin;
            if (without.empty()) continue;
            const auto well = heals(without);
            if (!well) return pass(well.error());
            if (!*well) continue;
            set = std::move(without);
            smaller = true;
        }
        if (chunk == 1 && !smaller) break;
        if (!smaller || chunk > set.size()) chunk = std::max<size_t>(std::min(chunk / 2, set.size()), 1);
    }
    std::ranges::sort(set);
    found.layers = std::move(set);
    return found;
}

} // namespace bitladder::analysis
