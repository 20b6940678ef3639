#include "core/base/statistics.h"

#include <algorithm>
#include <cmath>

namespace bitladder
{

namespace
{

constexpr double kZ = 1.959963984540054; // the normal quantile of 97.5 %

double wilson(int64_t hits, int64_t total, double sign)
{
    if (total == 0) return sign < 0 ? 0 : 1;
    const auto n = static_cast<double>(total);
    const double p = static_cast<double>(hits) / n, z2 = kZ * kZ;
    const double center = p + z2 / (2 * n), half = kZ * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return std::clamp((center + sign * half) / (1 + z2 / n), 0.0, 1.0);
}

} // namespace

double Proportion::low() const
{
    return wilson(hits, total, -1);
}

double Proportion::high() const
{
    return wilson(hits, total, 1);
}

Summary summarize(std::vector<double> values)
{
    if (values.empty()) return {};
    std::ranges::sort(values);
    const size_t n = values.size();
    return {n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2, values.front(), values.back(),
        values[n / 4], values[n - 1 - n / 4], static_cast<int>(n)};
}

} // namespace bitladder
