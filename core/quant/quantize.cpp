#include "core/quant/quantize.h"

#include "core/quant/format/family.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

int64_t quantize(double x, const Quantizer& quantizer, size_t slice, size_t position)
{
    return quantizer.format.family->encode(x, quantizer, slice, position);
}

double dequantize(int64_t q, const Quantizer& quantizer, size_t slice)
{
    return quantizer.format.family->decode(q, quantizer, slice);
}

void fakeQuantize(
    std::span<const float> x, const Quantizer& quantizer, size_t slice, std::span<float> out, size_t position)
{
    quantizer.format.family->round32(x, quantizer, slice, out, position);
}

void fakeQuantize(
    std::span<const double> x, const Quantizer& quantizer, size_t slice, std::span<double> out, size_t position)
{
    quantizer.format.family->round64(x, quantizer, slice, out, position);
}

template<typename T, typename X>
void quantizeTo(std::span<const X> x, const Quantizer& quantizer, size_t slice, std::span<T> out, size_t position)
{
    const FormatFamily& family = *quantizer.format.family;
    if (dividesInFloat(quantizer.format) && family.affine && quantizer.rounding == &kHalfEven) {
        const auto s = static_cast<float>(quantizer.scale(slice));
        const auto zero = static_cast<float>(quantizer.zeroPoint(slice));
        const auto low = static_cast<float>(quantizer.qmin) - zero, high = static_cast<float>(quantizer.qmax) - zero;
        constexpr float kRound = 12582912.0f;
        for (size_t i = 0; i < x.size(); ++i) {
            float r = static_cast<float>(x[i]) / s;
            r = r == r ? r : 0.0f;
            r = r < low ? low : (r > high ? high : r);
            out[i] = static_cast<T>(static_cast<int32_t>((r + kRound) - kRound + zero));
        }
        return;
    }
    for (size_t i = 0; i < x.size(); ++i)
        out[i] = static_cast<T>(family.encode(static_cast<double>(x[i]), quantizer, slice, position + i));
}
#define BITLADDER_INSTANTIATE(T)                                                                                       \
    template void quantizeTo<T, float>(std::span<const float>, const Quantizer&, size_t, std::span<T>, size_t);        \
    template void quantizeTo<T, double>(std::span<const double>, const Quantizer&, size_t, std::span<T>, size_t);
BITLADDER_INSTANTIATE(int8_t)
BITLADDER_INSTANTIATE(int16_t)
BITLADDER_INSTANTIATE(int32_t)
BITLADDER_INSTANTIATE(int64_t)
#undef BITLADDER_INSTANTIATE

float rescalingFactor(double input, double weight, double output)
{
    const float product = static_cast<float>(input) * static_cast<float>(weight);
    const float factor = product / static_cast<float>(output);
    if (std::isnormal(product) && std::isnormal(factor)) return factor;
    return static_cast<float>(input * weight / output);
}

std::vector<double> levelsOf(const Quantizer& quantizer, size_t slice, size_t most)
{
    return quantizer.format.family->levels(quantizer, slice, most);
}

} // namespace bitladder::quant
