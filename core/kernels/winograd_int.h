// Convolution of bytes with 3×3 kernels and stride 1 in fewer products, exactly: F(m×m, 3×3), m = 2 or 4, in integers
// of 16 bits whose sums wrap modulo 2^32. For what the letters mean see winograd.h.
//
// The points are 0, 1, −1 (m = 2) and 0, ±1, ±2 (m = 4), so that A and B are whole numbers; rows of G are multiplied by
// whole numbers until they are whole too, and the last column of Aᵀ by what makes the factor the same everywhere. So
// the transforms and the products give factor · S, S = Σ q · w, factor = 4 (m = 2) or 576 (m = 4):
//
//   m = 4: G = (6,0,0) (−4,−4,−4) (−4,4,−4) (1,2,4) (1,−2,4) (0,0,6); last column of Aᵀ: (0,0,0,4)
//
// Bounds. Inputs are raw codes 0 … 255, weights −128 … 127. |G g Gᵀ| ≤ 1152 (m = 2), 18432 (m = 4); Bᵀ d B lies in
// −510 … 1020 (m = 2), −12750 … 17340 (m = 4): all in 16 bits, and a pair of products in 32. Further sums wrap, which
// is harmless: the result is right modulo 2^32. 576 = 9 · 64: times the inverse of 9 it is 64 · S, and an arithmetic
// shift gives S wherever |S| < 2^25. For m = 2 the shift by 2 gives S wherever |S| < 2^29. To use both signs of that
// range, S is taken around 128: S − 128 Σ w, |S − 128 Σ w| ≤ 128 Σ |w|. What is subtracted is a constant input, which
// B maps to position (1, 1) alone; see `shift`. A layer is exact if Σ |w| < winogradMostWeight(m) for each of its
// output channels.
#pragma once
#include "core/kernels/tile.h"

#include <cstddef>
#include <cstdint>

namespace bitladder::kernels
{

// The matrices, row by row: A [n, m] (transposed: of Aᵀ it is column i of row j), B [n, n], G [n, 3], with their
// factors.
struct IntegerWinogradMatrices {
    int a[6][4], b[6][6], g[6][3];
    int factor;
};
const IntegerWinogradMatrices& integerWinogradMatrices(int m);

// Σ |w| of an output channel must stay below.
constexpr int64_t winogradMostWeight(int m)
{
    return m == 2 ? int64_t {1} << 22 : int64_t {1} << 18;
}

// G g Gᵀ. kernel: 3×3, row by row; out: n×n, row by row. Precondition: m is 2 or 4.
void integerWinogradWeights(int m, const int8_t* kernel, int16_t* out);
// What is added to the sum of products at position (1, 1) to subtract 128 from every input: −factor · 128 · Σ w, modulo
// 2^32.
int32_t integerWinogradShift(int m, int64_t weightSum);

// One tile's inputs, transformed channel by channel: out[p · matrixStride + c], p = 0 … n² − 1.
struct IntegerWinogradInput {
    const uint8_t* const* pixels; // [n²], row by row: channel 0 of each
    int channels;
    int16_t* out;
    ptrdiff_t matrixStride;
};

// The sums of products of one tile, transformed back and finished. The tile's output (i, j) is the row of `finish` that
// begins i · rowStride + j · finish.outStride elements behind finish.out. finish.in needs n and panelWidth only, and
// finish.correction counts 128 Σ w in. Only rows · columns outputs exist.
struct IntegerWinogradOutput {
    const int32_t* products; // products[p · matrixStride + c], c = 0 … panelWidth − 1
    ptrdiff_t matrixStride;
    const int32_t* shift; // [panelWidth]
    IntTile finish;
    ptrdiff_t rowStride;
    int rows, columns; // 1 … m
};

} // namespace bitladder::kernels
