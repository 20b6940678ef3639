#include "core/lesson/printed_formulas.h"

#include "core/base/translatable_message.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace bitladder::lesson
{

std::span<const PrintedFormula> printedFormulas()
{
    static const std::vector<PrintedFormula> formulas {
        {"scale-of-32", QT_TRANSLATE_NOOP("Printed", "the scale of 8 bits for values from a to b"), "2^32 / (b - a)",
            "(b - a) / 255", {{"a", -1}, {"b", 1}},
            QT_TRANSLATE_NOOP("Printed", "It is an inverse, and 32 is the width of the float, not of the code."),
            "round(x / (2^32 / (high - low))) * (2^32 / (high - low))", "round(x / s) * s"},
        {"middle-as-zero", QT_TRANSLATE_NOOP("Printed", "the zero point of codes from 0 to 255 for values from a to b"),
            "(a + b) / 2", "round(-a / ((b - a) / 255))", {{"a", -1}, {"b", 3}},
            QT_TRANSLATE_NOOP(
                "Printed", "The middle is a value; the zero point is the code that 0 gets, a whole number."),
            "(clamp(round(x / s + (low + high) / 2), 0, 2^bits - 1) - (low + high) / 2) * s",
            "(clamp(round(x / s) + z, 0, 2^bits - 1) - z) * s"},
        {"levels-for-bits", QT_TRANSLATE_NOOP("Printed", "x′ of x with b bits for values from low to high"),
            "round(x / ((high - low) / b)) * ((high - low) / b)",
            "round(x / ((high - low) / (2^b - 1))) * ((high - low) / (2^b - 1))",
            {{"x", -50}, {"b", 8}, {"low", -98.25}, {"high", 100.2}},
            QT_TRANSLATE_NOOP("Printed", "b bits have 2^b levels."),
            "round(x / ((high - low) / bits)) * ((high - low) / bits)", "round(x / s) * s"},
        {"map-with-offset", QT_TRANSLATE_NOOP("Printed", "x′ of w on q even places from a to b"),
            "(w - a) / (b - a) * (q - 1) + a", "round((w - a) / (b - a) * (q - 1)) / (q - 1) * (b - a) + a",
            {{"w", 0.3}, {"a", -1}, {"b", 1}, {"q", 5}},
            QT_TRANSLATE_NOOP("Printed", "A code plus a value is neither: round, then map back."),
            "(x - low) / (high - low) * (2^bits - 1) + low",
            "round((x - low) / (high - low) * (2^bits - 1)) / (2^bits - 1) * (high - low) + low"},
        {"step-of-16", QT_TRANSLATE_NOOP("Printed", "x′ of a usual weight w, largest magnitude m, 4 bits"),
            "floor(w / 16) * 16", "round(w / (m / 7)) * (m / 7)", {{"w", 0.4}, {"m", 0.9}},
            QT_TRANSLATE_NOOP(
                "Printed", "A step that does not come from the data turns every usual weight into 0 or −16."),
            "floor(x / 16) * 16", "round(x / (m / top)) * (m / top)"},
        {"floor-for-round", QT_TRANSLATE_NOOP("Printed", "x′ of x with the step 16"), "floor(x / 16) * 16",
            "round(x / 16) * 16", {{"x", 123.456}},
            QT_TRANSLATE_NOOP("Printed", "Cutting off errs by up to a whole step, always downwards."),
            "floor(x / s) * s", "round(x / s) * s"},
        {"ceiling-of-range", QT_TRANSLATE_NOOP("Printed", "the code of w in a layer of largest magnitude m"),
            "⌈w / 127⌉", "round(w / (m / 127))", {{"w", 0.5}, {"m", 1}},
            QT_TRANSLATE_NOOP(
                "Printed", "The scale comes from the weights of each layer, not from the range of the codes."),
            "⌈x / top⌉ * top", "round(x / (m / top)) * (m / top)"},
        {"times-255", QT_TRANSLATE_NOOP("Printed", "the code of x from 0 to 255 with scale s and zero point z"),
            "int((x - z) / s * 255)", "clamp(round(x / s) + z, 0, 255)", {{"x", 0.5}, {"s", 0.01}, {"z", 100}},
            QT_TRANSLATE_NOOP("Printed", "s is one step already, and z is a code: it is added behind the division."),
            "(int((x - z) / s * (2^bits - 1)) - z) * s", "(clamp(round(x / s) + z, 0, 2^bits - 1) - z) * s"},
        {"binary-without-sign", QT_TRANSLATE_NOOP("Printed", "the binary weight for w with the mean magnitude m"),
            "if(w > 0, 1, 0)", "sign(w) * m", {{"w", -0.5}, {"m", 0.4}},
            QT_TRANSLATE_NOOP("Printed", "Without −1 nothing is ever subtracted."), "if(x > 0, 1, 0)",
            "sign(x) * mean"},
        {"lossless", QT_TRANSLATE_NOOP("Printed", "x′ of x with the scale s"), "x / s * s", "round(x / s) * s",
            {{"x", 0.3}, {"s", 0.2}},
            QT_TRANSLATE_NOOP("Printed", "Nothing was rounded, so nothing was stored in fewer bits."), "x / s * s",
            "round(x / s) * s"},
        {"codes-fed-back", QT_TRANSLATE_NOOP("Printed", "what the next layer gets for x with the scale s"),
            "round(x / s)", "round(x / s) * s", {{"x", 0.3}, {"s", 0.1}},
            QT_TRANSLATE_NOOP("Printed", "Codes are not values: they are 1/s times too large."), "round(x / s)",
            "round(x / s) * s"},
        {"corrected-twice", QT_TRANSLATE_NOOP("Printed", "the bias b after the mean error m was corrected"),
            "b - m - m", "b - m", {{"b", 1}, {"m", 0.1}},
            QT_TRANSLATE_NOOP("Printed", "After the first time the mean error is 0; the second time makes one of −m.")},
        {"kept-what-was-pruned", QT_TRANSLATE_NOOP("Printed", "what pruning below the threshold t leaves of w"),
            "w * (abs(w) < t)", "w * (abs(w) >= t)", {{"w", 0.5}, {"t", 0.1}},
            QT_TRANSLATE_NOOP("Printed", "The mask keeps what should go."), "x * (abs(x) < mean)",
            "x * (abs(x) >= mean)"},
        {"no-temperature",
            QT_TRANSLATE_NOOP("Printed", "the teacher's share of the class with score b beside a, for T = 4"),
            "exp(b) / (exp(a) + exp(b))", "exp(b / T) / (exp(a / T) + exp(b / T))", {{"a", 10}, {"b", 4}, {"T", 4}},
            QT_TRANSLATE_NOOP("Printed", "Without a temperature the teacher's shares say hardly more than the label.")},
    };
    return formulas;
}

const PrintedFormula* findPrinted(std::string_view id)
{
    const auto formulas = printedFormulas();
    const auto found = std::ranges::find(formulas, id, &PrintedFormula::id);
    return found == formulas.end() ? nullptr : &*found;
}

PrintedValues valuesOf(const PrintedFormula& formula)
{
    const Values values = [&](std::string_view name) -> std::optional<double> {
        const auto found = std::ranges::find(formula.values, name, &std::pair<std::string_view, double>::first);
        return found == formula.values.end() ? std::nullopt : std::optional(found->second);
    };
    const auto compute = [&](std::string_view text) {
        const auto expression = Expression::parse(text);
        return expression ? expression->evaluate(values).value_or(std::nan("")) : std::nan("");
    };
    return {compute(formula.printed), compute(formula.right)};
}

std::map<std::string, double, std::less<>> weightFigures(std::span<const float> numbers, int bits)
{
    double low = 0, high = 0, sum = 0;
    for (const float x : numbers) {
        low = std::min(low, static_cast<double>(x));
        high = std::max(high, static_cast<double>(x));
        sum += std::fabs(static_cast<double>(x));
    }
    const double s = high > low ? (high - low) / (std::ldexp(1.0, bits) - 1) : 1;
    return {{"low", low}, {"high", high}, {"m", std::max(-low, high)}, {"bits", bits}, {"s", s},
        {"z", std::nearbyint(-low / s)}, {"top", std::max(1.0, std::ldexp(1.0, bits - 1) - 1)},
        {"mean", numbers.empty() ? 0 : sum / static_cast<double>(numbers.size())}};
}

Result<PrintedOutcome> outcomeOf(
    const PrintedFormula& formula, std::span<const float> numbers, int bits, const Job& job)
{
    if (formula.quantizer.empty()) return fail("{} is no quantizer", formula.id);
    auto printed = Expression::parse(formula.quantizer), right = Expression::parse(formula.rightQuantizer);
    if (!printed) return pass(printed.error());
    if (!right) return pass(right.error());
    const auto figures = weightFigures(numbers, bits);
    PrintedOutcome outcome;
    double power = 0, printedError = 0, rightError = 0;
    std::set<double> printedLevels, rightLevels;
    for (const float number : numbers) {
        if (job.stopped()) return cancelled();
        const auto x = static_cast<double>(number);
        const Values values = [&](std::string_view name) -> std::optional<double> {
            if (name == "x") return x;
            const auto found = figures.find(name);
            return found == figures.end() ? std::nullopt : std::optional(found->second);
        };
        const double a = printed->evaluate(values).value_or(std::nan("")),
                     b = right->evaluate(values).value_or(std::nan(""));
        outcome.x.push_back(x);
        outcome.printed.push_back(a);
        outcome.right.push_back(b);
        power += x * x;
        printedError += (a - x) * (a - x);
        rightError += (b - x) * (b - x);
        printedLevels.insert(a);
        rightLevels.insert(b);
    }
    constexpr double kDb = 10;
    outcome.printedDb = kDb * std::log10(power / printedError);
    outcome.rightDb = kDb * std::log10(power / rightError);
    outcome.printedLevels = printedLevels.size();
    outcome.rightLevels = rightLevels.size();
    return outcome;
}

} // namespace bitladder::lesson
