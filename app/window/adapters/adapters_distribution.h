// How the numbers of one layer sit on their grid, as plain data for the plots.
#pragma once
#include "app/window/adapters/adapters.h"
#include "widgets/plot/values/value_scatter.h"

#include <span>

namespace bitladder::app
{

widgets::ScatterData scatterData(const Document& document, const LayerResult& result);
// One of the levels that a picture shows goes to another place: the format becomes levels drawn by hand. `inSteps`: the
// levels are in steps of the channels' scales, which stay; else they are the values themselves.
void drawLevel(quant::QuantSpec& spec, std::span<const double> grid, int level, double value, bool inSteps);

} // namespace bitladder::app
