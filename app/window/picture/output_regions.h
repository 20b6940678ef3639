// Draws what a classifier of two numbers decides: the plane of its inputs, each point in the colour of its class, for
// the float and the quantized network.
#pragma once
#include "app/window/document/outputs.h"

#include <stop_token>

namespace bitladder::app
{

// One input of two floats, and one output that is a list of at least two scores.
bool hasRegions(const graph::Graph& graph);

// Runs both networks over a grid. The plane reaches as far as the calibration has seen, and a little further. None
// where the network has no regions, cannot be run, or `stop` asks to end. Takes some ten milliseconds for a thousand
// products.
std::optional<widgets::PictureComparison> regionsOf(const OutputQuestion& question, const std::stop_token& stop = {});

} // namespace bitladder::app
