// The table of number formats.
#include "core/quant/format/family.h"

namespace bitladder::quant
{

extern const FormatFamily kHalfStepFamily, kThresholdFamily, kZeroOneFamily, kPowerOfTwoFamily, kKMeansFamily,
    kQuantileFamily, kNormalFloatFamily, kNormalFamily, kPiecewiseFamily, kDrawnFamily, kMicroscalingFamily,
    kMicroscalingIntFamily, kNvFamily, kDesignedFamily;

std::span<const FormatFamily* const> formatFamilies()
{
    static constexpr const FormatFamily* kAll[] = {&kFloatFamily, &kIntegerFamily, &kHalfStepFamily, &kTernaryFamily,
        &kThresholdFamily, &kBinaryFamily, &kZeroOneFamily, &kPowerOfTwoFamily, &kKMeansFamily, &kQuantileFamily,
        &kNormalFloatFamily, &kNormalFamily, &kPiecewiseFamily, &kDrawnFamily, &kDesignedFamily, &kMicroscalingFamily,
        &kMicroscalingIntFamily, &kNvFamily};
    return kAll;
}

} // namespace bitladder::quant
