#include "core/quant/quantize.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace bitladder::quant
{

namespace
{

__extension__ typedef __int128 Int128;

// rint(x / s) + z, clamped, for quotients of any size: the comparison happens before the conversion to an integer.
template<typename F> int64_t codeOf(F x, F scale, int64_t zero, int64_t qmin, int64_t qmax)
{
    const F r = std::nearbyint(x / scale);
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

int64_t binaryCode(double x)
{
    return x < 0 ? -1 : 1;
}

template<typename X> int64_t codeFor(X x, const QuantParams& params, size_t channel)
{
    if (params.format.family == Family::Binary) return binaryCode(static_cast<double>(x));
    if (dividesInFloat(params.format))
        return codeOf<float>(static_cast<float>(x), static_cast<float>(params.scale(channel)), params.zero(channel),
            params.qmin, params.qmax);
    return codeOf<double>(
        static_cast<double>(x), params.scale(channel), params.zero(channel), params.qmin, params.qmax);
}

// roundToFloat for many values of one format, bit for bit; no library call for values of an everyday size.
class FloatRounding
{
public:
    explicit FloatRounding(const NumberFormat& format)
        : m_format(format)
        , m_largest(largestFinite(format))
        , m_lowest(2 - (1 << (format.exponentBits - 1)))
    {
    }
    double operator()(double x) const
    {
        const int exponent = static_cast<int>(std::bit_cast<uint64_t>(x) >> 52U & 0x7ffU) - kBias;
        if (exponent > kEveryday || m_format.mantissaBits > kEverydayBits) return roundToFloat(x, m_format);
        // Adding 1.5·2^52 spacings and taking them away leaves a multiple of the spacing, rounded half to even.
        const int spacing = std::max(exponent, m_lowest) - m_format.mantissaBits;
        const auto power = static_cast<uint64_t>(spacing + 52 + kBias) << 52U;
        const double magic = std::bit_cast<double>(power | uint64_t {1} << 51U);
        return std::clamp(std::copysign((x + magic) - magic, x), -m_largest, m_largest);
    }

private:
    static constexpr int kBias = 1023, kEveryday = 512;
    static constexpr int kEverydayBits = 50; // the sum must stay in its binade
    NumberFormat m_format;
    double m_largest;
    int m_lowest; // exponent of the smallest normal value
};

// rint for any size.
double rounded(double x)
{
    constexpr double kRound = 6755399441055744.0; // 1.5·2^52
    return std::fabs(x) < kRound / 3 ? (x + kRound) - kRound : std::nearbyint(x);
}

template<typename X> void fake(std::span<const X> x, const QuantParams& params, size_t channel, std::span<X> out)
{
    const NumberFormat& format = params.format;
    if (format == kFloat64 || (format == kFloat32 && sizeof(X) == sizeof(float))) {
        std::copy(x.begin(), x.end(), out.begin());
        return;
    }
    if (format == kFloat32) {
        std::ranges::transform(x, out.begin(), [](X v) { return static_cast<X>(static_cast<float>(v)); });
        return;
    }
    const double scale = params.scale(channel);
    if (format.family == Family::Float) {
        const FloatRounding round(format);
        if (scale == 1)
            std::ranges::transform(x, out.begin(), [&](X v) { return static_cast<X>(round(v)); });
        else
            std::ranges::transform(x, out.begin(), [&](X v) { return static_cast<X>(round(v / scale) * scale); });
        return;
    }
    if (format.family == Family::Binary) {
        const X s = static_cast<X>(scale);
        std::ranges::transform(x, out.begin(), [&](X v) { return v < 0 ? -s : s; });
        return;
    }
    if (dividesInFloat(format)) {
        const auto s = static_cast<float>(scale);
        const auto zero = static_cast<float>(params.zero(channel));
        // Codes of up to 16 bits are exact floats; clamping before adding the zero point is the same as after. Adding and
        // taking away 1.5·2^23 rounds half to even for |r| < 2^22, which holds once it is clamped to the codes.
        const float low = static_cast<float>(params.qmin) - zero, high = static_cast<float>(params.qmax) - zero;
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
    // Wider integers: what lies between the codes' ends is an exact double once it is rounded, and an end that is none is
    // as near to every double as its own rounding.
    const Int128 zero = params.zero(channel);
    const auto low = static_cast<double>(params.qmin - zero), high = static_cast<double>(params.qmax - zero);
    for (size_t i = 0; i < x.size(); ++i) {
        const double r = rounded(static_cast<double>(x[i]) / scale);
        out[i] = static_cast<X>(std::clamp(std::isnan(r) ? 0.0 : r, low, high) * scale);
    }
}

} // namespace

int64_t quantize(double x, const QuantParams& params, size_t channel)
{
    return codeFor(x, params, channel);
}

double dequantize(int64_t q, const QuantParams& params, size_t channel)
{
    const Int128 steps = static_cast<Int128>(q) - params.zero(channel);
    if (dividesInFloat(params.format))
        return static_cast<double>(static_cast<float>(steps) * static_cast<float>(params.scale(channel)));
    return static_cast<double>(steps) * params.scale(channel);
}

void fakeQuantize(std::span<const float> x, const QuantParams& params, size_t channel, std::span<float> out)
{
    fake(x, params, channel, out);
}

void fakeQuantize(std::span<const double> x, const QuantParams& params, size_t channel, std::span<double> out)
{
    fake(x, params, channel, out);
}

template<typename T, typename X>
void quantizeTo(std::span<const X> x, const QuantParams& params, size_t channel, std::span<T> out)
{
    if (dividesInFloat(params.format) && params.format.family != Family::Binary) {
        const auto s = static_cast<float>(params.scale(channel));
        const auto zero = static_cast<float>(params.zero(channel));
        const auto low = static_cast<float>(params.qmin) - zero, high = static_cast<float>(params.qmax) - zero;
        constexpr float kRound = 12582912.0f;
        for (size_t i = 0; i < x.size(); ++i) {
            float r = static_cast<float>(x[i]) / s;
            r = r == r ? r : 0.0f;
            r = r < low ? low : (r > high ? high : r);
            out[i] = static_cast<T>(static_cast<int32_t>((r + kRound) - kRound + zero));
        }
        return;
    }
    for (size_t i = 0; i < x.size(); ++i)
        out[i] = static_cast<T>(codeFor(x[i], params, channel));
}
#define BITLADDER_INSTANTIATE(T)                                                                                       \
    template void quantizeTo<T, float>(std::span<const float>, const QuantParams&, size_t, std::span<T>);              \
    template void quantizeTo<T, double>(std::span<const double>, const QuantParams&, size_t, std::span<T>);
BITLADDER_INSTANTIATE(int8_t)
BITLADDER_INSTANTIATE(int16_t)
BITLADDER_INSTANTIATE(int32_t)
BITLADDER_INSTANTIATE(int64_t)
#undef BITLADDER_INSTANTIATE

float rescalingFactor(double input, double weight, double output)
{
    const float product = static_cast<float>(input) * static_cast<float>(weight);
    const float factor = product / static_cast<float>(output);
    if (std::isnormal(product) && std::isnormal(factor)) return factor;
    return static_cast<float>(input * weight / output);
}

std::vector<double> gridOf(const QuantParams& params, size_t channel, size_t most)
{
    std::vector<double> grid;
    const NumberFormat& format = params.format;
    const double scale = params.scale(channel);
    if (format.family == Family::Binary) return {-scale, scale};
    if (format.family == Family::Float) {
        if (format.bits > 20 || (size_t {1} << format.bits) > most) return {};
        // All magnitudes: subnormals, then binade by binade.
        const int bias = (1 << (format.exponentBits - 1)) - 1;
        const double largest = largestFinite(format);
        for (int e = 0; e < (1 << format.exponentBits); ++e) {
            for (int m = 0; m < (1 << format.mantissaBits); ++m) {
                const double fraction = std::ldexp(m, -format.mantissaBits);
                const double v = e == 0 ? std::ldexp(fraction, 1 - bias) : std::ldexp(1 + fraction, e - bias);
                if (v > largest) continue;
                grid.push_back(v * scale);
                if (v > 0) grid.push_back(-v * scale);
            }
        }
        std::ranges::sort(grid);
        return grid;
    }
    const Int128 count = static_cast<Int128>(params.qmax) - params.qmin + 1;
    if (count > static_cast<Int128>(most)) return {};
    for (int64_t q = params.qmin; q <= params.qmax; ++q)
        grid.push_back(dequantize(q, params, channel));
    return grid;
}

} // namespace bitladder::quant
