#include "core/quant/format.h"

#include "core/quant/format/family.h"

#include <algorithm>
#include <charconv>

namespace bitladder::quant
{

std::optional<int> wholeNumber(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

Result<std::optional<NumberFormat>> parseWidth(
    std::string_view text, std::string_view prefix, int least, const FormatFamily& family)
{
    if (!text.starts_with(prefix)) return std::nullopt;
    const auto bits = wholeNumber(text.substr(prefix.size()));
    if (!bits || *bits < least || *bits > 8)
        return fail("\"{}\" is not a format: {} has {} to 8 bits", text, prefix, least);
    return family.at(*bits);
}

const FormatFamily* findFamily(std::string_view id)
{
    for (const FormatFamily* family : formatFamilies())
        if (family->id == id) return family;
    return nullptr;
}

NumberFormat dialFormat(int bits)
{
    if (bits >= 64) return kFloat64;
    if (bits == 32) return kFloat32;
    if (bits == 16) return kFloat16;
    if (bits <= 1) return binaryFormat();
    return intFormat(bits);
}

NumberFormat formatOf(const FormatFamily& family, int bits)
{
    // The nearest width; of two that are equally near, the wider one.
    for (int away = 0; away < kMaxBits; ++away)
        for (const int at : {bits + away, bits - away})
            if (at >= kMinBits && at <= kMaxBits && family.has(at)) return family.at(at);
    return kFloat32;
}

std::string name(const NumberFormat& format)
{
    return format.family->name(format);
}

Result<NumberFormat> parseFormat(std::string_view text)
{
    if (text.starts_with("bits:")) {
        const auto bits = wholeNumber(text.substr(5));
        if (bits && *bits >= kMinBits && *bits <= kMaxBits) return dialFormat(*bits);
        return fail("\"{}\" is not a width: bits: takes a whole number from 1 to 64", text);
    }
    std::string known;
    for (const FormatFamily* family : formatFamilies()) {
        auto format = family->parse(text);
        if (!format) return pass(format.error());
        if (*format) return **format;
        known += std::string(family->syntax) + ", ";
    }
    return fail("\"{}\" is not a format; formats are {}and bits:1 to bits:64", text, known);
}

double theoreticalBits(const NumberFormat& format)
{
    return format.family->theoreticalBits ? format.family->theoreticalBits(format) : format.bits;
}

bool isNativeFloat(const NumberFormat& format)
{
    return format == kFloat64 || format == kFloat32;
}

bool isFloat(const NumberFormat& format)
{
    return format.family->kind == CodeKind::Float;
}

bool hasIntegerCodes(const NumberFormat& format)
{
    return format.family->kind == CodeKind::Integer;
}

bool dividesInFloat(const NumberFormat& format)
{
    return hasIntegerCodes(format) && format.bits <= 16;
}

} // namespace bitladder::quant
