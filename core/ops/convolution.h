// Convolution of one type by another into sums of a third, for float and integer operators alike.
#pragma once
#include "core/ops/matrix.h"
#include "core/ops/window.h"

namespace bitladder::ops
{

struct ConvShape {
    Window window;
    int64_t batch = 0, groups = 1, inChannels = 0, outChannels = 0; // of the whole layer
    Shape output() const { return window.outputShape(batch, outChannels); }
};

Result<ConvShape> convShape(const Node& node, const Shape& data, const Shape& weights);

// The columns [begin, end) of the matrix [channels · taps, outputs] of windows over planes; outside of them stands
// zero.
template<typename Sum, typename T>
void unfold(const Window& w, const T* planes, int64_t channels, T zeroPoint, int64_t begin, int64_t end, Sum* columns)
{
    const int64_t width = end - begin;
    for (int64_t ch = 0; ch < channels; ++ch)
        for (int64_t kz = 0; kz < w.kernel[0]; ++kz)
            for (int64_t ky = 0; ky < w.kernel[1]; ++ky)
                for (int64_t kx = 0; kx < w.kernel[2]; ++kx) {
                    const T* plane = planes + ch * w.inputs();
                    int64_t x = begin % w.output[2], y = begin / w.output[2] % w.output[1],
                            z = begin / (w.output[2] * w.output[1]);
                    for (int64_t i = 0; i < width; ++i) {
                        const int64_t iz = z * w.stride[0] - w.before[0] + kz * w.dilation[0];
                        const int64_t iy = y * w.stride[1] - w.before[1] + ky * w.dilation[1];
                        const int64_t ix = x * w.stride[2] - w.before[2] + kx * w.dilation[2];
                        const bool inside
                            = iz >= 0 && iz < w.input[0] && iy >= 0 && iy < w.input[1] && ix >= 0 && ix < w.input[2];
                        *columns++ = inside
                            ? static_cast<Sum>(static_cast<Sum>(plane[(iz * w.input[1] + iy) * w.input[2] + ix])
                                - static_cast<Sum>(zeroPoint))
                            : Sum {};
                        if (++x == w.output[2]) {
                            x = 0;
                            if (++y == w.output[1]) {
                                y = 0;
                                ++z;
                            }
                        }
                    }
                }
}

// out[N, O, …] (+)= conv(data − zeroPoint, weights); weights [O, C / groups, …] already are sums' type.
template<typename Sum, typename T>
void convolve(const Threads& threads, const ConvShape& s, const T* data, T zeroPoint, const Sum* weights, Sum* out)
{
    const Window& w = s.window;
    const int64_t inPerGroup = s.inChannels / s.groups, outPerGroup = s.outChannels / s.groups, outputs = w.outputs();
    if (outputs == 0 || s.batch == 0 || outPerGroup == 0) return;
    const int64_t depth = inPerGroup * w.taps();
    const int64_t piece = std::clamp<int64_t>((1 << 18) / std::max<int64_t>(1, depth), 32, 1024);
    const int64_t pieces = (outputs + piece - 1) / piece;
    threads.each(static_cast<size_t>(s.batch * s.groups * pieces), [&](size_t job) {
        const auto index = static_cast<int64_t>(job);
        const int64_t begin = index % pieces * piece, end = std::min(outputs, begin + piece);
        const int64_t group = index / pieces % s.groups, n = index / pieces / s.groups;
        std::vector<Sum> columns(static_cast<size_t>(depth * (end - begin)));
        unfold<Sum, T>(w, data + (n * s.inChannels + group * inPerGroup) * w.inputs(), inPerGroup, zeroPoint, begin,
            end, columns.data());
        multiply<Sum>(outPerGroup, end - begin, depth, Strided<Sum> {weights + group * outPerGroup * depth, depth, 1},
            Strided<Sum> {columns.data(), end - begin, 1},
            out + (n * s.outChannels + group * outPerGroup) * outputs + begin, outputs);
    });
}

} // namespace bitladder::ops
