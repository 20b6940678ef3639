// NVFP4: 16 elements of e2m1 side by side along the depth share a scale of e4m3, and all blocks a float32 scale of the
// tensor, max / (6 · 448), so that the largest block's scale is the largest e4m3 (NVIDIA 2025, Pretraining large
// language models with NVFP4, 2509.25149, appendix C).
#include "core/quant/format/float.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

extern const FormatFamily kNvFamily;

namespace
{

constexpr int64_t kBlock = 16;
constexpr double kScaleBits = 8;

bool has(int bits)
{
    return bits == 4;
}

NumberFormat at(int)
{
    return {&kNvFamily, 4, 2, 1};
}

std::string nameOf(const NumberFormat&)
{
    return "nvfp4";
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    if (text != "nvfp4") return std::nullopt;
    return at(4);
}

double bitsOf(const NumberFormat& format)
{
    return format.bits + kScaleBits / static_cast<double>(kBlock);
}

void survey(const Samples& all, Quantizer& quantizer)
{
    const double magnitude = std::max(-all.low(), all.high());
    const auto scale
        = static_cast<float>(magnitude / (largestFinite(quantizer.format) * largestFinite(floatFormat(4, 3))));
    quantizer.tensorScale = scale > 0 && std::isfinite(scale) ? static_cast<double>(scale) : 1;
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    const double largest = largestFinite(quantizer.format), magnitude = std::max(-range.low, range.high);
    const double block = roundToFloat(magnitude / largest / quantizer.tensorScale, floatFormat(4, 3));
    // A block of zeros, or one so small that its scale would be 0, keeps zeros.
    const double scale = static_cast<double>(static_cast<float>((block > 0 ? block : 1) * quantizer.tensorScale));
    quantizer.scales[slice] = scale > 0 ? scale : 1;
    quantizer.zeroPoints[slice] = 0;
    quantizer.clips[slice] = {-largest * scale, largest * scale};
}

} // namespace

const FormatFamily kNvFamily {
    .id = "nvfp4",
    .label = QT_TRANSLATE_NOOP("Family", "NVFP4 blocks"),
    .syntax = "nvfp4",
    .kind = CodeKind::Float,
    .look = "block",
    .blockSize = kBlock,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .theoreticalBits = bitsOf,
    .cover = cover,
    .survey = survey,
    .round32 = floatRound32,
    .round64 = floatRound64,
    .levels = floatLevels,
};

} // namespace bitladder::quant
