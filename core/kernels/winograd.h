// Convolution with 3×3 kernels and stride 1 in fewer products: F(m×m, 3×3), m = 2 or 4 (Winograd, Arithmetic Complexity
// of Computations, 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, arXiv:1509.09308). For a
// tile of m×m outputs, from d, the n×n inputs that they read (n = m + 2), and the kernel g:
//
//   Y = Aᵀ [ Σ_channels (G g Gᵀ) ⊙ (Bᵀ d B) ] A
//
// n² products of a channel replace 9 m²: 2.25 times fewer for m = 2, 4 times for m = 4. The matrices come from
// polynomials that are multiplied by their values at n − 1 points and at infinity. For m = 2 these are 0, 1, −1; for m
// = 4 they are 0, ±5/8, ±5/4, which keep the errors smaller than the customary 0, ±1, ±2 do (Barabasz, Anderson,
// Soodhalter and Gregg, Error Analysis and Improving the Accuracy of Winograd Convolution, 2020, on why the choice
// matters) and make every coefficient of A and B exact. Measured with normal weights and rectified normal inputs of 256
// channels, root mean square over that of the outputs: plain sums in order 6e-7, m = 2 3e-7, m = 4 1.2e-6 (customary
// points: 3e-6).
//
// Error bound. U = G g Gᵀ is computed in double and rounded once; every sum below is a chain of roundings to nearest in
// float32, unit u = 2^−24. Counting the roundings on the longest way from any term to the result (1 of U, 2 or 4 of Bᵀ
// d B, one for each of C channels, 4 or 6 of Aᵀ M A) gives, for each output without overflow and underflow,
//
//   |Ŷ − Y| ≤ γ · |Aᵀ| [ Σ_c (|G| |g| |Gᵀ|) ⊙ (|Bᵀ| |d| |B|) ] |A|,  γ = k u / (1 − k u),  k = C + 7 (m = 2), C + 11 (m
//   = 4)
//
// and then the addition of the bias rounds once more. An infinity or NaN in d may spread over all outputs of the tile.
#pragma once
#include <cstddef>

namespace bitladder::kernels
{

constexpr int kMostWinogradPositions = 36;
constexpr int winogradPositions(int m)
{
    return (m + 2) * (m + 2);
}
// k of the bound.
constexpr int winogradRoundings(int m, int channels)
{
    return channels + (m == 2 ? 7 : 11);
}

// The points ±a and ±b of m = 4.
inline constexpr double kWinogradA = 0.625, kWinogradB = 1.25;

// G g Gᵀ. kernel: 3×3, row by row; out: n×n, row by row. Precondition: m is 2 or 4.
void winogradWeights(int m, const double* kernel, double* out);

// The matrices themselves, row by row: A [n, m] (transposed: of Aᵀ it is column i of row j), B [n, n], G [n, 3].
struct WinogradMatrices {
    double a[6][4], b[6][6], g[6][3];
};
WinogradMatrices winogradMatrices(int m);

// One tile's inputs, transformed channel by channel: out[p · matrixStride + c], p = 0 … n² − 1.
struct WinogradInput {
    const float* const* pixels; // [n²], row by row: channel 0 of each
    int channels;
    float* out;
    ptrdiff_t matrixStride;
};

// One tile's sums of products, transformed back and finished: clamp(Y + bias, lo, hi), see FloatTile. Only rows ·
// columns outputs exist; out[i · rowStride + j · pixelStride + c].
struct WinogradOutput {
    const float* products; // products[p · matrixStride + c]
    ptrdiff_t matrixStride;
    int channels;
    const float* bias; // [channels]
    float lo, hi;
    float* out;
    ptrdiff_t rowStride, pixelStride;
    int rows, columns; // 1 … m
};

} // namespace bitladder::kernels
