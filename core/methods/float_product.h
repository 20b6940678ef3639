// For methods and training: products of float matrices by the kernels of this processor. Every sum is made in order by
// fused multiply-adds, so that every level and every number of threads gives the same bits.
#pragma once
#include "core/base/threads.h"

#include <cstdint>
#include <vector>

namespace bitladder::methods
{

class FloatProduct
{
public:
    // The right side, [depth, columns], rows `stride` apart. Copied.
    void setRight(const float* right, int64_t depth, int64_t columns, int64_t stride);
    // out[rows, columns] = left[rows, depth] · right. Strides count elements from row to row.
    void multiply(const float* left, int64_t rows, int64_t leftStride, float* out, int64_t outStride,
        const Threads& threads) const;

private:
    int64_t m_depth = 0, m_columns = 0;
    std::vector<float> m_panels; // 64-byte aligned from m_begin on
    size_t m_begin = 0;
};

} // namespace bitladder::methods
