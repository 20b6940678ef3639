// Gradients of functions of one number: ∂loss/∂x = ∂loss/∂y · f′(x), where f′ may be said in x or in y.
#include "core/ops/support.h"
#include "core/train/gradient.h"

#include <cmath>
#include <numbers>

namespace bitladder::train
{

namespace
{

// slope(x, y) = f′(x)
template<typename Slope> Result<void> each(GradientContext& c, Slope slope)
{
    if (!c.wants(0)) return {};
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T *x = c.x<T>(0), *y = c.y<T>(), *dy = c.dy<T>();
        T* dx = c.dx<T>(0);
        for (int64_t i = 0; i < c.in(0).count(); ++i)
            dx[i] += dy[i] * static_cast<T>(slope(x[i], y[i]));
        return {};
    });
}

float attribute(const GradientContext& c, const char* name, float fallback)
{
    return c.node().attributes.get<float>(name, fallback);
}

Result<void> relu(GradientContext& c)
{
    return each(c, [](auto x, auto) { return x > 0 ? 1 : 0; });
}

Result<void> leakyRelu(GradientContext& c)
{
    const float alpha = attribute(c, "alpha", 0.01f);
    return each(c, [=](auto x, auto) { return x >= 0 ? 1.0f : alpha; });
}

// The limits are inputs since opset 11, attributes before. At a limit the gradient is 0.
Result<void> clip(GradientContext& c)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const auto bound = [&](size_t input, const char* name, double none) {
        if (c.has(input) && !c.in(input).empty()) return c.in(input).at(0);
        const float* given = c.node().attributes.find<float>(name);
        return given ? static_cast<double>(*given) : none;
    };
    const double lo = bound(1, "min", -kInfinity), hi = bound(2, "max", kInfinity);
    return each(c, [=](auto x, auto) { return static_cast<double>(x) > lo && static_cast<double>(x) < hi ? 1 : 0; });
}

Result<void> sigmoid(GradientContext& c)
{
    return each(c, [](auto, auto y) { return y * (1 - y); });
}

Result<void> tanh(GradientContext& c)
{
    return each(c, [](auto, auto y) { return 1 - y * y; });
}

// x·Φ(x), or with Φ by tanh where the node says so.
Result<void> gelu(GradientContext& c)
{
    constexpr double kRoot2 = std::numbers::sqrt2, kRootPi = 1.7724538509055160273;
    if (c.node().attributes.get<std::string>("approximate", "none") == "tanh")
        return each(c, [](auto v, auto) {
            const auto x = static_cast<double>(v);
            const double k = kRoot2 / kRootPi, t = std::tanh(k * (x + 0.044715 * x * x * x));
            return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * k * (1 + 3 * 0.044715 * x * x);
        });
    return each(c, [](auto v, auto) {
        const auto x = static_cast<double>(v);
        return 0.5 * std::erfc(-x / kRoot2) + x * std::exp(-0.5 * x * x) / (kRoot2 * kRootPi);
    });
}

Result<void> hardSwish(GradientContext& c)
{
    return each(c, [](auto x, auto) {
        using T = decltype(x);
        return x <= -3 ? T {0} : (x >= 3 ? T {1} : (2 * x + 3) / 6);
    });
}

Result<void> hardSigmoid(GradientContext& c)
{
    const float alpha = attribute(c, "alpha", 0.2f);
    return each(c, [=](auto, auto y) { return y > 0 && y < 1 ? alpha : 0.0f; });
}

Result<void> elu(GradientContext& c)
{
    const float alpha = attribute(c, "alpha", 1.0f);
    return each(c, [=](auto x, auto y) { return x > 0 ? decltype(y) {1} : y + static_cast<decltype(y)>(alpha); });
}

Result<void> softplus(GradientContext& c)
{
    return each(c, [](auto x, auto) { return 1 / (1 + std::exp(-x)); });
}

Result<void> erf(GradientContext& c)
{
    return each(c, [](auto x, auto) { return std::numbers::inv_sqrtpi_v<double> * 2 * std::exp(-x * x); });
}

Result<void> exp(GradientContext& c)
{
    return each(c, [](auto, auto y) { return y; });
}

Result<void> log(GradientContext& c)
{
    return each(c, [](auto x, auto) { return 1 / x; });
}

Result<void> sqrt(GradientContext& c)
{
    return each(c, [](auto, auto y) { return 1 / (2 * y); });
}

Result<void> negated(GradientContext& c)
{
    return each(c, [](auto, auto) { return -1; });
}

Result<void> absolute(GradientContext& c)
{
    return each(c, [](auto x, auto) { return x > 0 ? 1 : (x < 0 ? -1 : 0); });
}

Result<void> reciprocal(GradientContext& c)
{
    return each(c, [](auto, auto y) { return -y * y; });
}

constexpr Gradient kRows[]
    = {{"Relu", relu}, {"LeakyRelu", leakyRelu}, {"Clip", clip}, {"Sigmoid", sigmoid}, {"Tanh", tanh}, {"Gelu", gelu},
        {"HardSwish", hardSwish}, {"HardSigmoid", hardSigmoid}, {"Elu", elu}, {"Softplus", softplus}, {"Erf", erf},
        {"Exp", exp}, {"Log", log}, {"Sqrt", sqrt}, {"Neg", negated}, {"Abs", absolute}, {"Reciprocal", reciprocal}};

} // namespace

std::span<const Gradient> elementwiseGradients()
{
    return kRows;
}

} // namespace bitladder::train
