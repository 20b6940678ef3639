#include "app/window/document/results.h"

#include "app/window/document/study_results.h"

#include <algorithm>
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

double Results::harm(size_t layer) const
{
    if (sensitivity)
        for (const auto& row : sensitivity->sensitivity.rows)
            if (std::ranges::find(row.layers, static_cast<int>(layer)) != row.layers.end()
                && row.oneOn.agreement.total > 0)
                return row.oneOn.kl;
    return std::numeric_limits<double>::quiet_NaN();
}

bool Results::harmIsStale(quint64 now) const
{
    return sensitivity && sensitivity->revision != now;
}

} // namespace bitladder::app
