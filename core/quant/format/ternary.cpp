// Ternary: {−1, 0, +1}·scale, log2(3) bits in theory, two bit planes in memory.
#include "core/quant/format/affine.h"

#include <cmath>

namespace bitladder::quant
{

NumberFormat ternaryFormat()
{
    return {&kTernaryFamily, 2, 0, 0};
}

namespace
{

bool has(int bits)
{
    return bits == 2;
}

NumberFormat at(int)
{
    return ternaryFormat();
}

std::string nameOf(const NumberFormat&)
{
    return "ternary";
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    if (text != "ternary") return std::nullopt;
    return ternaryFormat();
}

double informationOf(const NumberFormat&)
{
    return std::log2(3.0);
}

CodeRange codes(const NumberFormat&, Symmetry)
{
    return {-1, 1};
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    setSymmetricScale(quantizer, slice, std::max(-range.low, range.high), 1);
}

// The least-squares scale for nearest rounding is the fixed point of s = mean of |x| over |x| > s/2 (Lloyd 1982):
// alternate between assigning and averaging until it stands.
double bestScale(const Samples& samples)
{
    double scale = samples.meanAbs();
    for (int i = 0; i < 50 && scale > 0; ++i) {
        const auto [sum, count] = samples.above(scale / 2);
        const double next = count > 0 ? sum / count : scale;
        if (next == scale) break;
        scale = next;
    }
    return scale;
}

} // namespace

const FormatFamily kTernaryFamily {
    .id = "ternary",
    .label = QT_TRANSLATE_NOOP("Family", "ternary"),
    .syntax = "ternary",
    .kind = CodeKind::Integer,
    .affine = true,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .theoreticalBits = informationOf,
    .codes = codes,
    .cover = cover,
    .bestScale = bestScale,
    .encode = affineEncode,
    .decode = affineDecode,
    .round32 = affineRound32,
    .round64 = affineRound64,
    .levels = affineLevels,
};

} // namespace bitladder::quant
