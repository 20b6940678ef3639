#include "core/analysis/float_design.h"

#include <algorithm>
#include <cmath>

namespace bitladder::analysis
{

FloatFacts factsOf(const FloatDesign& d)
{
    FloatFacts facts;
    std::vector<double> values = quant::valuesOf(d);
    facts.values = static_cast<int>(values.size());
    values.erase(values.begin(), std::ranges::upper_bound(values, 0.0));
    facts.largest = values.back();
    facts.smallest = values.front();
    const double normal = std::ldexp(1.0, 1 - d.bias);
    facts.smallestNormal = d.exponentBits > 0 && normal <= facts.largest ? normal : 0;
    constexpr double kDb = 20;
    facts.dynamicRangeDb = kDb * std::log10(facts.largest / facts.smallest);
    double before = 0;
    for (const double value : values) {
        const double from = std::ldexp(1.0, std::ilogb(value));
        if (facts.binades.empty() || facts.binades.back().from != from)
            facts.binades.push_back({from, value - before, 0});
        FloatFacts::Binade& binade = facts.binades.back();
        if (++binade.values == 2) binade.step = value - before;
        before = value;
    }
    return facts;
}

} // namespace bitladder::analysis
