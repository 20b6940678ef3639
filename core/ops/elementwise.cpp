// One number in, one number out: arithmetic functions, casts, tests.
#include "core/ops/support.h"

namespace bitladder::ops
{

namespace
{

template<typename T> T absolute(T x)
{
    if constexpr (std::is_unsigned_v<T>)
        return x;
    else if constexpr (std::is_integral_v<T>)
        return x < 0 ? static_cast<T>(uint64_t {0} - static_cast<uint64_t>(x)) : x;
    else
        return std::fabs(x);
}

template<typename T> T negated(T x)
{
    if constexpr (std::is_integral_v<T>)
        return static_cast<T>(uint64_t {0} - static_cast<uint64_t>(x));
    else
        return -x;
}

Result<void> cast(OpContext& c)
{
    const auto& attributes = c.node().attributes;
    Result<ElementType> type = fail("the attribute \"to\" is missing");
    if (const auto* name = attributes.find<std::string>("to")) { // opsets 1 to 5 name the type
        if (name->empty() || *name == "STRING") return unsupported("strings are not supported");
        std::string lower;
        for (const char letter : *name)
            lower += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
        if (lower == "float" || lower == "double") lower = lower == "float" ? "float32" : "float64";
        const auto known = tensor::elementTypeFromName(lower);
        if (!known) return fail("\"{}\" is not an element type", *name);
        type = *known;
    } else if (const auto* number = attributes.find<int64_t>("to")) {
        type = elementTypeOfNumber(*number);
    }
    if (!type) return pass(type.error());
    const auto narrowing = narrowingOf(attributes);
    if (!narrowing) return pass(narrowing.error());
    auto result = castTo(c.in(0), *type, *narrowing);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

Result<void> castLike(OpContext& c)
{
    const auto narrowing = narrowingOf(c.node().attributes);
    if (!narrowing) return pass(narrowing.error());
    auto result = castTo(c.in(0), c.in(1).type(), *narrowing);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

Result<void> bitCast(OpContext& c)
{
    const auto type = elementTypeOfNumber(c.node().attributes.integer("to", 0));
    if (!type) return pass(type.error());
    const Tensor& x = c.in(0);
    if (tensor::storedBits(*type) != tensor::storedBits(x.type()))
        return fail("{} and {} differ in size", tensor::elementTypeName(x.type()), tensor::elementTypeName(*type));
    auto out = c.out(0, *type, x.shape());
    if (!out) return pass(out.error());
    const auto* from = static_cast<const uint8_t*>(x.data());
    auto* to = static_cast<uint8_t*>((*out)->mutableData());
    std::copy(from, from + x.byteSize(), to);
    if (*type == ElementType::Bool)
        for (size_t i = 0; i < x.byteSize(); ++i)
            to[i] = to[i] != 0;
    return {};
}

Result<void> isInf(OpContext& c)
{
    const bool negative = c.node().attributes.integer("detect_negative", 1) != 0;
    const bool positive = c.node().attributes.integer("detect_positive", 1) != 0;
    return visitFloat(c.in(0).type(), [&](auto zero) {
        return mapAs<decltype(zero), bool>(
            c, ElementType::Bool, [=](auto x) { return std::isinf(x) && (x < 0 ? negative : positive); });
    });
}

Result<void> isNan(OpContext& c)
{
    return visitFloat(c.in(0).type(), [&](auto zero) {
        return mapAs<decltype(zero), bool>(c, ElementType::Bool, [](auto x) { return std::isnan(x); });
    });
}

Result<void> logicalNot(OpContext& c)
{
    if (c.in(0).type() != ElementType::Bool)
        return fail("it does not work on {}", tensor::elementTypeName(c.in(0).type()));
    return mapAs<bool, bool>(c, ElementType::Bool, [](bool x) { return !x; });
}

Result<void> bitwiseNot(OpContext& c)
{
    return visitInteger(c.in(0).type(), [&](auto zero) {
        using T = decltype(zero);
        return mapAs<T, T>(c, c.in(0).type(), [](T x) { return static_cast<T>(~x); });
    });
}

// min and max: attributes up to opset 10, inputs from 11 on.
Result<void> clip(OpContext& c)
{
    for (size_t i = 1; i <= 2; ++i) {
        if (!c.has(i)) continue;
        if (auto bound = scalarOf(c, i); !bound) return pass(bound.error());
        BITLADDER_TRY(sameType(c.in(0), c.in(i)));
    }
    return visitNumber(c.in(0).type(), [&](auto zero) {
        using T = decltype(zero);
        T low = std::numeric_limits<T>::lowest(), high = std::numeric_limits<T>::max();
        if constexpr (std::is_floating_point_v<T>) {
            low = -std::numeric_limits<T>::infinity();
            high = std::numeric_limits<T>::infinity();
            if (c.node().opset < 11) {
                low = numberAttribute(c, "min", -std::numeric_limits<float>::infinity());
                high = numberAttribute(c, "max", std::numeric_limits<float>::infinity());
            }
        }
        if (c.has(1)) low = c.in(1).as<T>()[0];
        if (c.has(2)) high = c.in(2).as<T>()[0];
        return mapAs<T, T>(c, c.in(0).type(), [=](T x) {
            const T raised = x < low ? low : x;
            return raised > high ? high : raised;
        });
    });
}

Operator unary(std::string_view name, int since, Result<void> (*run)(OpContext&), int needs = 1)
{
    return {.name = name, .since = since, .run = run, .layout = LayoutRule::Elementwise, .needs = needs};
}

} // namespace

std::span<const Operator> elementwiseOperators()
{
    static const Operator kOperators[] = {
        unary("Abs", 1, [](OpContext& c) { return mapNumber(c, [](auto x) { return absolute(x); }); }),
        unary("Neg", 1, [](OpContext& c) { return mapNumber(c, [](auto x) { return negated(x); }); }),
        unary("Sign", 9, [](OpContext& c) { return mapNumber(c, [](auto x) { return (x > 0) - (x < 0); }); }),
        unary("Floor", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::floor(x); }); }),
        unary("Ceil", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::ceil(x); }); }),
        unary(
            "Round", 11, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::rint(x); }); }), // half to even
        unary("Reciprocal", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return 1 / x; }); }),
        unary("Sqrt", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::sqrt(x); }); }),
        unary("Exp", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::exp(x); }); }),
        unary("Log", 1, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::log(x); }); }),
        unary("Erf", 9, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::erf(x); }); }),
        unary("Sin", 7, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::sin(x); }); }),
        unary("Cos", 7, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::cos(x); }); }),
        unary("Tan", 7, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::tan(x); }); }),
        unary("Asin", 7, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::asin(x); }); }),
        unary("Acos", 7, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::acos(x); }); }),
        unary("Atan", 7, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::atan(x); }); }),
        unary("Sinh", 9, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::sinh(x); }); }),
        unary("Cosh", 9, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::cosh(x); }); }),
        unary("Asinh", 9, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::asinh(x); }); }),
        unary("Acosh", 9, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::acosh(x); }); }),
        unary("Atanh", 9, [](OpContext& c) { return mapFloat(c, [](auto x) { return std::atanh(x); }); }),
        unary("IsNaN", 9, isNan),
        unary("IsInf", 10, isInf),
        unary("Not", 1, logicalNot),
        unary("BitwiseNot", 18, bitwiseNot),
        unary("Clip", 1, clip),
        unary("Cast", 1, cast),
        unary("CastLike", 15, castLike, 2),
        unary("BitCast", 26, bitCast),
    };
    return kOperators;
}

} // namespace bitladder::ops
