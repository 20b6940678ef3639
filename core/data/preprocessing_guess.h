// How pictures become a network's input, guessed from what the network itself tells.
#pragma once
#include "core/data/picture.h"
#include "core/graph/graph.h"

#include <optional>

namespace bitladder::data
{

// From the input's shape and type, from what the network answers with (only a list of scores is about the middle of the
// picture; everything else is about all of it; a detector that we know was trained in its own way), and from the first
// batch normalization, if the input's convolution has one: it remembers the means that the convolution had in training,
// and those follow from how pictures were scaled. None where the input does not look like a picture. `original` is the
// network as in the file, `graph` the same one with its shapes known; both may be the same.
std::optional<Preprocessing> guessRules(const graph::Graph& original, const graph::Graph& graph, size_t input);

} // namespace bitladder::data
