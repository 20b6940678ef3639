#include "core/analysis/metrics.h"

#include "core/base/simd_lanes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace bitladder::analysis
{

namespace
{

template<typename T>
[[gnu::always_inline]] inline ErrorStats sumUp(std::span<const T> reference, std::span<const T> approximation)
{
    Doubles4 reference2 = {}, approx2 = {}, product = {}, error2 = {}, absError = {}, most = {};
    Longs4 count = {};
    const auto add = [&](const T* r0, const T* a0) {
        Doubles4 r, a;
        load(r, r0);
        load(a, a0);
        const Doubles4 zero = {};
        const auto finite = (r - r == zero) & (a - a == zero); // −1 where it is so
        r = finite ? r : zero;
        a = finite ? a : zero;
        const Doubles4 e = a - r, magnitude = e < zero ? -e : e;
        reference2 += r * r;
        approx2 += a * a;
        product += r * a;
        error2 += e * e;
        absError += magnitude;
        most = most < magnitude ? magnitude : most;
        count -= finite;
    };
    const size_t n = std::min(reference.size(), approximation.size());
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        add(&reference[i], &approximation[i]);
    if (i < n) {
        T r[4] = {}, a[4] = {};
        std::copy(&reference[i], &reference[0] + n, r);
        std::copy(&approximation[i], &approximation[0] + n, a);
        add(r, a);
        count[0] -= static_cast<int64_t>(i + 4 - n); // zeros that nobody gave
    }
    return {count[0] + count[1] + count[2] + count[3], sumOf(reference2), sumOf(error2), sumOf(absError),
        std::max({most[0], most[1], most[2], most[3]}), sumOf(approx2), sumOf(product)};
}

ErrorStats statsOf(std::span<const float> reference, std::span<const float> approximation)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumUp(reference, approximation); });
}

ErrorStats statsOf(std::span<const double> reference, std::span<const double> approximation)
{
    return alsoAvx2([&]() BITLADDER_INLINE { return sumUp(reference, approximation); });
}

} // namespace

void ErrorStats::add(std::span<const float> reference, std::span<const float> approximation)
{
    merge(statsOf(reference, approximation));
}

void ErrorStats::add(std::span<const double> reference, std::span<const double> approximation)
{
    merge(statsOf(reference, approximation));
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

std::vector<double> sharesOf(const tensor::Tensor& scores)
{
    std::vector<double> values(static_cast<size_t>(scores.count()));
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = scores.at(static_cast<int64_t>(i));
    return sharesOf(std::span<const double>(values));
}

std::vector<double> sharesOf(std::span<const double> scores)
{
    constexpr double kTolerance = 0.05; // of a sum of shares in few bits
    std::vector<double> values(scores.begin(), scores.end());
    if (values.empty()) return values;
    const auto [low, high] = std::ranges::minmax(values);
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    if (low >= 0 && std::fabs(sum - 1) < kTolerance) return values;
    for (double& v : values)
        v = std::exp(v - high);
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    for (double& v : values)
        v /= total;
    return values;
}

} // namespace bitladder::analysis
