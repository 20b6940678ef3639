// Private to this room: what convolutions forward and backward are made of. Windows over planes are laid out as the
// columns of a matrix, [channels · taps, outputs], row by row of the picture, and added back from there.
#pragma once
#include "core/ops/convolution.h"
#include "core/train/product.h"

namespace bitladder::train
{

// Calls visit(column offset of the row's first output, offset of its input element in the plane or −1 where the tap
// lies outside, first output inside, one behind the last) for every tap and row of outputs of one plane.
template<typename Visit> void eachTapRow(const ops::Window& w, Visit visit)
{
    int64_t column = 0;
    for (int64_t kz = 0; kz < w.kernel[0]; ++kz)
        for (int64_t ky = 0; ky < w.kernel[1]; ++ky)
            for (int64_t kx = 0; kx < w.kernel[2]; ++kx) {
                const int64_t shift = kx * w.dilation[2] - w.before[2], s = w.stride[2];
                const int64_t first = std::clamp<int64_t>(shift < 0 ? (-shift + s - 1) / s : 0, 0, w.output[2]);
                const int64_t room = w.input[2] - shift;
                const int64_t end = std::clamp<int64_t>(room <= 0 ? 0 : (room + s - 1) / s, first, w.output[2]);
                for (int64_t z = 0; z < w.output[0]; ++z)
                    for (int64_t y = 0; y < w.output[1]; ++y, column += w.output[2]) {
                        const int64_t iz = z * w.stride[0] - w.before[0] + kz * w.dilation[0];
                        const int64_t iy = y * w.stride[1] - w.before[1] + ky * w.dilation[1];
                        const bool inside = iz >= 0 && iz < w.input[0] && iy >= 0 && iy < w.input[1] && first < end;
                        visit(
                            column, inside ? (iz * w.input[1] + iy) * w.input[2] + first * s + shift : -1, first, end);
                    }
            }
}

template<typename T> void unfoldPlanes(const ops::Window& w, const T* planes, int64_t channels, T* columns)
{
    const int64_t perPlane = w.taps() * w.outputs(), s = w.stride[2];
    for (int64_t ch = 0; ch < channels; ++ch) {
        const T* plane = planes + ch * w.inputs();
        T* to = columns + ch * perPlane;
        eachTapRow(w, [&](int64_t column, int64_t from, int64_t first, int64_t end) {
            T* row = to + column;
            if (from < 0) {
                std::fill_n(row, w.output[2], T {});
                return;
            }
            std::fill_n(row, first, T {});
            if (s == 1)
                std::copy_n(plane + from, end - first, row + first);
            else
                for (int64_t i = first; i < end; ++i)
                    row[i] = plane[from + (i - first) * s];
            std::fill(row + end, row + w.output[2], T {});
        });
    }
}

// Adds the columns to the planes that they were, or would have been, laid out from.
template<typename T> void foldPlanes(const ops::Window& w, const T* columns, int64_t channels, T* planes)
{
    const int64_t perPlane = w.taps() * w.outputs(), s = w.stride[2];
    for (int64_t ch = 0; ch < channels; ++ch) {
        T* plane = planes + ch * w.inputs();
        const T* from = columns + ch * perPlane;
        eachTapRow(w, [&](int64_t column, int64_t to, int64_t first, int64_t end) {
            if (to < 0) return;
            const T* row = from + column;
            if (s == 1)
                for (int64_t i = first; i < end; ++i)
                    plane[to + i - first] += row[i];
            else
                for (int64_t i = first; i < end; ++i)
                    plane[to + (i - first) * s] += row[i];
        });
    }
}

// True where the columns are the planes themselves.
inline bool columnsArePlanes(const ops::Window& w)
{
    return w.taps() == 1 && w.stride == ops::Triple {1, 1, 1} && w.before == ops::Triple {0, 0, 0}
    && w.input == w.output;
}

// The layer's outputs, without bias: quicker than the plain operator. `out` holds as many elements as s.output().
void convolveForward(const ops::ConvShape& s, const float* data, const float* weights, float* out);
// Adds ∂loss/∂data and ∂loss/∂weights to what stands there; null: not wanted. `dy`: ∂loss/∂output. For float and
// double.
template<typename T>
void convolveBackward(const ops::ConvShape& s, const T* data, const T* weights, const T* dy, T* dx, T* dw);

} // namespace bitladder::train
