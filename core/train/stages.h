// From wide numbers to narrow ones: which widths wait for their turn while the network learns.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

namespace bitladder::train
{

enum class LoweringOrder : unsigned char {
    Together, // all layers at once
    LayerByLayer, // one after the other, in the order of the network, for each width of the list
};

// By layer the least width of integers that counts when `done` of the training is over, 0 … 1; 1: as asked. Every stage
// takes an equal share of the training; the last has everything as asked. Without a list: as asked.
inline std::vector<int> leastWidths(const std::vector<int>& lowering, LoweringOrder order, size_t layers, double done)
{
    const size_t moves = lowering.size() * (order == LoweringOrder::Together ? 1 : layers); // between stages
    const auto stage = std::min(moves, static_cast<size_t>(done * static_cast<double>(moves + 1)));
    const auto widthAt = [&](size_t pass) { return pass < lowering.size() ? lowering[pass] : 1; };
    std::vector<int> widths(layers, 1);
    for (size_t i = 0; i < layers && !lowering.empty(); ++i)
        widths[i] = order == LoweringOrder::Together ? widthAt(stage)
                                                     : widthAt(stage / layers + (i < stage % layers ? 1 : 0));
    return widths;
}

} // namespace bitladder::train
