// The geometry of a layer: which input positions each output position reads, tap by tap.
#pragma once
#include "core/graph/layers.h"

#include <vector>

namespace bitladder::engine
{

// Convolutions of any number of spatial dimensions, transposed ones, and matrix products (no spatial dimensions, one
// tap).
struct Geometry {
    int64_t batch = 1; // rows of a matrix product
    int64_t inChannels = 0, outChannels = 0, groups = 1;
    std::vector<int64_t> inSpatial, outSpatial, kernel, strides, dilations, padsBegin;
    bool transposed = false;
    // So many taps, neighbours along the last extent, are read as one run: with few channels most of the time would go
    // into changing from tap to tap. 1, or the last kernel extent.
    int64_t merged = 1;

    int64_t taps() const;
    int64_t runs() const { return taps() / merged; } // that one output reads
    int64_t runDepth() const { return inPerGroup() * merged; }
    int64_t inPixels() const; // of one picture
    int64_t outPixels() const; // of one picture
    int64_t outRows() const { return batch * outPixels(); }
    int64_t inPerGroup() const { return inChannels / groups; }
    int64_t outPerGroup() const { return outChannels / groups; }
    bool depthwise() const { return !transposed && groups > 1 && groups == inChannels && outChannels == inChannels; }
    bool pointwise() const; // every output pixel reads the input pixel of the same index and no other
    int64_t macs() const { return outRows() * outChannels * taps() * inPerGroup(); }

    // Whether the pixels of neighbouring taps lie side by side in channels-last memory, once the rows are padded, and
    // are too small to be worth a run each.
    bool wantsMerging() const;

    // For output row r (pictures one after another) and every tap: the input pixel's index (over all pictures), or −1
    // for padding.
    void tapsOf(int64_t row, int64_t* out) const;
};

// Fails where shapes and attributes contradict each other or the layer's input shape is not known.
Result<Geometry> geometryOf(const graph::Graph& graph, const graph::Layer& layer);

// Output extents of a window that slides: Conv and pooling. `padsBegin` is set as auto_pad says.
Result<std::vector<int64_t>> windowOutput(const graph::Node& node, std::span<const int64_t> inSpatial,
    std::span<const int64_t> kernel, std::vector<int64_t>& strides, std::vector<int64_t>& dilations,
    std::vector<int64_t>& padsBegin);

} // namespace bitladder::engine
