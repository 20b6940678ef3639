// Gradients of convolutions, group after group. With the columns X of a picture, weights W and outputs Y = W·X:
//   ∂W = ∂Y·Xᵀ,  ∂X = Wᵀ·∂Y, added back to the picture,  ∂bias = Σ ∂Y.
// A transposed convolution is that backwards: with U the columns of ∂Y, ∂X = W·U and ∂W = X·Uᵀ.
#include "core/train/convolution.h"
#include "core/train/gradient.h"

namespace bitladder::train
{

namespace
{

template<typename T> void biasGradient(GradientContext& c, int64_t batch, int64_t channels, int64_t plane)
{
    if (!c.wants(2)) return;
    const T* dy = c.dy<T>();
    T* db = c.dx<T>(2);
    for (int64_t n = 0; n < batch; ++n)
        for (int64_t ch = 0; ch < channels; ++ch, dy += plane) {
            T sum {};
            for (int64_t i = 0; i < plane; ++i)
                sum += dy[i];
            db[ch] += sum;
        }
}

// A group of one channel in and one out: no matrices.
template<typename T> void depthwise(const ops::Window& w, const T* x, const T* weights, const T* dy, T* dx, T* dw)
{
    const int64_t s = w.stride[2], outputs = w.outputs();
    eachTapRow(w, [&](int64_t column, int64_t from, int64_t first, int64_t end) {
        if (from < 0) return;
        const int64_t tap = column / outputs;
        const T* row = dy + column % outputs;
        if (dw) {
            T sum {};
            for (int64_t i = first; i < end; ++i)
                sum += row[i] * x[from + (i - first) * s];
            dw[tap] += sum;
        }
        if (dx)
            for (int64_t i = first; i < end; ++i)
                dx[from + (i - first) * s] += row[i] * weights[tap];
    });
}

template<typename T> Result<void> convolution(GradientContext& c, const ops::ConvShape& s)
{
    biasGradient<T>(c, s.batch, s.outChannels, s.window.outputs());
    convolveBackward<T>(
        s, c.x<T>(0), c.x<T>(1), c.dy<T>(), c.wants(0) ? c.dx<T>(0) : nullptr, c.wants(1) ? c.dx<T>(1) : nullptr);
    return {};
}

Result<void> conv(GradientContext& c)
{
    const auto s = ops::convShape(c.node(), c.in(0).shape(), c.in(1).shape());
    if (!s) return pass(s.error());
    return ops::visitFloat(
        c.in(0).type(), [&](auto zero) -> Result<void> { return convolution<decltype(zero)>(c, *s); });
}

template<typename T> Result<void> transposedConvolution(GradientContext& c, const ops::Window& w, int64_t groups)
{
    const Shape &x = c.in(0).shape(), &weightShape = c.in(1).shape();
    const int64_t batch = x[0], in = x[1] / groups, out = weightShape[1], outputs = w.inputs(),
                  depth = out * w.taps(); // `w` slides over the output
    biasGradient<T>(c, batch, out * groups, outputs);
    const int64_t inputs = w.outputs();
    std::vector<T> columns(static_cast<size_t>(depth * inputs)), result;
    for (int64_t n = 0; n < batch; ++n)
        for (int64_t g = 0; g < groups; ++g) {
            const T* planes = c.x<T>(0) + (n * x[1] + g * in) * inputs;
            const T* weights = c.x<T>(1) + g * in * depth;
            unfoldPlanes(w, c.dy<T>() + (n * out * groups + g * out) * outputs, out, columns.data());
            if (c.wants(0)) {
                result.resize(static_cast<size_t>(in * inputs));
                product(in, inputs, depth, weights, columns.data(), result.data());
                addTo(c.dx<T>(0) + (n * x[1] + g * in) * inputs, result);
            }
            if (c.wants(1)) {
                const auto across = transposed(columns.data(), depth, inputs);
                result.resize(static_cast<size_t>(in * depth));
                product(in, depth, inputs, planes, across.data(), result.data());
                addTo(c.dx<T>(1) + g * in * depth, result);
            }
        }
    return {};
}

Result<void> convTranspose(GradientContext& c)
{
    const Shape& weights = c.in(1).shape();
    if (c.in(0).rank() < 3 || weights.size() != c.in(0).rank()) return fail("weights and data do not fit");
    auto w = ops::transposedWindowOf(c.node(), c.in(0).shape(), Shape(weights.begin() + 2, weights.end()));
    if (!w) return pass(w.error());
    std::swap(w->input, w->output);
    const int64_t groups = c.node().attributes.integer("group", 1);
    return ops::visitFloat(c.in(0).type(),
        [&](auto zero) -> Result<void> { return transposedConvolution<decltype(zero)>(c, *w, groups); });
}

constexpr Gradient kRows[] = {{"Conv", conv}, {"ConvTranspose", convTranspose}};

} // namespace

std::span<const Gradient> convolutionGradients()
{
    return kRows;
}

template<typename T>
void convolveBackward(const ops::ConvShape& s, const T* data, const T* weightsOfAll, const T* dyOfAll, T* dx, T* dw)
{
    const ops::Window& w = s.window;
    const int64_t in = s.inChannels / s.groups, out = s.outChannels / s.groups, outputs = w.outputs(),
                  depth = in * w.taps();
    if ((!dx && !dw) || outputs == 0) return;
    const bool plain = columnsArePlanes(w);
    // Kept from call to call: all of it is written before it is read.
    thread_local std::vector<T> columns, product1;
    const auto room = [](std::vector<T>& memory, int64_t count) {
        if (memory.size() < static_cast<size_t>(count)) memory.resize(static_cast<size_t>(count));
    };
    if (!plain && !(in == 1 && out == 1)) room(columns, depth * outputs);
    for (int64_t n = 0; n < s.batch; ++n)
        for (int64_t g = 0; g < s.groups; ++g) {
            const T* planes = data + (n * s.inChannels + g * in) * w.inputs();
            const T* weights = weightsOfAll + g * out * depth;
            const T* dy = dyOfAll + (n * s.outChannels + g * out) * outputs;
            T* intoPlanes = dx ? dx + (n * s.inChannels + g * in) * w.inputs() : nullptr;
            T* intoWeights = dw ? dw + g * out * depth : nullptr;
            if (in == 1 && out == 1) {
                depthwise(w, planes, weights, dy, intoPlanes, intoWeights);
                continue;
            }
            if (intoWeights) {
                if (!plain) unfoldPlanes(w, planes, in, columns.data());
                const auto across = transposed(dy, out, outputs);
                room(product1, depth * out);
                product(depth, out, outputs, plain ? planes : columns.data(), across.data(), product1.data());
                addTo(intoWeights, transposed(product1.data(), depth, out));
            }
            if (intoPlanes) {
                const auto across = transposed(weights, out, depth);
                if (plain) {
                    room(product1, depth * outputs);
                    product(depth, outputs, out, across.data(), dy, product1.data());
                    for (int64_t i = 0; i < depth * outputs; ++i)
                        intoPlanes[i] += product1[static_cast<size_t>(i)];
                } else {
                    product(depth, outputs, out, across.data(), dy, columns.data());
                    foldPlanes(w, columns.data(), in, intoPlanes);
                }
            }
        }
}

template void convolveBackward<float>(const ops::ConvShape&, const float*, const float*, const float*, float*, float*);
template void convolveBackward<double>(
    const ops::ConvShape&, const double*, const double*, const double*, double*, double*);

void convolveForward(const ops::ConvShape& s, const float* data, const float* weights, float* out)
{
    const ops::Window& w = s.window;
    const int64_t in = s.inChannels / s.groups, outPerGroup = s.outChannels / s.groups, outputs = w.outputs(),
                  depth = in * w.taps();
    thread_local std::vector<float> columns;
    for (int64_t n = 0; n < s.batch; ++n)
        for (int64_t g = 0; g < s.groups; ++g) {
            const float* planes = data + (n * s.inChannels + g * in) * w.inputs();
            const float* kernel = weights + g * outPerGroup * depth;
            float* to = out + (n * s.outChannels + g * outPerGroup) * outputs;
            if (in == 1 && outPerGroup == 1) {
                std::fill_n(to, outputs, 0.0f);
                eachTapRow(w, [&](int64_t column, int64_t from, int64_t first, int64_t end) {
                    if (from < 0) return;
                    float* row = to + column % outputs;
                    const float factor = kernel[column / outputs];
                    for (int64_t i = first; i < end; ++i)
                        row[i] += planes[from + (i - first) * w.stride[2]] * factor;
                });
                continue;
            }
            const bool plain = columnsArePlanes(w);
            if (!plain) {
                if (columns.size() < static_cast<size_t>(depth * outputs))
                    columns.resize(static_cast<size_t>(depth * outputs));
                unfoldPlanes(w, planes, in, columns.data());
            }
            product(outPerGroup, outputs, depth, kernel, plain ? planes : columns.data(), to);
        }
}

} // namespace bitladder::train
