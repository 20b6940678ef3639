// oneDNN beside us, where it was found when this was built.
#pragma once
#include "core/measure/bench.h"

#include <optional>

namespace bitladder::cli
{

bool hasPeers();

struct PeerRow {
    std::string name; // "oneDNN 2.6.3", and which of its ways ran
    double ms = 0; // median
};
// The same layer in float32, bfloat16 or u8·s8, one primitive with its weights in the order it likes best, on as many
// threads. None for other pairs of formats, where oneDNN has no such primitive, or cannot be told its threads.
std::optional<PeerRow> benchPeer(const measure::BenchShape& shape, const std::string& weights,
    const std::string& activations, int threads, double milliseconds);

} // namespace bitladder::cli
