// QONNX: quantizers of any width that keep their results as floats. Files name their domain in several ways, or not at
// all.
#include "core/ops/support.h"

#include <array>
#include <cmath>
#include <limits>

namespace bitladder::ops
{

namespace
{

using Rounding = double (*)(double);

Result<Rounding> roundingOf(const OpContext& c, std::string_view fallback)
{
    auto name = c.node().attributes.get<std::string>("rounding_mode", std::string(fallback));
    for (char& letter : name)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (name == "ROUND" || name == "HALF_EVEN") return [](double x) { return std::rint(x); };
    if (name == "CEIL") return [](double x) { return std::ceil(x); };
    if (name == "FLOOR") return [](double x) { return std::floor(x); };
    if (name == "ROUND_TO_ZERO" || name == "DOWN") return [](double x) { return std::trunc(x); };
    if (name == "UP") return [](double x) { return std::copysign(std::ceil(std::fabs(x)), x); };
    if (name == "HALF_UP") return [](double x) { return std::copysign(std::floor(std::fabs(x) + 0.5), x); };
    if (name == "HALF_DOWN") return [](double x) { return std::copysign(std::ceil(std::fabs(x) - 0.5), x); };
    return fail("rounding_mode \"{}\" is unknown", name);
}

// apply(x, parameters…) with the inputs 1 … N broadcast to x.
template<size_t N, typename Apply> Result<void> withParameters(OpContext& c, Apply apply)
{
    const Tensor& x = c.in(0);
    std::array<Tensor, N> parameters;
    std::array<std::vector<int64_t>, N + 1> strides;
    strides[0] = tensor::stridesOf(x.shape());
    for (size_t i = 0; i < N; ++i) {
        const auto both = tensor::broadcast(x.shape(), c.in(i + 1).shape());
        // A parameter of one element fits whatever its rank.
        const Tensor given = c.in(i + 1).count() == 1 ? c.in(i + 1).reshaped({}) : c.in(i + 1);
        if (given.rank() > 0 && (!both || *both != x.shape()))
            return fail(
                "input {} ({}) does not fit {}", i + 1, tensor::toString(given.shape()), tensor::toString(x.shape()));
        auto wide = as<double>(given);
        if (!wide) return pass(wide.error());
        parameters[i] = *std::move(wide);
        strides[i + 1] = broadcastStrides(parameters[i].shape(), x.shape());
    }
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    const Walk<N + 1> walk(x.shape(), strides);
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* from = x.as<T>().data();
        T* to = (*out)->template mutableAs<T>().data();
        walk.run(c.threads(), [&](const auto& at, int64_t count, const auto& step) {
            for (int64_t i = 0; i < count; ++i) {
                std::array<double, N> p;
                for (size_t n = 0; n < N; ++n)
                    p[n] = parameters[n].template as<double>()[static_cast<size_t>(at[n + 1] + i * step[n + 1])];
                to[at[0] + i * step[0]] = static_cast<T>(apply(from[at[0] + i * step[0]], p));
            }
        });
        return {};
    });
}

// The range of codes that the attributes `signed` and `narrow` leave to a width.
struct Codes {
    explicit Codes(const graph::Attributes& attributes)
        : isSigned(attributes.integer("signed", 1) != 0)
        , narrow(attributes.integer("narrow", 0) != 0)
    {
    }
    double clamped(double x, double bits) const
    {
        const double half = std::exp2(bits - 1);
        const double low = isSigned ? -half + (narrow ? 1 : 0) : 0;
        const double high = isSigned ? half - 1 : 2 * half - (narrow ? 2 : 1);
        return std::min(std::max(x, low), high);
    }

    bool isSigned, narrow;
};

// x, scale, zero point, bit width
Result<void> quant(OpContext& c)
{
    const auto round = roundingOf(c, "ROUND");
    if (!round) return pass(round.error());
    const Codes codes(c.node().attributes);
    for (int64_t i = 0; i < c.in(3).count(); ++i)
        if (!(c.in(3).at(i) >= 1 && c.in(3).at(i) <= 64)) {
            // Zeros stand for unknown widths while shapes are inferred.
            if (c.in(3).at(i) != 0) return fail("a width of {} bits is not possible", c.in(3).at(i));
        }
    return withParameters<3>(c, [=](auto x, const auto& p) {
        using T = decltype(x);
        const T scale = static_cast<T>(p[0]);
        const double scaled = static_cast<double>(x / scale + static_cast<T>(p[1]));
        double value = 0;
        if (p[2] == 1 && codes.isSigned)
            value = scaled >= 0 ? 1 : -1;
        else
            value = (*round)(codes.clamped(scaled, p[2]));
        return (static_cast<T>(value) - static_cast<T>(p[1])) * scale;
    });
}

// x, scale
Result<void> bipolarQuant(OpContext& c)
{
    return withParameters<1>(c, [](auto x, const auto& p) { return x >= 0 ? p[0] : -p[0]; });
}

// x, scale, exponent bits, mantissa bits, exponent bias, largest value. Subnormals count; beyond the largest value the
// result saturates, or is infinity or NaN where the attributes say so.
Result<void> floatQuant(OpContext& c)
{
    const auto round = roundingOf(c, "ROUND");
    if (!round) return pass(round.error());
    const graph::Attributes& attributes = c.node().attributes;
    const bool saturates = attributes.integer("saturation", 1) != 0;
    const double beyond = attributes.integer("has_inf", 0) != 0 ? std::numeric_limits<double>::infinity()
        : attributes.integer("has_nan", 0) != 0                 ? std::numeric_limits<double>::quiet_NaN()
                                                                : 0;
    if (!saturates && beyond == 0) return fail("saturation is off, and there is neither infinity nor NaN");
    return withParameters<5>(c, [=](auto x, const auto& p) {
        using T = decltype(x);
        const T scale = static_cast<T>(p[0]);
        const double scaled = static_cast<double>(x / scale);
        if (std::isnan(scaled) || scaled == 0) return static_cast<T>(scaled) * scale;
        const double top = std::min((2 - std::exp2(-p[2])) * std::exp2(std::exp2(p[1]) - 1 - p[3]), p[4]);
        double value = scaled;
        if (std::isfinite(scaled)) {
            const double spacing = std::exp2(std::max<double>(std::ilogb(scaled), 1 - p[3]) - p[2]);
            value = (*round)(scaled / spacing) * spacing;
        }
        if (!saturates && std::fabs(value) > top) return static_cast<T>(std::copysign(beyond, value)) * scale;
        return static_cast<T>(std::clamp(value, -top, top)) * scale;
    });
}

// Drops the lowest bits. x, scale, zero point, width before, width after; since version 2: x, scale, zero point, width
// before, scale after, zero point after, width after, and the result has the scale after.
Result<void> trunc(OpContext& c)
{
    const auto round = roundingOf(c, "FLOOR");
    if (!round) return pass(round.error());
    if (c.inputCount() > 5) {
        if (!c.has(5) || !c.has(6)) return fail("the zero point or the width after it is missing");
        const Codes codes(c.node().attributes);
        return withParameters<6>(c, [=](auto x, const auto& p) {
            const double whole = std::rint(static_cast<double>(x) / p[0] + p[1]);
            const double steps = std::exp2(std::rint(std::log2(p[3] / p[0])));
            return ((*round)(codes.clamped(whole / steps, p[5])) - p[1] / steps) * p[3];
        });
    }
    return withParameters<4>(c, [=](auto x, const auto& p) {
        const double whole = std::rint(static_cast<double>(x) / p[0] + p[1]);
        return ((*round)(whole / std::exp2(p[2] - p[3])) - p[1]) * p[0];
    });
}

} // namespace

std::span<const Operator> qonnxOperators()
{
    static const std::vector<Operator> kOperators = [] {
        std::vector<Operator> list;
        for (const std::string_view domain :
            {"", "onnx.brevitas", "finn.custom_op.general", "qonnx.custom_op.general"}) {
            list.push_back({.name = "Quant", .domain = domain, .since = 1, .run = quant, .needs = 4});
            list.push_back({.name = "IntQuant", .domain = domain, .since = 1, .run = quant, .needs = 4});
            list.push_back({.name = "BipolarQuant", .domain = domain, .since = 1, .run = bipolarQuant, .needs = 2});
            list.push_back({.name = "FloatQuant", .domain = domain, .since = 1, .run = floatQuant, .needs = 6});
            list.push_back({.name = "Trunc", .domain = domain, .since = 1, .run = trunc, .needs = 5});
        }
        return list;
    }();
    return kOperators;
}

} // namespace bitladder::ops
