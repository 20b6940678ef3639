// The ladder map: what every format does to every layer's weights, and how quick it is on this machine.
#pragma once
#include "core/experiment/experiment.h"

namespace bitladder::experiment
{

// What the dial means from 64 to 1, then the other formats of every family.
std::vector<quant::NumberFormat> ladderFormats();

struct Ladder;

struct LadderQuestion {
    std::vector<quant::NumberFormat> formats = ladderFormats();
    quant::Recipe recipe; // the rest of every layer's specs
    enum class Times : unsigned char { Left, Measured } times = Times::Left;
    int runs = 3;
    const Ladder* known = nullptr; // cells that it holds are not computed again; null: nothing is known
    size_t shard = 1, shards = 1; // cells of the layers shard, shard + shards, … (from 1) are computed, others stay NaN
};

struct Ladder {
    std::vector<std::string> layers;
    std::vector<quant::NumberFormat> formats;
    // [layer][format]; NaN: not known (yet), or the layer has no weights.
    std::vector<std::vector<double>> sqnrDb; // of the weights
    std::vector<std::vector<double>> nsPerMac; // weights and activations in the format
};

// SQNR first, of the most telling formats first; partial maps through `found` after each layer. Times are those of the
// whole network in one format; formats that the same kernels execute in all layers share one measurement. `alone`: how
// times are measured; empty: at once.
Result<Ladder> ladder(Experiment& experiment, const LadderQuestion& question, const Job& job = {},
    const std::function<void(const Ladder&)>& found = {}, const measure::Alone& alone = {});

// The map of all shards from the maps of each. Fails where layers or formats differ.
Result<Ladder> merged(std::span<const Ladder> shards);

// Each layer's width from its own distribution: the narrowest of the formats (any order) whose weights reach the SQNR;
// where none does, the best. Locked layers stay. The map must hold the formats.
quant::Recipe adapted(
    quant::Recipe recipe, const Ladder& ladder, std::span<const quant::NumberFormat> formats, double targetDb);

} // namespace bitladder::experiment
