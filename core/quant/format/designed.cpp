#include "core/quant/format/designed.h"

#include "core/quant/format/float.h"

#include <cmath>
#include <limits>

namespace bitladder::quant
{

namespace
{

constexpr unsigned char kSpecialsMask = 3, kPositive = 4; // of NumberFormat::design

struct Word {
    std::string_view word;
    FloatDesign::Specials specials;
};
constexpr Word kWords[] = {
    {"", FloatDesign::Specials::None}, {"nan", FloatDesign::Specials::OneNan}, {"ieee", FloatDesign::Specials::Ieee}};

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

bool has(int bits)
{
    return bits >= 3 && bits <= FloatDesign::kMostBits;
}

// To begin with: the float of the table at that width.
NumberFormat at(int bits)
{
    FloatDesign design;
    design.exponentBits = kFloatFamily.has(bits) ? kFloatFamily.at(bits).exponentBits : 2;
    design.mantissaBits = bits - 1 - design.exponentBits;
    design.bias = usualBias(design.exponentBits);
    design.specials = design.exponentBits >= 5                 ? FloatDesign::Specials::Ieee
        : design.exponentBits == 4 && design.mantissaBits == 3 ? FloatDesign::Specials::OneNan
                                                               : FloatDesign::Specials::None;
    return formatOf(design);
}

std::string nameOf(const NumberFormat& format)
{
    const FloatDesign d = *designOf(format);
    std::string_view word;
    for (const Word& w : kWords)
        if (w.specials == d.specials) word = w.word;
    return fmt::format("{}e{}m{}b{}{}", d.sign == FloatDesign::Sign::Positive ? "u" : "", d.exponentBits,
        d.mantissaBits, d.bias, word);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    FloatDesign design;
    std::string_view rest = text;
    if (rest.starts_with("ue")) {
        design.sign = FloatDesign::Sign::Positive;
        rest.remove_prefix(1);
    }
    const size_t m = rest.find('m'), b = rest.find('b');
    if (!rest.starts_with("e") || m == std::string_view::npos || b == std::string_view::npos || b < m)
        return std::nullopt;
    const size_t end = std::min(rest.find_first_not_of("-0123456789", b + 1), rest.size());
    const auto exponent = wholeNumber(rest.substr(1, m - 1)), mantissa = wholeNumber(rest.substr(m + 1, b - m - 1)),
               bias = wholeNumber(rest.substr(b + 1, end - b - 1));
    const Word* word = nullptr;
    for (const Word& w : kWords)
        if (w.word == rest.substr(end)) word = &w;
    if (!exponent || !mantissa || !bias || !word)
        return fail("\"{}\" is not a format: a designed float is eEmMbBIAS, then nothing, nan or ieee", text);
    design.exponentBits = *exponent;
    design.mantissaBits = *mantissa;
    design.bias = *bias;
    design.specials = word->specials;
    if (const auto fine = check(design); !fine) return fail("\"{}\" is not a format: {}", text, fine.error().message);
    return formatOf(design);
}

// As floats of the table: with the usual bias the exponent of 16 bits reaches as far as weights do.
bool hasScale(const NumberFormat& format)
{
    return format.bits < FloatDesign::kMostBits || format.bias != usualBias(format.exponentBits);
}

} // namespace

int usualBias(int exponentBits)
{
    return exponentBits > 0 ? (1 << (exponentBits - 1)) - 1 : 0;
}

Result<void> check(const FloatDesign& d)
{
    if (d.exponentBits < 0 || d.exponentBits > FloatDesign::kMostExponent)
        return fail("the exponent has {} bits, 0 to {} are allowed", d.exponentBits, FloatDesign::kMostExponent);
    if (d.mantissaBits < 0 || d.mantissaBits > FloatDesign::kMostMantissa)
        return fail("the mantissa has {} bits, 0 to {} are allowed", d.mantissaBits, FloatDesign::kMostMantissa);
    if (d.bias < -FloatDesign::kMostBias || d.bias > FloatDesign::kMostBias)
        return fail("the bias is {}, −{} to {} are allowed", d.bias, FloatDesign::kMostBias, FloatDesign::kMostBias);
    if (d.bits() > FloatDesign::kMostBits) return fail("{} bits are more than {}", d.bits(), FloatDesign::kMostBits);
    if (d.exponentBits == 0 && d.specials == FloatDesign::Specials::Ieee)
        return fail("without an exponent there is no top exponent for infinity");
    if (finiteCodes(d) < 2) return fail("there is no number left but 0");
    // Kernels compute in float32, and scales are float32 too.
    constexpr double kMost = std::numeric_limits<float>::max(), kLeast = std::numeric_limits<float>::denorm_min(),
                     kLeastLargest = 0x1p-64;
    if (const double largest = largestOf(d); largest > kMost || largest < kLeastLargest)
        return fail("the largest value is {:.3g}, {:.3g} to {:.3g} are allowed: another bias moves it", largest,
            kLeastLargest, kMost);
    if (const double smallest = valueOf(d, 1); smallest < kLeast)
        return fail(
            "the smallest value is {:.3g}, float32 has none below {:.3g}: a smaller bias raises it", smallest, kLeast);
    return {};
}

NumberFormat formatOf(const FloatDesign& d)
{
    NumberFormat format {&kDesignedFamily, static_cast<unsigned char>(d.bits()),
        static_cast<unsigned char>(d.exponentBits), static_cast<unsigned char>(d.mantissaBits)};
    format.bias = static_cast<short>(d.bias);
    format.design = static_cast<unsigned char>(d.specials);
    if (d.sign == FloatDesign::Sign::Positive) format.design |= kPositive;
    return format;
}

double largestOf(const FloatDesign& d)
{
    return valueOf(d, finiteCodes(d) - 1);
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

std::optional<FloatDesign> designOf(const NumberFormat& format)
{
    if (format.family != &kDesignedFamily) return std::nullopt;
    FloatDesign d {format.exponentBits, format.mantissaBits, format.bias};
    d.specials = static_cast<FloatDesign::Specials>(format.design & kSpecialsMask);
    d.sign = format.design & kPositive ? FloatDesign::Sign::Positive : FloatDesign::Sign::Both;
    return d;
}

std::optional<NumberFormat> namedFloatOf(const NumberFormat& format)
{
    if (!isFloat(format)) return std::nullopt;
    const NumberFormat named = floatFormat(format.exponentBits, format.mantissaBits);
    const auto design = designOf(format);
    if (!design) return named;
    const bool same = design->sign == FloatDesign::Sign::Both && kFloatFamily.has(named.bits)
        && design->exponentBits > 0 && design->bias == usualBias(design->exponentBits)
        && largestOf(*design) == largestFinite(named);
    return same ? std::optional(named) : std::nullopt;
}

const FormatFamily kDesignedFamily {
    .id = "designed",
    .label = QT_TRANSLATE_NOOP("Family", "designed float"),
    .syntax = "eEmMbBIAS with nan, ieee or nothing behind it",
    .kind = CodeKind::Float,
    .look = "float",
    .ownDesign = true,
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
