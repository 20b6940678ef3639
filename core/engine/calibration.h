// Calibration: the statistics of every layer's input, gathered by running pictures through the float network. Memory is
// bounded: one histogram a layer, whatever the number of pictures.
#pragma once
#include "core/quant/histogram.h"
#include "core/tensor/tensor.h"

#include <map>
#include <string>
#include <vector>

namespace bitladder::engine
{

struct Calibration {
    int pictures = 0;
    std::map<std::string, quant::Histogram> inputs; // by layer name
    std::vector<std::string> unreadable; // files that were left out: what is wrong with each

    // The values of one input; what is no float is left out.
    void add(const std::string& layer, const tensor::Tensor& values)
    {
        if (values.type() == tensor::ElementType::Float64)
            inputs[layer].add(values.as<double>());
        else if (values.type() == tensor::ElementType::Float32)
            inputs[layer].add(values.as<float>());
    }
    const quant::Histogram* find(const std::string& layer) const
    {
        const auto it = inputs.find(layer);
        return it == inputs.end() ? nullptr : &it->second;
    }
};

} // namespace bitladder::engine
