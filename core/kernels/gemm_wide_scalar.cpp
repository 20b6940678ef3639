// 64-bit integers times 64-bit integers: sums of 192 bits, rounded to double once; for widths from 33 bits on. There is
// no faster level: general registers multiply to 128 bits in one instruction and add with carry, while vectors multiply
// 32 by 32 bits and know no carry. Four such products, their shifts and three emulated carries for eight lanes come to
// about as many instructions as eight plain multiply-adds. The tile is small because everything happens in general
// registers.
#include "core/kernels/epilogue_scalar.h"
#include "core/kernels/kernel_sets.h"

namespace bitladder::kernels::detail
{

namespace
{

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

constexpr int kRows = 2;
constexpr int kColumns = 4;
constexpr int kNarrow = 2;

struct Sum192 {
    UInt128 low = 0;
    int64_t high = 0; // two's complement over all three limbs

    void add(Int128 x)
    {
        const UInt128 before = low;
        low += static_cast<UInt128>(x);
        high += (low < before ? 1 : 0) - (x < 0 ? 1 : 0);
    }
};

// Round to nearest, ties to even, from the exact integer.
double toDouble(Sum192 s)
{
    const bool negative = s.high < 0;
    uint64_t high = static_cast<uint64_t>(s.high);
    UInt128 low = s.low;
    if (negative) {
        low = ~low + 1;
        high = ~high + (low == 0 ? 1 : 0);
    }
    uint64_t limbs[3] = {static_cast<uint64_t>(low), static_cast<uint64_t>(low >> 64), high};
    int top = 2;
    while (top > 0 && limbs[top] == 0)
        --top;
    if (limbs[top] == 0) return 0.0;
    const int shift = __builtin_clzll(limbs[top]);
    // The leading 64 bits, and whether anything lies below them.
    uint64_t lead = limbs[top] << shift;
    uint64_t rest = 0;
    if (top > 0) {
        if (shift > 0) lead |= limbs[top - 1] >> (64 - shift);
        rest = shift > 0 ? limbs[top - 1] << shift : limbs[top - 1];
        for (int i = 0; i < top - 1; ++i)
            rest |= limbs[i];
    }
    uint64_t mantissa = lead >> 11; // 53 bits
    const uint64_t below = lead & 0x7ff;
    const bool above = below > 0x400 || (below == 0x400 && (rest != 0 || (mantissa & 1)));
    mantissa += above ? 1 : 0;
    const double magnitude = __builtin_ldexp(static_cast<double>(mantissa), 64 * top - shift + 11);
    return negative ? -magnitude : magnitude;
}

void gemmS64(const BigTile& tile)
{
    const TileInput& in = tile.in;
    Sum192 acc[kRows][kColumns];
    const int64_t* w = static_cast<const int64_t*>(in.panel);
    for (int t = 0; t < in.taps; ++t) {
        for (int g = 0; g < in.groups; ++g, w += in.panelWidth) {
            for (int r = 0; r < in.m; ++r) {
                // |a − offset| < 2^64 and |w| ≤ 2^63: the product fits 128 bits with its sign.
                const Int128 a
                    = static_cast<Int128>(static_cast<const int64_t*>(in.rows[t * in.rowStride + r])[g]) - tile.offset;
                for (int c = 0; c < in.panelWidth; ++c)
                    acc[r][c].add(a * w[c]);
            }
        }
    }
    for (int r = 0; r < in.m; ++r)
        for (int c = 0; c < in.n; ++c)
            tile.out[r * tile.outStride + c] = clampLikeTheContract(
                __builtin_fma(toDouble(acc[r][c]), tile.scale[c], tile.bias[c]), tile.lo, tile.hi);
}

} // namespace

void setWideScalar(KernelTable& table)
{
    table.gemmS64S64 = {"gemm_s64s64_scalar", Level::Scalar, kRows, kColumns, kNarrow, 1, gemmS64};
}

} // namespace bitladder::kernels::detail
