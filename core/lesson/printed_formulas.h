// Formulas that popular texts print and that are wrong, each beside the right one, with a case where it fails. Nothing
// here is a figure: both are computed.
#pragma once
#include "core/lesson/expression.h"

namespace bitladder::lesson
{

struct PrintedFormula {
    std::string_view id; // stable
    std::string_view asked; // what it is to give, English
    std::string_view printed, right; // in the words of expression.h
    std::vector<std::pair<std::string_view, double>> values; // the case where it fails
    std::string_view why; // English
};
std::span<const PrintedFormula> printedFormulas();

// Both in that case. Precondition: the row's formulas are formulas of its values.
struct PrintedValues {
    double printed = 0, right = 0;
};
PrintedValues valuesOf(const PrintedFormula& formula);

} // namespace bitladder::lesson
