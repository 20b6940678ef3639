#include "core/analysis/number_way.h"

#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/rounding.h"

namespace bitladder::analysis
{

__extension__ typedef __int128 Int128; // codes and zero points of 64 bits lie up to 2^64 apart

NumberWay wayOf(double x, const quant::Quantizer& quantizer, size_t slice, size_t position)
{
    NumberWay way;
    way.x = x;
    way.scale = quantizer.scale(slice);
    way.dividedInFloat = quant::dividesInFloat(quantizer.format);
    way.quotient = way.dividedInFloat ? static_cast<double>(static_cast<float>(x) / static_cast<float>(way.scale))
                                      : x / way.scale;
    quant::fakeQuantize(std::span<const double>(&x, 1), quantizer, slice, std::span<double>(&way.value, 1), position);
    way.level = way.value / way.scale;
    const quant::FormatFamily& family = *quantizer.format.family;
    if (family.kind != quant::CodeKind::Integer || !family.affine) return way;
    NumberWay::Codes codes;
    codes.rounded = quantizer.rounding->apply(way.quotient, quant::chanceAt(quantizer.seed, position));
    codes.zeroPoint = quantizer.zeroPoint(slice);
    codes.shifted = codes.rounded + static_cast<double>(codes.zeroPoint);
    codes.low = quantizer.qmin;
    codes.high = quantizer.qmax;
    codes.code = quant::quantize(x, quantizer, slice, position);
    way.level = static_cast<double>(static_cast<Int128>(codes.code) - codes.zeroPoint);
    way.value = quant::dequantize(codes.code, quantizer, slice);
    way.codes = codes;
    return way;
}

} // namespace bitladder::analysis
