// Which layers a network is sensitive to, by measuring: each layer quantized alone, and each layer alone in float.
#pragma once
#include "core/experiment/effect.h"

namespace bitladder::experiment
{

// Layers whose outputs meet in one sum share a grid, and are one item: union over the inputs of Add nodes, through
// operators that are no layers.
std::vector<std::vector<int>> residualGroups(const model::Model& model);
std::vector<std::vector<int>> singleLayers(const model::Model& model);

struct SensitivityQuestion {
    quant::Recipe recipe; // what "quantized" is for every layer
    std::vector<std::vector<int>> items; // positions of layers; empty: every layer by itself
    std::shared_ptr<analysis::Pictures> pictures; // null: only the error of the sample's output
    size_t limit = 64; // pictures that are run, spread evenly; 0: all
    size_t shard = 1, shards = 1; // items shard, shard + shards, … (from 1)
};

struct SensitivityRow {
    std::vector<int> layers;
    std::string name; // of the layers, joined by " + "
    Effect oneOn; // quantized, all others in float
    Effect oneOff; // in float, all others quantized: what healing it brings back
    Effect weightsOnly, activationsOnly; // its part quantized, everything else in float
};
struct Sensitivity {
    Effect all; // everything quantized
    std::vector<SensitivityRow> rows; // so far
};

Result<Sensitivity> sensitivity(Experiment& experiment, const SensitivityQuestion& question, const Job& job = {},
    const std::function<void(const Sensitivity&)>& found = {});

} // namespace bitladder::experiment
