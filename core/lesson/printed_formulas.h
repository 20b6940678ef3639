// Formulas that popular texts print and that are wrong, each beside the right one, with a case where it fails. Nothing
// here is a figure: both are computed. Those that make values of weights are quantizers too: what they do to a layer
// is computed beside what the right form does.
#pragma once
#include "core/base/job.h"
#include "core/lesson/expression.h"

#include <map>

namespace bitladder::lesson
{

struct PrintedFormula {
    std::string_view id; // stable
    const char* asked; // what it is to give; English, marked for translation in the context "Printed"
    std::string_view printed, right; // in the words of expression.h
    std::vector<std::pair<std::string_view, double>> values; // the case where it fails
    const char* why; // English, marked as `asked` is
    // x̂ of a weight x, in x and the names of weightFigures(); empty: it makes no value of a weight.
    std::string_view quantizer {}, rightQuantizer {};
};
std::span<const PrintedFormula> printedFormulas();
const PrintedFormula* findPrinted(std::string_view id); // null where there is none

// Both in that case. Precondition: the row's formulas are formulas of its values.
struct PrintedValues {
    double printed = 0, right = 0;
};
PrintedValues valuesOf(const PrintedFormula& formula);

// What formulas for weights may name: low ≤ 0 and high ≥ 0, the ends of the range; m, the largest magnitude; mean, of
// the magnitudes; bits; s = (high − low) / (2^bits − 1); z = round(−low / s); top = 2^(bits − 1) − 1, at least 1.
std::map<std::string, double, std::less<>> weightFigures(std::span<const float> numbers, int bits);

// Both as quantizers, number by number. SQNR in dB: +∞ where nothing changed. Precondition: 1 ≤ bits ≤ 16.
struct PrintedOutcome {
    std::vector<double> x, printed, right; // as many as numbers
    double printedDb = 0, rightDb = 0;
    size_t printedLevels = 0, rightLevels = 0; // different values that come out
};
Result<PrintedOutcome> outcomeOf(
    const PrintedFormula& formula, std::span<const float> numbers, int bits, const Job& job = {});

} // namespace bitladder::lesson
