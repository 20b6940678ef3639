// Conv, ConvTranspose, and what is made of windows like them: Col2Im, DeformConv.
#include "core/ops/convolution.h"

namespace bitladder::ops
{

Result<ConvShape> convShape(const Node& node, const Shape& data, const Shape& weights)
{
    if (weights.size() != data.size() || data.size() < 3)
        return fail("weights {} do not fit data {}", tensor::toString(weights), tensor::toString(data));
    ConvShape s;
    const Shape kernel(weights.begin() + 2, weights.end());
    auto window = windowOf(node, data, &kernel);
    if (!window) return pass(window.error());
    s.window = *window;
    s.batch = data[0];
    s.inChannels = data[1];
    s.outChannels = weights[0];
    s.groups = node.attributes.integer("group", 1);
    if (s.groups < 1 || s.outChannels % s.groups != 0 || weights[1] > (int64_t {1} << 31)
        || weights[1] * s.groups != s.inChannels)
        return fail(
            "weights {} in {} groups do not fit data {}", tensor::toString(weights), s.groups, tensor::toString(data));
    return s;
}

namespace
{

using Inferred = Result<std::vector<std::pair<ElementType, Shape>>>;

Result<void> needBoth(std::span<const Tensor* const> inputs)
{
    if (inputs.size() < 2 || !inputs[0] || !inputs[1]) return fail("it needs data and weights");
    return sameType(*inputs[0], *inputs[1]);
}

Inferred inferConv(const Node& node, std::span<const Tensor* const> inputs)
{
    BITLADDER_TRY(needBoth(inputs));
    auto s = convShape(node, inputs[0]->shape(), inputs[1]->shape());
    if (!s) return pass(s.error());
    return std::vector {std::pair {inputs[0]->type(), s->output()}};
}

Result<void> checkBias(const OpContext& c, int64_t channels)
{
    if (!c.has(2)) return {};
    BITLADDER_TRY(sameType(c.in(0), c.in(2)));
    if (c.in(2).count() != channels)
        return fail("bias {} does not fit {} channels", tensor::toString(c.in(2).shape()), channels);
    return {};
}

template<typename T> void addBias(const OpContext& c, Tensor& out, int64_t channels, int64_t plane)
{
    if (!c.has(2)) return;
    T* to = out.mutableAs<T>().data();
    for (int64_t i = 0; i < out.count(); i += plane) {
        const T bias = c.in(2).as<T>()[static_cast<size_t>(i / plane % channels)];
        for (int64_t j = 0; j < plane; ++j)
            to[i + j] += bias;
    }
}

Result<void> conv(OpContext& c)
{
    BITLADDER_TRY(sameType(c.in(0), c.in(1)));
    const auto s = convShape(c.node(), c.in(0).shape(), c.in(1).shape());
    if (!s) return pass(s.error());
    BITLADDER_TRY(checkBias(c, s->outChannels));
    auto out = c.out(0, c.in(0).type(), s->output());
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    return visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        convolve<T, T>(c.threads(), *s, c.in(0).as<T>().data(), T {}, c.in(1).as<T>().data(),
            (*out)->template mutableAs<T>().data());
        addBias<T>(c, **out, s->outChannels, s->window.outputs());
        return {};
    });
}

struct TransposedShape {
    Window window;
    int64_t batch, groups, inChannels, outPerGroup;
    Shape output() const { return window.outputShape(batch, groups * outPerGroup); }
};

Result<TransposedShape> transposedShape(const Node& node, const Tensor& data, const Tensor& weights)
{
    BITLADDER_TRY(sameType(data, weights));
    const Shape& x = data.shape();
    const Shape& w = weights.shape();
    if (w.size() != x.size() || x.size() < 3)
        return fail("weights {} do not fit data {}", tensor::toString(w), tensor::toString(x));
    auto window = transposedWindowOf(node, x, Shape(w.begin() + 2, w.end()));
    if (!window) return pass(window.error());
    const int64_t groups = node.attributes.integer("group", 1);
    int64_t channels = 0;
    if (groups < 1 || w[0] != x[1] || x[1] % groups != 0 || __builtin_mul_overflow(w[1], groups, &channels))
        return fail("weights {} in {} groups do not fit data {}", tensor::toString(w), groups, tensor::toString(x));
    return TransposedShape {*window, x[0], groups, x[1], w[1]};
}

Inferred inferTransposed(const Node& node, std::span<const Tensor* const> inputs)
{
    BITLADDER_TRY(needBoth(inputs));
    auto s = transposedShape(node, *inputs[0], *inputs[1]);
    if (!s) return pass(s.error());
    return std::vector {std::pair {inputs[0]->type(), s->output()}};
}

// Adds columns [taps, inputs] of one plane to where their windows lie in the output.
template<typename T> void fold(const Window& w, const T* columns, T* plane)
{
    for (int64_t kz = 0; kz < w.kernel[0]; ++kz)
        for (int64_t ky = 0; ky < w.kernel[1]; ++ky)
            for (int64_t kx = 0; kx < w.kernel[2]; ++kx)
                for (int64_t z = 0; z < w.input[0]; ++z)
                    for (int64_t y = 0; y < w.input[1]; ++y) {
                        const int64_t oz = z * w.stride[0] - w.before[0] + kz * w.dilation[0];
                        const int64_t oy = y * w.stride[1] - w.before[1] + ky * w.dilation[1];
                        const bool inside = oz >= 0 && oz < w.output[0] && oy >= 0 && oy < w.output[1];
                        const int64_t row = inside ? (oz * w.output[1] + oy) * w.output[2] : 0;
                        for (int64_t x = 0; x < w.input[2]; ++x, ++columns) {
                            const int64_t ox = x * w.stride[2] - w.before[2] + kx * w.dilation[2];
                            if (inside && ox >= 0 && ox < w.output[2]) plane[row + ox] += *columns;
                        }
                    }
}

Result<void> convTranspose(OpContext& c)
{
    const Tensor& x = c.in(0);
    const Tensor& weights = c.in(1);
    const auto s = transposedShape(c.node(), x, weights);
    if (!s) return pass(s.error());
    const int64_t channels = s->groups * s->outPerGroup;
    BITLADDER_TRY(checkBias(c, channels));
    auto out = c.out(0, x.type(), s->output());
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const Window& w = s->window;
        const int64_t inPerGroup = s->inChannels / s->groups, taps = w.taps(), inputs = w.inputs();
        T* to = (*out)->template mutableAs<T>().data();
        std::fill(to, to + (*out)->count(), T {});
        if (!x.empty())
            c.threads().each(static_cast<size_t>(s->batch * channels), [&](size_t job) {
                const int64_t n = static_cast<int64_t>(job) / channels, channel = static_cast<int64_t>(job) % channels;
                const int64_t group = channel / s->outPerGroup, o = channel % s->outPerGroup;
                // One output plane: weightsᵀ [taps, C] · data [C, inputs], then laid over each other.
                std::vector<T> columns(static_cast<size_t>(taps * inputs));
                const T* kernel = weights.as<T>().data() + (group * inPerGroup * s->outPerGroup + o) * taps;
                multiply<T>(taps, inputs, inPerGroup, Strided<T> {kernel, 1, s->outPerGroup * taps},
                    Strided<T> {x.as<T>().data() + (n * s->inChannels + group * inPerGroup) * inputs, inputs, 1},
                    columns.data(), inputs);
                fold(w, columns.data(), to + static_cast<int64_t>(job) * w.outputs());
            });
        addBias<T>(c, **out, channels, w.outputs());
        return {};
    });
}

} // namespace

std::span<const Operator> convolutionOperators()
{
    static const Operator kOperators[] = {
        {.name = "Conv", .since = 1, .run = conv, .infer = inferConv, .needs = 2},
        {.name = "ConvTranspose", .since = 1, .run = convTranspose, .infer = inferTransposed, .needs = 2},
    };
    return kOperators;
}

} // namespace bitladder::ops
