// Statistics of counts and of repeated measurements.
#pragma once
#include <cstdint>
#include <vector>

namespace bitladder
{

// A share with its Wilson score interval at 95 % (Wilson 1927).
struct Proportion {
    int64_t hits = 0, total = 0;
    double rate() const { return total ? static_cast<double>(hits) / static_cast<double>(total) : 0; }
    double low() const;
    double high() const;
};

// Median and spread of repeated measurements; half of them lie between the quartiles.
struct Summary {
    double median = 0, best = 0, worst = 0, lowerQuartile = 0, upperQuartile = 0;
    int runs = 0;

    double spread() const { return median > 0 ? (upperQuartile - lowerQuartile) / median : 0; }
    // On a machine that does nothing else, runs hardly differ: other work was in the way.
    bool disturbed() const { return spread() > 0.3; }
};
Summary summarize(std::vector<double> values);

} // namespace bitladder
