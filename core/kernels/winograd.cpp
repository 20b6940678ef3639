// The matrices, from their points: products of polynomials by interpolation.
#include "core/kernels/winograd.h"

namespace bitladder::kernels
{

WinogradMatrices winogradMatrices(int m)
{
    WinogradMatrices w {};
    const int finite = m + 1; // points; the last row belongs to infinity
    const double small[3] = {0, 1, -1}, large[5] = {0, kWinogradA, -kWinogradA, kWinogradB, -kWinogradB};
    const double* points = m == 2 ? small : large;
    double all[6] = {1}; // coefficients of Π (x − point), rising powers
    for (int i = 0; i < finite; ++i) {
        double others[6] = {1}; // of the same without point i
        double divisor = 1;
        int degree = 0;
        for (int k = 0; k < finite; ++k) {
            if (k == i) continue;
            ++degree;
            for (int c = degree; c >= 0; --c)
                others[c] = (c > 0 ? others[c - 1] : 0) - points[k] * others[c];
            divisor *= points[i] - points[k];
        }
        for (int c = 0; c < finite; ++c)
            w.b[i][c] = others[c];
        double power = 1;
        for (int c = 0; c < 4; ++c, power *= points[i]) {
            if (c < m) w.a[i][c] = power;
            if (c < 3) w.g[i][c] = power / divisor;
        }
        for (int c = i + 1; c >= 0; --c)
            all[c] = (c > 0 ? all[c - 1] : 0) - points[i] * all[c];
    }
    for (int c = 0; c <= finite; ++c)
        w.b[finite][c] = all[c];
    w.a[finite][m - 1] = 1;
    w.g[finite][2] = 1;
    return w;
}

void winogradWeights(int m, const double* kernel, double* out)
{
    static const WinogradMatrices kMatrices[2] = {winogradMatrices(2), winogradMatrices(4)};
    const auto& g = kMatrices[m == 2 ? 0 : 1].g;
    const int n = m + 2;
    for (int i = 0; i < n; ++i) {
        double row[3];
        for (int c = 0; c < 3; ++c)
            row[c] = g[i][0] * kernel[c] + g[i][1] * kernel[3 + c] + g[i][2] * kernel[6 + c];
        for (int j = 0; j < n; ++j)
            out[i * n + j] = g[j][0] * row[0] + g[j][1] * row[1] + g[j][2] * row[2];
    }
}

} // namespace bitladder::kernels
