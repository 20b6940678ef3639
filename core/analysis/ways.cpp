#include "core/analysis/ways.h"

#include "core/quant/format/family.h"
#include "core/quant/range.h"

#include <algorithm>
#include <cmath>

namespace bitladder::analysis
{

using quant::Granularity;
using quant::Symmetry;

namespace
{

constexpr int64_t kGroup = 32;
constexpr int kScaleBits = 32, kBlockScaleBits = 8, kLevelBits = 32;

bool hasScale(const quant::NumberFormat& format)
{
    return !format.family->hasScale || format.family->hasScale(format);
}

int64_t slicesOf(const quant::QuantSpec& spec, int64_t channels, int64_t perChannel)
{
    if (const int64_t block = spec.format.family->blockSize; block > 0)
        return channels * ((perChannel + block - 1) / block);
    switch (spec.granularity) {
    case Granularity::Tensor:
        return 1;
    case Granularity::Channel:
        return channels;
    case Granularity::Group:
        break;
    }
    return channels * ((perChannel + spec.groupSize - 1) / spec.groupSize);
}

} // namespace

std::vector<quant::QuantSpec> waysAt(int bits, int64_t channels, int64_t perChannel)
{
    std::vector<quant::QuantSpec> ways;
    for (const quant::FormatFamily* family : quant::formatFamilies()) {
        if (family->ownDesign || !family->has(bits)) continue;
        quant::QuantSpec spec = quant::defaultWeightSpec(family->at(bits));
        spec.groupSize = kGroup;
        std::vector<Granularity> granularities {Granularity::Tensor};
        if (hasScale(spec.format) && family->blockSize == 0) {
            if (channels > 1) granularities.push_back(Granularity::Channel);
            if (perChannel > kGroup) granularities.push_back(Granularity::Group);
        }
        std::vector<const quant::RangeEstimator*> estimators;
        for (const auto* estimator : quant::rangeEstimators())
            if (estimator->offered && estimator->forWeights && estimator->reads == quant::RangeEstimator::Reads::Data)
                estimators.push_back(estimator);
        // Where nothing depends on the estimator one of them stands for all.
        if (family->alwaysBestScale || family->fit || family->blockSize > 0 || !hasScale(spec.format))
            estimators.resize(1);
        std::vector<Symmetry> symmetries {Symmetry::Symmetric};
        if (family->hasZeroPoint) symmetries.push_back(Symmetry::Asymmetric);
        for (const auto granularity : granularities)
            for (const auto symmetry : symmetries)
                for (const auto* estimator : estimators) {
                    spec.granularity = granularity;
                    spec.symmetry = symmetry;
                    spec.range = estimator;
                    ways.push_back(spec);
                }
    }
    return ways;
}

std::vector<size_t> bestOfFamilies(std::span<const quant::QuantSpec> ways, std::span<const double> worth, size_t most)
{
    std::vector<size_t> order;
    for (size_t i = 0; i < ways.size(); ++i)
        if (!std::isnan(worth[i])) order.push_back(i);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](size_t i) { return worth[i]; });
    std::vector<size_t> best;
    for (const size_t i : order) {
        const auto same = [&](size_t other) { return ways[other].format.family == ways[i].format.family; };
        if (best.size() < most && std::ranges::none_of(best, same)) best.push_back(i);
    }
    return best;
}

double bytesOf(const quant::QuantSpec& spec, int64_t channels, int64_t perChannel)
{
    const double numbers = static_cast<double>(channels) * static_cast<double>(perChannel);
    const quant::FormatFamily& family = *spec.format.family;
    const double slices = static_cast<double>(slicesOf(spec, channels, perChannel));
    double beside = hasScale(spec.format) ? slices * (family.blockSize > 0 ? kBlockScaleBits : kScaleBits) : 0;
    // Levels that were found in the data are written down with each slice.
    if (family.fit && family.kind == quant::CodeKind::Level)
        beside += slices * std::ldexp(1.0, spec.format.bits) * kLevelBits;
    return (numbers * quant::theoreticalBits(spec.format) + beside) / 8;
}

} // namespace bitladder::analysis
