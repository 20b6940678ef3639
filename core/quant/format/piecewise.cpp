// Piecewise linear: fine even steps around zero, coarse even steps in the tails (Fang et al. 2020, Post-training
// piecewise linear quantization, 2002.00104). Of the 2^(b−1) − 1 magnitudes 2^(b−2) lie up to the knee, the others from
// there to the end of the range. The knee is a share of the range: as given, or the best of eighteen.
#include "core/quant/format/code_book.h"

#include "core/quant/estimate.h"

#include <limits>

namespace bitladder::quant
{

extern const FormatFamily kPiecewiseFamily;

namespace
{

constexpr Parameter kParameters[] = {{"knee", QT_TRANSLATE_NOOP("Parameter", "knee (0: the best one)"), 0, 0, 1}};

bool has(int bits)
{
    return bits >= 3 && bits <= 8;
}

NumberFormat at(int bits)
{
    return {&kPiecewiseFamily, static_cast<unsigned char>(bits), 0, 0};
}

std::string nameOf(const NumberFormat& format)
{
    return fmt::format("pwl{}", format.bits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    return parseWidth(text, "pwl", 3, kPiecewiseFamily);
}

CodeRange codes(const NumberFormat& format, Symmetry)
{
    return {0, (int64_t {1} << format.bits) - 2};
}

void prepare(const QuantSpec& spec, Quantizer& quantizer)
{
    quantizer.levelCount = (size_t {1} << spec.format.bits) - 1;
    quantizer.levels.assign(quantizer.levelCount * quantizer.scales.size(), 0.0f);
}

void setBent(Quantizer& quantizer, size_t slice, double magnitude, double knee)
{
    const int inner = 1 << (quantizer.format.bits - 2), outer = inner - 1;
    std::vector<double> levels {0};
    const auto both = [&](double level) {
        levels.push_back(level);
        levels.push_back(-level);
    };
    for (int i = 1; i <= inner; ++i)
        both(magnitude * knee * i / inner);
    for (int i = 1; i <= outer; ++i)
        both(magnitude * (knee + (1 - knee) * i / outer));
    setLevels(quantizer, slice, levels);
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    constexpr double kUsualKnee = 0.5;
    setBent(quantizer, slice, std::max(-range.low, range.high), kUsualKnee);
}

void fit(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    // The estimator sets the range; the knee is what least squares has left to choose.
    spec.estimator().estimate(samples, spec, quantizer, slice);
    const double magnitude = quantizer.clip(slice).high, given = valueOf(spec, kParameters[0]);
    if (given > 0) {
        setBent(quantizer, slice, magnitude, given);
        return;
    }
    constexpr int kKnees = 19;
    double best = 0.5, least = std::numeric_limits<double>::infinity();
    for (int i = 1; i < kKnees; ++i) {
        const double knee = static_cast<double>(i) / kKnees;
        setBent(quantizer, slice, magnitude, knee);
        if (const double error = samples.squaredError(quantizer, slice, least); error < least) {
            least = error;
            best = knee;
        }
    }
    setBent(quantizer, slice, magnitude, best);
}

} // namespace

const FormatFamily kPiecewiseFamily {
    .id = "piecewise",
    .label = QT_TRANSLATE_NOOP("Family", "piecewise linear"),
    .syntax = "pwl3 to pwl8",
    .kind = CodeKind::Level,
    .look = "code-book",
    .parameters = kParameters,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .codes = codes,
    .cover = cover,
    .prepare = prepare,
    .fit = fit,
    .encode = bookEncode,
    .decode = bookDecode,
    .round32 = bookRound32,
    .round64 = bookRound64,
    .levels = bookLevels,
};

} // namespace bitladder::quant
