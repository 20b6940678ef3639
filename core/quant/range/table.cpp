// The table of range estimators.
#include "core/quant/range.h"

namespace bitladder::quant
{

extern const RangeEstimator kLeastPower, kEntropy, kDeviations, kMovingAverage;

std::span<const RangeEstimator* const> rangeEstimators()
{
    static constexpr const RangeEstimator* kAll[] = {&kMinMax, &kPercentile, &kLeastSquares, &kLeastPower, &kEntropy,
        &kDeviations, &kMovingAverage, &kByHand, &kByStep, &kFromModel, &kOfRun};
    return kAll;
}

const RangeEstimator* findEstimator(std::string_view id)
{
    for (const RangeEstimator* estimator : rangeEstimators())
        if (estimator->id == id) return estimator;
    return nullptr;
}

} // namespace bitladder::quant
