// Which layers are to blame: the smallest set of layers that have to be in float for something to be well.
#pragma once
#include "core/base/job.h"
#include "core/base/result.h"

#include <functional>
#include <vector>

namespace bitladder::analysis
{

// Whether all is well with exactly these layers in float (positions, ascending).
using HealthTest = std::function<Result<bool>(const std::vector<int>& inFloat)>;

// A set of layers that heals, and of which none can be left out (1-minimal: Zeller, Hildebrandt, "Simplifying and
// isolating failure-inducing input", 2002). Layers that are suspected first are kept last in doubt: `suspects` are all
// layers, the most suspected first. Single layers are tried before anything else, so that a single culprit is the
// smallest set. `tests`: how many were made. Fails where not even all layers heal.
struct Culprits {
    std::vector<int> layers; // ascending
    int tests = 0;
};
Result<Culprits> findCulprits(const std::vector<int>& suspects, const HealthTest& healthy, const Job& job = {});

} // namespace bitladder::analysis
