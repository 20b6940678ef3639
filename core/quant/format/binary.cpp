// Binary: {−1, +1}·scale by the sign; zero and NaN count as +1. The scale of least squared error is the mean magnitude
// (Rastegari et al. 2016, XNOR-Net, eq. 6), whatever estimator is asked for.
#include "core/quant/format/affine.h"

#include <algorithm>

namespace bitladder::quant
{

NumberFormat binaryFormat()
{
    return {&kBinaryFamily, 1, 0, 0};
}

namespace
{

bool has(int bits)
{
    return bits == 1;
}

NumberFormat at(int)
{
    return binaryFormat();
}

std::string nameOf(const NumberFormat&)
{
    return "binary";
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    if (text != "binary") return std::nullopt;
    return binaryFormat();
}

CodeRange codes(const NumberFormat&, Symmetry)
{
    return {-1, 1};
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    setSymmetricScale(quantizer, slice, std::max(-range.low, range.high), 1);
}

double bestScale(const Samples& samples)
{
    return samples.meanAbs();
}

int64_t encode(double x, const Quantizer&, size_t, size_t)
{
    return x < 0 ? -1 : 1;
}

template<typename X>
void roundAll(std::span<const X> x, const Quantizer& quantizer, size_t slice, std::span<X> out, size_t)
{
    const X s = static_cast<X>(quantizer.scale(slice));
    std::ranges::transform(x, out.begin(), [&](X v) { return v < 0 ? -s : s; });
}

std::vector<double> levels(const Quantizer& quantizer, size_t slice, size_t)
{
    return {-quantizer.scale(slice), quantizer.scale(slice)};
}

} // namespace

const FormatFamily kBinaryFamily {
    .id = "binary",
    .label = QT_TRANSLATE_NOOP("Family", "binary"),
    .syntax = "binary",
    .kind = CodeKind::Integer,
    .alwaysBestScale = true,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .codes = codes,
    .cover = cover,
    .bestScale = bestScale,
    .encode = encode,
    .decode = affineDecode,
    .round32 = roundAll<float>,
    .round64 = roundAll<double>,
    .levels = levels,
};

} // namespace bitladder::quant
