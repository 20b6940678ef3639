// The structural similarity of pictures (Wang et al. 2004, Image Quality Assessment, eq. 13): a Gaussian window of 11 ×
// 11 with σ = 1.5, K1 = 0.01, K2 = 0.03, over all places where the window fits, in the mean over places, channels and
// pictures. L is the span of the reference.
#include "core/analysis/metric_table.h"
#include "core/base/translatable_message.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::analysis
{

extern const Metric kSsim;

namespace
{

constexpr size_t kWindow = 11;

std::array<double, kWindow> gaussian()
{
    std::array<double, kWindow> g {};
    double sum = 0;
    for (size_t i = 0; i < kWindow; ++i) {
        const double d = static_cast<double>(i) - (kWindow - 1) / 2.0;
        sum += g[i] = std::exp(-d * d / (2 * 1.5 * 1.5));
    }
    for (double& x : g)
        x /= sum;
    return g;
}

// The window's mean at every place where it fits: rows × columns → (rows − 10) × (columns − 10).
template<typename At> std::vector<double> blurred(size_t rows, size_t columns, At at)
{
    static const auto g = gaussian();
    const size_t narrow = columns - kWindow + 1, low = rows - kWindow + 1;
    std::vector<double> across(rows * narrow), both(low * narrow);
    for (size_t y = 0; y < rows; ++y)
        for (size_t x = 0; x < narrow; ++x)
            for (size_t k = 0; k < kWindow; ++k)
                across[y * narrow + x] += g[k] * at(y * columns + x + k);
    for (size_t y = 0; y < low; ++y)
        for (size_t x = 0; x < narrow; ++x)
            for (size_t k = 0; k < kWindow; ++k)
                both[y * narrow + x] += g[k] * across[(y + k) * narrow + x];
    return both;
}

double plane(std::span<const double> r, std::span<const double> a, size_t rows, size_t columns, double span)
{
    const auto mr = blurred(rows, columns, [&](size_t i) { return r[i]; });
    const auto ma = blurred(rows, columns, [&](size_t i) { return a[i]; });
    const auto rr = blurred(rows, columns, [&](size_t i) { return r[i] * r[i]; });
    const auto aa = blurred(rows, columns, [&](size_t i) { return a[i] * a[i]; });
    const auto ra = blurred(rows, columns, [&](size_t i) { return r[i] * a[i]; });
    const double c1 = 0.01 * span * 0.01 * span, c2 = 0.03 * span * 0.03 * span;
    double sum = 0;
    for (size_t i = 0; i < mr.size(); ++i)
        sum += (2 * mr[i] * ma[i] + c1) * (2 * (ra[i] - mr[i] * ma[i]) + c2)
            / ((mr[i] * mr[i] + ma[i] * ma[i] + c1) * (rr[i] - mr[i] * mr[i] + aa[i] - ma[i] * ma[i] + c2));
    return sum / static_cast<double>(mr.size());
}

std::optional<double> ssim(const Comparison& c)
{
    if (c.kind == Comparison::Kind::Weights || c.shape.size() < 3 || c.reference.empty()) return {};
    const int64_t rows = c.shape[c.shape.size() - 2], columns = c.shape.back();
    if (rows < static_cast<int64_t>(kWindow) || columns < static_cast<int64_t>(kWindow)) return {};
    const auto [low, high] = std::ranges::minmax(c.reference);
    const auto finite = [](double x) { return std::isfinite(x); };
    if (!(high > low) || !std::ranges::all_of(c.reference, finite) || !std::ranges::all_of(c.approximation, finite))
        return {};
    const auto pixels = static_cast<size_t>(rows * columns), planes = c.reference.size() / pixels;
    double sum = 0;
    for (size_t p = 0; p < planes; ++p)
        sum += plane(c.reference.subspan(p * pixels, pixels), c.approximation.subspan(p * pixels, pixels),
            static_cast<size_t>(rows), static_cast<size_t>(columns), high - low);
    return sum / static_cast<double>(planes);
}

} // namespace

const Metric kSsim {"ssim", QT_TRANSLATE_NOOP("Metric", "SSIM"), "", "Wang et al. 2004, eq. 13", ssim};

} // namespace bitladder::analysis
