// How weights move on their grid while a network learns: a few of each layer as they wander and jump, and for each
// layer how many have changed their level. Bounded: of a few weights a few hundred points are kept, evenly spread over
// the steps so far.
#pragma once
#include "core/train/student.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bitladder::train
{

// One weight. All lists have a value for each of Movement::steps.
struct WeightTrace {
    size_t layer = 0; // of the network that learns
    int64_t channel = 0, element = 0; // its place, [channels, perChannel]
    int64_t jumps = 0; // times that its level changed from one step to the next, so far
    std::vector<float> latent; // w, the float that learns
    std::vector<float> rounded; // ŵ, its level, which the network computes with
    std::vector<float> gradient; // ∂loss/∂ŵ, the mean over the batch, which is taken for ∂loss/∂w
    std::vector<float> scale; // of its grid
    std::vector<float> levels; // of its grid now, in units of the scale; ascending; empty: too many, or native floats
};

struct LayerMovement {
    size_t layer = 0; // of the network that learns
    std::string name;
    int64_t weights = 0;
    double changed = 0; // share of the weights that stand on another level than at the start
    double distance = 0; // root mean square of latent − latent at the start, in steps of the grid at the start
    // How all of its floats stand on the grid, in steps: each weight over its own scale. Empty: a grid of other levels
    // than whole steps, or one that is too fine.
    std::vector<double> edges; // bins + 1, ascending; what lies beyond counts in the outermost bins
    std::vector<int64_t> counts, before; // bins: now, and at the start over the scales of the start
    std::vector<double> levels; // of the grid, ascending
};

struct Movement {
    std::vector<int64_t> steps; // of the optimizer, from 1, ascending; at most kMostPoints
    std::vector<WeightTrace> traces;
    std::vector<LayerMovement> layers; // that have a grid
};

inline constexpr size_t kMostPoints = 240;
inline constexpr size_t kTracesPerLayer = 12; // at most
inline constexpr size_t kMostLevels = 33; // that a trace lists

// Watches a student. Chosen are the weights that are nearest to where they would round to another level, for those jump
// first, and some from all over the layer.
class MovementWatch
{
public:
    explicit MovementWatch(const Student& student);

    // After each step: the student as it is now, the gradient that moved it times `share`.
    void point(const Student& student, const StudentGradient& gradient, double share, int64_t step);
    // What was seen so far; walks over all weights.
    std::shared_ptr<const Movement> movement(const Student& student, const Threads& threads) const;
    size_t bytes() const; // that it holds at most

private:
    struct Start { // of one layer
        size_t layer = 0;
        std::vector<float> latent;
        std::vector<int32_t> level;
        std::vector<float> step; // by slice
    };
    struct Watched {
        size_t latentIndex = 0, fileIndex = 0, slice = 0;
        int64_t level = 0; // at the last step
    };

    std::vector<Start> m_start;
    Movement m_seen; // without `layers`
    std::vector<Watched> m_watched; // by trace
    int64_t m_stride = 1;
};

} // namespace bitladder::train
