// What methods learned, on disk: a pure function of the graph, the recipe, the pictures and the program's version, kept
// under a hash of all of it, so that opening a recipe again, or going from the window to the command line, computes
// nothing twice. Files that are damaged, or were cut off, are passed over.
#pragma once
#include "core/methods/method.h"

#include <filesystem>

namespace bitladder::methods
{

struct LearnedCache {
    std::filesystem::path folder; // empty: nothing is kept
    std::string recipe; // the recipe as its file would say it
    uintmax_t bound = uintmax_t {512} << 20; // bytes of all files; what was used longest ago goes first
};

// The folder of this user: $XDG_CACHE_HOME/bitladder/learned, else ~/.cache/bitladder/learned; empty where neither is
// known.
std::filesystem::path learnedFolder();

// Names what is learned. `nearest`: the network before any method. Visits all pictures.
Result<std::string> learnedKey(
    const engine::QuantizedNetwork& nearest, const LearnedCache& cache, const CalibrationSet& pictures, const Job& job);

// Puts what was learned into a network that is as it was before the methods; false where there is nothing to be had.
bool restoreLearned(const LearnedCache& cache, const std::string& key, engine::QuantizedNetwork& network);
// Keeps what methods made of `nearest`. Where the layers or their shapes are others now nothing is kept: such methods
// are quick, or come with others that are. Failing to write is no failure: it is a cache.
void keepLearned(const LearnedCache& cache, const std::string& key, const engine::QuantizedNetwork& nearest,
    const engine::QuantizedNetwork& network);

} // namespace bitladder::methods
