// Calibration: the statistics of every layer's input, gathered by running pictures through the float network. Memory is bounded:
// one histogram a layer, whatever the number of pictures.
#pragma once
#include "core/quant/histogram.h"

#include <map>
#include <string>
#include <vector>

namespace bitladder::engine
{

struct Calibration {
    int pictures = 0;
    std::map<std::string, quant::Histogram> inputs; // by layer name
    std::vector<std::string> unreadable; // files that were left out: what is wrong with each

    const quant::Histogram* find(const std::string& layer) const
    {
        const auto it = inputs.find(layer);
        return it == inputs.end() ? nullptr : &it->second;
    }
};

} // namespace bitladder::engine
