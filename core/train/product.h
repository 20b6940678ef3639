// Private to this room: matrix products of contiguous rows, in float32 by the engine's tile kernels, in float64
// plainly. Sums run along the depth in order, so that every instruction set level and number of threads gives the same
// bits.
#pragma once
#include "core/methods/float_product.h"
#include "core/ops/matrix.h"

namespace bitladder::train
{

// C[m, n] = A[m, k] · B[k, n], all of contiguous rows; on the calling thread.
inline void product(int64_t m, int64_t n, int64_t k, const float* a, const float* b, float* c)
{
    static const Threads alone(1);
    thread_local methods::FloatProduct right;
    right.setRight(b, k, n, n);
    right.multiply(a, m, k, c, n, alone);
}
inline void product(int64_t m, int64_t n, int64_t k, const double* a, const double* b, double* c)
{
    ops::multiply<double>(m, n, k, ops::Strided<double> {a, k, 1}, ops::Strided<double> {b, n, 1}, c, n);
}

// [rows, columns] → [columns, rows]
template<typename T> std::vector<T> transposed(const T* from, int64_t rows, int64_t columns)
{
    std::vector<T> to(static_cast<size_t>(rows * columns));
    constexpr int64_t kBlock = 16;
    for (int64_t r0 = 0; r0 < rows; r0 += kBlock)
        for (int64_t c0 = 0; c0 < columns; c0 += kBlock)
            for (int64_t r = r0; r < std::min(rows, r0 + kBlock); ++r)
                for (int64_t c = c0; c < std::min(columns, c0 + kBlock); ++c)
                    to[static_cast<size_t>(c * rows + r)] = from[r * columns + c];
    return to;
}

template<typename T> void addTo(T* to, const std::vector<T>& values)
{
    for (size_t i = 0; i < values.size(); ++i)
        to[i] += values[i];
}

} // namespace bitladder::train
