// The straight-through estimator on one weight. Forward the weight is rounded; backward rounding counts as if it were
// not there, within the range (Bengio, Léonard, Courville 2013, 1308.3432; Esser et al. 2020, 1902.08153).
//
//   ŵ = clamp(round(w / s), −top, top)·s        loss = (ŵ − t)² / 2        top = 2^(bits − 1) − 1
//   the staircase's own slope is 0:             w' = w
//   straight through:                           w' = w − rate·(ŵ − t)     where |w| ≤ top·s, else w
#pragma once
#include <vector>

namespace bitladder::lesson
{

struct ThroughQuestion {
    double start = -0.8, target = 0.5;
    int bits = 3; // 2 … 8, symmetric, from −1 to 1
    double rate = 0.2;
    int steps = 40;
};

struct ThroughStep {
    double weight = 0, rounded = 0, loss = 0;
    double slope = 0; // of the loss at the weight, as it is used: (ŵ − t), 0 beyond the range
};

double roundedTo(double weight, int bits); // ŵ
// The steps, the start among them: steps + 1.
std::vector<ThroughStep> straightThrough(const ThroughQuestion& question);

} // namespace bitladder::lesson
