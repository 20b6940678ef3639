// Activation functions.
#include "core/ops/support.h"

namespace bitladder::ops
{

namespace
{

template<typename T> T sigmoid(T x)
{
    return 1 / (1 + std::exp(-x));
}

template<typename T> T softplus(T x)
{
    return std::log1p(std::exp(-std::fabs(x))) + std::max(x, T {0}); // does not overflow
}

template<typename T> T gelu(T x)
{
    return x * static_cast<T>(0.5) * (1 + std::erf(x * static_cast<T>(0.70710678118654752440)));
}

template<typename T> T fastGelu(T x)
{
    return static_cast<T>(0.5) * x
        * (1 + std::tanh(static_cast<T>(0.79788456080286535588) * (x + static_cast<T>(0.044715) * x * x * x)));
}

Result<void> relu(OpContext& c)
{
    return mapNumber(c, [](auto x) { return x < 0 ? decltype(x) {} : x; }); // NaN stays NaN
}

Result<void> leakyRelu(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 0.01f);
    return mapFloat(c, [=](auto x) { return x < 0 ? x * static_cast<decltype(x)>(alpha) : x; });
}

Result<void> elu(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 1.0f);
    return mapFloat(c, [=](auto x) { return x < 0 ? static_cast<decltype(x)>(alpha) * std::expm1(x) : x; });
}

Result<void> celu(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 1.0f);
    if (alpha == 0.0f) return fail("alpha must not be 0");
    return mapFloat(c, [=](auto x) {
        using T = decltype(x);
        return x < 0 ? static_cast<T>(alpha) * std::expm1(x / static_cast<T>(alpha)) : x;
    });
}

Result<void> selu(OpContext& c)
{
    // Before opset 6 the constants had fewer digits.
    const float alpha = numberAttribute(c, "alpha", c.node().opset < 6 ? 1.6732f : 1.67326319217681884765625f);
    const float gamma = numberAttribute(c, "gamma", c.node().opset < 6 ? 1.0507f : 1.05070102214813232421875f);
    return mapFloat(c, [=](auto x) {
        using T = decltype(x);
        return static_cast<T>(gamma) * (x > 0 ? x : static_cast<T>(alpha) * std::expm1(x));
    });
}

Result<void> hardSigmoid(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 0.2f), beta = numberAttribute(c, "beta", 0.5f);
    return mapFloat(c, [=](auto x) {
        using T = decltype(x);
        return std::clamp(static_cast<T>(alpha) * x + static_cast<T>(beta), T {0}, T {1});
    });
}

Result<void> hardSwish(OpContext& c)
{
    return mapFloat(c, [](auto x) {
        using T = decltype(x);
        return x * std::clamp(x / 6 + static_cast<T>(0.5), T {0}, T {1});
    });
}

Result<void> thresholdedRelu(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 1.0f);
    return mapFloat(c, [=](auto x) { return x > static_cast<decltype(x)>(alpha) ? x : 0; });
}

Result<void> shrink(OpContext& c)
{
    const float bias = numberAttribute(c, "bias", 0.0f), lambda = numberAttribute(c, "lambd", 0.5f);
    return mapNumber(c, [=](auto x) {
        using T = decltype(x);
        using Wide = std::conditional_t<std::is_floating_point_v<T>, T, double>;
        const auto wide = static_cast<Wide>(x);
        if (wide < -static_cast<Wide>(lambda)) return saturated<T>(wide + static_cast<Wide>(bias));
        if (wide > static_cast<Wide>(lambda)) return saturated<T>(wide - static_cast<Wide>(bias));
        return T {};
    });
}

Result<void> swish(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 1.0f);
    return mapFloat(c, [=](auto x) { return x * sigmoid(static_cast<decltype(x)>(alpha) * x); });
}

Result<void> quickGelu(OpContext& c)
{
    const float alpha = numberAttribute(c, "alpha", 1.702f);
    return mapFloat(c, [=](auto x) { return x * sigmoid(static_cast<decltype(x)>(alpha) * x); });
}

Result<void> geluOperator(OpContext& c)
{
    const auto kind = c.node().attributes.get<std::string>("approximate", "none");
    if (kind == "tanh") return mapFloat(c, [](auto x) { return fastGelu(x); });
    if (kind != "none") return fail("approximate \"{}\" is not a way to compute Gelu", kind);
    return mapFloat(c, [](auto x) { return gelu(x); });
}

// com.microsoft: an optional bias along the last axis is added first.
template<typename Apply> Result<void> biased(OpContext& c, Apply apply)
{
    if (!c.has(1)) return mapFloat(c, apply);
    BITLADDER_TRY(sameType(c.in(0), c.in(1)));
    auto shape = broadcastShape(c.in(0), c.in(1));
    if (!shape) return pass(shape.error());
    auto out = c.out(0, c.in(0).type(), *shape);
    if (!out) return pass(out.error());
    return visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        zip<T, T, T>(c.threads(), c.in(0), c.in(1), **out, [&](T x, T b) { return apply(x + b); });
        return {};
    });
}

Result<void> prelu(OpContext& c)
{
    BITLADDER_TRY(sameType(c.in(0), c.in(1)));
    const Tensor& x = c.in(0);
    Tensor slope = c.in(1);
    // Before opset 7 a vector runs along the channels.
    if (c.node().opset < 7 && slope.rank() == 1 && slope.count() > 1 && x.rank() > 2) {
        Shape shape(x.rank() - 1, 1);
        shape[0] = slope.count();
        slope = slope.reshaped(shape);
    }
    const auto shape = broadcastShape(x, slope);
    if (!shape) return pass(shape.error());
    if (*shape != x.shape())
        return fail("slope {} does not fit data {}", tensor::toString(slope.shape()), tensor::toString(x.shape()));
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        zip<T, T, T>(c.threads(), x, slope, **out, [](T v, T s) {
            if constexpr (std::is_integral_v<T>)
                return v < 0 ? static_cast<T>(static_cast<uint64_t>(v) * static_cast<uint64_t>(s)) : v;
            else
                return v < 0 ? v * s : v;
        });
        return {};
    });
}

Operator activation(std::string_view name, int since, Result<void> (*run)(OpContext&), std::string_view domain = "")
{
    return {.name = name, .domain = domain, .since = since, .run = run, .layout = LayoutRule::Elementwise};
}

} // namespace

std::span<const Operator> activationOperators()
{
    static const Operator kOperators[] = {
        activation("Relu", 1, relu),
        activation("LeakyRelu", 1, leakyRelu),
        activation("Elu", 1, elu),
        activation("Celu", 12, celu),
        activation("Selu", 1, selu),
        activation("Sigmoid", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return sigmoid(x); }); }),
        activation("Tanh", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::tanh(x); }); }),
        activation("HardSigmoid", 1, hardSigmoid),
        activation("HardSwish", 14, hardSwish),
        activation("Softplus", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return softplus(x); }); }),
        activation(
            "Softsign", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return x / (1 + std::fabs(x)); }); }),
        activation(
            "Mish", 18, [](OpContext& c) { return mapFloat(c, [](auto x) { return x * std::tanh(softplus(x)); }); }),
        activation("Gelu", 20, geluOperator),
        activation("Swish", 24, swish),
        activation("ThresholdedRelu", 1, thresholdedRelu),
        activation("Shrink", 9, shrink),
        activation("Gelu", 1, geluOperator, "com.microsoft"),
        activation("QuickGelu", 1, quickGelu, "com.microsoft"),
        {.name = "FastGelu",
            .domain = "com.microsoft",
            .since = 1,
            .run = [](OpContext& c) { return biased(c, [](auto x) { return fastGelu(x); }); }},
        {.name = "BiasGelu",
            .domain = "com.microsoft",
            .since = 1,
            .run = [](OpContext& c) { return biased(c, [](auto x) { return gelu(x); }); },
            .needs = 2},
        {.name = "PRelu", .since = 1, .run = prelu, .needs = 2},
    };
    return kOperators;
}

} // namespace bitladder::ops
