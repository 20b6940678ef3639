// One output element, in words: pure functions.
#pragma once
#include "core/analysis/microscope.h"
#include "core/tensor/tensor.h"
#include "widgets/control/microscope_view.h"

namespace bitladder::app
{

// `input`: what comes into the layer; the map that is drawn is that of the input channel of the largest product.
// `engine`: without a person's changes, where there are some; else null.
widgets::MicroscopeData microscopeData(
    const analysis::Microscope& looked, const tensor::Tensor& input, const analysis::Microscope* engine = nullptr);

} // namespace bitladder::app
