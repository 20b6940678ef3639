// Boxes: what object detectors answer with, where the layout of their outputs is one of those below.
#pragma once
#include "core/graph/graph.h"
#include "core/tensor/tensor.h"

#include <optional>
#include <span>
#include <vector>

namespace bitladder::data
{

struct Box {
    double left = 0, top = 0, right = 0, bottom = 0; // shares of the picture's width and height
    int label = 0; // of the class
    double score = 0; // 0…1
};

// Maps are taken channels first or last, whichever has the channels in its place; extents of 1 in front do not count.
enum class BoxLayout : unsigned char {
    // Outputs called "scores" [N, C] and "boxes" [N, 4]: corners as shares of the picture. Scores that add up to 1
    // begin with the background.
    ScoresAndCorners,
    // One map of a 16th of the picture with 85 channels (FastestDet): objectness, then dx, dy (tanh), width, height
    // (sigmoid), then the classes. Score: objectness^0.6 · class^0.4.
    FastestGrid,
    // Rows of 95 numbers (Yolo-FastestV2), first of the map of a 16th, then of a 32nd of the picture: three anchors' x,
    // y, width, height (sigmoid), three objectnesses, the classes.
    FastestRows,
    // cls_S, obj_S, bbox_S for S = 8, 16, 32 (YuNet): centre and logarithmic size in steps of S. Score: √(cls · obj).
    YuNet,
    // [N, 14], [N, 2], [N, 1] (the older YuNet): places relative to prior boxes, classes, overlap. Score: √(class ·
    // overlap).
    YuNetPriors,
    // Scores and 16 coordinates for two anchors a cell of 16×16 and six of 8×8, of a picture of 128×128 (BlazeFace).
    BlazeFace,
};

// The layout of a network's outputs, from their shapes; none where it is not known.
std::optional<BoxLayout> boxLayout(const graph::Graph& graph, size_t input, std::span<const tensor::Shape> outputs);
std::optional<BoxLayout> boxLayout(const graph::Graph& graph, size_t input, std::span<const tensor::Tensor> outputs);

// The boxes that score at least `least`, the best first, at most 100; of boxes of one class that overlap by more than
// `overlap` (intersection over union) only the best. Precondition: `layout` is that of these outputs.
struct BoxRules {
    double least = 0.4, overlap = 0.45;
};
std::vector<Box> readBoxes(BoxLayout layout, const graph::Graph& graph, size_t input,
    std::span<const tensor::Tensor> outputs, const BoxRules& rules = {});

double overlapOf(const Box& a, const Box& b); // intersection over union

} // namespace bitladder::data
