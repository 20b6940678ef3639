// Floats of 4 to 64 bits: sign, E exponent bits, M mantissa bits, with subnormals; beyond the largest finite value they
// saturate.
#include "core/quant/format/float.h"

#include "core/quant/format/affine.h"
#include "core/quant/format/designed.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bitladder::quant
{

NumberFormat floatFormat(int exponentBits, int mantissaBits)
{
    return {&kFloatFamily, static_cast<unsigned char>(1 + exponentBits + mantissaBits),
        static_cast<unsigned char>(exponentBits), static_cast<unsigned char>(mantissaBits)};
}

namespace
{

// What rounding has to know: where the normal values begin, and the ends. Without an exponent all values are subnormal.
struct Shape {
    int mantissaBits, lowest; // lowest: exponent of the smallest normal value
    double least, largest;
};

Shape shapeOf(const NumberFormat& format)
{
    const double largest = largestFinite(format);
    if (const auto design = designOf(format))
        return {format.mantissaBits, 1 - design->bias, design->sign == FloatDesign::Sign::Both ? -largest : 0, largest};
    return {format.mantissaBits, 2 - (1 << (format.exponentBits - 1)), -largest, largest};
}

} // namespace

double largestFinite(const NumberFormat& format)
{
    if (const auto design = designOf(format)) return largestOf(*design);
    const int e = format.exponentBits, m = format.mantissaBits;
    const int bias = (1 << (e - 1)) - 1;
    if (e >= 5) return std::ldexp(2.0 - std::ldexp(1.0, -m), bias);
    const double top = e == 4 && m == 3 ? 1.75 : 2.0 - std::ldexp(1.0, -m);
    return std::ldexp(top, (1 << e) - 1 - bias);
}

double roundToFloat(double x, const NumberFormat& format)
{
    if (std::isnan(x) || format == kFloat64) return x;
    if (x == 0) return x;
    const Shape shape = shapeOf(format);
    // The spacing of the grid at x: of its binade, or of the subnormals. Dividing by a power of two is exact.
    int exponent = 0;
    std::frexp(x, &exponent); // |x| in [2^(exponent−1), 2^exponent)
    const int spacing = std::max(exponent - 1, shape.lowest) - shape.mantissaBits;
    const double rounded = std::ldexp(std::nearbyint(std::ldexp(x, -spacing)), spacing);
    return std::clamp(rounded, shape.least, shape.largest);
}

double roundToFloat(double x, const Quantizer& quantizer, size_t position)
{
    const NumberFormat& format = quantizer.format;
    if (quantizer.rounding == &kHalfEven || std::isnan(x) || std::isinf(x) || x == 0) return roundToFloat(x, format);
    const Shape shape = shapeOf(format);
    const int spacing = std::max(std::ilogb(x), shape.lowest) - shape.mantissaBits;
    const double whole = toWhole(std::ldexp(x, -spacing), quantizer, position);
    return std::clamp(std::ldexp(whole, spacing), shape.least, shape.largest);
}

namespace
{

bool has(int bits)
{
    return bits >= 4 && bits <= kMaxBits;
}

// The customary split of a float of a given width; between the named ones, the exponent of the next named format above
// or below that people use.
int customaryExponent(int bits)
{
    if (bits >= 33) return 11;
    if (bits >= 17) return 8;
    if (bits >= 9) return 5;
    if (bits == 8) return 4;
    if (bits >= 6) return 3;
    return 2;
}

NumberFormat at(int bits)
{
    const int exponent = customaryExponent(bits);
    return floatFormat(exponent, bits - 1 - exponent);
}

struct NamedFloat {
    std::string_view name, otherName;
    NumberFormat format;
};
constexpr NamedFloat kNamed[] = {{"float64", "fp64", kFloat64}, {"float32", "fp32", kFloat32},
    {"float16", "fp16", kFloat16}, {"bfloat16", "bf16", kBFloat16}, {"tf32", "tf32", {&kFloatFamily, 19, 8, 10}}};

std::string nameOf(const NumberFormat& format)
{
    for (const NamedFloat& named : kNamed)
        if (named.format == format) return std::string(named.name);
    return fmt::format("e{}m{}", format.exponentBits, format.mantissaBits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    for (const NamedFloat& named : kNamed)
        if (text == named.name || text == named.otherName) return named.format;
    const size_t m = text.find('m');
    if (!text.starts_with("e") || m == std::string_view::npos || text.find('b') != std::string_view::npos)
        return std::nullopt; // with a bias it is a designed one
    const auto e = wholeNumber(text.substr(1, m - 1));
    const auto mantissa = wholeNumber(text.substr(m + 1));
    if (e && mantissa && *e >= 1 && *e <= 11 && *mantissa >= 0 && *mantissa <= 52 && 1 + *e + *mantissa >= 4)
        return floatFormat(*e, *mantissa);
    return fail("\"{}\" is not a format: a float eEmM has 1 to 11 exponent bits, 0 to 52 mantissa bits and at "
                "least 4 bits in all",
        text);
}

// From 16 bits on the exponent reaches as far as weights and activations do.
bool hasScale(const NumberFormat& format)
{
    return format.bits < 16;
}

// roundToFloat for many values of one format, bit for bit; no library call for values of an everyday size.
class FloatRounding
{
public:
    explicit FloatRounding(const NumberFormat& format)
        : m_format(format)
        , m_shape(shapeOf(format))
    {
    }
    double operator()(double x) const
    {
        const int exponent = static_cast<int>(std::bit_cast<uint64_t>(x) >> 52U & 0x7ffU) - kBias;
        if (exponent > kEveryday || m_format.mantissaBits > kEverydayBits) return roundToFloat(x, m_format);
        // Adding 1.5·2^52 spacings and taking them away leaves a multiple of the spacing, rounded half to even.
        const int spacing = std::max(exponent, m_shape.lowest) - m_format.mantissaBits;
        const auto power = static_cast<uint64_t>(spacing + 52 + kBias) << 52U;
        const double magic = std::bit_cast<double>(power | uint64_t {1} << 51U);
        return std::clamp(std::copysign((x + magic) - magic, x), m_shape.least, m_shape.largest);
    }

private:
    static constexpr int kBias = 1023, kEveryday = 512;
    static constexpr int kEverydayBits = 50; // the sum must stay in its binade
    NumberFormat m_format;
    Shape m_shape;
};

template<typename X>
void roundAll(std::span<const X> x, const Quantizer& quantizer, size_t slice, std::span<X> out, size_t position)
{
    const NumberFormat& format = quantizer.format;
    if (format == kFloat64 || (format == kFloat32 && sizeof(X) == sizeof(float))) {
        std::copy(x.begin(), x.end(), out.begin());
        return;
    }
    if (format == kFloat32 && quantizer.rounding == &kHalfEven) {
        std::ranges::transform(x, out.begin(), [](X v) { return static_cast<X>(static_cast<float>(v)); });
        return;
    }
    const double scale = quantizer.scale(slice);
    if (quantizer.rounding != &kHalfEven) {
        for (size_t i = 0; i < x.size(); ++i)
            out[i] = static_cast<X>(roundToFloat(static_cast<double>(x[i]) / scale, quantizer, position + i) * scale);
        return;
    }
    const FloatRounding round(format);
    if (scale == 1)
        std::ranges::transform(x, out.begin(), [&](X v) { return static_cast<X>(round(v)); });
    else
        std::ranges::transform(x, out.begin(), [&](X v) { return static_cast<X>(round(v / scale) * scale); });
}

} // namespace

void floatCover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    const Shape shape = shapeOf(quantizer.format);
    const double magnitude = shape.least < 0 ? std::max(-range.low, range.high) : range.high;
    const auto scaled = quantizer.format.family->hasScale;
    const double scale = (scaled && !scaled(quantizer.format)) || magnitude == 0
        ? 1.0
        : static_cast<double>(static_cast<float>(storedScale(magnitude / shape.largest, quantizer)));
    quantizer.scales[slice] = scale > 0 && std::isfinite(scale) ? scale : 1.0;
    quantizer.clips[slice] = {shape.least * quantizer.scales[slice], shape.largest * quantizer.scales[slice]};
}

void floatRound32(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position)
{
    roundAll(x, quantizer, slice, out, position);
}

void floatRound64(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position)
{
    roundAll(x, quantizer, slice, out, position);
}

std::vector<double> floatLevels(const Quantizer& quantizer, size_t slice, size_t most)
{
    const NumberFormat& format = quantizer.format;
    if (format.bits > 20 || (size_t {1} << format.bits) > most) return {};
    // All magnitudes: subnormals, then binade by binade.
    const double scale = quantizer.scale(slice);
    if (const auto design = designOf(format)) {
        std::vector<double> values = valuesOf(*design);
        for (double& value : values)
            value *= scale;
        return values;
    }
    const int bias = (1 << (format.exponentBits - 1)) - 1;
    const double largest = largestFinite(format);
    std::vector<double> grid;
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

const FormatFamily kFloatFamily {
    .id = "float",
    .label = QT_TRANSLATE_NOOP("Family", "float"),
    .syntax = "float64, float32, tf32, float16, bfloat16, eEmM",
    .kind = CodeKind::Float,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .hasScale = hasScale,
    .cover = floatCover,
    .round32 = floatRound32,
    .round64 = floatRound64,
    .levels = floatLevels,
};

} // namespace bitladder::quant
