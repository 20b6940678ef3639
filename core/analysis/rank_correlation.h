// How well one list of figures predicts the order of another.
#pragma once
#include <span>

namespace bitladder::analysis
{

// Spearman's ρ: the correlation of the ranks; ties share the mean of theirs. NaN for fewer than two pairs, and where
// one side is all alike. Precondition: equal lengths.
double rankCorrelation(std::span<const double> a, std::span<const double> b);

} // namespace bitladder::analysis
