// Integers with the zero point between two codes: no level at zero, as many below as above. 2 bits: −3, −1, 1, 3 times
// the scale. The codes are the odd numbers ±1 … ±(2^b − 1), so that sums of products stay exact; binary is the same
// with 1 bit. Zero and NaN count as +1.
#include "core/quant/format/affine.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

extern const FormatFamily kHalfStepFamily;

namespace
{

bool has(int bits)
{
    return bits >= 2 && bits <= 8;
}

NumberFormat at(int bits)
{
    return {&kHalfStepFamily, static_cast<unsigned char>(bits), 0, 0};
}

std::string nameOf(const NumberFormat& format)
{
    return fmt::format("half{}", format.bits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    return parseWidth(text, "half", 2, kHalfStepFamily);
}

CodeRange codes(const NumberFormat& format, Symmetry)
{
    const int64_t top = (int64_t {1} << format.bits) - 1;
    return {-top, top};
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    const auto top = static_cast<double>(quantizer.qmax);
    setSymmetricScale(quantizer, slice, std::max(-range.low, range.high) / top, top);
}

bool searches(const NumberFormat&)
{
    return true;
}

int64_t encode(double x, const Quantizer& quantizer, size_t slice, size_t position)
{
    const auto r = static_cast<double>(static_cast<float>(x) / static_cast<float>(quantizer.scale(slice)));
    if (std::isnan(r)) return 1;
    const auto top = static_cast<double>(quantizer.qmax);
    // Whole numbers of double steps, from the level above zero; beyond the ends it is one of them.
    const double steps = std::clamp((r - 1) / 2, -top, top);
    const double whole = toWhole(steps, quantizer, position);
    return std::clamp(2 * static_cast<int64_t>(whole) + 1, quantizer.qmin, quantizer.qmax);
}

std::vector<double> levels(const Quantizer& quantizer, size_t slice, size_t most)
{
    std::vector<double> all;
    if (quantizer.qmax + 1 > static_cast<int64_t>(most)) return all;
    for (int64_t q = quantizer.qmin; q <= quantizer.qmax; q += 2)
        all.push_back(affineDecode(q, quantizer, slice));
    return all;
}

} // namespace

const FormatFamily kHalfStepFamily {
    .id = "half-step",
    .label = QT_TRANSLATE_NOOP("Family", "half steps"),
    .syntax = "half2 to half8",
    .kind = CodeKind::Integer,
    .look = "int",
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .codes = codes,
    .cover = cover,
    .searches = searches,
    .encode = encode,
    .decode = affineDecode,
    .round32 = roundByCodes<float>,
    .round64 = roundByCodes<double>,
    .levels = levels,
};

} // namespace bitladder::quant
