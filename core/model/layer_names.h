// Names of layers as a person reads them. Exporters write paths of modules, and some join the names of all nodes that
// they fused; in a column or a title nothing of that is readable, or all layers begin alike.
#pragma once
#include "core/model/model.h"

#include <span>
#include <string>
#include <vector>

namespace bitladder::model
{

// One name per layer, in order, all different where the layers' own names are:
// - of names joined by ';' the last one,
// - without the leading folders that all layers share, and without a last one that only repeats the operator,
// - longer than `most` bytes: its middle left out ('…').
// Where shortening would make two alike, they keep their own names.
std::vector<std::string> shownNames(std::span<const graph::Layer> layers, size_t most = 32);
// The same, but a layer whose node is only numbered ("Conv_62") goes by the name of its weights where that says more:
// "fire9/expand3x3" of "fire9/expand3x3.weight".
std::vector<std::string> shownNames(const graph::Graph& graph, std::span<const graph::Layer> layers, size_t most = 32);

} // namespace bitladder::model
