// A pair of tensors, float and quantized, as planes of floats that can be drawn. The jobs make them, off the window's
// thread.
#pragma once
#include "core/tensor/tensor.h"

#include <memory>
#include <vector>

namespace bitladder::app
{

struct Planes {
    int channels = 0, height = 0, width = 0;
    std::shared_ptr<const std::vector<float>> reference, quantized; // [channels, height, width]
    double low = 0, high = 0; // of both; NaN and infinities left out
    double largestDifference = 0;
    bool complete = true; // false: too many numbers, the first ones are kept

    bool empty() const { return channels * height * width == 0; }
    // A list of numbers, not a picture.
    bool isVector() const { return channels == 1 && height == 1; }
};

// Precondition: equal shapes. The last two extents are a plane, those before are channels; a matrix is one plane.
// Channels that are only a row or a column each become the rows of one plane.
Planes planesOf(const tensor::Tensor& reference, const tensor::Tensor& quantized);

} // namespace bitladder::app
