// Two networks over the same pictures: whether they differ, and how many more pictures it takes to tell.
#pragma once
#include "core/analysis/evaluation.h"

#include <optional>

namespace bitladder::analysis
{

// Right and wrong answers of A and B over the pictures that both have come to and whose right answer is known.
struct Paired {
    int64_t both = 0, onlyA = 0, onlyB = 0, neither = 0;

    int64_t total() const { return both + onlyA + onlyB + neither; }
    // Exact test of McNemar (1947): two-sided probability of a split as uneven as onlyA : onlyB, or more so, where both
    // are equally good. onlyA + onlyB draws of a fair coin; 1 where there are none.
    double pValue() const;
    // How many pictures more are needed to tell A from B at 5 % with a power of 80 %, if the shares stay as they are
    // (Connor 1987: n = (z·√p + z'·√(p − δ²))² / δ², p = share of pictures that they differ on, δ = difference of the
    // accuracies). 0: it can be told already; none: nothing differs so far.
    std::optional<int64_t> morePictures() const;
};
// Right: the label.
Paired pairedByLabel(std::span<const data::LabelledFile> files, const Evaluation& a, const Evaluation& b);
// Right: the float network's answer.
Paired pairedByAgreement(const Evaluation& a, const Evaluation& b);

// How many pictures more are needed until the 95 % interval of the share no longer holds `floor`, if the share stays as
// it is (normal approximation). 0: it does not hold it now; none: the share is the floor.
std::optional<int64_t> morePicturesToDecide(const Proportion& share, double floor);

} // namespace bitladder::analysis
