#include "core/quant/format/affine.h"

#include "core/quant/rounding.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

namespace
{

__extension__ typedef __int128 Int128;

// round(x / s) + z, clamped, for quotients of any size: the comparison happens before the conversion to an integer.
template<typename F> int64_t codeOf(F x, F scale, const Quantizer& quantizer, int64_t zero, size_t position)
{
    const int64_t qmin = quantizer.qmin, qmax = quantizer.qmax;
    const F r = quantizer.rounding == &kHalfEven
        ? std::nearbyint(x / scale)
        : static_cast<F>(toWhole(static_cast<double>(x / scale), quantizer, position));
    if (std::isnan(r)) return std::clamp(zero, qmin, qmax);
    // The codes of one format lie less than 2^64 apart: beyond ±2^65 no zero point brings a quotient back.
    constexpr double kLimit = 36893488147419103232.0; // 2^65
    if (static_cast<double>(r) >= kLimit) return qmax;
    if (static_cast<double>(r) <= -kLimit) return qmin;
    const Int128 q = static_cast<Int128>(r) + zero;
    if (q < qmin) return qmin;
    if (q > qmax) return qmax;
    return static_cast<int64_t>(q);
}

// rint for any size.
double rounded(double x)
{
    constexpr double kRound = 6755399441055744.0; // 1.5·2^52
    return std::fabs(x) < kRound / 3 ? (x + kRound) - kRound : std::nearbyint(x);
}

template<typename X>
void roundAll(std::span<const X> x, const Quantizer& quantizer, size_t slice, std::span<X> out, size_t position)
{
    if (quantizer.rounding != &kHalfEven) {
        roundByCodes(x, quantizer, slice, out, position);
        return;
    }
    const double scale = quantizer.scale(slice);
    if (dividesInFloat(quantizer.format)) {
        const auto s = static_cast<float>(scale);
        const auto zero = static_cast<float>(quantizer.zeroPoint(slice));
        // Codes of up to 16 bits are exact floats; clamping before adding the zero point is the same as after. Adding
        // and taking away 1.5·2^23 rounds half to even for |r| < 2^22, which holds once it is clamped to the codes.
        const float low = static_cast<float>(quantizer.qmin) - zero, high = static_cast<float>(quantizer.qmax) - zero;
        constexpr float kRound = 12582912.0f;
        for (size_t i = 0; i < x.size(); ++i) {
            float r = static_cast<float>(x[i]) / s;
            r = r == r ? r : 0.0f;
            r = r < low ? low : (r > high ? high : r);
            r = (r + kRound) - kRound;
            out[i] = static_cast<X>(r * s);
        }
        return;
    }
    // Wider integers: what lies between the codes' ends is an exact double once it is rounded, and an end that is none
    // is as near to every double as its own rounding.
    const Int128 zero = quantizer.zeroPoint(slice);
    const auto low = static_cast<double>(quantizer.qmin - zero), high = static_cast<double>(quantizer.qmax - zero);
    for (size_t i = 0; i < x.size(); ++i) {
        const double r = rounded(static_cast<double>(x[i]) / scale);
        out[i] = static_cast<X>(std::clamp(std::isnan(r) ? 0.0 : r, low, high) * scale);
    }
}

} // namespace

double toWhole(double quotient, const Quantizer& quantizer, size_t position)
{
    const RoundingRule& rule = *quantizer.rounding;
    return rule.apply(quotient, rule.parameters.empty() ? 0 : chanceAt(quantizer.seed, position));
}

int64_t affineEncode(double x, const Quantizer& quantizer, size_t slice, size_t position)
{
    const int64_t zero = quantizer.zeroPoint(slice);
    if (dividesInFloat(quantizer.format))
        return codeOf<float>(
            static_cast<float>(x), static_cast<float>(quantizer.scale(slice)), quantizer, zero, position);
    return codeOf<double>(x, quantizer.scale(slice), quantizer, zero, position);
}

double affineDecode(int64_t q, const Quantizer& quantizer, size_t slice)
{
    const Int128 steps = static_cast<Int128>(q) - quantizer.zeroPoint(slice);
    if (dividesInFloat(quantizer.format))
        return static_cast<double>(static_cast<float>(steps) * static_cast<float>(quantizer.scale(slice)));
    return static_cast<double>(steps) * quantizer.scale(slice);
}

void affineRound32(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position)
{
    roundAll(x, quantizer, slice, out, position);
}

void affineRound64(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position)
{
    roundAll(x, quantizer, slice, out, position);
}

std::vector<double> affineLevels(const Quantizer& quantizer, size_t slice, size_t most)
{
    const Int128 count = static_cast<Int128>(quantizer.qmax) - quantizer.qmin + 1;
    if (count > static_cast<Int128>(most)) return {};
    std::vector<double> levels;
    for (int64_t q = quantizer.qmin; q <= quantizer.qmax; ++q)
        levels.push_back(affineDecode(q, quantizer, slice));
    return levels;
}

double storedScale(double scale, const Quantizer& quantizer)
{
    if (quantizer.scaleRule == ScaleRule::PowerOfTwo && scale > 0 && std::isfinite(scale)) {
        int exponent = 0;
        const double fraction = std::frexp(scale, &exponent); // 0.5 ≤ fraction < 1
        scale = std::ldexp(1.0, fraction == 0.5 ? exponent - 1 : exponent);
    }
    if (!dividesInFloat(quantizer.format)) return scale > 0 && std::isfinite(scale) ? scale : 1.0;
    const auto single = static_cast<float>(scale);
    return single > 0 && std::isfinite(single) ? static_cast<double>(single) : 1.0;
}

void setSymmetricScale(Quantizer& quantizer, size_t slice, double scale, double top)
{
    const double s = storedScale(scale, quantizer);
    quantizer.scales[slice] = s;
    quantizer.zeroPoints[slice] = 0;
    quantizer.clips[slice] = {-s * top, s * top};
}

} // namespace bitladder::quant
