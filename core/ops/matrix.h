// The plain matrix product under Gemm, MatMul, Conv and their integer relatives.
#pragma once
#include "core/ops/support.h"

#include <cstdint>

namespace bitladder::ops
{

// A matrix with any strides.
template<typename T> struct Strided {
    const T* data;
    int64_t rowStep;
    int64_t columnStep;
};

// C[m, n] (rows `step` apart) = A[m, k] · B[k, n], sums taken along k in order, in the type Sum.
template<typename Sum, typename A, typename B>
void multiply(int64_t m, int64_t n, int64_t k, Strided<A> a, Strided<B> b, Sum* c, int64_t step)
{
    constexpr int64_t kRows = 4, kColumns = 32;
    Sum sums[kRows][kColumns];
    std::vector<Sum> panel(static_cast<size_t>(k) * kColumns); // of B, so that the inner loop runs over neighbours
    for (int64_t j = 0; j < n; j += kColumns) {
        const int64_t width = std::min(kColumns, n - j);
        for (int64_t p = 0; p < k; ++p) {
            const B* row = b.data + p * b.rowStep + j * b.columnStep;
            Sum* to = panel.data() + p * kColumns;
            for (int64_t x = 0; x < width; ++x)
                to[x] = static_cast<Sum>(row[x * b.columnStep]);
        }
        for (int64_t i = 0; i < m; i += kRows) {
            const int64_t height = std::min(kRows, m - i);
            for (auto& row : sums)
                std::fill(std::begin(row), std::end(row), Sum {});
            for (int64_t p = 0; p < k; ++p) {
                const Sum* from = panel.data() + p * kColumns;
                for (int64_t y = 0; y < height; ++y) {
                    const auto factor = static_cast<Sum>(a.data[(i + y) * a.rowStep + p * a.columnStep]);
                    for (int64_t x = 0; x < kColumns; ++x)
                        sums[y][x] += factor * from[x];
                }
            }
            for (int64_t y = 0; y < height; ++y)
                std::copy_n(sums[y], width, c + (i + y) * step + j);
        }
    }
}

// The same, cut into columns or rows for threads; every number of threads gives the same bits.
template<typename Sum, typename A, typename B>
void multiply(const Threads& threads, int64_t m, int64_t n, int64_t k, Strided<A> a, Strided<B> b, Sum* c, int64_t step)
{
    if (threads.count() < 2 || m * n * std::max<int64_t>(1, k) < (1 << 16)) return multiply(m, n, k, a, b, c, step);
    const bool wide = n >= m;
    const int64_t piece = wide ? 128 : 32;
    const int64_t extent = wide ? n : m;
    threads.each(static_cast<size_t>((extent + piece - 1) / piece), [&](size_t i) {
        const int64_t at = static_cast<int64_t>(i) * piece, count = std::min(piece, extent - at);
        if (wide)
            multiply(m, count, k, a, Strided<B> {b.data + at * b.columnStep, b.rowStep, b.columnStep}, c + at, step);
        else
            multiply(
                count, n, k, Strided<A> {a.data + at * a.rowStep, a.rowStep, a.columnStep}, b, c + at * step, step);
    });
}

// The shape of a batched matrix product by NumPy's rules.
struct ProductShape {
    Shape a, b; // with the rows and columns that vectors lack
    Shape batch;
    Shape result;
    int64_t m = 0, n = 0, k = 0;
};
Result<ProductShape> productShape(const Shape& a, const Shape& b);

// Calls visit(offset of A's matrix, of B's, of C's) for every matrix of the batch.
template<typename Visit> void eachMatrix(const ProductShape& p, Visit visit)
{
    const auto outerStrides = [&](const Shape& shape) {
        const Shape outer(shape.begin(), shape.end() - 2);
        auto strides = broadcastStrides(outer, p.batch);
        for (int64_t& s : strides)
            s *= shape[shape.size() - 2] * shape.back();
        return strides;
    };
    auto outStrides = tensor::stridesOf(p.batch);
    for (int64_t& s : outStrides)
        s *= p.m * p.n;
    const Walk<3> walk(p.batch, {outerStrides(p.a), outerStrides(p.b), outStrides});
    walk.run([&](const auto& at, int64_t count, const auto& step) {
        for (int64_t i = 0; i < count; ++i)
            visit(at[0] + i * step[0], at[1] + i * step[1], at[2] + i * step[2]);
    });
}

} // namespace bitladder::ops
