// Gradual pruning: the share of zeros rises while the network trains, so that what is left can take over (Zhu and Gupta
// 2017, To prune, or not to prune, eq. 1).
#pragma once

namespace bitladder::train
{

struct GradualPruning {
    double to = 0; // share of each layer's weights that are zero at the end; 0: nothing is pruned
    double from = 0; // that are zero when it begins
    double begin = 0, end = 0.6; // of the training: between them the share rises
};

// The share of zeros that is asked for when `done` of the training is over, 0 … 1: in t = (done − begin) / (end −
// begin), to + (from − to)·(1 − t)³, fast at first, slowly as fewer are left. Before `begin`: 0.
double zeroShareAt(const GradualPruning& pruning, double done);

} // namespace bitladder::train
