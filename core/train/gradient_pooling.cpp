// Gradients of pools and reductions: a mean hands its share to each, a maximum all of it to the first that has it.
#include "core/ops/support.h"
#include "core/ops/window.h"
#include "core/train/gradient.h"

namespace bitladder::train
{

namespace
{

// visit(plane, window, output index, z, y, x) for every output of every plane.
template<typename Visit> Result<void> eachPlane(GradientContext& c, Visit visit)
{
    const Shape& shape = c.in(0).shape();
    const auto w = ops::windowOf(c.node(), shape, nullptr);
    if (!w) return pass(w.error());
    for (int64_t plane = 0; plane < shape[0] * shape[1]; ++plane)
        ops::eachOutput(*w,
            [&](int64_t o, int64_t z, int64_t y, int64_t x) { visit(plane, *w, plane * w->outputs() + o, z, y, x); });
    return {};
}

Result<void> maxPool(GradientContext& c)
{
    if (!c.wants(0)) return {};
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T *in = c.x<T>(0), *dy = c.dy<T>();
        T* dx = c.dx<T>(0);
        return eachPlane(c, [&](int64_t plane, const ops::Window& w, int64_t o, int64_t z, int64_t y, int64_t x) {
            int64_t best = -1;
            ops::eachInside(w, z, y, x, [&](int64_t i) {
                const int64_t at = plane * w.inputs() + i;
                if (best < 0 || in[at] > in[best]) best = at;
            });
            if (best >= 0) dx[best] += dy[o];
        });
    });
}

Result<void> averagePool(GradientContext& c)
{
    if (!c.wants(0)) return {};
    const bool countPadding = c.node().attributes.integer("count_include_pad", 0) != 0;
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* dy = c.dy<T>();
        T* dx = c.dx<T>(0);
        return eachPlane(c, [&](int64_t plane, const ops::Window& w, int64_t o, int64_t z, int64_t y, int64_t x) {
            int64_t count = 0;
            if (countPadding) {
                // Padding counts; what ceil_mode adds behind it does not.
                count = 1;
                const ops::Triple at {z, y, x};
                for (size_t d = 0; d < 3; ++d) {
                    const int64_t start = at[d] * w.stride[d] - w.before[d], end = w.input[d] + w.after[d];
                    count *= std::clamp<int64_t>((end - start + w.dilation[d] - 1) / w.dilation[d], 0, w.kernel[d]);
                }
            } else {
                ops::eachInside(w, z, y, x, [&](int64_t) { ++count; });
            }
            if (count == 0) return;
            const T share = dy[o] / static_cast<T>(count);
            ops::eachInside(w, z, y, x, [&](int64_t i) { dx[plane * w.inputs() + i] += share; });
        });
    });
}

Result<void> globalAveragePool(GradientContext& c)
{
    if (!c.wants(0)) return {};
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const int64_t plane = ops::extentProduct(c.in(0).shape(), 2, c.in(0).rank());
        const T* dy = c.dy<T>();
        T* dx = c.dx<T>(0);
        for (int64_t i = 0; i < c.in(0).count(); ++i)
            dx[i] += dy[i / plane] / static_cast<T>(plane);
        return {};
    });
}

Result<void> globalMaxPool(GradientContext& c)
{
    if (!c.wants(0)) return {};
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const int64_t plane = ops::extentProduct(c.in(0).shape(), 2, c.in(0).rank());
        const T *in = c.x<T>(0), *dy = c.dy<T>();
        for (int64_t p = 0; p < c.out().count(); ++p)
            c.dx<T>(0)[std::max_element(in + p * plane, in + (p + 1) * plane) - in] += dy[p];
        return {};
    });
}

// The axes are an input in newer opsets, an attribute in older ones; without any, all of them.
Result<void> reduced(GradientContext& c, bool mean)
{
    if (!c.wants(0)) return {};
    const Shape& shape = c.in(0).shape();
    std::vector<int64_t> axes = c.node().attributes.integers("axes");
    if (c.has(1))
        for (int64_t i = 0; i < c.in(1).count(); ++i)
            axes.push_back(c.in(1).integerAt(i));
    Shape kept = shape;
    if (axes.empty()) {
        if (c.node().attributes.integer("noop_with_empty_axes", 0) == 0) std::ranges::fill(kept, 1);
    } else {
        for (const int64_t axis : axes) {
            const auto at = tensor::normalizedAxis(axis, shape.size());
            if (!at) return fail("axis {} is not one of {}", axis, tensor::toString(shape));
            kept[static_cast<size_t>(*at)] = 1;
        }
    }
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const int64_t results = c.out().count();
        const T factor = mean && results > 0 ? static_cast<T>(results) / static_cast<T>(c.in(0).count()) : T {1};
        const ops::Walk<2> walk(shape, {tensor::stridesOf(shape), ops::broadcastStrides(kept, shape)});
        const T* dy = c.dy<T>();
        T* dx = c.dx<T>(0);
        walk.run([&](const auto& at, int64_t count, const auto& step) {
            for (int64_t i = 0; i < count; ++i)
                dx[at[0] + i * step[0]] += factor * dy[at[1] + i * step[1]];
        });
        return {};
    });
}

Result<void> reduceMean(GradientContext& c)
{
    return reduced(c, true);
}

Result<void> reduceSum(GradientContext& c)
{
    return reduced(c, false);
}

constexpr Gradient kRows[]
    = {{"MaxPool", maxPool}, {"AveragePool", averagePool}, {"GlobalAveragePool", globalAveragePool},
        {"GlobalMaxPool", globalMaxPool}, {"ReduceMean", reduceMean}, {"ReduceSum", reduceSum}};

} // namespace

std::span<const Gradient> poolingGradients()
{
    return kRows;
}

} // namespace bitladder::train
