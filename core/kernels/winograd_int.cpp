#include "core/kernels/winograd_int.h"

namespace bitladder::kernels
{

namespace
{

constexpr IntegerWinogradMatrices kTwo {{{1, 0}, {1, 1}, {1, -1}, {0, -1}},
    {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}, {{2, 0, 0}, {1, 1, 1}, {1, -1, 1}, {0, 0, 2}}, 4};
constexpr IntegerWinogradMatrices kFour {
    {{1, 0, 0, 0}, {1, 1, 1, 1}, {1, -1, 1, -1}, {1, 2, 4, 8}, {1, -2, 4, -8}, {0, 0, 0, 4}},
    {{4, 0, -5, 0, 1, 0}, {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0}, {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0},
        {0, 4, 0, -5, 0, 1}},
    {{6, 0, 0}, {-4, -4, -4}, {-4, 4, -4}, {1, 2, 4}, {1, -2, 4}, {0, 0, 6}}, 576};

} // namespace

const IntegerWinogradMatrices& integerWinogradMatrices(int m)
{
    return m == 2 ? kTwo : kFour;
}

void integerWinogradWeights(int m, const int8_t* kernel, int16_t* out)
{
    const auto& g = integerWinogradMatrices(m).g;
    const int n = m + 2;
    for (int i = 0; i < n; ++i) {
        int row[3];
        for (int c = 0; c < 3; ++c)
            row[c] = g[i][0] * kernel[c] + g[i][1] * kernel[3 + c] + g[i][2] * kernel[6 + c];
        for (int j = 0; j < n; ++j)
            out[i * n + j] = static_cast<int16_t>(g[j][0] * row[0] + g[j][1] * row[1] + g[j][2] * row[2]);
    }
}

int32_t integerWinogradShift(int m, int64_t weightSum)
{
    const auto factor = static_cast<uint32_t>(integerWinogradMatrices(m).factor);
    return static_cast<int32_t>(0u - factor * 128u * static_cast<uint32_t>(weightSum));
}

} // namespace bitladder::kernels
