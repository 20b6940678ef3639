#include "core/methods/float_product.h"

#include "core/kernels/dispatch.h"

#include <algorithm>
#include <array>
#include <limits>

namespace bitladder::methods
{

namespace
{

const kernels::TileKernel<kernels::FloatTile<float>>& kernel()
{
    static const auto& gemm = kernels::table(kernels::bestLevel()).gemmF32;
    return gemm;
}

kernels::PanelShape shapeOf(int64_t columns, int64_t depth)
{
    return {static_cast<int>(columns), 1, static_cast<int>(depth), kernel().nr, kernel().narrowNr, kernel().kGroup};
}

} // namespace

void FloatProduct::setRight(const float* right, int64_t depth, int64_t columns, int64_t stride)
{
    m_depth = depth;
    m_columns = columns;
    const auto shape = shapeOf(columns, depth);
    constexpr size_t kAlign = 64 / sizeof(float);
    // Used again and again: what is written anew is not cleared before.
    m_panels.resize(std::max(m_panels.size(), kernels::panelElements(shape) + 2 * kAlign));
    m_begin = kAlign - reinterpret_cast<uintptr_t>(m_panels.data()) / sizeof(float) % kAlign;
    for (int i = 0; i < kernels::panelCount(shape); ++i) {
        const auto panel = kernels::panelAt(shape, i);
        float* to = m_panels.data() + m_begin + panel.offset;
        for (int64_t k = 0; k < depth; ++k, to += panel.width) {
            std::copy_n(right + k * stride + panel.firstColumn, panel.columns, to);
            std::fill(to + panel.columns, to + panel.width, 0.0f);
        }
    }
}

void FloatProduct::multiply(
    const float* left, int64_t rows, int64_t leftStride, float* out, int64_t outStride, const Threads& threads) const
{
    const auto& gemm = kernel();
    const auto shape = shapeOf(m_columns, m_depth);
    constexpr int64_t kRows = 48; // of a piece
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    static constexpr std::array<float, 128> kNoBias {};
    const int64_t pieces = (rows + kRows - 1) / kRows;
    const auto piece = [&](size_t at) {
        const int64_t first = static_cast<int64_t>(at) * kRows, end = std::min(rows, first + kRows);
        std::array<const void*, 64> pointers {};
        for (int p = 0; p < kernels::panelCount(shape); ++p) {
            const auto panel = kernels::panelAt(shape, p);
            for (int64_t r = first; r < end; r += gemm.mr) {
                const int m = static_cast<int>(std::min<int64_t>(gemm.mr, end - r));
                for (int i = 0; i < m; ++i)
                    pointers[static_cast<size_t>(i)] = left + (r + i) * leftStride;
                gemm.run({{pointers.data(), gemm.mr, 1, shape.depth, m_panels.data() + m_begin + panel.offset,
                              panel.width, m, panel.columns},
                    kNoBias.data(), -kInfinity, kInfinity, out + r * outStride + panel.firstColumn, outStride});
            }
        }
    };
    if (pieces == 1)
        piece(0);
    else
        threads.each(static_cast<size_t>(pieces), piece);
}

} // namespace bitladder::methods
