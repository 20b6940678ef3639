// Integers of 2 to 64 bits, two's complement, symmetric or affine.
#include "core/quant/format/affine.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::quant
{

NumberFormat intFormat(int bits)
{
    return {&kIntegerFamily, static_cast<unsigned char>(std::clamp(bits, 2, kMaxBits)), 0, 0};
}

namespace
{

bool has(int bits)
{
    return bits >= 2 && bits <= kMaxBits;
}

std::string nameOf(const NumberFormat& format)
{
    return fmt::format("int{}", format.bits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    if (!text.starts_with("int")) return std::nullopt;
    const auto bits = wholeNumber(text.substr(3));
    if (!bits || !has(*bits)) return fail("\"{}\" is not a format: integers have 2 to 64 bits", text);
    return intFormat(*bits);
}

CodeRange codes(const NumberFormat& format, Symmetry symmetry)
{
    const int bits = format.bits;
    const int64_t top = bits == 64 ? std::numeric_limits<int64_t>::max() : (int64_t {1} << (bits - 1)) - 1;
    return {symmetry == Symmetry::Symmetric ? -top : -top - 1, top};
}

void cover(Quantizer& quantizer, size_t slice, Symmetry symmetry, Range range)
{
    const auto qmin = static_cast<double>(quantizer.qmin), qmax = static_cast<double>(quantizer.qmax);
    if (symmetry == Symmetry::Symmetric) {
        quantizer.scales[slice] = storedScale(std::max(-range.low, range.high) / qmax, quantizer);
        quantizer.zeroPoints[slice] = 0;
    } else {
        const double scale = storedScale((range.high - range.low) / (qmax - qmin), quantizer);
        quantizer.scales[slice] = scale;
        const double zero = std::nearbyint(qmin - range.low / scale);
        quantizer.zeroPoints[slice]
            = zero <= qmin ? quantizer.qmin : (zero >= qmax ? quantizer.qmax : static_cast<int64_t>(zero));
    }
    quantizer.clips[slice]
        = {affineDecode(quantizer.qmin, quantizer, slice), affineDecode(quantizer.qmax, quantizer, slice)};
}

// The search rounds in float, which knows codes of up to 22 bits; above, clipping never pays.
bool searches(const NumberFormat& format)
{
    return format.bits <= 16;
}

} // namespace

const FormatFamily kIntegerFamily {
    .id = "int",
    .label = QT_TRANSLATE_NOOP("Family", "int"),
    .syntax = "int2 to int64",
    .kind = CodeKind::Integer,
    .affine = true,
    .hasZeroPoint = true,
    .has = has,
    .at = intFormat,
    .name = nameOf,
    .parse = parse,
    .codes = codes,
    .cover = cover,
    .searches = searches,
    .encode = affineEncode,
    .decode = affineDecode,
    .round32 = affineRound32,
    .round64 = affineRound64,
    .levels = affineLevels,
};

} // namespace bitladder::quant
