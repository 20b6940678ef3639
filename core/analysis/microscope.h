// The integer microscope: one output element of a layer, product by product, with the numbers that the engine holds.
//
//   sum   = Σ (q_x − z_x)·(q_w − z_w) + q_b        exact, in integers
//   y     = float32(sum)·M [+ b]                   M = float32((s_x·s_w) / s_y), s_y = 1 where the output stays float
//   q_y   = clamp(rint(y) + z_y, q_lo, q_hi)       or, of a float output, clamp(y, lo, hi)
//
// Beside it stands the same element in float, and what each kind of rounding adds to the difference.
#pragma once
#include "core/base/result.h"
#include "core/engine/quantized_network.h"
#include "core/graph/layers.h"

#include <optional>
#include <vector>

namespace bitladder::analysis
{

// Which output element: of `channel`, at the position `row` (all pictures' output pixels one after the other).
struct MicroscopeQuestion {
    size_t layer = 0; // of the quantized network's graph
    int64_t channel = 0, row = 0;
    // An emulated accumulator: partial sums wrap in so many bits; 0: as the engine, which cannot overflow.
    int accumulatorBits = 0;
    // --- what a person changes: "what if"; without it every number is the engine's own ---
    // One weight of the element with another code.
    struct WeightCode {
        size_t term = 0; // its place among the terms
        int64_t code = 0;
        friend bool operator==(const WeightCode&, const WeightCode&) = default;
    };
    std::optional<WeightCode> weight {};
    // How the codes of the input and of the output are rounded; null: as the engine does.
    const quant::RoundingRule* rounding = nullptr;
    // The layer's weights quantized anew with so many bits (from the float weights, by the layer's own spec, without
    // methods); 0: the codes that the engine runs.
    int weightBits = 0;

    bool edited() const { return accumulatorBits > 0 || weight || rounding || weightBits > 0; }
};

struct MicroscopeTerm {
    int64_t tap = 0; // of the kernel, in order
    int64_t inChannel = 0; // of the input
    int64_t inPixel = -1; // of the channel's map; −1: padding, which is exactly 0
    double x = 0, w = 0; // float
    int64_t qx = 0, qw = 0; // codes
    double xHat = 0, wHat = 0; // what the codes stand for
    int64_t product = 0; // (q_x − z_x)·(q_w − z_w)
    int64_t sum = 0; // of the products up to here, in the accumulator
    double floatSum = 0; // Σ w·x up to here
};

// The error of this one number, ŷ − y, as a sum of parts; in units of the output.
struct ErrorBudget {
    double weights = 0; // Σ (ŵ − w)·x
    double rounding = 0; // Σ w·(x̂ − x) where x lies within the grid
    double clipping = 0; // Σ w·(x̂ − x) where it lies beyond its ends
    double both = 0; // Σ (ŵ − w)·(x̂ − x)
    double bias = 0; // b̂ − b
    double accumulator = 0; // what an emulated accumulator lost
    double limits = 0; // what the limits of a fused Relu or Clip, and the arithmetic of float32, change
    double output = 0; // rounding to the grid of the output, and its ends
    double total() const { return weights + rounding + clipping + both + bias + accumulator + limits + output; }
};

struct Microscope {
    std::vector<MicroscopeTerm> terms; // in the order of the weights, [taps, input channels]
    double inputScale = 1, weightScale = 1;
    int64_t inputZero = 0, weightZero = 0;
    int64_t weightLow = 0, weightHigh = 0; // codes that a weight may have
    int64_t sumOfProducts = 0;
    std::optional<int64_t> biasCode; // none: the bias is added in float
    double bias = 0; // float
    int64_t sum = 0; // with the bias' code
    int partialBits = 0; // two's complement bits that the largest partial sum needs
    float factor = 0; // M
    float scaled = 0; // y: in steps of the output where that has a grid
    // Of an output that is handed on in integers.
    struct Output {
        double scale = 1;
        int64_t zero = 0, low = 0, high = 0; // the codes that the limits leave
        int64_t rounded = 0; // with the zero point, before the limits
        int64_t code = 0;
    };
    std::optional<Output> output;
    double value = 0; // ŷ: what the next layer gets
    double floatValue = 0; // y
    ErrorBudget budget;
    // Where the input pixels lie.
    std::vector<int64_t> inSpatial, outSpatial; // extents
    int64_t inPixels = 1;
};

// `input`: what comes into the layer, as floats: the engine's tap, or the float network's values (then the layer is as
// if it alone were quantized). `floatInput`: what the float network has there. Fails where the layer does not sum
// integers of up to 16 bits, where a method split layers, and where the element, the weight's code or the width does
// not exist.
Result<Microscope> microscope(const engine::QuantizedNetwork& network, const MicroscopeQuestion& question,
    const tensor::Tensor& input, const tensor::Tensor& floatInput);

// How many output elements the layer has: channels, and positions of each.
struct MicroscopeExtents {
    int64_t channels = 0, rows = 0;
    std::vector<int64_t> outSpatial;
};
Result<MicroscopeExtents> microscopeExtents(const engine::QuantizedNetwork& network, size_t layer);

// M as a whole number and a shift, M ≈ m0·2^−n with 2^30 ≤ m0 < 2^31 (Jacob et al. 2018, eq. 6): how chips without
// floats write it. Precondition: M > 0.
struct DyadicFactor {
    int64_t m0 = 0;
    int shift = 0;
};
DyadicFactor dyadicOf(double factor);

} // namespace bitladder::analysis
