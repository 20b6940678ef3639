#include "core/train/pruning.h"

#include <algorithm>

namespace bitladder::train
{

double zeroShareAt(const GradualPruning& pruning, double done)
{
    if (pruning.to <= 0 || done < pruning.begin) return 0;
    const double rise = pruning.end - pruning.begin;
    const double left = 1 - (rise > 0 ? std::clamp((done - pruning.begin) / rise, 0.0, 1.0) : 1.0);
    return pruning.to + (pruning.from - pruning.to) * left * left * left;
}

} // namespace bitladder::train
