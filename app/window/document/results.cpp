#include "app/window/document/results.h"

#include <limits>

namespace bitladder::app
{

const analysis::Evaluation* Results::baselineEvaluation() const
{
    const bool same = folder && folder->baseline && baseline && *folder->baselineRecipe == *baseline->recipe;
    return same && folder->baseline->images > 0 ? folder->baseline.get() : nullptr;
}

double Results::isolatedDb(size_t layer) const
{
    if (isolated && layer < isolated->layers.size() && isolated->layers[layer])
        return isolated->layers[layer]->sqnrDb();
    return std::numeric_limits<double>::quiet_NaN();
}

} // namespace bitladder::app
