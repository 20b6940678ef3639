// What was computed for a tensor, in words: scale, zero point, levels; and the way of one number through it.
#pragma once
#include "app/window/adapters/adapters.h"
#include "widgets/control/number_way_view.h"

#include <span>

namespace bitladder::app
{

// "64 scales 0.0012 … 0.0034 · zero 0 · 255 levels, −127 … 127". Empty where nothing is quantized.
QString quantizerText(const quant::Quantizer& quantizer);
// Of a layer's weights and of its input as the engine computed them, one line each under their names; empty while that
// is not known.
QString gridsText(const Document& document, const NetworkResult& result, int layer);
// The quantizer that counts for a part of a layer; null: none, or not known.
const quant::Quantizer* quantizerOf(const NetworkResult& result, int layer, Part part);

// The layer that reads what a layer hands on, directly or through nodes that only choose and move numbers, so that its
// activations' grid is the next that these numbers meet; −1: none does.
int readerOf(const model::Model& model, int layer);

struct NumberQuestion {
    int layer = -1;
    Part part = Part::Weights;
    int channel = 0; // of quantizers with a scale for each
    double x = 0;
    // The weight that is looked at, counted in its channel; −1: a number of a person's own.
    int64_t weight = -1;
};
// Empty cards where nothing is quantized. Behind the levels stand the numbers `around`, or where those are not at hand
// the histogram of the same tensor (null: none).
widgets::NumberWayData numberWay(const NetworkResult& result, const NumberQuestion& question,
    std::span<const double> around, const analysis::Distribution* histogram);

} // namespace bitladder::app
