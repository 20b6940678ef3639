// Two or more numbers in, one number out, with broadcasting: arithmetic, comparisons, logic, bits.
#include "core/ops/support.h"

namespace bitladder::ops
{

namespace
{

// Before opset 7, B is laid against A's axes from `axis` on, and only if `broadcast` says so.
Tensor alignedRight(const OpContext& c, const Tensor& a, const Tensor& b)
{
    if (c.node().opset >= 7 || !c.node().domain.empty()) return b;
    const int64_t* axis = c.node().attributes.find<int64_t>("axis");
    if (!axis || c.node().attributes.integer("broadcast", 0) == 0) return b;
    const auto normalized = tensor::normalizedAxis(*axis, a.rank());
    if (!normalized || static_cast<size_t>(*normalized) + b.rank() > a.rank()) return b;
    Shape shape = b.shape();
    shape.resize(a.rank() - static_cast<size_t>(*normalized), 1);
    return b.reshaped(shape);
}

template<typename Visit, typename F> Result<void> combine(OpContext& c, Visit visit, F f)
{
    const Tensor& a = c.in(0);
    const Tensor b = alignedRight(c, a, c.in(1));
    BITLADDER_TRY(sameType(a, b));
    const auto shape = broadcastShape(a, b);
    if (!shape) return pass(shape.error());
    return visit(a.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        using Out = decltype(f(T {}, T {}));
        auto out = c.out(0, std::is_same_v<Out, bool> ? ElementType::Bool : a.type(), *shape);
        if (!out) return pass(out.error());
        zip<T, T, Out>(c.threads(), a, b, **out, f);
        return {};
    });
}

constexpr auto kNumbers = [](ElementType type, auto visit) { return visitNumber(type, visit); };
constexpr auto kIntegers = [](ElementType type, auto visit) { return visitInteger(type, visit); };
constexpr auto kBools = [](ElementType type, auto visit) -> Result<void> {
    if (type != ElementType::Bool) return fail("it does not work on {}", tensor::elementTypeName(type));
    return visit(bool {});
};
constexpr auto kNumbersAndBools = [](ElementType type, auto visit) -> Result<void> {
    return type == ElementType::Bool ? visit(bool {}) : visitNumber(type, visit);
};

// Integers wrap, as everywhere in ONNX; done unsigned, where the language defines it.
template<typename T> T plus(T a, T b)
{
    if constexpr (std::is_integral_v<T>)
        return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
    else
        return a + b;
}

template<typename T> T minus(T a, T b)
{
    if constexpr (std::is_integral_v<T>)
        return static_cast<T>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
    else
        return a - b;
}

template<typename T> T times(T a, T b)
{
    if constexpr (std::is_integral_v<T>)
        return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
    else
        return a * b;
}

// A division of an integer by zero gives 0; it must not end the program.
template<typename T> T quotient(T a, T b)
{
    if constexpr (std::is_integral_v<T>) {
        if (b == 0) return 0;
        if constexpr (std::is_signed_v<T>)
            if (b == -1) return minus(T {0}, a);
        return static_cast<T>(a / b);
    } else {
        return a / b;
    }
}

// The sign of the divisor, as in Python.
template<typename T> T floorModulo(T a, T b)
{
    if constexpr (std::is_integral_v<T>) {
        if (b == 0) return 0;
        if constexpr (std::is_signed_v<T>)
            if (b == -1) return 0;
        const T rest = static_cast<T>(a % b);
        return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
    } else {
        const T rest = std::fmod(a, b);
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }
}

template<typename T> T truncatedModulo(T a, T b)
{
    if constexpr (std::is_integral_v<T>) {
        if (b == 0) return 0;
        if constexpr (std::is_signed_v<T>)
            if (b == -1) return 0;
        return static_cast<T>(a % b);
    } else {
        return std::fmod(a, b);
    }
}

// NaN wins over every number.
template<typename T> T smaller(T a, T b)
{
    return a < b || a != a ? a : b;
}

template<typename T> T larger(T a, T b)
{
    return a > b || a != a ? a : b;
}

Result<void> modulo(OpContext& c)
{
    if (c.node().attributes.integer("fmod", 0) != 0)
        return combine(c, kNumbers, [](auto a, auto b) { return truncatedModulo(a, b); });
    return combine(c, kNumbers, [](auto a, auto b) { return floorModulo(a, b); });
}

template<typename T> T integerPower(T base, int64_t exponent)
{
    if (exponent < 0) return base == 1 ? T {1} : (base == static_cast<T>(-1) ? (exponent % 2 ? base : T {1}) : T {0});
    T result = 1;
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1) result = times(result, base);
        base = times(base, base);
    }
    return result;
}

// The exponent may be of another type; the result has the type of the base.
Result<void> power(OpContext& c)
{
    const Tensor& a = c.in(0);
    const Tensor b = alignedRight(c, a, c.in(1));
    const auto shape = broadcastShape(a, b);
    if (!shape) return pass(shape.error());
    auto out = c.out(0, a.type(), *shape);
    if (!out) return pass(out.error());
    return visitNumber(a.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        if (std::is_integral_v<T> && isInteger(b.type())) {
            auto exponent = as<int64_t>(b);
            if (!exponent) return pass(exponent.error());
            if constexpr (std::is_integral_v<T>) zip<T, int64_t, T>(c.threads(), a, *exponent, **out, integerPower<T>);
        } else if (std::is_same_v<T, float> && b.type() != ElementType::Float64) {
            auto exponent = as<float>(b);
            if (!exponent) return pass(exponent.error());
            zip<T, float, T>(c.threads(), a, *exponent, **out, [](T x, float y) {
                // Squares are so common that they must not take the long way.
                if (y == 2.0f) return static_cast<T>(static_cast<float>(x) * static_cast<float>(x));
                return static_cast<T>(std::pow(static_cast<float>(x), y));
            });
        } else {
            auto exponent = as<double>(b);
            if (!exponent) return pass(exponent.error());
            zip<T, double, T>(c.threads(), a, *exponent, **out,
                [](T x, double y) { return saturated<T>(std::pow(static_cast<double>(x), y)); });
        }
        return {};
    });
}

// Any number of inputs, taken from left to right.
template<typename F> Result<void> accumulate(OpContext& c, F f, bool average = false)
{
    Shape shape = c.in(0).shape();
    for (size_t i = 0; i < c.inputCount(); ++i) {
        if (!c.has(i)) return fail("input {} is missing", i);
        BITLADDER_TRY(sameType(c.in(0), c.in(i)));
        const auto wider = tensor::broadcast(shape, c.in(i).shape());
        if (!wider)
            return fail(
                "shapes {} and {} do not go together", tensor::toString(shape), tensor::toString(c.in(i).shape()));
        shape = *wider;
    }
    auto out = c.out(0, c.in(0).type(), shape);
    if (!out) return pass(out.error());
    return visitNumber(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        zip<T, T, T>(c.threads(), c.in(0), c.in(0), **out, [](T x, T) { return x; });
        for (size_t i = 1; i < c.inputCount(); ++i)
            zip<T, T, T>(c.threads(), **out, c.in(i), **out, f);
        if (average)
            for (T& v : (*out)->template mutableAs<T>())
                v = static_cast<T>(v / static_cast<T>(c.inputCount()));
        return {};
    });
}

Result<void> mean(OpContext& c)
{
    if (!isFloat(c.in(0).type())) return fail("it does not work on {}", tensor::elementTypeName(c.in(0).type()));
    return accumulate(
        c, [](auto a, auto b) { return plus(a, b); }, true);
}

Result<void> bitShift(OpContext& c)
{
    const auto direction = c.node().attributes.get<std::string>("direction", "");
    if (direction != "LEFT" && direction != "RIGHT")
        return fail("direction \"{}\" is neither LEFT nor RIGHT", direction);
    const bool left = direction == "LEFT";
    return combine(c, kIntegers, [left](auto a, auto b) {
        using T = decltype(a);
        using U = std::make_unsigned_t<T>;
        const auto distance = static_cast<uint64_t>(static_cast<U>(b));
        if (distance >= sizeof(T) * 8) return T {0};
        return static_cast<T>(
            left ? static_cast<uint64_t>(a) << distance : static_cast<uint64_t>(static_cast<U>(a)) >> distance);
    });
}

Result<void> where(OpContext& c)
{
    const Tensor& condition = c.in(0);
    const Tensor& x = c.in(1);
    const Tensor& y = c.in(2);
    if (condition.type() != ElementType::Bool) return fail("the condition must be bool");
    BITLADDER_TRY(sameType(x, y));
    const auto both = broadcastShape(x, y);
    if (!both) return pass(both.error());
    const auto shape = tensor::broadcast(*both, condition.shape());
    if (!shape)
        return fail("condition {} does not fit {}", tensor::toString(condition.shape()), tensor::toString(*both));
    auto out = c.out(0, x.type(), *shape);
    if (!out) return pass(out.error());
    const Walk<4> walk(*shape,
        {broadcastStrides(condition.shape(), *shape), broadcastStrides(x.shape(), *shape),
            broadcastStrides(y.shape(), *shape), tensor::stridesOf(*shape)});
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        const bool* test = condition.as<bool>().data();
        const T* yes = bitsOf<T>(x);
        const T* no = bitsOf<T>(y);
        T* to = mutableBitsOf<T>(**out);
        walk.run(c.threads(), [=](const auto& at, int64_t count, const auto& step) {
            for (int64_t i = 0; i < count; ++i)
                to[at[3] + i] = test[at[0] + i * step[0]] ? yes[at[1] + i * step[1]] : no[at[2] + i * step[2]];
        });
    });
    return {};
}

Operator binary(std::string_view name, int since, Result<void> (*run)(OpContext&))
{
    return {.name = name, .since = since, .run = run, .needs = 2};
}

} // namespace

std::span<const Operator> arithmeticOperators()
{
    static const Operator kOperators[] = {
        binary("Add", 1, [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return plus(a, b); }); }),
        binary("Sub", 1, [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return minus(a, b); }); }),
        binary("Mul", 1, [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return times(a, b); }); }),
        binary(
            "Div", 1, [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return quotient(a, b); }); }),
        binary("Mod", 10, modulo),
        binary("Pow", 1, power),
        {.name = "Min",
            .since = 1,
            .run = [](OpContext& c) { return accumulate(c, [](auto a, auto b) { return smaller(a, b); }); }},
        {.name = "Max",
            .since = 1,
            .run = [](OpContext& c) { return accumulate(c, [](auto a, auto b) { return larger(a, b); }); }},
        {.name = "Sum",
            .since = 1,
            .run = [](OpContext& c) { return accumulate(c, [](auto a, auto b) { return plus(a, b); }); }},
        {.name = "Mean", .since = 1, .run = mean},
        binary("Equal", 1,
            [](OpContext& c) { return combine(c, kNumbersAndBools, [](auto a, auto b) { return a == b; }); }),
        binary("Greater", 1, [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return a > b; }); }),
        binary("Less", 1, [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return a < b; }); }),
        binary("GreaterOrEqual", 12,
            [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return a >= b; }); }),
        binary("LessOrEqual", 12,
            [](OpContext& c) { return combine(c, kNumbers, [](auto a, auto b) { return a <= b; }); }),
        binary("And", 1, [](OpContext& c) { return combine(c, kBools, [](bool a, bool b) { return a && b; }); }),
        binary("Or", 1, [](OpContext& c) { return combine(c, kBools, [](bool a, bool b) { return a || b; }); }),
        binary("Xor", 1, [](OpContext& c) { return combine(c, kBools, [](bool a, bool b) { return a != b; }); }),
        binary("BitShift", 11, bitShift),
        binary("BitwiseAnd", 18,
            [](OpContext& c) {
                return combine(c, kIntegers, [](auto a, auto b) { return static_cast<decltype(a)>(a & b); });
            }),
        binary("BitwiseOr", 18,
            [](OpContext& c) {
                return combine(c, kIntegers, [](auto a, auto b) { return static_cast<decltype(a)>(a | b); });
            }),
        binary("BitwiseXor", 18,
            [](OpContext& c) {
                return combine(c, kIntegers, [](auto a, auto b) { return static_cast<decltype(a)>(a ^ b); });
            }),
        {.name = "Where", .since = 9, .run = where, .needs = 3},
    };
    return kOperators;
}

} // namespace bitladder::ops
