// Constants, shapes, and the rearranging of whole tensors.
#include "core/ops/support.h"

#include <cstring>

namespace bitladder::ops
{

namespace
{

Result<void> constant(OpContext& c)
{
    const auto& attributes = c.node().attributes;
    if (const auto* value = attributes.find<Tensor>("value"))
        c.setOut(0, *value);
    else if (const auto* number = attributes.find<float>("value_float"))
        c.setOut(0, Tensor::scalar(*number));
    else if (const auto* whole = attributes.find<int64_t>("value_int"))
        c.setOut(0, Tensor::scalar(*whole));
    else if (const auto* numbers = attributes.find<std::vector<float>>("value_floats"))
        c.setOut(0, Tensor::of<float>({static_cast<int64_t>(numbers->size())}, *numbers));
    else if (const auto* wholes = attributes.find<std::vector<int64_t>>("value_ints"))
        c.setOut(0, Tensor::of<int64_t>({static_cast<int64_t>(wholes->size())}, *wholes));
    else
        return unsupported("its value is neither a numeric tensor nor a number");
    return {};
}

Result<void> constantOfShape(OpContext& c)
{
    auto shape = integersOf(c, 0);
    if (!shape) return pass(shape.error());
    const Tensor* value = c.node().attributes.find<Tensor>("value");
    if (value && value->count() != 1) return fail("the attribute value must hold one element");
    auto out = c.out(0, value ? value->type() : ElementType::Float32, *std::move(shape));
    if (!out) return pass(out.error());
    visitBits((*out)->type(), [&](auto zero) {
        using T = decltype(zero);
        T* to = mutableBitsOf<T>(**out);
        std::fill(to, to + (*out)->count(), value ? *bitsOf<T>(*value) : T {});
    });
    return {};
}

Result<void> shapeOf(OpContext& c)
{
    const auto rank = static_cast<int64_t>(c.in(0).rank());
    const auto clipped = [&](int64_t v) { return std::clamp<int64_t>(v < 0 ? v + rank : v, 0, rank); };
    const int64_t start = clipped(c.node().attributes.integer("start", 0));
    const int64_t end = std::max(start, clipped(c.node().attributes.integer("end", rank)));
    auto out = c.out(0, ElementType::Int64, {end - start});
    if (!out) return pass(out.error());
    std::copy(c.in(0).shape().begin() + start, c.in(0).shape().begin() + end, (*out)->mutableAs<int64_t>().begin());
    return {};
}

Result<void> sizeOf(OpContext& c)
{
    c.setOut(0, Tensor::scalar<int64_t>(c.in(0).count()));
    return {};
}

Result<void> identity(OpContext& c)
{
    c.setOut(0, c.in(0));
    return {};
}

// At inference nothing is dropped; the mask, if wanted, is all true (of the data's type before opset 10).
Result<void> dropout(OpContext& c)
{
    if (c.has(2) && c.in(2).count() > 0 && c.in(2).at(0) != 0) {
        const double ratio = c.has(1) && c.in(1).count() > 0 ? c.in(1).at(0) : 0.5;
        if (ratio != 0.0) return unsupported("dropping at training time is not supported");
    }
    c.setOut(0, c.in(0));
    if (!c.wants(1)) return {};
    auto mask = c.out(1, c.node().opset < 10 ? c.in(0).type() : ElementType::Bool, c.in(0).shape());
    if (!mask) return pass(mask.error());
    tensor::visitType((*mask)->type(), [&](auto zero) {
        using T = decltype(zero);
        if constexpr (std::is_arithmetic_v<T>)
            for (T& v : (*mask)->mutableAs<T>())
                v = T {1};
    });
    return {};
}

Result<void> setReshaped(OpContext& c, Shape shape)
{
    const auto count = tensor::elementCount(shape);
    if (!count || *count != c.in(0).count())
        return fail(
            "shape {} does not hold the elements of {}", tensor::toString(shape), tensor::toString(c.in(0).shape()));
    c.setOut(0, c.in(0).reshaped(std::move(shape)));
    return {};
}

Result<void> reshape(OpContext& c)
{
    Shape shape;
    if (c.node().opset < 5) {
        shape = c.node().attributes.integers("shape");
    } else {
        if (!c.has(1)) return fail("the shape is missing");
        auto given = integersOf(c, 1);
        if (!given) return pass(given.error());
        shape = *std::move(given);
    }
    const bool zeroIsZero = c.node().attributes.integer("allowzero", 0) != 0;
    const Shape& from = c.in(0).shape();
    size_t open = shape.size();
    int64_t known = 1;
    for (size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 0 && !zeroIsZero) {
            if (i >= from.size())
                return fail("extent {} is to be kept, but {} has no such axis", i, tensor::toString(from));
            shape[i] = from[i];
        }
        if (shape[i] == -1) {
            if (open < shape.size()) return fail("more than one extent is left open");
            open = i;
        } else if (shape[i] < 0) {
            return fail("extent {} is negative", shape[i]);
        } else if (__builtin_mul_overflow(known, shape[i], &known)) {
            return fail("shape {} is too large", tensor::toString(shape));
        }
    }
    if (open < shape.size()) {
        if (known == 0 ? c.in(0).count() != 0 : c.in(0).count() % known != 0)
            return fail("{} elements cannot be laid out as {}", c.in(0).count(), tensor::toString(shape));
        shape[open] = known == 0 ? 0 : c.in(0).count() / known;
    }
    return setReshaped(c, std::move(shape));
}

Result<void> flatten(OpContext& c)
{
    const auto rank = static_cast<int64_t>(c.in(0).rank());
    int64_t axis = c.node().attributes.integer("axis", 1);
    if (axis < -rank || axis > rank) return fail("axis {} does not exist in a tensor of rank {}", axis, rank);
    if (axis < 0) axis += rank;
    const auto cut = static_cast<size_t>(axis);
    return setReshaped(
        c, {extentProduct(c.in(0).shape(), 0, cut), extentProduct(c.in(0).shape(), cut, c.in(0).rank())});
}

Result<void> squeeze(OpContext& c)
{
    const Shape& from = c.in(0).shape();
    const auto axes = axesOf(c, 1, from.size());
    if (!axes) return pass(axes.error());
    const bool given = c.has(1) || c.node().attributes.find<std::vector<int64_t>>("axes");
    Shape shape;
    for (size_t i = 0; i < from.size(); ++i) {
        const bool named = std::ranges::find(*axes, static_cast<int64_t>(i)) != axes->end();
        if (named && from[i] != 1) return fail("axis {} of {} is not 1", i, tensor::toString(from));
        if (given ? !named : from[i] != 1) shape.push_back(from[i]);
    }
    return setReshaped(c, std::move(shape));
}

Result<void> unsqueeze(OpContext& c)
{
    const Shape& from = c.in(0).shape();
    const size_t added = c.has(1) ? static_cast<size_t>(c.in(1).count()) : c.node().attributes.integers("axes").size();
    if (added > 64) return fail("{} new axes are too many", added);
    const size_t rank = from.size() + added;
    const auto axes = axesOf(c, 1, rank);
    if (!axes) return pass(axes.error());
    Shape shape(rank, -1);
    for (const int64_t axis : *axes) {
        if (shape[static_cast<size_t>(axis)] == 1) return fail("axis {} is named twice", axis);
        shape[static_cast<size_t>(axis)] = 1;
    }
    size_t next = 0;
    for (int64_t& extent : shape)
        if (extent < 0) extent = from[next++];
    return setReshaped(c, std::move(shape));
}

Result<void> transpose(OpContext& c)
{
    const Tensor& x = c.in(0);
    std::vector<size_t> perm;
    if (const auto* given = c.node().attributes.find<std::vector<int64_t>>("perm")) {
        std::vector<bool> used(x.rank(), false);
        for (const int64_t axis : *given) {
            const auto normalized = tensor::normalizedAxis(axis, x.rank());
            if (!normalized || used[static_cast<size_t>(*normalized)])
                return fail("perm is not an order of the {} axes", x.rank());
            used[static_cast<size_t>(*normalized)] = true;
            perm.push_back(static_cast<size_t>(*normalized));
        }
        if (perm.size() != x.rank()) return fail("perm is not an order of the {} axes", x.rank());
    } else {
        for (size_t i = x.rank(); i-- > 0;)
            perm.push_back(i);
    }
    Shape shape;
    for (const size_t axis : perm)
        shape.push_back(x.shape()[axis]);
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    permute(x, x.shape(), perm, **out);
    return {};
}

Result<void> concat(OpContext& c)
{
    const Tensor& first = c.in(0);
    if (!c.node().attributes.find<int64_t>("axis") && c.node().opset >= 4) return fail("the attribute axis is missing");
    const auto axis = axisAttribute(c, 1, first.rank());
    if (!axis) return pass(axis.error());
    std::vector<const Tensor*> parts;
    for (size_t i = 0; i < c.inputCount(); ++i) {
        if (!c.has(i)) return fail("input {} is missing", i);
        BITLADDER_TRY(sameType(first, c.in(i)));
        parts.push_back(&c.in(i));
    }
    auto shape = joinedShape(*axis, parts);
    if (!shape) return pass(shape.error());
    auto out = c.out(0, first.type(), *std::move(shape));
    if (!out) return pass(out.error());
    return joinAlong(*axis, parts, **out);
}

Result<void> split(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto axis = axisAttribute(c, 0, x.rank());
    if (!axis) return pass(axis.error());
    const int64_t extent = x.shape()[*axis];
    const auto parts = static_cast<int64_t>(c.node().outputs.size());
    if (parts == 0) return {};
    std::vector<int64_t> sizes = c.node().attributes.integers("split");
    if (c.has(1)) {
        auto given = integersOf(c, 1);
        if (!given) return pass(given.error());
        sizes = *std::move(given);
    }
    if (sizes.empty()) {
        // As even as can be; from opset 18 on the last part may be smaller.
        const int64_t size = (extent + parts - 1) / parts;
        for (int64_t i = 0; i < parts; ++i)
            sizes.push_back(std::clamp<int64_t>(extent - i * size, 0, size));
    }
    int64_t sum = 0;
    for (const int64_t size : sizes)
        if (size < 0 || __builtin_add_overflow(sum, size, &sum))
            return fail("a part of {} elements is not possible", size);
    if (static_cast<int64_t>(sizes.size()) != parts || sum != extent)
        return fail(
            "{} parts that hold {} do not split axis {} of {}", sizes.size(), sum, *axis, tensor::toString(x.shape()));
    const size_t element = tensor::elementSize(x.type());
    const int64_t outer = extentProduct(x.shape(), 0, *axis);
    const size_t inner = static_cast<size_t>(extentProduct(x.shape(), *axis + 1, x.rank())) * element;
    size_t offset = 0;
    for (size_t i = 0; i < sizes.size(); ++i) {
        Shape shape = x.shape();
        shape[*axis] = sizes[i];
        auto out = c.out(i, x.type(), shape);
        if (!out) return pass(out.error());
        const size_t row = static_cast<size_t>(sizes[i]) * inner;
        const size_t inRow = static_cast<size_t>(extent) * inner;
        const auto* from = static_cast<const std::byte*>(x.data()) + offset;
        auto* to = static_cast<std::byte*>((*out)->mutableData());
        for (int64_t o = 0; o < outer && row > 0; ++o)
            std::memcpy(to + static_cast<size_t>(o) * row, from + static_cast<size_t>(o) * inRow, row);
        offset += row;
    }
    return {};
}

Result<int64_t> blockSize(const OpContext& c)
{
    const int64_t block = c.node().attributes.integer("blocksize", 0);
    if (block < 1 || block > (int64_t {1} << 20)) return fail("blocksize {} is not possible", block);
    if (c.in(0).rank() != 4) return fail("it needs a tensor of rank 4, not {}", tensor::toString(c.in(0).shape()));
    return block;
}

Result<void> depthToSpace(OpContext& c)
{
    const auto block = blockSize(c);
    if (!block) return pass(block.error());
    const Tensor& x = c.in(0);
    const Shape& s = x.shape();
    const int64_t b = *block;
    if (s[1] % (b * b) != 0) return fail("{} channels are not a multiple of {}", s[1], b * b);
    const auto mode = c.node().attributes.get<std::string>("mode", "DCR");
    if (mode != "DCR" && mode != "CRD") return fail("mode \"{}\" is neither DCR nor CRD", mode);
    auto out = c.out(0, x.type(), {s[0], s[1] / (b * b), s[2] * b, s[3] * b});
    if (!out) return pass(out.error());
    if (mode == "DCR")
        permute(x, Shape {s[0], b, b, s[1] / (b * b), s[2], s[3]}, std::array<size_t, 6> {0, 3, 4, 1, 5, 2}, **out);
    else
        permute(x, Shape {s[0], s[1] / (b * b), b, b, s[2], s[3]}, std::array<size_t, 6> {0, 1, 4, 2, 5, 3}, **out);
    return {};
}

Result<void> spaceToDepth(OpContext& c)
{
    const auto block = blockSize(c);
    if (!block) return pass(block.error());
    const Tensor& x = c.in(0);
    const Shape& s = x.shape();
    const int64_t b = *block;
    if (s[2] % b != 0 || s[3] % b != 0) return fail("a picture of {}×{} is not made of blocks of {}", s[2], s[3], b);
    auto out = c.out(0, x.type(), {s[0], s[1] * b * b, s[2] / b, s[3] / b});
    if (!out) return pass(out.error());
    permute(x, Shape {s[0], s[1], s[2] / b, b, s[3] / b, b}, std::array<size_t, 6> {0, 3, 5, 1, 2, 4}, **out);
    return {};
}

Result<void> eyeLike(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() != 2) return fail("it needs a matrix, not {}", tensor::toString(x.shape()));
    ElementType type = x.type();
    if (const auto* number = c.node().attributes.find<int64_t>("dtype")) {
        const auto asked = elementTypeOfNumber(*number);
        if (!asked) return pass(asked.error());
        type = *asked;
    }
    const int64_t k = c.node().attributes.integer("k", 0), rows = x.shape()[0], columns = x.shape()[1];
    auto flags = Tensor::make(ElementType::Bool, x.shape());
    if (!flags) return pass(flags.error());
    for (int64_t r = 0; r < rows; ++r)
        if (k < columns && k > -rows && r + k >= 0 && r + k < columns)
            flags->mutableAs<bool>()[static_cast<size_t>(r * columns + r + k)] = true;
    auto result = tensor::converted(*flags, type);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

Result<void> range(OpContext& c)
{
    for (size_t i = 0; i < 3; ++i) {
        BITLADDER_TRY(sameType(c.in(0), c.in(i)));
        if (c.in(i).count() != 1) return fail("start, limit and delta must be single numbers");
    }
    return visitNumber(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T start = c.in(0).as<T>()[0], limit = c.in(1).as<T>()[0], delta = c.in(2).as<T>()[0];
        // On zeros (shape inference) and for a step of zero there is nothing to count.
        if (delta == 0) return fail("the step is zero");
        const double steps
            = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) / static_cast<double>(delta));
        if (!(steps < 1e15)) return fail("{} elements are too many", steps);
        auto out = c.out(0, c.in(0).type(), {steps > 0 ? static_cast<int64_t>(steps) : 0});
        if (!out) return pass(out.error());
        T value = start;
        for (T& v : (*out)->template mutableAs<T>()) {
            v = value;
            if constexpr (std::is_integral_v<T>)
                value = static_cast<T>(static_cast<uint64_t>(value) + static_cast<uint64_t>(delta));
            else
                value = start + static_cast<T>(&v - (*out)->template mutableAs<T>().data() + 1) * delta;
        }
        return {};
    });
}

Result<void> trilu(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() < 2) return fail("it needs matrices, not {}", tensor::toString(x.shape()));
    const bool upper = c.node().attributes.integer("upper", 1) != 0;
    int64_t k = 0;
    if (c.has(1)) {
        if (!isInteger(c.in(1).type()) || c.in(1).count() != 1) return fail("k must be one integer");
        k = c.in(1).integerAt(0);
    }
    const int64_t rows = x.shape()[x.rank() - 2], columns = x.shape()[x.rank() - 1];
    k = std::clamp(k, -rows - 1, columns + 1);
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        const T* from = bitsOf<T>(x);
        T* to = mutableBitsOf<T>(**out);
        for (int64_t i = 0; i < x.count(); ++i) {
            const int64_t column = i % columns, row = i / columns % rows;
            to[i] = (upper ? column >= row + k : column <= row + k) ? from[i] : T {};
        }
    });
    return {};
}

} // namespace

std::span<const Operator> shapeOperators()
{
    static const Operator kOperators[] = {
        {.name = "Constant", .since = 1, .run = constant, .needs = 0},
        {.name = "ConstantOfShape", .since = 9, .run = constantOfShape, .shapeInputs = {0}},
        {.name = "Shape", .since = 1, .run = shapeOf},
        {.name = "Size", .since = 1, .run = sizeOf},
        {.name = "Identity", .since = 1, .run = identity, .layout = LayoutRule::Elementwise},
        {.name = "Dropout", .since = 1, .run = dropout, .layout = LayoutRule::Elementwise},
        {.name = "Reshape", .since = 1, .run = reshape, .shapeInputs = {1}},
        {.name = "Flatten", .since = 1, .run = flatten},
        {.name = "Squeeze", .since = 1, .run = squeeze, .shapeInputs = {1}},
        {.name = "Unsqueeze", .since = 1, .run = unsqueeze, .shapeInputs = {1}},
        {.name = "Transpose", .since = 1, .run = transpose},
        {.name = "Concat", .since = 1, .run = concat},
        {.name = "Split", .since = 1, .run = split, .shapeInputs = {1}},
        {.name = "DepthToSpace", .since = 1, .run = depthToSpace},
        {.name = "SpaceToDepth", .since = 1, .run = spaceToDepth},
        {.name = "EyeLike", .since = 9, .run = eyeLike},
        {.name = "Range", .since = 11, .run = range, .shapeInputs = {0, 1, 2}, .needs = 3},
        {.name = "Range", .domain = "com.microsoft", .since = 1, .run = range, .shapeInputs = {0, 1, 2}, .needs = 3},
        {.name = "Trilu", .since = 14, .run = trilu},
        {.name = "Trilu", .domain = "com.microsoft", .since = 1, .run = trilu},
    };
    return kOperators;
}

} // namespace bitladder::ops
