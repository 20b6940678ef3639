// The accumulator lens: what would become of a network's integer sums in narrower accumulators than ours, which never
// overflow. Exact codes of the quantized network are summed once more, in the order of the weights, [taps, input
// channels], with every partial sum brought into the range of the emulated accumulator.
#pragma once
#include "core/engine/executable.h"
#include "core/methods/method.h"

namespace bitladder::analysis
{

struct Accumulator {
    // Sum: the sum of (q − z)·w, product by product, in an accumulator of `bits`.
    // Pairs: what vpmaddubsw of x86 does on processors without VNNI: unsigned bytes times signed bytes, the sum of two
    // neighbouring products saturated to 16 bits, and the rest of the sum exact. Activations and weights of at most 8
    // bits.
    enum class What : unsigned char { Sum, Pairs } what = What::Sum;
    int bits = 16; // 12 … 32; of Pairs: 16
    enum class Overflow : unsigned char { Wrap, Saturate } overflow = Overflow::Saturate; // of Pairs: Saturate
};

struct LayerBites {
    int layer = -1;
    std::string name;
    bool applies = false; // false: its sums are not of integers that this accumulator is for
    int64_t sums = 0, bitten = 0; // outputs that were looked at, and those that came out otherwise
    int bitsNeeded = 0; // for all partial sums that were seen, sign included; of Pairs: of the sum of two products
    int bitsForAnything = 0; // for any input: by the weights' magnitudes
    double sqnrDb = 0; // of the sums with this accumulator against the exact ones; ∞ where nothing was bitten
};

struct AccumulatorReport {
    std::vector<LayerBites> layers; // all of the network
    // The layers that were bitten: with weights of 7 bits no pair of products leaves 16 bits (255·63·2 < 2^15).
    std::vector<int> bittenLayers() const;
};

// Runs the inputs through the network and looks at up to so many output positions a picture, evenly spread, of every
// layer of integers.
Result<AccumulatorReport> accumulatorReport(engine::Executable& network, const methods::CalibrationSet& inputs,
    const Accumulator& accumulator, int64_t positions, const Job& job = {});

// One sum of products, q·w with q already less its zero point, as the accumulator would have it.
int64_t emulatedSum(
    std::span<const int32_t> q, std::span<const int32_t> w, const Accumulator& accumulator, int64_t* largest = nullptr);

} // namespace bitladder::analysis
