// The row of the formats' table: everything that the rest of the program asks a family of formats. A new family is one
// file beside this one that defines its row, and its name in table.cpp.
#pragma once
#include "core/base/translatable_message.h"
#include "core/quant/parameters.h"
#include "core/quant/quantizer.h"
#include "core/quant/range.h"

#include <optional>
#include <span>
#include <vector>

namespace bitladder::quant
{

// How codes stand for numbers.
enum class CodeKind : unsigned char {
    Float, // no integer codes: x̂ = round(x / scale)·scale, with the format's own rounding
    Integer, // x̂ = (q − zero)·scale, qmin ≤ q ≤ qmax: sums of products are exact, so layers of them are executed
    Level, // x̂ = level(q)·scale: layers are simulated, but where levels are whole numbers (`whole`)
};

struct CodeRange {
    int64_t low = 0, high = 0;
};

struct FormatFamily {
    std::string_view id; // stable: in recipes, on the command line, for colours
    const char* label; // English, marked for translation in the context "Family"
    std::string_view syntax; // the names it takes, for messages: "int2 to int64"
    CodeKind kind;
    std::string_view look {}; // the family whose colour it has in lists and plots; empty: its own
    // Integer: codes follow q = clamp(rint(x / s) + z), which kernels do; false: another rule, whose codes of weights
    // are executed all the same.
    bool affine = false;
    bool hasZeroPoint = false; // asymmetric specs have a meaning
    // The scale is the best one for the data whatever estimator is asked for (but by hand).
    bool alwaysBestScale = false;
    // So many values side by side share a scale, whatever granularity is asked for; 0: as asked.
    int64_t blockSize = 0;
    bool drawn = false; // the levels are those of the spec
    bool ownDesign = false; // a person's own: lists of all there is leave it out
    std::span<const Parameter> parameters {};

    bool (*has)(int bits) = nullptr;
    NumberFormat (*at)(int bits) = nullptr; // precondition: has(bits)
    std::string (*name)(const NumberFormat&) = nullptr;
    // The format of a name; none where the text is no name of this family, an error where it nearly is one.
    Result<std::optional<NumberFormat>> (*parse)(std::string_view text) = nullptr;
    double (*theoreticalBits)(const NumberFormat&) = nullptr; // null: the width

    // The codes that a spec uses; null: none (floats).
    CodeRange (*codes)(const NumberFormat&, Symmetry) = nullptr;
    // False where the scale is always 1, so that no range has to be known.
    bool (*hasScale)(const NumberFormat&) = nullptr; // null: always
    // Scale, zero point and clip of one slice for a range; low ≤ 0 ≤ high.
    void (*cover)(Quantizer&, size_t slice, Symmetry, Range) = nullptr;
    // The scale of least squared error, where a rule or an iteration finds it; null: there is none.
    double (*bestScale)(const Samples&) = nullptr;
    // Makes room for levels and thresholds in a quantizer whose scales are there, or sets those that need no data.
    // Null: there are none.
    void (*prepare)(const QuantSpec&, Quantizer&) = nullptr;
    // What all slices share, from all values, before the first slice; null: nothing.
    void (*survey)(const Samples&, Quantizer&) = nullptr;
    // Sets everything of one slice from its data, in place of the estimator; null: the estimator does. An estimator
    // that reads no data counts before it.
    void (*fit)(const Samples&, const QuantSpec&, Quantizer&, size_t slice) = nullptr;
    // Whether least squares searches for a narrower range (clipping can pay); null: never.
    bool (*searches)(const NumberFormat&) = nullptr;

    // One value of a slice to its code and back; positions as in quantize.h. Null for floats.
    int64_t (*encode)(double x, const Quantizer&, size_t slice, size_t position) = nullptr;
    double (*decode)(int64_t q, const Quantizer&, size_t slice) = nullptr;
    // Level: the whole number that a code stands for, x̂ = whole(q)·scale, so that layers of such weights are executed
    // where it fits 16 bits; beyond 64 bits the largest or smallest. Null: levels are no whole numbers.
    int64_t (*whole)(int64_t q) = nullptr;
    // The same where the levels are those of the spec: what codes stand for, ascending; empty: they are no whole
    // numbers of one step. Null: as `whole` says.
    std::vector<int64_t> (*wholeLevels)(const QuantSpec&) = nullptr;
    // x → x̂, many at once.
    void (*round32)(std::span<const float> x, const Quantizer&, size_t slice, std::span<float> out, size_t position)
        = nullptr;
    void (*round64)(std::span<const double> x, const Quantizer&, size_t slice, std::span<double> out, size_t position)
        = nullptr;
    // All representable values of a slice in ascending order; none where there are more than `most`.
    std::vector<double> (*levels)(const Quantizer&, size_t slice, size_t most) = nullptr;
};

// For the files of this folder: a whole number that is all of the text.
std::optional<int> wholeNumber(std::string_view text);
// A name "PREFIXb" with b from `least` to 8.
Result<std::optional<NumberFormat>> parseWidth(
    std::string_view text, std::string_view prefix, int least, const FormatFamily& family);
// The scale as it is stored: by the quantizer's rule for scales; a float32 value where the contract divides in float32;
// 1 where it would be zero or not finite.
double storedScale(double scale, const Quantizer& quantizer);
// Scale only, zero point 0, clips at ±scale·top.
void setSymmetricScale(Quantizer& quantizer, size_t slice, double scale, double top);

} // namespace bitladder::quant
