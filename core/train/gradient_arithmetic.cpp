// Gradients of functions of two numbers with broadcasting: what an input was repeated for is added up.
#include "core/ops/support.h"
#include "core/train/gradient.h"

#include <cmath>

namespace bitladder::train
{

namespace
{

// slopes(a, b, y) = (∂y/∂a, ∂y/∂b)
template<typename Slopes> Result<void> each(GradientContext& c, Slopes slopes)
{
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const Shape& shape = c.out().shape();
        const ops::Walk<3> walk(shape,
            {ops::broadcastStrides(c.in(0).shape(), shape), ops::broadcastStrides(c.in(1).shape(), shape),
                tensor::stridesOf(shape)});
        const T *a = c.x<T>(0), *b = c.x<T>(1), *y = c.y<T>(), *dy = c.dy<T>();
        T* da = c.wants(0) ? c.dx<T>(0) : nullptr;
        T* db = c.wants(1) ? c.dx<T>(1) : nullptr;
        walk.run([&](const auto& at, int64_t count, const auto& steps) {
            for (int64_t i = 0; i < count; ++i) {
                const int64_t p = at[0] + i * steps[0], q = at[1] + i * steps[1], r = at[2] + i * steps[2];
                const auto [sa, sb] = slopes(a[p], b[q], y[r]);
                if (da) da[p] += dy[r] * sa;
                if (db) db[q] += dy[r] * sb;
            }
        });
        return {};
    });
}

Result<void> add(GradientContext& c)
{
    return each(c, [](auto a, auto, auto) { return std::pair<decltype(a), decltype(a)> {1, 1}; });
}

Result<void> subtract(GradientContext& c)
{
    return each(c, [](auto a, auto, auto) { return std::pair<decltype(a), decltype(a)> {1, -1}; });
}

Result<void> multiply(GradientContext& c)
{
    return each(c, [](auto a, auto b, auto) { return std::pair {b, a}; });
}

Result<void> divide(GradientContext& c)
{
    return each(c, [](auto, auto b, auto y) { return std::pair {1 / b, -y / b}; });
}

Result<void> power(GradientContext& c)
{
    if (c.in(0).type() != c.in(1).type()) { // an exponent of another type is no value that is trained
        auto exponent = tensor::converted(c.in(1), c.in(0).type());
        if (!exponent) return pass(exponent.error());
        const Tensor* inputs[] = {&c.in(0), &*exponent};
        Tensor* into[] = {c.wants(0) ? &c.into(0) : nullptr, nullptr};
        const Tensor* dy = c.outputGradient(0);
        GradientContext same(c.node(), inputs, {&c.out(), 1}, {&dy, 1}, into, c.threads());
        return power(same);
    }
    return each(c, [](auto a, auto b, auto y) {
        using T = decltype(a);
        return std::pair<T, T> {b * std::pow(a, b - 1), a > 0 ? y * std::log(a) : T {0}};
    });
}

Result<void> prelu(GradientContext& c)
{
    return each(c, [](auto a, auto b, auto) {
        using T = decltype(a);
        return a >= 0 ? std::pair<T, T> {1, 0} : std::pair<T, T> {b, a};
    });
}

constexpr Gradient kRows[]
    = {{"Add", add}, {"Sub", subtract}, {"Mul", multiply}, {"Div", divide}, {"Pow", power}, {"PRelu", prelu}};

} // namespace

std::span<const Gradient> arithmeticGradients()
{
    return kRows;
}

} // namespace bitladder::train
