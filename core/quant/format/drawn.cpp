// Code books that a person draws: at most 2^bits levels in the recipe, in units of the scale. The range puts the
// outermost level at its outermost end; the step by hand with step 1 takes the levels as they are. Until something is
// drawn the grid is even. Levels that are whole numbers of one step are kept as those whole numbers, so that weights of
// them are executed; by the step by hand they are what they are.
#include "core/quant/format/code_book.h"

#include <algorithm>
#include <cmath>

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

std::vector<float> drawnLevels(const QuantSpec& spec)
{
    std::vector<float> levels = spec.levels;
    const size_t most = size_t {1} << spec.format.bits;
    if (levels.size() > most) levels.resize(most);
    std::ranges::sort(levels);
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels;
}

// Within what a float32 tells of a decimal number.
bool isWhole(double x)
{
    constexpr double kHair = 1e-6;
    return std::fabs(x - std::nearbyint(x)) <= kHair * std::max(1.0, std::fabs(x));
}

std::vector<int64_t> wholeLevels(const QuantSpec& spec)
{
    const std::vector<float> levels = drawnLevels(spec);
    const auto inSteps = [&](double step) {
        std::vector<int64_t> whole;
        for (const float level : levels) {
            const double x = static_cast<double>(level) / step;
            if (!isWhole(x) || std::fabs(x) >= 1 << 15) return std::vector<int64_t> {};
            whole.push_back(static_cast<int64_t>(std::nearbyint(x)));
        }
        return whole;
    };
    if (levels.empty()) return {};
    auto whole = inSteps(1);
    if (&spec.estimator() == &kByStep) {
        const bool exactly = std::ranges::equal(levels, whole, {}, {}, [](int64_t w) { return static_cast<float>(w); });
        return exactly ? whole : std::vector<int64_t> {};
    }
    // The step is the smallest level, or a part of it.
    double least = 0;
    for (const float level : levels)
        if (level != 0 && (least == 0 || std::fabs(static_cast<double>(level)) < least))
            least = std::fabs(static_cast<double>(level));
    constexpr int kParts = 16;
    for (int part = 1; part <= kParts && whole.empty() && least > 0; ++part)
        whole = inSteps(least / part);
    return whole;
}

void prepare(const QuantSpec& spec, Quantizer& quantizer)
{
    std::vector<float> levels = drawnLevels(spec);
    const size_t most = size_t {1} << spec.format.bits;
    if (const auto whole = wholeLevels(spec); !whole.empty()) levels.assign(whole.begin(), whole.end());
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
    .ownDesign = true,
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
    .wholeLevels = wholeLevels,
    .round32 = bookRound32,
    .round64 = bookRound64,
    .levels = bookLevels,
};

} // namespace bitladder::quant
