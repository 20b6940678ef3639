// What is *asked* for a tensor. What is *computed* from it is a Quantizer; the two are never mixed.
#pragma once
#include "core/quant/quantizer.h"

#include <memory>
#include <optional>

namespace bitladder::quant
{

struct RangeEstimator; // range.h
extern const RangeEstimator kMinMax, kPercentile, kLeastSquares, kByHand, kFromModel;

// What the plain choice means: min-max at 8 bits and above, least squares below.
const RangeEstimator& defaultRange(int bits);

struct QuantSpec {
    NumberFormat format = kFloat32;
    Symmetry symmetry = Symmetry::Symmetric;
    Granularity granularity = Granularity::Tensor;
    int64_t groupSize = 32; // of Granularity::Group; ≥ 1
    const RangeEstimator* range = nullptr; // null: defaultRange(format.bits)
    double percentile = 99.99; // in percent, used by kPercentile
    Range manual {}; // used by kByHand
    std::shared_ptr<const Quantizer> given {}; // used by kFromModel
    const RoundingRule* rounding = &kHalfEven; // never null

    // The estimator that counts. kFromModel counts as long as format, granularity and symmetry are those of the given
    // quantizer.
    const RangeEstimator& estimator() const;
    friend bool operator==(const QuantSpec& a, const QuantSpec& b);
};

// Weights symmetric per channel, activations asymmetric per tensor.
QuantSpec defaultWeightSpec(NumberFormat format);
QuantSpec defaultActivationSpec(NumberFormat format);

} // namespace bitladder::quant
