#include "core/quant/quantized_tensor.h"

#include "core/quant/estimate.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"

#include <algorithm>

namespace bitladder::quant
{

namespace
{

template<typename T> void encodeAll(const ChannelValues& values, const Quantizer& q, const Threads& threads, T* out)
{
    const auto length = static_cast<size_t>(values.perChannel);
    threads.each(static_cast<size_t>(values.channels), [&](size_t c) {
        q.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            const std::span<T> to(out + c * length + first, count);
            if (values.isDouble())
                quantizeTo<T, double>(values.channel64(c).subspan(first, count), q, slice, to, c * length + first);
            else
                quantizeTo<T, float>(values.channel32(c).subspan(first, count), q, slice, to, c * length + first);
        });
    });
}

template<typename T> std::vector<T> encoded(const ChannelValues& values, const Quantizer& q, const Threads& threads)
{
    std::vector<T> codes(static_cast<size_t>(values.channels * values.perChannel));
    encodeAll(values, q, threads, codes.data());
    return codes;
}

// x̂ / scale of float formats: the values of the format itself.
template<typename T> std::vector<T> floatCodes(const ChannelValues& values, const Quantizer& q, const Threads& threads)
{
    const auto length = static_cast<size_t>(values.perChannel);
    std::vector<T> codes(static_cast<size_t>(values.channels) * length);
    Quantizer unit = q;
    unit.granularity = Granularity::Tensor;
    unit.scales.assign(1, 1.0);
    threads.each(static_cast<size_t>(values.channels), [&](size_t c) {
        std::vector<double> x(length);
        q.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            for (size_t i = first; i < first + count; ++i) {
                const double v
                    = values.isDouble() ? values.channel64(c)[i] : static_cast<double>(values.channel32(c)[i]);
                x[i] = v / q.scale(slice);
            }
        });
        fakeQuantize(std::span<const double>(x), unit, 0, std::span<double>(x), c * length);
        std::ranges::transform(
            x, codes.begin() + static_cast<ptrdiff_t>(c * length), [](double v) { return static_cast<T>(v); });
    });
    return codes;
}

constexpr int kFloat32Mantissa = 23, kFloat32Exponent = 8;

template<typename X> void decode(const QuantizedTensor& tensor, size_t channel, size_t first, std::span<X> out)
{
    const Quantizer& q = tensor.quantizer;
    const auto length = static_cast<size_t>(tensor.perChannel);
    std::visit(
        [&](const auto& codes) {
            if constexpr (requires { codes.size(); }) {
                const auto* from = codes.data() + channel * length;
                q.eachSlice(channel, length, [&](size_t slice, size_t begin, size_t count) {
                    const size_t from0 = std::max(begin, first), to = std::min(begin + count, first + out.size());
                    if (isFloat(q.format)) {
                        const double scale = q.scale(slice);
                        for (size_t i = from0; i < to; ++i)
                            out[i - first] = static_cast<X>(static_cast<double>(from[i]) * scale);
                    } else {
                        for (size_t i = from0; i < to; ++i)
                            out[i - first] = static_cast<X>(quant::dequantize(static_cast<int64_t>(from[i]), q, slice));
                    }
                });
            }
        },
        tensor.codes);
}

} // namespace

size_t QuantizedTensor::bytes() const
{
    return std::visit(
        [](const auto& values) -> size_t {
            if constexpr (requires { values.size(); })
                return values.size() * sizeof(values[0]);
            else
                return 0;
        },
        codes);
}

void QuantizedTensor::dequantize(size_t channel, size_t first, std::span<float> out) const
{
    decode(*this, channel, first, out);
}

void QuantizedTensor::dequantize(size_t channel, size_t first, std::span<double> out) const
{
    decode(*this, channel, first, out);
}

std::vector<int64_t> QuantizedTensor::codesOf(size_t channel) const
{
    const auto length = static_cast<size_t>(perChannel);
    std::vector<int64_t> result(length);
    std::visit(
        [&](const auto& values) {
            if constexpr (requires { values.size(); })
                std::transform(values.begin() + static_cast<ptrdiff_t>(channel * length),
                    values.begin() + static_cast<ptrdiff_t>((channel + 1) * length), result.begin(),
                    [](auto q) { return static_cast<int64_t>(q); });
        },
        codes);
    return result;
}

bool keepsValues(const NumberFormat& format, bool doubles)
{
    return format == kFloat64 || (format == kFloat32 && !doubles);
}

Quantizer quantizerFor(const ChannelValues& values, const QuantSpec& asked, const Threads& threads, const Job& job)
{
    QuantSpec spec = asked;
    const auto channels = static_cast<size_t>(values.channels), length = static_cast<size_t>(values.perChannel);
    if (&spec.estimator() == &kFromModel) {
        const size_t scales = spec.given->scales.size();
        if (scales == 1 || scales == channels) return *spec.given;
        spec.range = nullptr; // of another layer
    }
    Quantizer quantizer = emptyQuantizer(spec, channels, length);
    if (spec.format.family->hasScale && !spec.format.family->hasScale(spec.format)) {
        for (size_t s = 0; s < quantizer.scales.size(); ++s)
            setRange(quantizer, spec, s, {});
        return quantizer;
    }
    const auto samples = [&](size_t begin, size_t count) {
        return values.isDouble() ? Samples(std::span<const double>(values.f64).subspan(begin, count))
                                 : Samples(std::span<const float>(values.f32).subspan(begin, count));
    };
    if (const auto survey = spec.format.family->survey; survey && !job.stopped())
        survey(samples(0, channels * length), quantizer);
    if (quantizer.granularity == Granularity::Tensor) {
        if (!job.stopped()) estimate(samples(0, channels * length), spec, quantizer, 0);
        return quantizer;
    }
    threads.each(channels, [&](size_t c) {
        if (job.stopped()) return;
        quantizer.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            estimate(samples(c * length + first, count), spec, quantizer, slice);
        });
    });
    return quantizer;
}

QuantizedTensor quantizeNearest(const ChannelValues& values, Quantizer quantizer, const Threads& threads)
{
    QuantizedTensor tensor;
    tensor.channels = values.channels;
    tensor.perChannel = values.perChannel;
    tensor.quantizer = std::move(quantizer);
    const Quantizer& q = tensor.quantizer;
    if (keepsValues(q.format, values.isDouble())) return tensor;
    if (isFloat(q.format)) {
        if (q.format.mantissaBits <= kFloat32Mantissa && q.format.exponentBits <= kFloat32Exponent)
            tensor.codes = floatCodes<float>(values, q, threads);
        else
            tensor.codes = floatCodes<double>(values, q, threads);
    } else if (q.qmin >= INT8_MIN && q.qmax <= INT8_MAX) {
        tensor.codes = encoded<int8_t>(values, q, threads);
    } else if (q.qmin >= INT16_MIN && q.qmax <= INT16_MAX) {
        tensor.codes = encoded<int16_t>(values, q, threads);
    } else if (q.qmin >= INT32_MIN && q.qmax <= INT32_MAX) {
        tensor.codes = encoded<int32_t>(values, q, threads);
    } else {
        tensor.codes = encoded<int64_t>(values, q, threads);
    }
    return tensor;
}

} // namespace bitladder::quant
