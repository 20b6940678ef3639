// What one network does to the answers, in the measures that sensitivity, search and blame share.
#pragma once
#include "core/experiment/experiment.h"

namespace bitladder::experiment
{

struct Effect {
    double outputDb = 0; // SQNR of the network's outputs over the sample, against the float network; NaN: not asked
    double kl = 0; // mean over the pictures, in nats
    Proportion agreement; // with the float network; none without pictures
    Proportion accuracy; // of the labelled pictures
};

// So many files spread evenly over the set, in their order; 0, or more than there are: all.
std::vector<size_t> spread(size_t count, size_t limit);

// Of a network that is not a recipe's own, as hybrids are; its answers are not kept. `order`: the files that are asked
// about. `pictures` may be null: then only the output's error is known.
Result<Effect> effectOf(Experiment& experiment, std::shared_ptr<const engine::QuantizedNetwork> network,
    analysis::Pictures* pictures, std::span<const size_t> order, const Job& job = {});
Effect effectOf(const analysis::Evaluation& evaluation);

} // namespace bitladder::experiment
