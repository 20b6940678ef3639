// Which layers are to blame for a changed answer, and how the float network's answer loses its lead along the network.
#pragma once
#include "core/experiment/experiment.h"

namespace bitladder::experiment
{

struct Blame {
    int64_t floatTop = -1, chosenTop = -1;
    bool changed() const { return floatTop != chosenTop; }
    std::vector<int>
        culprits; // the smallest set found that has to be in float to bring the answer back, see culprits.h
    int hybridRuns = 0;
    // With the first k layers quantized, k = 0 … layers: the score of the float answer less the best other score, as
    // shares. Below zero the answer has changed.
    std::vector<double> margins;
};

// Of one input of the network, in the order of its inputs. Without culprits where the answer is the same.
enum class Margins : unsigned char { Left, Found };
Result<Blame> blame(Experiment& experiment, const quant::Recipe& recipe, std::span<const tensor::Tensor> inputs,
    Margins margins, const Job& job = {});

} // namespace bitladder::experiment
