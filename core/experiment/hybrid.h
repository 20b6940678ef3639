// Networks of which some layers are quantized and others are not, made of layers that are computed already: nothing is
// quantized anew, so that a method's codes are the same in every hybrid.
#pragma once
#include "core/engine/executable.h"

#include <functional>

namespace bitladder::experiment
{

// What is quantized of a layer.
enum class Parts : unsigned char { None, Weights, Activations, Both };

// `quantized` and `floats`: of the same layers. The graph, and with it corrected biases, is that of `quantized`.
std::shared_ptr<const engine::QuantizedNetwork> hybridOf(const engine::QuantizedNetwork& quantized,
    const engine::QuantizedNetwork& floats, const std::function<Parts(size_t layer)>& parts);

} // namespace bitladder::experiment
