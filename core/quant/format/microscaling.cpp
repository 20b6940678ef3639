// Blocks of OCP Microscaling 1.0 (2023, sections 5.2 and 6.3): 32 elements side by side along the depth share a scale
// 2^(floor(log2 max) − emax), which takes 8 bits (e8m0). Elements: e4m3, e5m2, e3m2, e2m3, e2m1, or int8 in units of
// 2^−6. Beyond the largest element they saturate.
#include "core/quant/format/affine.h"
#include "core/quant/format/float.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

extern const FormatFamily kMicroscalingFamily, kMicroscalingIntFamily;

namespace
{

constexpr int64_t kBlock = 32;
constexpr double kScaleBits = 8;
constexpr int kScaleLimit = 127; // e8m0: 2^−127 … 2^127

struct Element {
    std::string_view name;
    int exponentBits, mantissaBits;
};
constexpr Element kElements[]
    = {{"mxfp8_e4m3", 4, 3}, {"mxfp8_e5m2", 5, 2}, {"mxfp6_e2m3", 2, 3}, {"mxfp6_e3m2", 3, 2}, {"mxfp4", 2, 1}};

NumberFormat formatOf(const Element& element)
{
    return {&kMicroscalingFamily, static_cast<unsigned char>(1 + element.exponentBits + element.mantissaBits),
        static_cast<unsigned char>(element.exponentBits), static_cast<unsigned char>(element.mantissaBits)};
}

bool has(int bits)
{
    return bits == 8 || bits == 6 || bits == 4;
}

NumberFormat at(int bits)
{
    return formatOf(*std::ranges::find_if(kElements, [&](const Element& e) { return formatOf(e).bits == bits; }));
}

std::string nameOf(const NumberFormat& format)
{
    const auto* element = std::ranges::find_if(kElements, [&](const Element& e) { return formatOf(e) == format; });
    return std::string(element->name);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    for (const Element& element : kElements)
        if (text == element.name) return formatOf(element);
    if (text.starts_with("mxfp")) return fail("\"{}\" is not a format: see mxfp8_e4m3, mxfp6_e2m3, mxfp4", text);
    return std::nullopt;
}

double bitsOf(const NumberFormat& format)
{
    return format.bits + kScaleBits / static_cast<double>(kBlock);
}

// 2^(floor(log2 magnitude) − emax); 1 for a block of zeros.
double sharedScale(double magnitude, int largestExponent)
{
    if (!(magnitude > 0) || !std::isfinite(magnitude)) return 1;
    return std::ldexp(1.0, std::clamp(std::ilogb(magnitude) - largestExponent, -kScaleLimit, kScaleLimit));
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    const double largest = largestFinite(quantizer.format);
    const double scale = sharedScale(std::max(-range.low, range.high), std::ilogb(largest));
    quantizer.scales[slice] = scale;
    quantizer.zeroPoints[slice] = 0;
    quantizer.clips[slice] = {-largest * scale, largest * scale};
}

bool hasInt(int bits)
{
    return bits == 8;
}

NumberFormat intAt(int)
{
    return {&kMicroscalingIntFamily, 8, 0, 0};
}

std::string intName(const NumberFormat&)
{
    return "mxint8";
}

Result<std::optional<NumberFormat>> parseInt(std::string_view text)
{
    if (text != "mxint8") return std::nullopt;
    return intAt(8);
}

CodeRange intCodes(const NumberFormat&, Symmetry)
{
    return {-127, 127};
}

void coverInt(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    constexpr int kPoint = 6; // places behind the binary point of an element
    const double scale = std::ldexp(sharedScale(std::max(-range.low, range.high), 0), -kPoint);
    const auto top = static_cast<double>(quantizer.qmax);
    quantizer.scales[slice] = scale;
    quantizer.zeroPoints[slice] = 0;
    quantizer.clips[slice] = {-top * scale, top * scale};
}

} // namespace

const FormatFamily kMicroscalingFamily {
    .id = "mx",
    .label = QT_TRANSLATE_NOOP("Family", "MX float blocks"),
    .syntax = "mxfp8_e4m3, mxfp8_e5m2, mxfp6_e2m3, mxfp6_e3m2, mxfp4",
    .kind = CodeKind::Float,
    .look = "block",
    .blockSize = kBlock,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .theoreticalBits = bitsOf,
    .cover = cover,
    .round32 = floatRound32,
    .round64 = floatRound64,
    .levels = floatLevels,
};

const FormatFamily kMicroscalingIntFamily {
    .id = "mxint",
    .label = QT_TRANSLATE_NOOP("Family", "MX integer blocks"),
    .syntax = "mxint8",
    .kind = CodeKind::Integer,
    .look = "block",
    .affine = true,
    .blockSize = kBlock,
    .has = hasInt,
    .at = intAt,
    .name = intName,
    .parse = parseInt,
    .theoreticalBits = bitsOf,
    .codes = intCodes,
    .cover = coverInt,
    .encode = affineEncode,
    .decode = affineDecode,
    .round32 = affineRound32,
    .round64 = affineRound64,
    .levels = affineLevels,
};

} // namespace bitladder::quant
