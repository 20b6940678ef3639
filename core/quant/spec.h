// What is *asked* for a tensor (QuantSpec) and what was *computed* from it (QuantParams). The two are never mixed.
#pragma once
#include "core/quant/format.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace bitladder::quant
{

enum class Symmetry : unsigned char { Symmetric, Asymmetric };
enum class Granularity : unsigned char { Tensor, Channel };
// MinMax: the extremes. Percentile: that share of the values on each side is kept. Mse: least squared error. Manual: by hand.
// Given: scales and zero points that come with the model.
enum class RangeMethod : unsigned char { MinMax, Percentile, Mse, Manual, Given };
// What the plain choice means: MinMax at 8 bits and above, Mse below.
RangeMethod defaultRange(int bits);

struct Range {
    double low = 0, high = 0;
    friend bool operator==(const Range&, const Range&) = default;
};

struct QuantParams;

struct QuantSpec {
    NumberFormat format = kFloat32;
    Symmetry symmetry = Symmetry::Symmetric;
    Granularity granularity = Granularity::Tensor;
    std::optional<RangeMethod> range; // none: defaultRange(format.bits)
    double percentile = 99.99; // in percent, used by Percentile
    Range manual; // used by Manual
    std::shared_ptr<const QuantParams> given; // used by Given

    // The method that counts. Given counts as long as format, granularity and symmetry are those of the given params.
    RangeMethod rangeMethod() const;
    friend bool operator==(const QuantSpec& a, const QuantSpec& b);
};

// Weights symmetric per channel, activations asymmetric per tensor.
QuantSpec defaultWeightSpec(NumberFormat format);
QuantSpec defaultActivationSpec(NumberFormat format);

// For channel c: q = clamp(rint(x / scale[c]) + zero[c], qmin, qmax), x̂ = (q − zero[c])·scale[c].
// Integers: symmetric uses the narrow range ±(2^(b−1) − 1) and zero 0; asymmetric the full range. Scales of integers of up to 16
// bits, of ternary and binary are float32 values, and the division is done in float32; wider ones use double for both.
// Float formats: x̂ = roundToFloat(x / scale)·scale; scale is 1 from 16 bits on.
// Binary: q = x < 0 ? −1 : +1. Ternary: qmin = −1, qmax = 1.
struct QuantParams {
    NumberFormat format = kFloat32;
    Granularity granularity = Granularity::Tensor;
    int64_t qmin = 0, qmax = 0; // integers, ternary, binary
    std::vector<double> scales; // 1, or one per channel
    std::vector<int64_t> zeros; // as many
    std::vector<Range> clips; // as many: the values that qmin and qmax stand for

    double scale(size_t channel) const { return scales[scales.size() == 1 ? 0 : channel]; }
    int64_t zero(size_t channel) const { return zeros[zeros.size() == 1 ? 0 : channel]; }
    Range clip(size_t channel) const { return clips[clips.size() == 1 ? 0 : channel]; }
    friend bool operator==(const QuantParams&, const QuantParams&) = default;
};

// True where the contract divides in float32.
bool dividesInFloat(const NumberFormat& format);

} // namespace bitladder::quant
