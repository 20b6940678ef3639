#include "core/analysis/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace bitladder::analysis
{

namespace
{

template<typename T> void accumulate(ErrorStats& stats, std::span<const T> reference, std::span<const T> approximation)
{
    const size_t n = std::min(reference.size(), approximation.size());
    for (size_t i = 0; i < n; ++i) {
        const auto r = static_cast<double>(reference[i]), a = static_cast<double>(approximation[i]);
        if (!std::isfinite(r) || !std::isfinite(a)) continue;
        const double e = a - r;
        stats.sumReference2 += r * r;
        stats.sumApprox2 += a * a;
        stats.sumProduct += r * a;
        stats.sumError2 += e * e;
        stats.sumAbsError += std::fabs(e);
        stats.maxAbs = std::max(stats.maxAbs, std::fabs(e));
        ++stats.count;
    }
}

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

void ErrorStats::add(std::span<const float> reference, std::span<const float> approximation)
{
    accumulate(*this, reference, approximation);
}

void ErrorStats::add(std::span<const double> reference, std::span<const double> approximation)
{
    accumulate(*this, reference, approximation);
}

void ErrorStats::merge(const ErrorStats& other)
{
    count += other.count;
    sumReference2 += other.sumReference2;
    sumError2 += other.sumError2;
    sumAbsError += other.sumAbsError;
    sumApprox2 += other.sumApprox2;
    sumProduct += other.sumProduct;
    maxAbs = std::max(maxAbs, other.maxAbs);
}

double ErrorStats::sqnrDb() const
{
    if (sumError2 == 0) return std::numeric_limits<double>::infinity();
    if (sumReference2 == 0) return std::numeric_limits<double>::quiet_NaN();
    return 10 * std::log10(sumReference2 / sumError2);
}

double ErrorStats::cosine() const
{
    const double norm = std::sqrt(sumReference2 * sumApprox2);
    return norm > 0 ? sumProduct / norm : std::numeric_limits<double>::quiet_NaN();
}

double ErrorStats::psnrDb(double peak) const
{
    return sumError2 == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(peak * peak / mse());
}

ErrorStats compare(const tensor::Tensor& reference, const tensor::Tensor& approximation)
{
    using tensor::ElementType;
    ErrorStats stats;
    if (reference.type() == ElementType::Float32 && approximation.type() == ElementType::Float32) {
        stats.add(reference.as<float>(), approximation.as<float>());
        return stats;
    }
    const auto numbers = [](const tensor::Tensor& t) {
        std::vector<double> values(static_cast<size_t>(t.count()));
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = t.at(static_cast<int64_t>(i));
        return values;
    };
    stats.add(std::span<const double>(numbers(reference)), std::span<const double>(numbers(approximation)));
    return stats;
}

std::vector<Ranked> topOf(const tensor::Tensor& scores, size_t k)
{
    std::vector<Ranked> all(static_cast<size_t>(scores.count()));
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = {static_cast<int64_t>(i), scores.at(static_cast<int64_t>(i))};
    k = std::min(k, all.size());
    const auto before = [](const Ranked& a, const Ranked& b) {
        const double x = std::isnan(a.score) ? -std::numeric_limits<double>::infinity() : a.score;
        const double y = std::isnan(b.score) ? -std::numeric_limits<double>::infinity() : b.score;
        return x != y ? x > y : a.index < b.index;
    };
    std::partial_sort(all.begin(), all.begin() + static_cast<ptrdiff_t>(k), all.end(), before);
    all.resize(k);
    return all;
}

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

} // namespace bitladder::analysis
