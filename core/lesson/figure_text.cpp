// Figures as texts, and texts with figures in braces.
#include "core/lesson/figures.h"

#include <algorithm>
#include <cmath>

namespace bitladder::lesson
{

namespace
{

struct UnitWord {
    std::string_view word; // in braces
    std::string_view sign; // behind a figure
    Unit unit;
};
constexpr UnitWord kUnits[] = {{"number", "", Unit::Number}, {"share", "%", Unit::Share}, {"ratio", "×", Unit::Ratio},
    {"dB", "dB", Unit::Decibels}, {"bytes", "bytes", Unit::Bytes}, {"ms", "ms", Unit::Milliseconds}};

// So many significant digits, never in powers of ten where plain digits do.
std::string plain(double value, int digits)
{
    constexpr double kSmall = 1e-5, kLarge = 1e15;
    const double size = std::abs(value);
    if (value == std::rint(value) && size < kLarge) return fmt::format("{:.0f}", value == 0 ? 0 : value);
    if (size < kSmall || size >= kLarge) return fmt::format("{:.{}g}", value, digits);
    const int before = static_cast<int>(std::floor(std::log10(size))) + 1;
    std::string text = fmt::format("{:.{}f}", value, std::max(0, digits - before));
    if (text.find('.') != std::string::npos) {
        while (text.back() == '0')
            text.pop_back();
        if (text.back() == '.') text.pop_back();
    }
    return text;
}

std::string bytesText(double bytes)
{
    constexpr double kStep = 1000;
    const char* const names[] = {"B", "kB", "MB", "GB"};
    size_t i = 0;
    while (bytes >= kStep && i + 1 < std::size(names)) {
        bytes /= kStep;
        ++i;
    }
    return fmt::format("{} {}", plain(bytes, 3), names[i]);
}

// Calls part(text) and brace(content) in turn; false: a brace is not closed.
template<typename Part, typename Brace> bool eachPart(std::string_view text, Part part, Brace brace)
{
    while (!text.empty()) {
        const size_t open = text.find('{');
        part(text.substr(0, open));
        if (open == std::string_view::npos) return true;
        const size_t close = text.find('}', open);
        if (close == std::string_view::npos) return false;
        brace(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
    return true;
}

struct Brace {
    Expression formula;
    std::optional<Unit> unit;
};
Result<Brace> braceOf(std::string_view content)
{
    Brace brace;
    if (const size_t colon = content.rfind(':'); colon != std::string_view::npos) {
        std::string_view word = content.substr(colon + 1);
        while (word.starts_with(' '))
            word.remove_prefix(1);
        const auto* unit = std::ranges::find(kUnits, word, &UnitWord::word);
        if (unit == std::end(kUnits)) return fail("{{{}}}: there is no unit {}", content, word);
        brace.unit = unit->unit;
        content = content.substr(0, colon);
    }
    auto formula = Expression::parse(content);
    if (!formula) return pass(formula.error().within(fmt::format("{{{}}}", content)));
    brace.formula = *std::move(formula);
    if (!brace.unit && brace.formula.isName())
        if (const auto kind = findFigure(brace.formula.text())) brace.unit = kind->unit;
    return brace;
}

} // namespace

std::string_view unitSign(Unit unit)
{
    return std::ranges::find(kUnits, unit, &UnitWord::unit)->sign;
}

std::string figureText(double value, Unit unit)
{
    if (std::isnan(value)) return "?";
    constexpr double kPercent = 100;
    constexpr int kDigits = 4;
    const std::string sign(unitSign(unit));
    if (std::isinf(value)) return (value < 0 ? "−∞" : "∞") + (sign.empty() ? "" : (" " + sign));
    const auto signedText = [](std::string text) {
        if (text.starts_with('-')) text.replace(0, 1, "−");
        return text;
    };
    if (unit == Unit::Share)
        return signedText(
                   value == 1 || value == 0 ? plain(kPercent * value, 3) : fmt::format("{:.1f}", kPercent * value))
            + " %";
    if (unit == Unit::Ratio) return signedText(fmt::format("{:.{}f}", value, value < 10 ? 2 : 1)) + "×";
    if (unit == Unit::Decibels) return signedText(fmt::format("{:.1f}", value)) + " dB";
    if (unit == Unit::Bytes) return bytesText(value);
    if (unit == Unit::Milliseconds) return plain(value, 3) + " ms";
    return signedText(plain(value, kDigits));
}

std::string resolved(std::string_view text, const Values& values)
{
    std::string out;
    const bool whole = eachPart(
        text, [&](std::string_view part) { out += part; },
        [&](std::string_view content) {
            const auto brace = braceOf(content);
            const auto value = brace ? brace->formula.evaluate(values) : std::nullopt;
            out += value ? figureText(*value, brace->unit.value_or(Unit::Number)) : "…";
        });
    return whole ? out : std::string(text);
}

Result<void> checkText(std::string_view text, std::span<const std::string_view> own)
{
    Result<void> found;
    const bool whole = eachPart(
        text, [](std::string_view) {},
        [&](std::string_view content) {
            const auto brace = braceOf(content);
            if (!brace) {
                if (found) found = pass(brace.error());
                return;
            }
            for (const std::string& name : brace->formula.names())
                if (found && !findFigure(name) && std::ranges::find(own, name) == own.end())
                    found = fail("{{{}}}: there is no figure {}", content, name);
        });
    if (!whole) return fail("{{: is not closed");
    return found;
}

std::vector<std::string> namesIn(std::string_view text)
{
    std::vector<std::string> names;
    eachPart(
        text, [](std::string_view) {},
        [&](std::string_view content) {
            if (const auto brace = braceOf(content))
                names.insert(names.end(), brace->formula.names().begin(), brace->formula.names().end());
        });
    return names;
}

} // namespace bitladder::lesson
