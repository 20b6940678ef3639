// What a float format that a person designed has to offer: its values by binade, and its reach.
#pragma once
#include "core/quant/format/designed.h"

#include <vector>

namespace bitladder::analysis
{

using quant::FloatDesign;

struct FloatFacts {
    double largest = 0, smallestNormal = 0, smallest = 0; // above zero; 0: there is none
    double dynamicRangeDb = 0; // 20·log10(largest / smallest)
    int values = 0;
    // By power of two that holds values, from the smallest: how far apart they are.
    struct Binade {
        double from = 0, step = 0;
        int values = 0;
    };
    std::vector<Binade> binades;
};
FloatFacts factsOf(const FloatDesign& design); // precondition: quant::check() passes

} // namespace bitladder::analysis
