// Sliding windows, as pooling and convolution use them. One and two dimensions are treated as three, with extents of 1
// in front, so that there is one set of loops.
#pragma once
#include "core/ops/support.h"

namespace bitladder::ops
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

// Calls visit(offset of the input element within its plane) for the window of output (z, y, x).
template<typename Visit> void eachInside(const Window& w, int64_t z, int64_t y, int64_t x, Visit visit)
{
    const auto [z0, z1] = w.inside(0, z);
    const auto [y0, y1] = w.inside(1, y);
    const auto [x0, x1] = w.inside(2, x);
    for (int64_t kz = z0; kz < z1; ++kz)
        for (int64_t ky = y0; ky < y1; ++ky) {
            const int64_t iz = z * w.stride[0] - w.before[0] + kz * w.dilation[0];
            const int64_t iy = y * w.stride[1] - w.before[1] + ky * w.dilation[1];
            const int64_t row = (iz * w.input[1] + iy) * w.input[2] + x * w.stride[2] - w.before[2];
            for (int64_t kx = x0; kx < x1; ++kx)
                visit(row + kx * w.dilation[2]);
        }
}

// Calls visit(output offset, z, y, x) for every output of a plane.
template<typename Visit> void eachOutput(const Window& w, Visit visit)
{
    int64_t o = 0;
    for (int64_t z = 0; z < w.output[0]; ++z)
        for (int64_t y = 0; y < w.output[1]; ++y)
            for (int64_t x = 0; x < w.output[2]; ++x)
                visit(o++, z, y, x);
}

// The window of a pooling or convolution node on data of shape [N, C, spatial…]. `kernel` is the weights' spatial
// shape; null takes it from the attribute kernel_shape.
Result<Window> windowOf(const Node& node, const Shape& data, const Shape* kernel);
// The same for a transposed convolution: `output` is larger than `input`.
Result<Window> transposedWindowOf(const Node& node, const Shape& data, const Shape& kernel);

} // namespace bitladder::ops
