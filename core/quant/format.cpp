#include "core/quant/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace bitladder::quant
{

namespace
{

std::optional<int> number(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

// The customary split of a float of a given width; between the named ones, the exponent of the next named format above or
// below that people use.
int customaryExponent(int bits)
{
    if (bits >= 33) return 11;
    if (bits >= 17) return 8;
    if (bits >= 9) return 5;
    if (bits == 8) return 4;
    if (bits >= 6) return 3;
    return 2;
}

} // namespace

NumberFormat intFormat(int bits)
{
    return {Family::Int, static_cast<unsigned char>(std::clamp(bits, 2, kMaxBits)), 0, 0};
}

NumberFormat floatFormat(int exponentBits, int mantissaBits)
{
    return {Family::Float, static_cast<unsigned char>(1 + exponentBits + mantissaBits),
        static_cast<unsigned char>(exponentBits), static_cast<unsigned char>(mantissaBits)};
}

NumberFormat ternaryFormat()
{
    return {Family::Ternary, 2, 0, 0};
}

NumberFormat binaryFormat()
{
    return {Family::Binary, 1, 0, 0};
}

NumberFormat dialFormat(int bits)
{
    if (bits >= 64) return kFloat64;
    if (bits == 32) return kFloat32;
    if (bits == 16) return kFloat16;
    if (bits <= 1) return binaryFormat();
    return intFormat(bits);
}

bool familyHas(Family family, int bits)
{
    switch (family) {
    case Family::Float:
        return bits >= 4 && bits <= 64;
    case Family::Int:
        return bits >= 2 && bits <= 64;
    case Family::Ternary:
        return bits == 2;
    case Family::Binary:
        return bits == 1;
    case Family::PowerOfTwo:
        return bits >= 2 && bits <= 8;
    case Family::CodeBook:
        return bits >= 1 && bits <= 8;
    case Family::Block:
        return bits == 4 || bits == 6 || bits == 8;
    }
    return false;
}

bool supported(Family family)
{
    return family <= Family::Binary;
}

NumberFormat formatOf(Family family, int bits)
{
    switch (family) {
    case Family::Float: {
        bits = std::clamp(bits, 4, 64);
        const int exponent = customaryExponent(bits);
        return floatFormat(exponent, bits - 1 - exponent);
    }
    case Family::Ternary:
        return ternaryFormat();
    case Family::Binary:
        return binaryFormat();
    default:
        return intFormat(bits);
    }
}

std::string name(const NumberFormat& format)
{
    switch (format.family) {
    case Family::Int:
        return fmt::format("int{}", format.bits);
    case Family::Ternary:
        return "ternary";
    case Family::Binary:
        return "binary";
    case Family::Float:
        break;
    case Family::PowerOfTwo:
        return fmt::format("pow2_{}", format.bits);
    case Family::CodeBook:
        return fmt::format("codebook{}", format.bits);
    case Family::Block:
        return fmt::format("mx{}", format.bits);
    }
    if (format == kFloat64) return "float64";
    if (format == kFloat32) return "float32";
    if (format == kFloat16) return "float16";
    if (format == kBFloat16) return "bfloat16";
    if (format == floatFormat(8, 10)) return "tf32";
    return fmt::format("e{}m{}", format.exponentBits, format.mantissaBits);
}

Result<NumberFormat> parseFormat(std::string_view text)
{
    if (text == "float64" || text == "fp64") return kFloat64;
    if (text == "float32" || text == "fp32") return kFloat32;
    if (text == "float16" || text == "fp16") return kFloat16;
    if (text == "bfloat16" || text == "bf16") return kBFloat16;
    if (text == "tf32") return floatFormat(8, 10);
    if (text == "ternary") return ternaryFormat();
    if (text == "binary") return binaryFormat();
    if (text.starts_with("bits:")) {
        const auto bits = number(text.substr(5));
        if (bits && *bits >= kMinBits && *bits <= kMaxBits) return dialFormat(*bits);
        return fail("\"{}\" is not a width: bits: takes a whole number from 1 to 64", text);
    }
    if (text.starts_with("int")) {
        const auto bits = number(text.substr(3));
        if (bits && *bits >= 2 && *bits <= 64) return intFormat(*bits);
        return fail("\"{}\" is not a format: integers have 2 to 64 bits", text);
    }
    const size_t m = text.find('m');
    if (text.starts_with("e") && m != std::string_view::npos) {
        const auto e = number(text.substr(1, m - 1));
        const auto mantissa = number(text.substr(m + 1));
        if (e && mantissa && *e >= 1 && *e <= 11 && *mantissa >= 0 && *mantissa <= 52 && 1 + *e + *mantissa >= 4)
            return floatFormat(*e, *mantissa);
        return fail("\"{}\" is not a format: a float eEmM has 1 to 11 exponent bits, 0 to 52 mantissa bits and at "
                    "least 4 bits in all",
            text);
    }
    return fail(
        "\"{}\" is not a format; formats are float64, float32, tf32, float16, bfloat16, eEmM, int2 to int64, ternary, "
        "binary and bits:1 to bits:64",
        text);
}

std::string_view familyName(Family family)
{
    static constexpr std::array<std::string_view, 7> kNames {
        "float", "int", "ternary", "binary", "power of two", "code book", "block"};
    return kNames[static_cast<size_t>(family)];
}

double theoreticalBits(const NumberFormat& format)
{
    return format.family == Family::Ternary ? std::log2(3.0) : format.bits;
}

bool isNativeFloat(const NumberFormat& format)
{
    return format == kFloat64 || format == kFloat32;
}

double largestFinite(const NumberFormat& format)
{
    const int e = format.exponentBits, m = format.mantissaBits;
    const int bias = (1 << (e - 1)) - 1;
    if (e >= 5) return std::ldexp(2.0 - std::ldexp(1.0, -m), bias);
    const double top = e == 4 && m == 3 ? 1.75 : 2.0 - std::ldexp(1.0, -m);
    return std::ldexp(top, (1 << e) - 1 - bias);
}

double roundToFloat(double x, const NumberFormat& format)
{
    if (std::isnan(x) || format == kFloat64) return x;
    const double largest = largestFinite(format);
    const int bias = (1 << (format.exponentBits - 1)) - 1;
    if (x == 0) return x;
    // The spacing of the grid at x: of its binade, or of the subnormals. Dividing by a power of two is exact.
    int exponent = 0;
    std::frexp(x, &exponent); // |x| in [2^(exponent−1), 2^exponent)
    const int binade = std::max(exponent - 1, 1 - bias);
    const int spacing = binade - format.mantissaBits;
    const double rounded = std::ldexp(std::nearbyint(std::ldexp(x, -spacing)), spacing);
    return std::clamp(rounded, -largest, largest);
}

} // namespace bitladder::quant
