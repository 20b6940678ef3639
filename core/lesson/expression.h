// Typed formulas: what a learner writes, what a lesson asks of the figures, and what stands in the braces of a text.
//
//   x/s + z          round(x / s)        clamp(round(x/s), qmin, qmax)       agreement >= 0.9 and size.ratio > 4
//
// Numbers, names (letters, digits, '_', '.'), + − * / ^, comparisons, `and`, `or`, parentheses, `%` behind a number,
// and the functions of the table below. Comparisons give 1 or 0. round() rounds half to even, as the engine does.
#pragma once
#include "core/base/result.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::lesson
{

// The value of a name; none: it is not known (yet).
using Values = std::function<std::optional<double>(std::string_view name)>;

// A function that formulas may call. `most` < 0: any number of arguments, at least `least`.
struct FormulaFunction {
    std::string_view name;
    int least = 1, most = 1;
    double (*compute)(std::span<const double> arguments) = nullptr;
};
std::span<const FormulaFunction> formulaFunctions();

class Expression
{
public:
    static constexpr size_t kMostCharacters = 400;

    // Fails with what is wrong and at which character. The text is a person's: nothing of it is believed.
    static Result<Expression> parse(std::string_view text);

    // None where a name has no value. Infinite and NaN results are results.
    std::optional<double> evaluate(const Values& values) const;
    // Every name once, in the order in which they stand.
    const std::vector<std::string>& names() const { return m_names; }
    const std::string& text() const { return m_text; }
    // The whole text is one name: its unit counts where it is shown.
    bool isName() const { return m_code.size() == 1 && m_code[0].kind == Code::Kind::Name; }

private:
    friend class Parser;
    // Reverse Polish: operands first.
    struct Code {
        enum class Kind : unsigned char { Number, Name, Call } kind = Kind::Number;
        double number = 0;
        size_t index = 0; // of the name; of the function or operator
        size_t count = 0; // arguments
    };
    std::string m_text;
    std::vector<std::string> m_names;
    std::vector<Code> m_code;
};

} // namespace bitladder::lesson
