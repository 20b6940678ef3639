// Training's passes and outer products, value by value: the oracle of the other levels.
#include "core/kernels/training_passes.h"

namespace bitladder::kernels::detail
{

namespace
{

void outer(const OuterTile& tile)
{
    for (int r = 0; r < tile.m; ++r)
        for (int j = 0; j < tile.n; ++j) {
            float sum = 0;
            for (int s = 0; s < tile.segmentCount; ++s) {
                const OuterSegment& segment = tile.segments[s];
                for (int k = 0; k < segment.count; ++k)
                    sum = __builtin_fmaf(segment.a[k * tile.aStep + r], segment.b[k * tile.bStep + j], sum);
            }
            tile.c[r * tile.cStride + j] += sum;
        }
}

} // namespace

void setTrainingScalar(TrainingKernels& kernels)
{
    kernels.outerRows = 4;
    kernels.outerColumns = 8;
    kernels.outer = outer;
    setPasses<OneValue>(kernels);
}

} // namespace bitladder::kernels::detail
