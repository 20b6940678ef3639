// Code books that a person draws: at most 2^bits levels in the recipe, in units of the scale. The range puts the
// outermost level at its outermost end; the step by hand with step 1 takes the levels as they are. Until something is
// drawn the grid is even.
#include "core/quant/format/code_book.h"

namespace bitladder::quant
{

extern const FormatFamily kDrawnFamily;

namespace
{

bool has(int bits)
{
    return bits >= 1 && bits <= 8;
}

NumberFormat at(int bits)
{
    return {&kDrawnFamily, static_cast<unsigned char>(bits), 0, 0};
}

std::string nameOf(const NumberFormat& format)
{
    return fmt::format("book{}", format.bits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    return parseWidth(text, "book", 1, kDrawnFamily);
}

void prepare(const QuantSpec& spec, Quantizer& quantizer)
{
    std::vector<float> levels = spec.levels;
    const size_t most = size_t {1} << spec.format.bits;
    if (levels.size() > most) levels.resize(most);
    if (levels.empty())
        for (size_t i = 0; i < most; ++i)
            levels.push_back(-1.0f + 2.0f * static_cast<float>(i) / static_cast<float>(most - 1));
    shareLevels(quantizer, std::move(levels));
}

bool searches(const NumberFormat&)
{
    return true;
}

} // namespace

const FormatFamily kDrawnFamily {
    .id = "drawn",
    .label = QT_TRANSLATE_NOOP("Family", "drawn by hand"),
    .syntax = "book1 to book8",
    .kind = CodeKind::Level,
    .look = "code-book",
    .drawn = true,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .codes = bookCodes,
    .cover = scaleLevels,
    .prepare = prepare,
    .searches = searches,
    .encode = bookEncode,
    .decode = bookDecode,
    .round32 = bookRound32,
    .round64 = bookRound64,
    .levels = bookLevels,
};

} // namespace bitladder::quant
