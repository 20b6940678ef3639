// Ternary with a threshold: 0 up to a limit that is a multiple of the mean magnitude, beyond it ±scale, the mean of
// those magnitudes (Li et al. 2016, Ternary weight networks, 1605.04711, eq. 5 and 6: 0.7 for normal weights). Not the
// nearest level: the limit is a choice.
#include "core/quant/format/affine.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

extern const FormatFamily kThresholdFamily;

namespace
{

constexpr Parameter kParameters[]
    = {{"threshold", QT_TRANSLATE_NOOP("Parameter", "threshold in mean magnitudes"), 0.7, 0, 100}};

bool has(int bits)
{
    return bits == 2;
}

NumberFormat at(int)
{
    return {&kThresholdFamily, 2, 0, 0};
}

std::string nameOf(const NumberFormat&)
{
    return "ternary-threshold";
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    if (text != "ternary-threshold") return std::nullopt;
    return at(2);
}

double informationOf(const NumberFormat&)
{
    return std::log2(3.0);
}

CodeRange codes(const NumberFormat&, Symmetry)
{
    return {-1, 1};
}

void prepare(const QuantSpec&, Quantizer& quantizer)
{
    quantizer.thresholds.assign(quantizer.scales.size(), 0.5);
}

// Without data the limit is in the middle.
void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    setSymmetricScale(quantizer, slice, std::max(-range.low, range.high), 1);
    quantizer.thresholds[slice] = quantizer.scales[slice] / 2;
}

void fit(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const double limit = valueOf(spec, kParameters[0]) * samples.meanAbs();
    const auto [sum, count] = samples.above(limit);
    setSymmetricScale(quantizer, slice, count > 0 ? sum / count : samples.meanAbs(), 1);
    quantizer.thresholds[slice] = limit;
}

int64_t encode(double x, const Quantizer& quantizer, size_t slice, size_t)
{
    const double limit = quantizer.thresholds[quantizer.thresholds.size() == 1 ? 0 : slice];
    if (!(std::fabs(x) > limit)) return 0; // NaN too
    return x < 0 ? -1 : 1;
}

} // namespace

const FormatFamily kThresholdFamily {
    .id = "ternary-threshold",
    .label = QT_TRANSLATE_NOOP("Family", "ternary, threshold"),
    .syntax = "ternary-threshold",
    .kind = CodeKind::Integer,
    .look = "ternary",
    .alwaysBestScale = true,
    .parameters = kParameters,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .theoreticalBits = informationOf,
    .codes = codes,
    .cover = cover,
    .prepare = prepare,
    .fit = fit,
    .encode = encode,
    .decode = affineDecode,
    .round32 = roundByCodes<float>,
    .round64 = roundByCodes<double>,
    .levels = affineLevels,
};

} // namespace bitladder::quant
