// What is *asked* for a tensor. What is *computed* from it is a Quantizer; the two are never mixed.
#pragma once
#include "core/quant/parameters.h"
#include "core/quant/quantizer.h"

#include <memory>
#include <optional>

namespace bitladder::quant
{

struct RangeEstimator; // range.h
extern const RangeEstimator kMinMax, kPercentile, kLeastSquares, kByHand, kByStep, kFromModel, kOfRun;

// What the plain choice means: least squares at 8 bits and below, min-max above (tests/oracles/DEFAULTS.md).
const RangeEstimator& defaultRange(int bits);

struct QuantSpec {
    NumberFormat format = kFloat32;
    Symmetry symmetry = Symmetry::Symmetric;
    Granularity granularity = Granularity::Tensor;
    int64_t groupSize = 32; // of Granularity::Group; ≥ 1
    ScaleRule scaleRule = ScaleRule::Any;
    const RangeEstimator* range = nullptr; // null: defaultRange(format.bits)
    const RoundingRule* rounding = &kHalfEven; // never null
    Parameters parameters {}; // of estimator, rounding rule and format; see parametersOf
    std::vector<float> levels {}; // of formats that are drawn by hand: in units of the scale, in any order
    std::shared_ptr<const Quantizer> given {}; // used by kFromModel

    // The estimator that counts. kFromModel counts as long as format, granularity and symmetry are those of the given
    // quantizer.
    const RangeEstimator& estimator() const;
    friend bool operator==(const QuantSpec& a, const QuantSpec& b);
};

// The ends of the whole numbers that weights of the spec are in steps of their scales, where kernels can multiply them:
// integer codes, or levels of at most 16 bits; none for others.
std::optional<Range> wholeRange(const QuantSpec& spec);
// The whole number that a code of such weights stands for; codes of integers stand for themselves.
int64_t wholeOf(int64_t code, const Quantizer& quantizer);

// What really shares a scale: formats of blocks have groups whatever is asked for.
Granularity granularityOf(const QuantSpec& spec);
// The parameters that the chosen estimator, rounding rule and format read, in this order.
std::vector<const Parameter*> parametersOf(const QuantSpec& spec);
// The first that is out of range, missing or at odds with another: fails with its name.
Result<void> checkParameters(const QuantSpec& spec);
// The range of kByHand.
Range rangeByHand(const QuantSpec& spec);
void setRangeByHand(QuantSpec& spec, Range range); // chooses kByHand too

// Weights symmetric per channel, activations asymmetric per tensor.
QuantSpec defaultWeightSpec(NumberFormat format);
QuantSpec defaultActivationSpec(NumberFormat format);

} // namespace bitladder::quant
