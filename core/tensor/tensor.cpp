#include "core/tensor/tensor.h"

#include "core/tensor/memory_limit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>

namespace bitladder::tensor
{

std::optional<int64_t> elementCount(std::span<const int64_t> shape)
{
    // A zero extent makes the count 0, but the strides of the others must fit all the same.
    int64_t count = 1;
    bool none = false;
    for (const int64_t extent : shape) {
        if (extent < 0 || __builtin_mul_overflow(count, std::max<int64_t>(extent, 1), &count)) return std::nullopt;
        none = none || extent == 0;
    }
    return none ? 0 : count;
}

std::string toString(std::span<const int64_t> shape)
{
    if (shape.empty()) return "scalar";
    std::string text;
    for (const int64_t extent : shape) {
        if (!text.empty()) text += "×";
        text += extent < 0 ? "?" : std::to_string(extent);
    }
    return text;
}

std::vector<int64_t> stridesOf(std::span<const int64_t> shape)
{
    std::vector<int64_t> strides(shape.size());
    int64_t step = 1;
    for (size_t i = shape.size(); i-- > 0;) {
        strides[i] = step;
        step *= shape[i];
    }
    return strides;
}

std::optional<Shape> broadcast(std::span<const int64_t> a, std::span<const int64_t> b)
{
    Shape result(std::max(a.size(), b.size()));
    for (size_t i = 0; i < result.size(); ++i) {
        const int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1;
        const int64_t y = i < b.size() ? b[b.size() - 1 - i] : 1;
        if (x != y && x != 1 && y != 1) return std::nullopt;
        result[result.size() - 1 - i] = x == 1 ? y : x;
    }
    return result;
}

std::optional<int> normalizedAxis(int64_t axis, size_t rank)
{
    const auto n = static_cast<int64_t>(rank);
    if (axis < -n || axis >= n) return std::nullopt;
    return static_cast<int>(axis < 0 ? axis + n : axis);
}

Result<Tensor> Tensor::make(ElementType type, Shape shape)
{
    const auto count = elementCount(shape);
    constexpr size_t kSlack = 64;
    // More than this no machine of ours holds; a system that promises it all the same would only stop us later.
    constexpr uint64_t kMostBytes = uint64_t {1} << 38;
    if (!count || static_cast<uint64_t>(*count) > kMostBytes / elementSize(type))
        return fail("a tensor of shape {} is too large", toString(shape));
    const size_t bytes = (static_cast<size_t>(*count) * elementSize(type) + kSlack + 63) / 64 * 64;
    const std::shared_ptr<MemoryLimit::Account> account = MemoryLimit::current();
    if (account && !account->take(bytes))
        return tooLarge("a tensor of shape {} ({} MiB) and what is there before it go beyond the {} MiB that a file of "
                        "this size may take; --memory or the window's preferences allow more",
            toString(shape), bytes >> 20, account->limit >> 20);
    void* memory = std::aligned_alloc(64, bytes);
    if (!memory) {
        if (account) account->used -= bytes;
        return fail("there is not enough memory for a tensor of shape {} ({} bytes)", toString(shape), bytes);
    }
    std::memset(memory, 0, bytes);
    Tensor tensor;
    tensor.m_type = type;
    tensor.m_shape = std::move(shape);
    tensor.m_count = *count;
    tensor.m_owner = std::shared_ptr<const void>(memory, [account, bytes](const void* p) {
        std::free(const_cast<void*>(p));
        if (account) account->used -= bytes;
    });
    tensor.m_data = memory;
    tensor.m_writable = true;
    return tensor;
}

Tensor Tensor::view(ElementType type, Shape shape, std::shared_ptr<const void> owner, const void* data)
{
    Tensor tensor;
    tensor.m_type = type;
    tensor.m_count = elementCount(shape).value_or(0);
    tensor.m_shape = std::move(shape);
    tensor.m_owner = std::move(owner);
    tensor.m_data = data;
    return tensor;
}

Tensor Tensor::place(ElementType type, Shape shape, void* memory)
{
    Tensor tensor = view(type, std::move(shape), nullptr, memory);
    tensor.m_writable = true;
    return tensor;
}

Tensor Tensor::reshaped(Shape shape) const
{
    assert(elementCount(shape) == m_count);
    Tensor tensor = *this;
    tensor.m_shape = std::move(shape);
    return tensor;
}

double Tensor::at(int64_t i) const
{
    return visitType(m_type, [&](auto zero) -> double {
        using T = decltype(zero);
        return static_cast<double>(numberOf(as<T>()[static_cast<size_t>(i)]));
    });
}

int64_t Tensor::integerAt(int64_t i) const
{
    return visitType(m_type, [&](auto zero) -> int64_t {
        using T = decltype(zero);
        return static_cast<int64_t>(numberOf(as<T>()[static_cast<size_t>(i)]));
    });
}

namespace
{

// On the way to a narrower float: what does not fit goes to the neighbour with the odd mantissa, so that it never looks
// like a tie to the second rounding (Boldo and Melquiond 2008). long double holds every double and every int64.
template<typename From> float roundedToOdd(From value)
{
    const auto nearest = static_cast<float>(value);
    if constexpr (std::is_same_v<From, float>) return nearest;
    const auto exact = static_cast<long double>(value);
    if (!std::isfinite(nearest) || static_cast<long double>(nearest) == exact || (std::bit_cast<uint32_t>(nearest) & 1))
        return nearest;
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    return std::nextafter(nearest, static_cast<long double>(nearest) < exact ? kInfinity : -kInfinity);
}

template<typename T> constexpr bool isMini = false;
template<ElementType kType> constexpr bool isMini<MiniFloat<kType>> = true;

template<typename To, typename From> To convertNumber(From value, const Narrowing& narrowing)
{
    if constexpr (std::is_same_v<To, Half>) {
        return encodeHalf(roundedToOdd(value));
    } else if constexpr (std::is_same_v<To, BFloat>) {
        return encodeBFloat(roundedToOdd(value));
    } else if constexpr (isMini<To>) {
        return {encodeMini(ElementTypeOf<To>::value, roundedToOdd(value), narrowing)};
    } else if constexpr (std::is_same_v<To, bool>) {
        return value != From {};
    } else if constexpr (std::is_integral_v<To> && std::is_floating_point_v<From>) {
        if (std::isnan(value)) return 0;
        const double limitLow = static_cast<double>(std::numeric_limits<To>::min());
        const double limitHigh = static_cast<double>(std::numeric_limits<To>::max());
        if (static_cast<double>(value) <= limitLow) return std::numeric_limits<To>::min();
        if (static_cast<double>(value) >= limitHigh) return std::numeric_limits<To>::max();
        return static_cast<To>(value);
    } else {
        return static_cast<To>(value);
    }
}

} // namespace

Result<Tensor> copied(const Tensor& tensor)
{
    auto result = Tensor::make(tensor.type(), tensor.shape());
    if (result && tensor.byteSize() > 0) std::memcpy(result->mutableData(), tensor.data(), tensor.byteSize());
    return result;
}

Result<Tensor> converted(const Tensor& tensor, ElementType type, const Narrowing& narrowing)
{
    if (tensor.type() == type) return tensor;
    auto result = Tensor::make(type, tensor.shape());
    if (!result) return result;
    visitType(tensor.type(), [&](auto from) {
        using From = decltype(from);
        visitType(type, [&](auto to) {
            using To = decltype(to);
            const auto in = tensor.as<From>();
            const auto out = result->template mutableAs<To>();
            for (size_t i = 0; i < in.size(); ++i)
                out[i] = convertNumber<To>(numberOf(in[i]), narrowing);
        });
    });
    // Parts of bytes lie in whole ones: their range is narrower than that of the type in memory.
    if (!isInteger(tensor.type()) && isInteger(type) && storedBits(type) < 8)
        visitType(type, [&, limits = limitsOf(type)](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_same_v<T, int8_t> || std::is_same_v<T, uint8_t>)
                for (T& v : result->template mutableAs<T>())
                    v = std::clamp(v, static_cast<T>(limits.first), static_cast<T>(limits.second));
        });
    return result;
}

} // namespace bitladder::tensor
