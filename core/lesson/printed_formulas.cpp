#include "core/lesson/printed_formulas.h"

#include <algorithm>
#include <cmath>

namespace bitladder::lesson
{

std::span<const PrintedFormula> printedFormulas()
{
    static const std::vector<PrintedFormula> formulas {
        {"scale-of-32", "the scale of 8 bits for values from a to b", "2^32 / (b - a)", "(b - a) / 255",
            {{"a", -1}, {"b", 1}}, "It is an inverse, and 32 is the width of the float, not of the code."},
        {"middle-as-zero", "the zero point of codes from 0 to 255 for values from a to b", "(a + b) / 2",
            "round(-a / ((b - a) / 255))", {{"a", -1}, {"b", 3}},
            "The middle is a value; the zero point is the code that 0 gets, a whole number."},
        {"levels-for-bits", "x̂ of x with b bits for values from low to high",
            "round(x / ((high - low) / b)) * ((high - low) / b)",
            "round(x / ((high - low) / (2^b - 1))) * ((high - low) / (2^b - 1))",
            {{"x", -50}, {"b", 8}, {"low", -98.25}, {"high", 100.2}}, "b bits have 2^b levels."},
        {"map-with-offset", "x̂ of w on q even places from a to b", "(w - a) / (b - a) * (q - 1) + a",
            "round((w - a) / (b - a) * (q - 1)) / (q - 1) * (b - a) + a", {{"w", 0.3}, {"a", -1}, {"b", 1}, {"q", 5}},
            "A code plus a value is neither: round, then map back."},
        {"step-of-16", "x̂ of a usual weight w, largest magnitude m, 4 bits", "floor(w / 16) * 16",
            "round(w / (m / 7)) * (m / 7)", {{"w", 0.4}, {"m", 0.9}},
            "A step that does not come from the data turns every usual weight into 0 or −16."},
        {"floor-for-round", "x̂ of x with the step 16", "floor(x / 16) * 16", "round(x / 16) * 16", {{"x", 123.456}},
            "Cutting off errs by up to a whole step, always downwards."},
        {"ceiling-of-range", "the code of w in a layer of largest magnitude m", "⌈w / 127⌉", "round(w / (m / 127))",
            {{"w", 0.5}, {"m", 1}}, "The scale comes from the weights of each layer, not from the range of the codes."},
        {"times-255", "the code of x from 0 to 255 with scale s and zero point z", "int((x - z) / s * 255)",
            "clamp(round(x / s) + z, 0, 255)", {{"x", 0.5}, {"s", 0.01}, {"z", 100}},
            "s is one step already, and z is a code: it is added behind the division."},
        {"binary-without-sign", "the binary weight for w with the mean magnitude m", "if(w > 0, 1, 0)", "sign(w) * m",
            {{"w", -0.5}, {"m", 0.4}}, "Without −1 nothing is ever subtracted."},
        {"lossless", "x̂ of x with the scale s", "x / s * s", "round(x / s) * s", {{"x", 0.3}, {"s", 0.2}},
            "Nothing was rounded, so nothing was stored in fewer bits."},
        {"codes-fed-back", "what the next layer gets for x with the scale s", "round(x / s)", "round(x / s) * s",
            {{"x", 0.3}, {"s", 0.1}}, "Codes are not values: they are 1/s times too large."},
        {"corrected-twice", "the bias b after the mean error m was corrected", "b - m - m", "b - m",
            {{"b", 1}, {"m", 0.1}}, "After the first time the mean error is 0; the second time makes one of −m."},
        {"kept-what-was-pruned", "what pruning below the threshold t leaves of w", "w * (abs(w) < t)",
            "w * (abs(w) >= t)", {{"w", 0.5}, {"t", 0.1}}, "The mask keeps what should go."},
        {"no-temperature", "the teacher's share of the class with score b beside a, for T = 4",
            "exp(b) / (exp(a) + exp(b))", "exp(b / T) / (exp(a / T) + exp(b / T))", {{"a", 10}, {"b", 4}, {"T", 4}},
            "Without a temperature the teacher's shares say hardly more than the label."},
    };
    return formulas;
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

} // namespace bitladder::lesson
