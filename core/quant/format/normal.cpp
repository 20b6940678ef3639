// Code books for numbers that are distributed normally, the same levels for every slice, scaled to its range.
// normalB: the quantiles (i + ½) / 2^B of the normal distribution.
// nfB: NormalFloat (Dettmers et al. 2023, QLoRA, 2305.14314, section 3; nf4 is its NF4): quantiles of both halves
// apart, so that 0 is a level: 2^(B−1) positive ones, 2^(B−1) − 1 negative ones, divided by the largest.
#include "core/quant/format/code_book.h"

#include <cmath>

namespace bitladder::quant
{

extern const FormatFamily kNormalFamily, kNormalFloatFamily;

namespace
{

bool hasNormal(int bits)
{
    return bits >= 1 && bits <= 8;
}

bool hasNormalFloat(int bits)
{
    return bits >= 2 && bits <= 8;
}

NumberFormat normalAt(int bits)
{
    return {&kNormalFamily, static_cast<unsigned char>(bits), 0, 0};
}

NumberFormat normalFloatAt(int bits)
{
    return {&kNormalFloatFamily, static_cast<unsigned char>(bits), 0, 0};
}

std::string normalName(const NumberFormat& format)
{
    return fmt::format("normal{}", format.bits);
}

std::string normalFloatName(const NumberFormat& format)
{
    return fmt::format("nf{}", format.bits);
}

Result<std::optional<NumberFormat>> parseNormal(std::string_view text)
{
    return parseWidth(text, "normal", 1, kNormalFamily);
}

Result<std::optional<NumberFormat>> parseNormalFloat(std::string_view text)
{
    return parseWidth(text, "nf", 2, kNormalFloatFamily);
}

// Where the normal distribution has reached p, 0 < p < 1: Newton's way from 0, whose steps are bounded because the
// distribution is flat far out.
double normalQuantile(double p)
{
    const double density = 1 / std::sqrt(2 * std::acos(-1.0));
    double x = 0;
    for (int i = 0; i < 200; ++i) {
        const double error = 0.5 * std::erfc(-x / std::sqrt(2.0)) - p;
        const double step = error / (density * std::exp(-x * x / 2));
        x -= std::fmin(0.5, std::fmax(-0.5, step));
        if (std::fabs(step) < 1e-15) break;
    }
    return x;
}

void shareScaled(Quantizer& quantizer, const std::vector<double>& levels, double top)
{
    std::vector<float> narrow;
    for (const double level : levels)
        narrow.push_back(static_cast<float>(level / top));
    shareLevels(quantizer, std::move(narrow));
}

void prepareNormal(const QuantSpec& spec, Quantizer& quantizer)
{
    const int count = 1 << spec.format.bits;
    std::vector<double> levels;
    for (int i = 0; i < count / 2; ++i) {
        const double level = normalQuantile((count / 2 + i + 0.5) / count);
        levels.push_back(level);
        levels.push_back(-level);
    }
    shareScaled(quantizer, levels, normalQuantile((count - 0.5) / count));
}

void prepareNormalFloat(const QuantSpec& spec, Quantizer& quantizer)
{
    const int positive = 1 << (spec.format.bits - 1), negative = positive - 1;
    // The outermost quantile lies half a share from the end, on average over both halves.
    const double end = 1 - 0.5 * (1.0 / (4 * positive) + 1.0 / (4 * positive - 2));
    std::vector<double> levels {0};
    const auto half = [&](int count, double sign) {
        for (int i = 0; i < count; ++i)
            levels.push_back(sign * normalQuantile(end + (0.5 - end) * i / count));
    };
    half(positive, 1);
    half(negative, -1);
    shareScaled(quantizer, levels, normalQuantile(end));
}

bool searches(const NumberFormat&)
{
    return true;
}

} // namespace

const FormatFamily kNormalFamily {
    .id = "normal",
    .label = QT_TRANSLATE_NOOP("Family", "normal quantiles"),
    .syntax = "normal1 to normal8",
    .kind = CodeKind::Level,
    .look = "code-book",
    .has = hasNormal,
    .at = normalAt,
    .name = normalName,
    .parse = parseNormal,
    .codes = bookCodes,
    .cover = scaleLevels,
    .prepare = prepareNormal,
    .searches = searches,
    .encode = bookEncode,
    .decode = bookDecode,
    .round32 = bookRound32,
    .round64 = bookRound64,
    .levels = bookLevels,
};

const FormatFamily kNormalFloatFamily {
    .id = "normal-float",
    .label = QT_TRANSLATE_NOOP("Family", "NormalFloat"),
    .syntax = "nf2 to nf8",
    .kind = CodeKind::Level,
    .look = "code-book",
    .has = hasNormalFloat,
    .at = normalFloatAt,
    .name = normalFloatName,
    .parse = parseNormalFloat,
    .codes = bookCodes,
    .cover = scaleLevels,
    .prepare = prepareNormalFloat,
    .searches = searches,
    .encode = bookEncode,
    .decode = bookDecode,
    .round32 = bookRound32,
    .round64 = bookRound64,
    .levels = bookLevels,
};

} // namespace bitladder::quant
