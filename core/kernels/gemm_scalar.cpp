// The scalar matrix kernels: complete, plain, and the definition that every other level is compared with, bit for bit.
#include "core/kernels/epilogue_scalar.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

constexpr int kRows = 4;
constexpr int kColumns = 8;
constexpr int kNarrow = 4;

float fusedMultiplyAdd(float a, float b, float c)
{
    return __builtin_fmaf(a, b, c);
}
double fusedMultiplyAdd(double a, double b, double c)
{
    return __builtin_fma(a, b, c);
}

template<typename T> void gemmFloat(const FloatTile<T>& tile)
{
    const TileInput& in = tile.in;
    T acc[kRows][kColumns] = {};
    const T* w = static_cast<const T*>(in.panel);
    for (int t = 0; t < in.taps; ++t) {
        for (int g = 0; g < in.groups; ++g, w += in.panelWidth) {
            for (int r = 0; r < in.m; ++r) {
                const T a = static_cast<const T*>(in.rows[t * in.rowStride + r])[g];
                for (int c = 0; c < in.panelWidth; ++c)
                    acc[r][c] = fusedMultiplyAdd(a, w[c], acc[r][c]);
            }
        }
    }
    for (int r = 0; r < in.m; ++r)
        for (int c = 0; c < in.n; ++c)
            tile.out[r * tile.outStride + c] = clampLikeTheContract(acc[r][c] + tile.bias[c], tile.lo, tile.hi);
}

// Sum is unsigned so that intermediate sums may wrap: only the final sum has to fit, and modulo 2^n it is exact.
template<typename A, typename W, typename Sum, typename Acc, int kGroup> void gemmInt(const IntTileOf<Acc>& tile)
{
    const TileInput& in = tile.in;
    Sum acc[kRows][kColumns] = {};
    const W* w = static_cast<const W*>(in.panel);
    for (int t = 0; t < in.taps; ++t) {
        for (int g = 0; g < in.groups; ++g, w += in.panelWidth * kGroup) {
            for (int r = 0; r < in.m; ++r) {
                const A* a = static_cast<const A*>(in.rows[t * in.rowStride + r]) + static_cast<size_t>(g) * kGroup;
                for (int c = 0; c < in.panelWidth; ++c)
                    for (int k = 0; k < kGroup; ++k)
                        acc[r][c] += static_cast<Sum>(static_cast<Acc>(a[k]) * static_cast<Acc>(w[c * kGroup + k]));
            }
        }
    }
    for (int r = 0; r < in.m; ++r)
        for (int c = 0; c < in.n; ++c)
            finishSum(tile, r, c, static_cast<Acc>(acc[r][c]));
}

// One weight of a narrow panel's column: see packNarrow.
template<int kBits> int narrowWeight(const uint8_t* column, int k)
{
    const int shift = k / 4 * kBits;
    const int code = column[k % 4] >> shift & ((1 << kBits) - 1);
    if (kBits == 1) return 1 - 2 * code;
    return code - ((code >> (kBits - 1)) << kBits);
}

template<int kBits> void gemmNarrow(const IntTile& tile)
{
    constexpr int kGroup = 32 / kBits;
    const TileInput& in = tile.in;
    uint32_t acc[kRows][kColumns] = {};
    const uint8_t* w = static_cast<const uint8_t*>(in.panel);
    for (int t = 0; t < in.taps; ++t) {
        for (int g = 0; g < in.groups; ++g, w += in.panelWidth * 4) {
            for (int r = 0; r < in.m; ++r) {
                const uint8_t* a
                    = static_cast<const uint8_t*>(in.rows[t * in.rowStride + r]) + static_cast<size_t>(g) * kGroup;
                for (int c = 0; c < in.panelWidth; ++c)
                    for (int k = 0; k < kGroup; ++k)
                        acc[r][c] += static_cast<uint32_t>(a[k] * narrowWeight<kBits>(w + c * 4, k));
            }
        }
    }
    for (int r = 0; r < in.m; ++r)
        for (int c = 0; c < in.n; ++c)
            finishSum(tile, r, c, static_cast<int32_t>(acc[r][c]));
}

int popcount(uint64_t x)
{
    return __builtin_popcountll(x);
}

void gemmBinary(const IntTile& tile)
{
    const TileInput& in = tile.in;
    uint32_t ones[kRows][kColumns] = {};
    const uint64_t* w = static_cast<const uint64_t*>(in.panel);
    for (int t = 0; t < in.taps; ++t) {
        for (int g = 0; g < in.groups; ++g, w += in.panelWidth) {
            for (int r = 0; r < in.m; ++r) {
                const uint64_t a = static_cast<const uint64_t*>(in.rows[t * in.rowStride + r])[g];
                for (int c = 0; c < in.panelWidth; ++c)
                    ones[r][c] += static_cast<uint32_t>(popcount(a ^ w[c]));
            }
        }
    }
    for (int r = 0; r < in.m; ++r)
        for (int c = 0; c < in.n; ++c)
            finishSum(tile, r, c, static_cast<int32_t>(0u - 2u * ones[r][c]));
}

void gemmTernary(const IntTile& tile)
{
    const TileInput& in = tile.in;
    uint32_t acc[kRows][kColumns] = {};
    const uint64_t* w = static_cast<const uint64_t*>(in.panel);
    for (int t = 0; t < in.taps; ++t) {
        for (int g = 0; g < in.groups; ++g, w += 2 * in.panelWidth) {
            for (int r = 0; r < in.m; ++r) {
                const uint64_t* a = static_cast<const uint64_t*>(in.rows[t * in.rowStride + r]) + 2 * g;
                for (int c = 0; c < in.panelWidth; ++c) {
                    const uint64_t nonzero = a[0] & w[2 * c];
                    const uint64_t negative = nonzero & (a[1] ^ w[2 * c + 1]);
                    acc[r][c] += static_cast<uint32_t>(popcount(nonzero) - 2 * popcount(negative));
                }
            }
        }
    }
    for (int r = 0; r < in.m; ++r)
        for (int c = 0; c < in.n; ++c)
            finishSum(tile, r, c, static_cast<int32_t>(acc[r][c]));
}

template<typename Tile> TileKernel<Tile> kernel(const char* name, int kGroup, void (*run)(const Tile&))
{
    return {name, Level::Scalar, kRows, kColumns, kNarrow, kGroup, run};
}

} // namespace

void setGemmScalar(KernelTable& table)
{
    table.gemmF32 = kernel<FloatTile<float>>("gemm_f32_scalar", 1, gemmFloat<float>);
    table.gemmF64 = kernel<FloatTile<double>>("gemm_f64_scalar", 1, gemmFloat<double>);
    table.gemmU8S8 = kernel<IntTile>("gemm_u8s8_scalar", 4, gemmInt<uint8_t, int8_t, uint32_t, int32_t, 4>);
    table.gemmU8S4 = kernel<IntTile>("gemm_u8s4_scalar", 8, gemmNarrow<4>);
    table.gemmU8S2 = kernel<IntTile>("gemm_u8s2_scalar", 16, gemmNarrow<2>);
    table.gemmU8S1 = kernel<IntTile>("gemm_u8s1_scalar", 32, gemmNarrow<1>);
    table.gemmS16S16 = kernel<IntTile>("gemm_s16s16_scalar", 2, gemmInt<int16_t, int16_t, uint32_t, int32_t, 2>);
    table.gemmS16S16Wide
        = kernel<WideTile>("gemm_s16s16_wide_scalar", 2, gemmInt<int16_t, int16_t, uint64_t, int64_t, 2>);
    table.gemmS32S32 = kernel<WideTile>("gemm_s32s32_scalar", 1, gemmInt<int32_t, int32_t, uint64_t, int64_t, 1>);
    table.gemmBinary = kernel<IntTile>("gemm_binary_scalar", 1, gemmBinary);
    table.gemmTernary = kernel<IntTile>("gemm_ternary_scalar", 2, gemmTernary);
}

} // namespace bitladder::kernels::detail
