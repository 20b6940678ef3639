// Private to the engine: what a layer's kernels need besides weights and rows, which is the same for every kernel:
// scales, biases, corrections of the exact sums, and where the results go.
#pragma once
#include "core/engine/step.h"

#include <limits>
#include <span>
#include <vector>

namespace bitladder::engine
{

size_t elementBytes(Storage storage);
// So many elements of what stands for zero, with slack for kernels that read whole groups.
AlignedBytes paddingRow(Storage storage, int64_t elements, const std::optional<quant::Quantizer>& params);

struct Epilogue {
    explicit Epilogue(const LayerPlan& plan);

    size_t outBytes() const; // of one stored element of an integer kernel
    // Sets what all integer tiles have in common.
    template<typename Tile> void applyTo(Tile& tile) const
    {
        tile.store = store;
        tile.range = range;
        tile.lo = lo;
        tile.hi = hi;
        tile.zero = zero;
        tile.qlo = qlo;
        tile.qhi = qhi;
    }

    // By column, group after group, each padded to whole panels; by channel where the kernel is depthwise.
    std::vector<float> scale32, bias32;
    std::vector<double> scale64, bias64;
    std::vector<int32_t> correction32;
    std::vector<int64_t> correction64;
    std::vector<int32_t> winogradShift; // of bytes by Winograd's algorithm, whose correction counts 128 Σ w in
    kernels::Store store = kernels::Store::Float;
    kernels::SumBound range = kernels::SumBound::Any;
    float lo = -std::numeric_limits<float>::infinity(), hi = std::numeric_limits<float>::infinity();
    int32_t zero = 0, qlo = 0, qhi = 0;
};

} // namespace bitladder::engine
