#include "core/analysis/float_design.h"

#include "core/analysis/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::analysis
{

namespace
{

constexpr int kMostExponent = 8, kMostMantissa = 10, kMostBias = 200, kMostBits = 16;

// Of the code without its sign.
double valueOf(const FloatDesign& d, int code)
{
    const int mantissas = 1 << d.mantissaBits, e = code / mantissas, m = code % mantissas;
    if (d.exponentBits == 0 || e == 0) return std::ldexp(m, 1 - d.bias - d.mantissaBits);
    return std::ldexp(mantissas + m, e - d.bias - d.mantissaBits);
}

int finiteCodes(const FloatDesign& d)
{
    const int all = 1 << (d.exponentBits + d.mantissaBits);
    if (d.specials == FloatDesign::Specials::OneNan) return all - 1;
    if (d.specials == FloatDesign::Specials::Ieee) return all - (1 << d.mantissaBits);
    return all;
}

} // namespace

Result<void> check(const FloatDesign& d)
{
    if (d.exponentBits < 0 || d.exponentBits > kMostExponent)
        return fail("the exponent has {} bits, 0 to {} are allowed", d.exponentBits, kMostExponent);
    if (d.mantissaBits < 0 || d.mantissaBits > kMostMantissa)
        return fail("the mantissa has {} bits, 0 to {} are allowed", d.mantissaBits, kMostMantissa);
    if (std::abs(d.bias) > kMostBias)
        return fail("the bias is {}, −{} to {} are allowed", d.bias, kMostBias, kMostBias);
    if (d.bits() > kMostBits) return fail("{} bits are more than {}", d.bits(), kMostBits);
    if (d.exponentBits == 0 && d.specials == FloatDesign::Specials::Ieee)
        return fail("without an exponent there is no top exponent for infinity");
    if (finiteCodes(d) < 2) return fail("there is no number left but 0");
    return {};
}

std::vector<double> valuesOf(const FloatDesign& d)
{
    std::vector<double> values;
    const int codes = finiteCodes(d);
    if (d.sign == FloatDesign::Sign::Both)
        for (int code = codes - 1; code > 0; --code)
            values.push_back(-valueOf(d, code));
    for (int code = 0; code < codes; ++code)
        values.push_back(valueOf(d, code));
    return values;
}

FloatFacts factsOf(const FloatDesign& d)
{
    FloatFacts facts;
    const int codes = finiteCodes(d), mantissas = 1 << d.mantissaBits;
    facts.values = static_cast<int>(valuesOf(d).size());
    facts.largest = valueOf(d, codes - 1);
    facts.smallest = valueOf(d, 1);
    facts.smallestNormal = d.exponentBits > 0 && codes > mantissas ? valueOf(d, mantissas) : 0;
    constexpr double kDb = 20;
    facts.dynamicRangeDb = kDb * std::log10(facts.largest / facts.smallest);
    for (int code = 1; code < codes; ++code) {
        const double value = valueOf(d, code), from = std::exp2(std::floor(std::log2(value)));
        if (facts.binades.empty() || facts.binades.back().from != from)
            facts.binades.push_back({from, value - valueOf(d, code - 1), 0});
        FloatFacts::Binade& binade = facts.binades.back();
        if (++binade.values == 2) binade.step = value - valueOf(d, code - 1);
    }
    return facts;
}

double roundTo(const FloatDesign& d, std::span<const double> values, double x)
{
    if (std::isnan(x)) return x;
    const auto above = std::ranges::lower_bound(values, x);
    if (above == values.begin()) return values.front();
    if (above == values.end()) return values.back();
    const double high = *above, low = *(above - 1);
    if (x - low != high - x) return x - low < high - x ? low : high;
    // Codes count away from zero, which is even.
    const auto zero = d.sign == FloatDesign::Sign::Both ? static_cast<std::ptrdiff_t>(values.size() / 2) : 0;
    return ((above - values.begin()) - zero) % 2 == 0 ? high : low;
}

DesignError errorOf(const FloatDesign& d, std::span<const double> numbers)
{
    const auto values = valuesOf(d);
    double most = 0;
    for (const double x : numbers)
        most = std::max(most, std::abs(x));
    DesignError best {1, -std::numeric_limits<double>::infinity()};
    if (most == 0) return {1, std::numeric_limits<double>::infinity()};
    constexpr int kCandidates = 64;
    constexpr double kNarrowest = 0.25;
    std::vector<double> rounded(numbers.size());
    for (int i = 0; i < kCandidates; ++i) {
        const double share = 1 - (1 - kNarrowest) * i / (kCandidates - 1), scale = share * most / values.back();
        std::ranges::transform(
            numbers, rounded.begin(), [&](double x) { return roundTo(d, values, x / scale) * scale; });
        ErrorStats stats;
        stats.add(numbers, rounded);
        if (stats.sqnrDb() > best.sqnrDb) best = {scale, stats.sqnrDb()};
    }
    return best;
}

} // namespace bitladder::analysis
