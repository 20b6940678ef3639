#include "core/ops/support.h"

#include <cstring>

namespace bitladder::ops
{

std::vector<int64_t> broadcastStrides(std::span<const int64_t> shape, std::span<const int64_t> target)
{
    const auto own = tensor::stridesOf(shape);
    std::vector<int64_t> strides(target.size(), 0);
    for (size_t i = 0; i < shape.size() && i < target.size(); ++i) {
        const size_t from = shape.size() - 1 - i;
        if (shape[from] != 1) strides[target.size() - 1 - i] = own[from];
    }
    return strides;
}

Result<Shape> broadcastShape(const Tensor& a, const Tensor& b)
{
    auto shape = tensor::broadcast(a.shape(), b.shape());
    if (!shape)
        return fail("shapes {} and {} do not go together", tensor::toString(a.shape()), tensor::toString(b.shape()));
    return *std::move(shape);
}

float numberAttribute(const OpContext& c, const std::string& name, float fallback)
{
    if (const auto* whole = c.node().attributes.find<int64_t>(name)) return static_cast<float>(*whole);
    return c.node().attributes.get(name, fallback);
}

Result<size_t> axisAttribute(const OpContext& c, int64_t fallback, size_t rank, const std::string& name)
{
    const int64_t axis = c.node().attributes.integer(name, fallback);
    const auto normalized = tensor::normalizedAxis(axis, rank);
    if (!normalized) return fail("{} {} does not exist in a tensor of rank {}", name, axis, rank);
    return static_cast<size_t>(*normalized);
}

Result<double> scalarOf(const OpContext& c, size_t input)
{
    if (!c.has(input)) return fail("input {} is missing", input);
    if (c.in(input).count() != 1)
        return fail("input {} must hold one number, not {}", input, tensor::toString(c.in(input).shape()));
    return c.in(input).at(0);
}

Result<void> sameType(const Tensor& a, const Tensor& b)
{
    if (a.type() == b.type()) return {};
    return fail("its inputs are {} and {}, but must be of one type", tensor::elementTypeName(a.type()),
        tensor::elementTypeName(b.type()));
}

int64_t extentProduct(std::span<const int64_t> shape, size_t begin, size_t end)
{
    int64_t product = 1;
    for (size_t i = begin; i < end && i < shape.size(); ++i)
        product *= shape[i];
    return product;
}

void gatherAxes(const Tensor& in, Tensor& out, std::span<const std::vector<int64_t>> maps, const void* fill)
{
    if (out.empty()) return;
    visitBits(in.type(), [&](auto zero) {
        using T = decltype(zero);
        T filling {};
        if (fill) std::memcpy(&filling, fill, sizeof(T));
        const T* from = bitsOf<T>(in);
        T* to = mutableBitsOf<T>(out);
        const auto strides = tensor::stridesOf(in.shape());
        const size_t rank = maps.size();
        if (rank == 0) {
            *to = *from;
            return;
        }
        const std::vector<int64_t>& row = maps[rank - 1];
        std::vector<size_t> index(rank, 0);
        for (;;) {
            int64_t base = 0;
            bool outside = false;
            for (size_t d = 0; d + 1 < rank; ++d) {
                const int64_t at = maps[d][index[d]];
                outside = outside || at < 0;
                base += at * strides[d];
            }
            for (const int64_t at : row)
                *to++ = outside || at < 0 ? filling : from[base + at];
            size_t d = rank - 1;
            for (;;) {
                if (d-- == 0) return;
                if (++index[d] < maps[d].size()) break;
                index[d] = 0;
            }
        }
    });
}

void permute(const Tensor& in, std::span<const int64_t> shape, std::span<const size_t> perm, Tensor& out)
{
    const auto strides = tensor::stridesOf(shape);
    Shape extents;
    std::vector<int64_t> steps;
    for (const size_t axis : perm) {
        extents.push_back(shape[axis]);
        steps.push_back(strides[axis]);
    }
    const Walk<2> walk(extents, {steps, tensor::stridesOf(extents)});
    visitBits(in.type(), [&](auto zero) {
        using T = decltype(zero);
        const T* from = bitsOf<T>(in);
        T* to = mutableBitsOf<T>(out);
        walk.run([&](const auto& at, int64_t count, const auto& step) {
            for (int64_t i = 0; i < count; ++i)
                to[at[1] + i] = from[at[0] + i * step[0]];
        });
    });
}

Result<ElementType> elementTypeOfNumber(int64_t dataType)
{
    switch (dataType) {
    case 1:
        return ElementType::Float32;
    case 2:
        return ElementType::UInt8;
    case 3:
        return ElementType::Int8;
    case 4:
        return ElementType::UInt16;
    case 5:
        return ElementType::Int16;
    case 6:
        return ElementType::Int32;
    case 7:
        return ElementType::Int64;
    case 9:
        return ElementType::Bool;
    case 10:
        return ElementType::Float16;
    case 11:
        return ElementType::Float64;
    case 12:
        return ElementType::UInt32;
    case 13:
        return ElementType::UInt64;
    case 16:
        return ElementType::BFloat16;
    case 17:
        return ElementType::Float8E4M3FN;
    case 18:
        return ElementType::Float8E4M3FNUZ;
    case 19:
        return ElementType::Float8E5M2;
    case 20:
        return ElementType::Float8E5M2FNUZ;
    case 21:
        return ElementType::UInt4;
    case 22:
        return ElementType::Int4;
    case 23:
        return ElementType::Float4E2M1;
    case 24:
        return ElementType::Float8E8M0;
    case 25:
        return ElementType::UInt2;
    case 26:
        return ElementType::Int2;
    default:
        return unsupported("data type {} is not supported", dataType);
    }
}

Result<tensor::Narrowing> narrowingOf(const graph::Attributes& attributes)
{
    tensor::Narrowing narrowing;
    if (attributes.integer("saturate", 1) == 0) narrowing.overflow = tensor::Overflow::ToInfinityOrNaN;
    const auto rounding = attributes.get<std::string>("round_mode", "up");
    if (rounding == "down")
        narrowing.scales = tensor::ScaleRounding::Down;
    else if (rounding == "nearest")
        narrowing.scales = tensor::ScaleRounding::Nearest;
    else if (rounding != "up")
        return fail("round_mode \"{}\" is unknown", rounding);
    return narrowing;
}

Result<Tensor> castTo(const Tensor& in, ElementType type, const tensor::Narrowing& narrowing)
{
    const int width = tensor::storedBits(type);
    if (in.type() == type || !isInteger(type) || width >= 8) return tensor::converted(in, type, narrowing);
    auto out = Tensor::make(type, in.shape());
    if (!out) return out;
    auto* to = static_cast<uint8_t*>(out->mutableData());
    const int64_t codes = int64_t {1} << width, most = tensor::limitsOf(type).second;
    for (int64_t i = 0; i < in.count(); ++i) { // towards zero, then the lowest bits
        const int64_t whole = isInteger(in.type()) ? in.integerAt(i) : saturated<int64_t>(in.at(i));
        const int64_t bits = whole & (codes - 1);
        to[i] = static_cast<uint8_t>(bits > most ? bits - codes : bits);
    }
    return out;
}

Result<void> joinAlong(size_t axis, std::span<const Tensor* const> parts, Tensor& out)
{
    const size_t element = tensor::elementSize(out.type());
    const int64_t outer = extentProduct(out.shape(), 0, axis);
    const size_t outRow = static_cast<size_t>(extentProduct(out.shape(), axis, out.rank())) * element;
    size_t offset = 0;
    for (const Tensor* part : parts) {
        const size_t row = static_cast<size_t>(extentProduct(part->shape(), axis, out.rank())) * element;
        if (row == 0) continue;
        const auto* from = static_cast<const std::byte*>(part->data());
        auto* to = static_cast<std::byte*>(out.mutableData()) + offset;
        for (int64_t o = 0; o < outer; ++o)
            std::memcpy(to + static_cast<size_t>(o) * outRow, from + static_cast<size_t>(o) * row, row);
        offset += row;
    }
    return {};
}

Result<Shape> joinedShape(size_t axis, std::span<const Tensor* const> parts)
{
    Shape shape = parts[0]->shape();
    shape[axis] = 0;
    for (const Tensor* part : parts) {
        Shape other = part->shape();
        if (other.size() == shape.size()) {
            if (__builtin_add_overflow(shape[axis], other[axis], &shape[axis])) return fail("the result is too large");
            other[axis] = shape[axis];
        }
        if (other != shape)
            return fail("{} and {} cannot be joined along axis {}", tensor::toString(parts[0]->shape()),
                tensor::toString(part->shape()), axis);
    }
    return shape;
}

Result<Tensor> evaluatePlain(
    std::string op, std::span<const Tensor* const> inputs, graph::Attributes attributes, const Threads& threads)
{
    Node node;
    node.name = op;
    node.op = std::move(op);
    node.opset = 18;
    node.attributes = std::move(attributes);
    node.outputs = {ValueId {0}};
    auto results = evaluateNode(node, inputs, threads);
    if (!results) return pass(results.error());
    return std::move(results->front());
}

} // namespace bitladder::ops
