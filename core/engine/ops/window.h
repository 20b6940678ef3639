// Sliding windows, as pooling and convolution use them. One and two dimensions are treated as three, with extents of 1 in
// front, so that there is one set of loops.
#pragma once
#include "core/engine/ops/support.h"

namespace bitladder::engine
{

using Triple = std::array<int64_t, 3>; // depth, height, width

struct Window {
    size_t rank = 0; // spatial axes that the tensor really has, 1 … 3
    Triple input {1, 1, 1};
    Triple output {1, 1, 1};
    Triple kernel {1, 1, 1};
    Triple stride {1, 1, 1};
    Triple dilation {1, 1, 1};
    Triple before {0, 0, 0}; // padding; negative padding cuts off
    Triple after {0, 0, 0};

    int64_t inputs() const { return input[0] * input[1] * input[2]; }
    int64_t outputs() const { return output[0] * output[1] * output[2]; }
    int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
    // Kernel positions of output o along axis d that lie inside the input: first and one behind the last.
    std::pair<int64_t, int64_t> inside(size_t d, int64_t o) const
    {
        const int64_t start = o * stride[d] - before[d];
        const int64_t first = start < 0 ? (-start + dilation[d] - 1) / dilation[d] : 0;
        const int64_t room = input[d] - start;
        const int64_t end = room <= 0 ? 0 : std::min(kernel[d], (room + dilation[d] - 1) / dilation[d]);
        return {first, std::max(first, end)};
    }
    Shape outputShape(int64_t batch, int64_t channels) const
    {
        Shape shape {batch, channels};
        shape.insert(shape.end(), output.end() - static_cast<int64_t>(rank), output.end());
        return shape;
    }
};

// The window of a pooling or convolution node on data of shape [N, C, spatial…]. `kernel` is the weights' spatial shape; null
// takes it from the attribute kernel_shape.
Result<Window> windowOf(const Node& node, const Shape& data, const Shape* kernel);
// The same for a transposed convolution: `output` is larger than `input`.
Result<Window> transposedWindowOf(const Node& node, const Shape& data, const Shape& kernel);

} // namespace bitladder::engine
