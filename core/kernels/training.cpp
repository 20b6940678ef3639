// The sets of training's kernels, by level.
#include "core/kernels/training.h"

namespace bitladder::kernels
{

namespace
{

TrainingKernels kernelsOf(Level level)
{
    TrainingKernels kernels;
    detail::setTrainingScalar(kernels);
#if defined(BITLADDER_KERNELS_X86)
    if (level >= Level::Avx2) {
        detail::setTrainingAvx2(kernels);
        detail::setOuterAvx2(kernels);
    }
    if (level >= Level::Avx512) {
        detail::setTrainingAvx512(kernels);
        detail::setOuterAvx512(kernels);
    }
#endif
    kernels.level = level;
    return kernels;
}

} // namespace

// Each set is made when it is first asked for, see table().
const TrainingKernels& trainingKernels([[maybe_unused]] Level level)
{
#if defined(BITLADDER_KERNELS_X86)
    if (level == Level::Avx512) {
        static const TrainingKernels kAvx512 = kernelsOf(Level::Avx512);
        return kAvx512;
    }
    if (level != Level::Scalar) { // nothing of it multiplies bytes
        static const TrainingKernels kAvx2 = kernelsOf(Level::Avx2);
        return kAvx2;
    }
#endif
    static const TrainingKernels kScalar = kernelsOf(Level::Scalar);
    return kScalar;
}

} // namespace bitladder::kernels
