// Shared by the operator files: choosing the C++ type, walking several strided tensors at once, reading attributes.
#pragma once
#include "core/ops/operator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

namespace bitladder::ops
{

using tensor::isFloat;
using tensor::isInteger;

// Calls visit(T{}) for float64 and float32.
template<typename Visit> Result<void> visitFloat(ElementType type, Visit visit)
{
    if (type == ElementType::Float64) return visit(double {});
    if (type == ElementType::Float32) return visit(float {});
    return fail("it does not work on {}", tensor::elementTypeName(type));
}

// Calls visit(T{}) for all integer types.
template<typename Visit> Result<void> visitInteger(ElementType type, Visit visit)
{
    switch (type) {
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
    default:
        return fail("it does not work on {}", tensor::elementTypeName(type));
    }
}

// float64, float32 and the integers.
template<typename Visit> Result<void> visitNumber(ElementType type, Visit visit)
{
    return isInteger(type) ? visitInteger(type, visit) : visitFloat(type, visit);
}

// For operators that only move elements: an unsigned type of the element's size.
template<typename Visit> decltype(auto) visitBits(ElementType type, Visit&& visit)
{
    switch (tensor::elementSize(type)) {
    case 8:
        return visit(uint64_t {});
    case 4:
        return visit(uint32_t {});
    case 2:
        return visit(uint16_t {});
    default:
        return visit(uint8_t {});
    }
}

// The elements as unsigned numbers of the same size, whatever the type is.
template<typename T> const T* bitsOf(const Tensor& t)
{
    return static_cast<const T*>(t.data());
}
template<typename T> T* mutableBitsOf(Tensor& t)
{
    return static_cast<T*>(t.mutableData());
}

// A float as T; integers saturate, NaN becomes 0.
template<typename T> T saturated(double value)
{
    if constexpr (std::is_integral_v<T>) {
        if (std::isnan(value)) return 0;
        if (value <= static_cast<double>(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
        if (value >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    }
    return static_cast<T>(value);
}

// Visits the elements of N tensors of one shape but different strides (broadcast: 0, reversed: negative), row by row.
// Extents that lie together in all of them are merged first, so that rows are as long as they can be.
template<size_t N> class Walk
{
public:
    using Offsets = std::array<int64_t, N>;

    Walk(std::span<const int64_t> extents, std::array<std::vector<int64_t>, N> strides)
    {
        for (size_t d = 0; d < extents.size(); ++d) {
            if (extents[d] == 1) continue;
            Offsets steps;
            for (size_t n = 0; n < N; ++n)
                steps[n] = strides[n][d];
            bool merges = !m_extents.empty();
            for (size_t n = 0; n < N && merges; ++n)
                merges = m_steps.back()[n] == steps[n] * extents[d];
            if (merges) {
                m_extents.back() *= extents[d];
                m_steps.back() = steps;
            } else {
                m_extents.push_back(extents[d]);
                m_steps.push_back(steps);
            }
        }
        if (m_extents.empty()) {
            m_extents.push_back(1);
            m_steps.push_back({});
        }
        m_count = 1;
        for (const int64_t extent : m_extents)
            m_count *= extent;
    }

    // row(offsets, count, steps): `count` elements from `offsets` on, `steps` apart.
    template<typename Row> void run(Row row) const { part(0, m_extents.front(), row); }
    // The same, cut into pieces for threads; rows must not write to the same places.
    template<typename Row> void run(const Threads& threads, Row row) const
    {
        constexpr int64_t kPiece = 1 << 15;
        if (m_count < 2 * kPiece || threads.count() < 2) return run(row);
        const int64_t pieces = std::min(m_extents.front(), m_count / kPiece);
        const int64_t size = (m_extents.front() + pieces - 1) / pieces;
        threads.each(static_cast<size_t>(pieces), [&](size_t i) {
            const int64_t begin = static_cast<int64_t>(i) * size;
            part(begin, std::min(m_extents.front(), begin + size), row);
        });
    }

private:
    template<typename Row> void part(int64_t begin, int64_t end, Row& row) const
    {
        if (m_count == 0 || begin >= end) return;
        const size_t rank = m_extents.size();
        Offsets offsets {};
        for (size_t n = 0; n < N; ++n)
            offsets[n] = begin * m_steps[0][n];
        if (rank == 1) return row(offsets, end - begin, m_steps[0]);
        std::vector<int64_t> index(rank, 0);
        index[0] = begin;
        for (;;) {
            row(offsets, m_extents[rank - 1], m_steps[rank - 1]);
            size_t d = rank - 1;
            for (;;) {
                if (d-- == 0) return;
                for (size_t n = 0; n < N; ++n)
                    offsets[n] += m_steps[d][n];
                const int64_t limit = d == 0 ? end : m_extents[d];
                if (++index[d] < limit) break;
                if (d == 0) return;
                for (size_t n = 0; n < N; ++n)
                    offsets[n] -= m_steps[d][n] * m_extents[d];
                index[d] = 0;
            }
        }
    }

    std::vector<int64_t> m_extents;
    std::vector<Offsets> m_steps;
    int64_t m_count = 0;
};

// Row-major strides of `shape` as seen from the broadcast shape `target`: 0 along repeated extents.
std::vector<int64_t> broadcastStrides(std::span<const int64_t> shape, std::span<const int64_t> target);
Result<Shape> broadcastShape(const Tensor& a, const Tensor& b);

// A number attribute, written as float or as integer.
float numberAttribute(const OpContext& c, const std::string& name, float fallback);
// The attribute `name` as an axis of a tensor of rank `rank`.
Result<size_t> axisAttribute(const OpContext& c, int64_t fallback, size_t rank, const std::string& name = "axis");
// The one element of an input.
Result<double> scalarOf(const OpContext& c, size_t input);
Result<void> sameType(const Tensor& a, const Tensor& b);
// The product of extents [begin, end).
int64_t extentProduct(std::span<const int64_t> shape, size_t begin, size_t end);

// Copies elements: along each axis d, output position i comes from input position maps[d][i], or is `fill` where that
// is −1.
// `fill` points to one element or is null (zero).
void gatherAxes(const Tensor& in, Tensor& out, std::span<const std::vector<int64_t>> maps, const void* fill);
// `in`, taken as `shape`, with its axes in the order `perm`, written to `out` (same count and type).
void permute(const Tensor& in, std::span<const int64_t> shape, std::span<const size_t> perm, Tensor& out);

// Concatenation: the result's shape, and the copying. Precondition: `axis` exists in the first part, there is a part.
Result<Shape> joinedShape(size_t axis, std::span<const Tensor* const> parts);
Result<void> joinAlong(size_t axis, std::span<const Tensor* const> parts, Tensor& out);

// Runs an operator of the default domain (opset 18) that another operator is made of.
Result<Tensor> evaluatePlain(
    std::string op, std::span<const Tensor* const> inputs, graph::Attributes attributes, const Threads& threads);

// ONNX data type numbers.
Result<ElementType> elementTypeOfNumber(int64_t dataType);
// How the attributes of Cast, CastLike and QuantizeLinear want minifloats to be made.
Result<tensor::Narrowing> narrowingOf(const graph::Attributes& attributes);
// Conversion as Cast does it: `converted`, but of integers below a byte the lowest bits are kept.
Result<Tensor> castTo(const Tensor& in, ElementType type, const tensor::Narrowing& narrowing = {});
// `in` copied or converted to float32 / float64 / int64 is often simpler than one more template.
template<typename T> Result<Tensor> as(const Tensor& in)
{
    return tensor::converted(in, tensor::ElementTypeOf<T>::value);
}

// out[i] = f(in[i]) on input 0, result of type Out (or that of the input).
template<typename In, typename Out, typename F> Result<void> mapAs(OpContext& c, ElementType outType, F f)
{
    const Tensor& x = c.in(0);
    auto out = c.out(0, outType, x.shape());
    if (!out) return pass(out.error());
    const In* in = x.as<In>().data();
    Out* to = (*out)->mutableAs<Out>().data();
    constexpr int64_t kPiece = 1 << 15;
    const int64_t count = x.count();
    const auto part = [&](size_t piece) {
        const int64_t begin = static_cast<int64_t>(piece) * kPiece;
        const int64_t end = std::min(count, begin + kPiece);
        for (int64_t i = begin; i < end; ++i)
            to[i] = static_cast<Out>(f(in[i]));
    };
    const auto pieces = static_cast<size_t>((count + kPiece - 1) / kPiece);
    if (pieces > 1)
        c.threads().each(pieces, part);
    else if (pieces == 1)
        part(0);
    return {};
}

template<typename F> Result<void> mapFloat(OpContext& c, F f)
{
    return visitFloat(
        c.in(0).type(), [&](auto zero) { return mapAs<decltype(zero), decltype(zero)>(c, c.in(0).type(), f); });
}

template<typename F> Result<void> mapNumber(OpContext& c, F f)
{
    return visitNumber(
        c.in(0).type(), [&](auto zero) { return mapAs<decltype(zero), decltype(zero)>(c, c.in(0).type(), f); });
}

// out = f(a, b) elementwise with broadcasting; A, B and Out are the C++ types of a, b and out.
template<typename A, typename B, typename Out, typename F>
void zip(const Threads& threads, const Tensor& a, const Tensor& b, Tensor& out, F f)
{
    const Walk<3> walk(out.shape(),
        {broadcastStrides(a.shape(), out.shape()), broadcastStrides(b.shape(), out.shape()),
            tensor::stridesOf(out.shape())});
    const A* x = a.as<A>().data();
    const B* y = b.as<B>().data();
    Out* z = out.mutableAs<Out>().data();
    walk.run(threads, [=](const auto& at, int64_t count, const auto& steps) {
        const A* p = x + at[0];
        const B* q = y + at[1];
        Out* r = z + at[2];
        // Written out so that the compiler sees unit steps.
        if (steps[0] == 1 && steps[1] == 1) {
            for (int64_t i = 0; i < count; ++i)
                r[i] = static_cast<Out>(f(p[i], q[i]));
        } else if (steps[0] == 1 && steps[1] == 0) {
            const B right = *q;
            for (int64_t i = 0; i < count; ++i)
                r[i] = static_cast<Out>(f(p[i], right));
        } else {
            for (int64_t i = 0; i < count; ++i)
                r[i] = static_cast<Out>(f(p[i * steps[0]], q[i * steps[1]]));
        }
    });
}

} // namespace bitladder::ops
