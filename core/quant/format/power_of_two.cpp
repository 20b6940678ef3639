// Powers of two of 2 to 8 bits: 0 and ±2^k·scale for k = 0 … 2^(b−1) − 2, so that a product is a shift (Miyashita et
// al. 2016, 1603.01025; Zhou et al. 2017, Incremental Network Quantization). The code of 2^k is k + 1, with the
// number's sign; 0 is 0. A number goes to the nearest level, from the middle between two to the even code. Up to 5 bits
// the levels fit 16-bit integers, which is how they are executed; wider ones are simulated.
#include "core/quant/format/affine.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitladder::quant
{

extern const FormatFamily kPowerOfTwoFamily;

namespace
{

bool has(int bits)
{
    return bits >= 2 && bits <= 8;
}

NumberFormat at(int bits)
{
    return {&kPowerOfTwoFamily, static_cast<unsigned char>(bits), 0, 0};
}

std::string nameOf(const NumberFormat& format)
{
    return fmt::format("pow2_{}", format.bits);
}

Result<std::optional<NumberFormat>> parse(std::string_view text)
{
    return parseWidth(text, "pow2_", 2, kPowerOfTwoFamily);
}

CodeRange codes(const NumberFormat& format, Symmetry)
{
    const int64_t top = (int64_t {1} << (format.bits - 1)) - 1;
    return {-top, top};
}

double levelOf(int64_t q, double scale)
{
    if (q == 0) return 0;
    return std::copysign(std::ldexp(scale, static_cast<int>(std::abs(q)) - 1), static_cast<double>(q));
}

void cover(Quantizer& quantizer, size_t slice, Symmetry, Range range)
{
    const double magnitude = std::max(-range.low, range.high);
    const double scale = std::ldexp(magnitude, 1 - static_cast<int>(quantizer.qmax));
    quantizer.scales[slice] = storedScale(scale, quantizer);
    quantizer.zeroPoints[slice] = 0;
    const double top = levelOf(quantizer.qmax, quantizer.scales[slice]);
    quantizer.clips[slice] = {-top, top};
}

bool searches(const NumberFormat&)
{
    return true;
}

// Other rules round the place between the two neighbours, counted in codes.
int64_t encodeByRule(double x, double m, const Quantizer& quantizer, size_t position)
{
    if (std::isnan(m)) return 0;
    if (m >= std::ldexp(1.0, static_cast<int>(quantizer.qmax) - 1)) return x < 0 ? quantizer.qmin : quantizer.qmax;
    const int exponent = m >= 1 ? std::ilogb(m) : 0;
    const double place = m >= 1 ? exponent + std::ldexp(m, -exponent) : m;
    const double whole = toWhole(std::copysign(place, x), quantizer, position);
    return std::clamp(static_cast<int64_t>(whole), quantizer.qmin, quantizer.qmax);
}

int64_t encode(double x, const Quantizer& quantizer, size_t slice, size_t position)
{
    const double m = std::fabs(x) / quantizer.scale(slice);
    if (quantizer.rounding != &kHalfEven) return encodeByRule(x, m, quantizer, position);
    if (!(m > 0.5)) return 0; // NaN too
    int64_t q = 1;
    if (m >= 1) {
        const int exponent = std::isinf(m) ? static_cast<int>(quantizer.qmax) : std::ilogb(m);
        const double fraction = std::isinf(m) ? 1 : std::ldexp(m, -exponent); // 1 ≤ fraction < 2
        const bool up = fraction > 1.5 || (fraction == 1.5 && exponent % 2 == 0);
        q = std::min<int64_t>(exponent + (up ? 2 : 1), quantizer.qmax);
    }
    return x < 0 ? -q : q;
}

double decode(int64_t q, const Quantizer& quantizer, size_t slice)
{
    return levelOf(q, quantizer.scale(slice));
}

int64_t whole(int64_t q)
{
    const int64_t magnitude = std::abs(q) > 63 ? std::numeric_limits<int64_t>::max()
        : q == 0                               ? 0
                                               : int64_t {1} << (std::abs(q) - 1);
    return q < 0 ? -magnitude : magnitude;
}

std::vector<double> levels(const Quantizer& quantizer, size_t slice, size_t most)
{
    std::vector<double> all;
    if (quantizer.qmax - quantizer.qmin + 1 > static_cast<int64_t>(most)) return all;
    for (int64_t q = quantizer.qmin; q <= quantizer.qmax; ++q)
        all.push_back(decode(q, quantizer, slice));
    return all;
}

} // namespace

const FormatFamily kPowerOfTwoFamily {
    .id = "power-of-two",
    .label = QT_TRANSLATE_NOOP("Family", "power of two"),
    .syntax = "pow2_2 to pow2_8",
    .kind = CodeKind::Level,
    .has = has,
    .at = at,
    .name = nameOf,
    .parse = parse,
    .codes = codes,
    .cover = cover,
    .searches = searches,
    .encode = encode,
    .decode = decode,
    .whole = whole,
    .round32 = roundByCodes<float>,
    .round64 = roundByCodes<double>,
    .levels = levels,
};

} // namespace bitladder::quant
