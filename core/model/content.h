// The content of a model's file as one number: tells models apart, wherever their files lie and whatever they are
// called.
#pragma once
#include "core/graph/graph.h"

#include <filesystem>

namespace bitladder::model
{

// Of the bytes of the file, and of the constants of `graph` where they are more than the file holds: weights in files
// of their own. 0 where the file cannot be read. `graph` is the one as in the file.
uint64_t contentOf(const std::filesystem::path& file, const graph::Graph& graph);

} // namespace bitladder::model
