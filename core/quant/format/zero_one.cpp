// Binary as {0, 1}·scale: what a number behind a Relu can be. Codes follow the affine rule without a zero point. The
// scale of least squared error is the mean of the values that become 1; of all ways to split the sorted values it is
// the one that leaves the least.
#include "core/quant/format/affine.h"

#include <algorithm>

namespace bitladder::quant
{

extern const FormatFamily kZeroOneFamily;

namespace
{

bool has(int bits)
{
    return bits == 1;
}

NumberFormat at(int)
{
    return {&kZeroOneFamily, 1, 0, 0};
}

std::string nameOf(const NumberFormat&)
{
    return "binary01";
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    if (text != "binary01") return std::nullopt;
    return at(1);
}

CodeRange codes(const NumberFormat&, Symmetry)
{
    return {0, 1};
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    setSymmetricScale(quantizer, slice, range.high, 1);
    quantizer.clips[slice].low = 0;
}

// With n values of sum S at level S/n the squares shrink by S²/n.
double bestScale(const Samples& samples)
{
    const auto sorted = samples.sorted();
    double sum = 0, count = 0, most = 0, scale = 0;
    for (auto it = sorted.rbegin(); it != sorted.rend() && it->value > 0; ++it) {
        sum += it->value * it->weight;
        count += it->weight;
        if (const double gain = sum * sum / count; gain > most) {
            most = gain;
            scale = sum / count;
        }
    }
    return scale;
}

} // namespace

const FormatFamily kZeroOneFamily {
    .id = "binary01",
    .label = QT_TRANSLATE_NOOP("Family", "binary 0, 1"),
    .syntax = "binary01",
    .kind = CodeKind::Integer,
    .look = "binary",
    .affine = true,
    .alwaysBestScale = true,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
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
