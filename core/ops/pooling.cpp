// Pooling over windows and over everything.
#include "core/ops/window.h"

namespace bitladder::ops
{

namespace
{

Result<Window> poolWindow(const OpContext& c)
{
    return windowOf(c.node(), c.in(0).shape(), nullptr);
}

Result<void> maxPool(OpContext& c)
{
    const auto w = poolWindow(c);
    if (!w) return pass(w.error());
    const Tensor& x = c.in(0);
    const Shape shape = w->outputShape(x.shape()[0], x.shape()[1]);
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    int64_t* indices = nullptr;
    if (c.wants(1)) {
        auto places = c.out(1, ElementType::Int64, shape);
        if (!places) return pass(places.error());
        indices = (*places)->mutableAs<int64_t>().data();
    }
    if ((*out)->empty()) return {};
    const bool columnMajor = c.node().attributes.integer("storage_order", 0) != 0;
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* source = x.as<T>().data();
        T* target = (*out)->template mutableAs<T>().data();
        c.threads().each(static_cast<size_t>(x.shape()[0] * x.shape()[1]), [&](size_t piece) {
            const auto plane = static_cast<int64_t>(piece);
            const T* in = source + plane * w->inputs();
            eachOutput(*w, [&](int64_t o, int64_t z, int64_t y, int64_t column) {
                // A window that lies in the padding alone has no greatest element.
                T best = std::numeric_limits<T>::lowest();
                if constexpr (std::is_floating_point_v<T>) best = -std::numeric_limits<T>::infinity();
                int64_t at = -1;
                eachInside(*w, z, y, column, [&](int64_t i) {
                    if (at < 0 || in[i] > best || in[i] != in[i]) {
                        best = in[i];
                        at = i;
                    }
                });
                target[plane * w->outputs() + o] = best;
                if (!indices) return;
                if (columnMajor && at >= 0) {
                    const int64_t iz = at / (w->input[1] * w->input[2]), iy = at / w->input[2] % w->input[1],
                                  ix = at % w->input[2];
                    at = w->rank == 3 ? (ix * w->input[1] + iy) * w->input[0] + iz : ix * w->input[1] + iy;
                }
                indices[plane * w->outputs() + o] = plane * w->inputs() + std::max<int64_t>(at, 0);
            });
        });
        return {};
    });
}

Result<void> averagePool(OpContext& c)
{
    const auto w = poolWindow(c);
    if (!w) return pass(w.error());
    const Tensor& x = c.in(0);
    auto out = c.out(0, x.type(), w->outputShape(x.shape()[0], x.shape()[1]));
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    const bool countPadding = c.node().attributes.integer("count_include_pad", 0) != 0;
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* source = x.as<T>().data();
        T* target = (*out)->template mutableAs<T>().data();
        c.threads().each(static_cast<size_t>(x.shape()[0] * x.shape()[1]), [&](size_t piece) {
            const auto plane = static_cast<int64_t>(piece);
            eachOutput(*w, [&](int64_t o, int64_t z, int64_t y, int64_t column) {
                double sum = 0;
                int64_t count = 0;
                eachInside(*w, z, y, column, [&](int64_t i) {
                    sum += static_cast<double>(source[plane * w->inputs() + i]);
                    ++count;
                });
                if (countPadding) {
                    // Padding counts; what ceil_mode adds behind it does not.
                    count = 1;
                    const Triple at {z, y, column};
                    for (size_t d = 0; d < 3; ++d) {
                        const int64_t start = at[d] * w->stride[d] - w->before[d], end = w->input[d] + w->after[d];
                        count *= std::clamp<int64_t>(
                            (end - start + w->dilation[d] - 1) / w->dilation[d], 0, w->kernel[d]);
                    }
                }
                target[plane * w->outputs() + o] = count > 0 ? static_cast<T>(sum / static_cast<double>(count)) : T {};
            });
        });
        return {};
    });
}

Result<void> lpPool(OpContext& c)
{
    const auto w = poolWindow(c);
    if (!w) return pass(w.error());
    const double p = c.node().attributes.find<float>("p") ? numberAttribute(c, "p", 2)
                                                          : static_cast<double>(c.node().attributes.integer("p", 2));
    if (!(p > 0)) return fail("p must be positive");
    const Tensor& x = c.in(0);
    auto out = c.out(0, x.type(), w->outputShape(x.shape()[0], x.shape()[1]));
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* source = x.as<T>().data();
        T* target = (*out)->template mutableAs<T>().data();
        c.threads().each(static_cast<size_t>(x.shape()[0] * x.shape()[1]), [&](size_t piece) {
            const auto plane = static_cast<int64_t>(piece);
            eachOutput(*w, [&](int64_t o, int64_t z, int64_t y, int64_t column) {
                double sum = 0;
                eachInside(*w, z, y, column, [&](int64_t i) {
                    sum += std::pow(std::fabs(static_cast<double>(source[plane * w->inputs() + i])), p);
                });
                target[plane * w->outputs() + o] = static_cast<T>(std::pow(sum, 1 / p));
            });
        });
        return {};
    });
}

// finish(reduce over all spatial elements of each plane), computed in double.
template<typename Reduce> Result<void> globalPool(OpContext& c, Reduce reduce)
{
    const Tensor& x = c.in(0);
    if (x.rank() < 2) return fail("data {} has no channels", tensor::toString(x.shape()));
    Shape shape = x.shape();
    std::fill(shape.begin() + 2, shape.end(), 1);
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    const int64_t size = extentProduct(x.shape(), 2, x.rank());
    if (size == 0 && !(*out)->empty()) return fail("data {} has empty planes", tensor::toString(x.shape()));
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* source = x.as<T>().data();
        T* target = (*out)->template mutableAs<T>().data();
        c.threads().each(static_cast<size_t>((*out)->count()), [&](size_t i) {
            target[i] = saturated<T>(
                reduce(std::span<const T>(source + static_cast<int64_t>(i) * size, static_cast<size_t>(size))));
        });
        return {};
    });
}

Result<void> globalAveragePool(OpContext& c)
{
    return globalPool(c, [](auto plane) {
        double sum = 0;
        for (const auto v : plane)
            sum += static_cast<double>(v);
        return sum / static_cast<double>(plane.size());
    });
}

Result<void> globalMaxPool(OpContext& c)
{
    return globalPool(c, [](auto plane) { return static_cast<double>(*std::ranges::max_element(plane)); });
}

Result<void> globalLpPool(OpContext& c)
{
    const double p = c.node().attributes.find<float>("p") ? numberAttribute(c, "p", 2)
                                                          : static_cast<double>(c.node().attributes.integer("p", 2));
    if (!(p > 0)) return fail("p must be positive");
    return globalPool(c, [p](auto plane) {
        double sum = 0;
        for (const auto v : plane)
            sum += std::pow(std::fabs(static_cast<double>(v)), p);
        return std::pow(sum, 1 / p);
    });
}

// Puts the values back to where MaxPool took them from.
Result<void> maxUnpool(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.shape() != c.in(1).shape()) return fail("values and indices differ in shape");
    const auto indices = integersOf(c, 1);
    if (!indices) return pass(indices.error());
    if (x.rank() < 3) return fail("data {} has no spatial axes", tensor::toString(x.shape()));
    const auto& attributes = c.node().attributes;
    const auto kernel = attributes.integers("kernel_shape");
    auto strides = attributes.integers("strides"), pads = attributes.integers("pads");
    const size_t rank = x.rank() - 2;
    if (strides.empty()) strides.assign(rank, 1);
    if (pads.empty()) pads.assign(2 * rank, 0);
    if (kernel.size() != rank || strides.size() != rank || pads.size() != 2 * rank)
        return fail("kernel_shape, strides and pads do not fit {}", tensor::toString(x.shape()));
    Shape natural = x.shape();
    for (size_t d = 0; d < rank; ++d) {
        if (kernel[d] < 1 || strides[d] < 1 || kernel[d] > (1 << 24) || strides[d] > (1 << 24)
            || std::abs(pads[d]) > (1 << 24) || std::abs(pads[d + rank]) > (1 << 24))
            return fail("this window is not possible");
        natural[d + 2] = (natural[d + 2] - 1) * strides[d] - pads[d] - pads[d + rank] + kernel[d];
    }
    Shape shape = natural;
    if (c.has(2)) {
        auto given = integersOf(c, 2);
        if (!given) return pass(given.error());
        if (given->size() != x.rank()) return fail("output_shape has {} numbers for rank {}", given->size(), x.rank());
        shape = *std::move(given);
    }
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    // Indices count in the natural shape; a larger output keeps the coordinates.
    const auto strideNatural = tensor::stridesOf(natural), strideOut = tensor::stridesOf(shape);
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        T* to = mutableBitsOf<T>(**out);
        std::fill(to, to + (*out)->count(), T {});
        for (size_t i = 0; i < indices->size(); ++i) {
            int64_t index = (*indices)[i], target = 0;
            bool fits = index >= 0;
            for (size_t d = 0; d < shape.size() && fits; ++d) {
                fits = strideNatural[d] > 0;
                if (!fits) break;
                const int64_t at = index / strideNatural[d];
                index %= strideNatural[d];
                fits = at < shape[d];
                target += at * strideOut[d];
            }
            if (fits) to[target] = bitsOf<T>(x)[i];
        }
    });
    return {};
}

} // namespace

std::span<const Operator> poolingOperators()
{
    static const Operator kOperators[] = {
        {.name = "MaxPool", .since = 1, .run = maxPool},
        {.name = "AveragePool", .since = 1, .run = averagePool},
        {.name = "LpPool", .since = 1, .run = lpPool},
        {.name = "GlobalAveragePool", .since = 1, .run = globalAveragePool},
        {.name = "GlobalMaxPool", .since = 1, .run = globalMaxPool},
        {.name = "GlobalLpPool", .since = 1, .run = globalLpPool},
        {.name = "MaxUnpool", .since = 9, .run = maxUnpool, .shapeInputs = {2}, .needs = 2},
    };
    return kOperators;
}

} // namespace bitladder::ops
