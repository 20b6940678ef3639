// The quantized weights of one layer: a quantizer and the codes that it gave. The one object that the engine packs, the
// plots draw and the exporters write, so that all of them show the same numbers. Immutable once it is made; may be
// shared between threads.
#pragma once
#include "core/base/job.h"
#include "core/base/threads.h"
#include "core/quant/recipe.h"

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace bitladder::quant
{

// Float values channel by channel: [channels, perChannel], in one of the two types.
struct ChannelValues {
    int64_t channels = 0, perChannel = 0;
    std::vector<float> f32;
    std::vector<double> f64;

    bool isDouble() const { return !f64.empty(); }
    size_t bytes() const { return f32.capacity() * sizeof(float) + f64.capacity() * sizeof(double); }
    std::span<const float> channel32(size_t c) const { return slice(f32, c); }
    std::span<const double> channel64(size_t c) const { return slice(f64, c); }

private:
    template<typename T> std::span<const T> slice(const std::vector<T>& values, size_t c) const
    {
        return std::span<const T>(values).subspan(c * static_cast<size_t>(perChannel), static_cast<size_t>(perChannel));
    }
};

// What codes were made from. Two equal keys mean equal codes.
struct QuantizationKey {
    int32_t layer = -1; // LayerId in the graph of the model
    QuantSpec spec;
    std::vector<MethodChoice> methods; // that have a say in this layer's codes
    uint64_t data = 0; // of what methods learned from, or of what came of it; 0: no method learned
    friend bool operator==(const QuantizationKey&, const QuantizationKey&) = default;
};

struct QuantizedTensor {
    QuantizationKey key;
    Quantizer quantizer;
    int64_t channels = 0, perChannel = 0;
    // Codes in the order [channels, perChannel]. Formats with codes: the narrowest integer type that holds them.
    // Floats: x̂ / scale, in float32 where that holds it exactly, else in float64. Empty: the values are left as they
    // are (float32 in a float32 file …).
    std::variant<std::monostate, std::vector<int8_t>, std::vector<int16_t>, std::vector<int32_t>, std::vector<int64_t>,
        std::vector<float>, std::vector<double>>
        codes;

    bool unchanged() const { return std::holds_alternative<std::monostate>(codes); }
    size_t bytes() const; // that it holds
    // x̂ of a channel's values from `first` on. Precondition: !unchanged().
    void dequantize(size_t channel, size_t first, std::span<float> out) const;
    void dequantize(size_t channel, size_t first, std::span<double> out) const;
    // q of one channel. Precondition: the format has codes.
    std::vector<int64_t> codesOf(size_t channel) const;
};

// Scales and zero points for values. Precondition: every channel has at least one value. Where the job is stopped the
// slices that were still to come have none: whoever may stop it looks at it before reading the quantizer.
Quantizer quantizerFor(const ChannelValues& values, const QuantSpec& spec, const Threads& threads, const Job& job = {});

// True where the format keeps values of this type as they are: float32 and float64 for float32, float64 for float64.
bool keepsValues(const NumberFormat& format, bool doubles);

// The codes of rounding every value by the quantizer's rule. Unchanged where the format keeps the values' own type.
QuantizedTensor quantizeNearest(const ChannelValues& values, Quantizer quantizer, const Threads& threads);

} // namespace bitladder::quant
