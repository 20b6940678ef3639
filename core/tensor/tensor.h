// A tensor: element type, shape and a shared block of memory in row-major order. Copies share the block and are cheap;
// a constant may point into a mapped file. Only the maker of a tensor writes to it, before it hands it on.
#pragma once
#include "core/base/result.h"
#include "core/tensor/element_type.h"
#include "core/tensor/shape.h"

#include <cassert>
#include <cstddef>
#include <memory>
#include <span>

namespace bitladder::tensor
{

class Tensor
{
public:
    Tensor() = default; // no elements, shape [0]

    // Zeroed memory, 64-byte aligned, with 64 readable bytes behind the last element. Fails on absurd shapes and when
    // memory is not to be had.
    static Result<Tensor> make(ElementType type, Shape shape);
    // Memory that somebody else keeps alive. Precondition: it holds elementCount(shape) elements and suits their
    // alignment.
    static Tensor view(ElementType type, Shape shape, std::shared_ptr<const void> owner, const void* data);
    // Memory that the caller owns and lets the maker of a result write to (a planned place in an arena).
    static Tensor place(ElementType type, Shape shape, void* memory);
    template<typename T> static Tensor of(Shape shape, std::span<const T> values);
    template<typename T> static Tensor scalar(T value) { return of<T>({}, std::span<const T>(&value, 1)); }

    ElementType type() const { return m_type; }
    const Shape& shape() const { return m_shape; }
    size_t rank() const { return m_shape.size(); }
    int64_t count() const { return m_count; }
    size_t byteSize() const { return static_cast<size_t>(m_count) * elementSize(m_type); }
    bool empty() const { return m_count == 0; }

    template<typename T>
    std::span<const T>
    as() const // precondition: T is the C++ type of type() (int8_t / uint8_t for the integers below a byte)
    {
        assert(sizeof(T) == elementSize(m_type));
        return {static_cast<const T*>(m_data), static_cast<size_t>(m_count)};
    }
    template<typename T> std::span<T> mutableAs() // only for the maker
    {
        assert(m_writable && sizeof(T) == elementSize(m_type));
        return {static_cast<T*>(const_cast<void*>(m_data)), static_cast<size_t>(m_count)};
    }
    const void* data() const { return m_data; }
    void* mutableData()
    {
        assert(m_writable || m_count == 0);
        return const_cast<void*>(m_data);
    }
    // The same elements under another shape. Precondition: equal counts.
    Tensor reshaped(Shape shape) const;

    // False for views of memory that somebody else manages.
    bool shared() const { return m_owner != nullptr; }

    // Element i as a number, whatever the type.
    double at(int64_t i) const;
    int64_t integerAt(int64_t i) const;

private:
    ElementType m_type = ElementType::Float32;
    Shape m_shape {0};
    int64_t m_count = 0;
    std::shared_ptr<const void> m_owner;
    const void* m_data = nullptr;
    bool m_writable = false;
};

// The same elements in memory of their own.
Result<Tensor> copied(const Tensor& tensor);

// Converts with saturation for integers (NaN → 0), round to nearest even for narrow floats, truncation float → integer.
// `narrowing` concerns minifloats alone.
Result<Tensor> converted(const Tensor& tensor, ElementType type, const Narrowing& narrowing = {});

template<typename T> Tensor Tensor::of(Shape shape, std::span<const T> values)
{
    auto tensor = make(ElementTypeOf<T>::value, std::move(shape));
    assert(tensor && tensor->count() == static_cast<int64_t>(values.size()));
    std::copy(values.begin(), values.end(), tensor->template mutableAs<T>().begin());
    return *std::move(tensor);
}

// Calls visit(T{}) with the C++ type of `type`.
template<typename Visitor> decltype(auto) visitType(ElementType type, Visitor&& visit)
{
    switch (type) {
    case ElementType::Float64:
        return visit(double {});
    case ElementType::Float32:
        return visit(float {});
    case ElementType::Float16:
        return visit(Half {});
    case ElementType::BFloat16:
        return visit(BFloat {});
    case ElementType::Int64:
        return visit(int64_t {});
    case ElementType::Int32:
        return visit(int32_t {});
    case ElementType::Int16:
        return visit(int16_t {});
    case ElementType::Int2:
    case ElementType::Int4:
    case ElementType::Int8:
        return visit(int8_t {});
    case ElementType::UInt64:
        return visit(uint64_t {});
    case ElementType::UInt32:
        return visit(uint32_t {});
    case ElementType::UInt16:
        return visit(uint16_t {});
    case ElementType::UInt2:
    case ElementType::UInt4:
    case ElementType::UInt8:
        return visit(uint8_t {});
    case ElementType::Float8E4M3FN:
        return visit(MiniFloat<ElementType::Float8E4M3FN> {});
    case ElementType::Float8E4M3FNUZ:
        return visit(MiniFloat<ElementType::Float8E4M3FNUZ> {});
    case ElementType::Float8E5M2:
        return visit(MiniFloat<ElementType::Float8E5M2> {});
    case ElementType::Float8E5M2FNUZ:
        return visit(MiniFloat<ElementType::Float8E5M2FNUZ> {});
    case ElementType::Float8E8M0:
        return visit(MiniFloat<ElementType::Float8E8M0> {});
    case ElementType::Float4E2M1:
        return visit(MiniFloat<ElementType::Float4E2M1> {});
    case ElementType::Bool:
        break;
    }
    return visit(bool {});
}

// An element as a number and back, with the conversions of `converted`.
template<typename T> inline T numberOf(T value)
{
    return value;
}
inline float numberOf(Half value)
{
    return decode(value);
}
inline float numberOf(BFloat value)
{
    return decode(value);
}
template<ElementType kType> float numberOf(MiniFloat<kType> value)
{
    return decodeMini(kType, value.bits);
}

} // namespace bitladder::tensor
