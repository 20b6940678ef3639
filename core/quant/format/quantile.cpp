// Code books of the data's own quantiles, (i + ½) / K: every code is used about equally often, which histogram
// equalization does to pictures. Costs more error than k-means, spends no code on nothing.
#include "core/quant/format/code_book.h"

#include <algorithm>

namespace bitladder::quant
{

extern const FormatFamily kQuantileFamily;

namespace
{

bool has(int bits)
{
    return bits >= 1 && bits <= 8;
}

NumberFormat at(int bits)
{
    return {&kQuantileFamily, static_cast<unsigned char>(bits), 0, 0};
}

std::string nameOf(const NumberFormat& format)
{
    return fmt::format("quantile{}", format.bits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    return parseWidth(text, "quantile", 1, kQuantileFamily);
}

void fit(const Samples& samples, const QuantSpec&, Quantizer& quantizer, size_t slice)
{
    const auto sorted = samples.sorted();
    const size_t count = quantizer.levelCount;
    std::vector<double> levels(count, 0);
    double total = 0, seen = 0;
    for (const auto& [value, weight] : sorted)
        total += weight;
    size_t k = 0;
    for (const auto& [value, weight] : sorted) {
        seen += weight;
        for (; k < count && seen >= (static_cast<double>(k) + 0.5) / static_cast<double>(count) * total; ++k)
            levels[k] = value;
    }
    for (; k > 0 && k < count; ++k)
        levels[k] = sorted.back().value;
    setLevels(quantizer, slice, levels);
}

} // namespace

const FormatFamily kQuantileFamily {
    .id = "quantile",
    .label = QT_TRANSLATE_NOOP("Family", "quantiles"),
    .syntax = "quantile1 to quantile8",
    .kind = CodeKind::Level,
    .look = "code-book",
    .alwaysBestScale = true,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .codes = bookCodes,
    .cover = evenLevels,
    .prepare = makeRoomForLevels,
    .fit = fit,
    .encode = bookEncode,
    .decode = bookDecode,
    .round32 = bookRound32,
    .round64 = bookRound64,
    .levels = bookLevels,
};

} // namespace bitladder::quant
