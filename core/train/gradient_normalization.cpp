// Gradients of normalizations. Softmax: ∂x = y·(∂y − Σ ∂y·y) along the axis. LayerNormalization with x̂ = (x − μ)/σ and
// g = ∂y·scale: ∂x = (g − mean g − x̂·mean(g·x̂))/σ (Ba et al. 2016). Batch norms have frozen statistics: they are
// factors.
#include "core/ops/support.h"
#include "core/train/gradient.h"

#include <cmath>

namespace bitladder::train
{

namespace
{

// From opset 13 on along one axis; before, over all axes from it on.
struct Rows {
    int64_t outer = 1, length = 1, inner = 1;
};
Result<Rows> rowsOf(const GradientContext& c)
{
    const Shape& shape = c.in(0).shape();
    const bool one = c.node().opset >= 13;
    const auto axis = tensor::normalizedAxis(c.node().attributes.integer("axis", one ? -1 : 1), shape.size());
    if (!axis) return fail("there is no such axis in {}", tensor::toString(shape));
    const auto at = static_cast<size_t>(*axis);
    Rows rows;
    rows.outer = ops::extentProduct(shape, 0, at);
    rows.length = one ? shape[at] : ops::extentProduct(shape, at, shape.size());
    rows.inner = one ? ops::extentProduct(shape, at + 1, shape.size()) : 1;
    return rows;
}

// visit(offset of a row's first element, distance between its elements, length)
template<typename Visit> Result<void> eachRow(GradientContext& c, Visit visit)
{
    if (!c.wants(0)) return {};
    const auto rows = rowsOf(c);
    if (!rows) return pass(rows.error());
    for (int64_t o = 0; o < rows->outer; ++o)
        for (int64_t i = 0; i < rows->inner; ++i)
            visit(o * rows->length * rows->inner + i, rows->inner, rows->length);
    return {};
}

Result<void> softmax(GradientContext& c)
{
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        return eachRow(c, [&](int64_t first, int64_t step, int64_t length) {
            const T *y = c.y<T>() + first, *dy = c.dy<T>() + first;
            T* dx = c.dx<T>(0) + first;
            T sum {};
            for (int64_t i = 0; i < length; ++i)
                sum += dy[i * step] * y[i * step];
            for (int64_t i = 0; i < length; ++i)
                dx[i * step] += y[i * step] * (dy[i * step] - sum);
        });
    });
}

Result<void> logSoftmax(GradientContext& c)
{
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        return eachRow(c, [&](int64_t first, int64_t step, int64_t length) {
            const T *y = c.y<T>() + first, *dy = c.dy<T>() + first;
            T* dx = c.dx<T>(0) + first;
            T sum {};
            for (int64_t i = 0; i < length; ++i)
                sum += dy[i * step];
            for (int64_t i = 0; i < length; ++i)
                dx[i * step] += dy[i * step] - std::exp(y[i * step]) * sum;
        });
    });
}

Result<void> layerNormalization(GradientContext& c)
{
    const Shape& shape = c.in(0).shape();
    const auto axis = tensor::normalizedAxis(c.node().attributes.integer("axis", -1), shape.size());
    if (!axis) return fail("there is no such axis in {}", tensor::toString(shape));
    const int64_t length = ops::extentProduct(shape, static_cast<size_t>(*axis), shape.size());
    const double epsilon = static_cast<double>(c.node().attributes.get<float>("epsilon", 1e-5f));
    for (size_t i = 1; i < 3; ++i)
        if (c.has(i) && c.in(i).count() != length)
            return unsupported("scales of the shape {} have no gradient yet", tensor::toString(c.in(i).shape()));
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        std::vector<double> hat(static_cast<size_t>(length));
        const T* scale = c.x<T>(1);
        for (int64_t r = 0; r < c.in(0).count() / std::max<int64_t>(1, length); ++r) {
            const T *x = c.x<T>(0) + r * length, *dy = c.dy<T>() + r * length;
            double mean = 0, square = 0, g1 = 0, g2 = 0;
            for (int64_t i = 0; i < length; ++i)
                mean += static_cast<double>(x[i]);
            mean /= static_cast<double>(length);
            for (int64_t i = 0; i < length; ++i)
                square += (static_cast<double>(x[i]) - mean) * (static_cast<double>(x[i]) - mean);
            const double deviation = std::sqrt(square / static_cast<double>(length) + epsilon);
            for (int64_t i = 0; i < length; ++i) {
                const double h = (static_cast<double>(x[i]) - mean) / deviation,
                             g = static_cast<double>(dy[i]) * static_cast<double>(scale[i]);
                hat[static_cast<size_t>(i)] = h;
                g1 += g;
                g2 += g * h;
            }
            for (int64_t i = 0; i < length; ++i) {
                const double h = hat[static_cast<size_t>(i)],
                             g = static_cast<double>(dy[i]) * static_cast<double>(scale[i]);
                if (c.wants(0))
                    c.dx<T>(0)[r * length + i]
                        += static_cast<T>((g - (g1 + h * g2) / static_cast<double>(length)) / deviation);
                if (c.wants(1)) c.dx<T>(1)[i] += static_cast<T>(static_cast<double>(dy[i]) * h);
                if (c.wants(2)) c.dx<T>(2)[i] += dy[i];
            }
        }
        return {};
    });
}

// y = scale·(x − mean)/√(variance + ε) + bias, with the statistics that the file has.
Result<void> batchNormalization(GradientContext& c)
{
    const Shape& shape = c.in(0).shape();
    if (c.node().attributes.integer("training_mode", 0) != 0)
        return unsupported("only with frozen statistics it has a gradient");
    const int64_t channels = shape.size() > 1 ? shape[1] : 1;
    const int64_t plane = shape.size() > 1 ? ops::extentProduct(shape, 2, shape.size()) : 1;
    const double epsilon = static_cast<double>(c.node().attributes.get<float>("epsilon", 1e-5f));
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (int64_t i = 0; i < c.in(0).count(); ++i) {
            const auto ch = static_cast<size_t>(i / plane % channels);
            const T root = static_cast<T>(std::sqrt(c.in(4).at(static_cast<int64_t>(ch)) + epsilon));
            const T dy = c.dy<T>()[i];
            if (c.wants(0)) c.dx<T>(0)[i] += dy * c.x<T>(1)[ch] / root;
            if (c.wants(1)) c.dx<T>(1)[ch] += dy * (c.x<T>(0)[i] - c.x<T>(3)[ch]) / root;
            if (c.wants(2)) c.dx<T>(2)[ch] += dy;
        }
        return {};
    });
}

constexpr Gradient kRows[] = {{"Softmax", softmax}, {"LogSoftmax", logSoftmax},
    {"LayerNormalization", layerNormalization}, {"BatchNormalization", batchNormalization}};

} // namespace

std::span<const Gradient> normalizationGradients()
{
    return kRows;
}

} // namespace bitladder::train
