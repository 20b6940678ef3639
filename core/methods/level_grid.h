// Private to the methods: the levels that a quantizer offers to single weights, for methods that choose among them.
#pragma once
#include "core/quant/quantized_tensor.h"

#include <optional>

namespace bitladder::methods
{

class LevelGrid
{
public:
    // None where a slice has more levels than rounding is worth a thought: 4096.
    static std::optional<LevelGrid> of(const quant::Quantizer& quantizer);

    // The levels of a slice, in ascending order.
    const std::vector<double>& levels(size_t slice) const { return m_levels[m_levels.size() == 1 ? 0 : slice]; }
    // The levels between which x lies; twice the same where x is a level or beyond the last one.
    struct Between {
        double below = 0, above = 0;
    };
    Between around(double x, size_t slice) const;
    double nearest(double x, size_t slice) const;

private:
    std::vector<std::vector<double>> m_levels; // by slice
};

// The slice of the quantizer that holds each weight of a channel of `length` weights.
std::vector<size_t> slicesOf(const quant::Quantizer& quantizer, size_t channel, size_t length);

// Codes for values each of which is a level of the quantizer, whatever its rounding rule is. [channels, perChannel].
quant::QuantizedTensor codesOfLevels(
    std::vector<double> levels, int64_t channels, const quant::Quantizer& quantizer, const Threads& threads);

} // namespace bitladder::methods
