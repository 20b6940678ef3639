#include "core/analysis/paired.h"

#include <algorithm>
#include <cmath>

namespace bitladder::analysis
{

namespace
{

constexpr double kZ975 = 1.959963984540054, kZ80 = 0.8416212335729143; // normal quantiles of 97.5 % and 80 %

} // namespace

double Paired::pValue() const
{
    const int64_t n = onlyA + onlyB, k = std::min(onlyA, onlyB);
    if (n == 0) return 1;
    double sum = 0;
    for (int64_t i = 0; i <= k; ++i) {
        const auto x = static_cast<double>(i), m = static_cast<double>(n);
        sum += std::exp(std::lgamma(m + 1) - std::lgamma(x + 1) - std::lgamma(m - x + 1) - m * std::log(2.0));
    }
    return std::min(1.0, 2 * sum);
}

std::optional<int64_t> Paired::morePictures() const
{
    if (pValue() < 0.05) return 0;
    const auto n = static_cast<double>(total());
    if (onlyA == onlyB || n == 0) return std::nullopt;
    const double delta = std::fabs(static_cast<double>(onlyA - onlyB)) / n;
    const double p = static_cast<double>(onlyA + onlyB) / n;
    const double root = kZ975 * std::sqrt(p) + kZ80 * std::sqrt(std::max(0.0, p - delta * delta));
    return std::max<int64_t>(1, static_cast<int64_t>(std::ceil(root * root / (delta * delta) - n)));
}

namespace
{

template<typename Right> Paired paired(const Evaluation& a, const Evaluation& b, Right right)
{
    Paired result;
    for (size_t i = 0; i < std::min(a.outcomes.size(), b.outcomes.size()); ++i) {
        const Outcome &x = a.outcomes[i], &y = b.outcomes[i];
        const int64_t wanted = right(i);
        if (x.chosenTop < 0 || y.chosenTop < 0 || wanted < 0) continue;
        const bool byA = x.chosenTop == wanted, byB = y.chosenTop == wanted;
        ++(byA && byB ? result.both : byA ? result.onlyA : byB ? result.onlyB : result.neither);
    }
    return result;
}

} // namespace

Paired pairedByLabel(std::span<const data::LabelledFile> files, const Evaluation& a, const Evaluation& b)
{
    return paired(a, b, [&](size_t i) { return i < files.size() ? int64_t {files[i].label} : int64_t {-1}; });
}

Paired pairedByAgreement(const Evaluation& a, const Evaluation& b)
{
    return paired(a, b, [&](size_t i) { return a.outcomes[i].floatTop; });
}

std::optional<int64_t> morePicturesToDecide(const Proportion& share, double floor)
{
    if (share.total > 0 && (share.low() > floor || share.high() < floor)) return 0;
    const double p = share.rate(), distance = std::fabs(p - floor);
    if (share.total == 0 || distance == 0) return std::nullopt;
    // Where all answers are alike so far the share is taken as half a picture away from that.
    const double half = 0.5 / static_cast<double>(share.total);
    const double q = std::clamp(p, half, 1 - half);
    const double needed = kZ975 * kZ975 * q * (1 - q) / (distance * distance);
    return std::max<int64_t>(1, static_cast<int64_t>(std::ceil(needed)) - share.total);
}

} // namespace bitladder::analysis
