// Picking and placing elements by index.
#include "core/ops/support.h"

#include <cstring>

namespace bitladder::ops
{

namespace
{

// Indices into an axis of `extent` positions, negative ones counted from the end.
Result<std::vector<int64_t>> positions(const OpContext& c, size_t input, int64_t extent)
{
    auto indices = integersOf(c, input);
    if (!indices) return indices;
    for (int64_t& i : *indices) {
        if (i < -extent || i >= extent) return fail("index {} is outside of an axis of {}", i, extent);
        if (i < 0) i += extent;
    }
    return indices;
}

void copyTensor(const Tensor& from, Tensor& to)
{
    if (from.byteSize() > 0) std::memcpy(to.mutableData(), from.data(), from.byteSize());
}

Result<void> gather(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto axis = axisAttribute(c, 0, x.rank());
    if (!axis) return pass(axis.error());
    const auto indices = positions(c, 1, x.shape()[*axis]);
    if (!indices) return pass(indices.error());
    Shape shape(x.shape().begin(), x.shape().begin() + static_cast<int64_t>(*axis));
    shape.insert(shape.end(), c.in(1).shape().begin(), c.in(1).shape().end());
    shape.insert(shape.end(), x.shape().begin() + static_cast<int64_t>(*axis) + 1, x.shape().end());
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    const int64_t outer = extentProduct(x.shape(), 0, *axis);
    const size_t row
        = static_cast<size_t>(extentProduct(x.shape(), *axis + 1, x.rank())) * tensor::elementSize(x.type());
    if ((*out)->empty()) return {};
    auto* to = static_cast<std::byte*>((*out)->mutableData());
    const auto* from = static_cast<const std::byte*>(x.data());
    for (int64_t o = 0; o < outer; ++o)
        for (const int64_t i : *indices) {
            std::memcpy(to, from + static_cast<size_t>(o * x.shape()[*axis] + i) * row, row);
            to += row;
        }
    return {};
}

// For each element of `indices`: the offset in `data` of the element it names along `axis`.
Result<std::vector<int64_t>> elementOffsets(const OpContext& c, const Tensor& data, size_t axis)
{
    const Tensor& indices = c.in(1);
    if (indices.rank() != data.rank())
        return fail(
            "indices {} and data {} differ in rank", tensor::toString(indices.shape()), tensor::toString(data.shape()));
    for (size_t d = 0; d < data.rank(); ++d)
        if (d != axis && indices.shape()[d] > data.shape()[d])
            return fail(
                "indices {} do not fit data {}", tensor::toString(indices.shape()), tensor::toString(data.shape()));
    auto along = positions(c, 1, data.shape()[axis]);
    if (!along) return along;
    auto strides = tensor::stridesOf(data.shape());
    const int64_t step = strides[axis];
    strides[axis] = 0;
    const Walk<2> walk(indices.shape(), {strides, tensor::stridesOf(indices.shape())});
    walk.run([&](const auto& at, int64_t count, const auto& steps) {
        for (int64_t i = 0; i < count; ++i) {
            int64_t& offset = (*along)[static_cast<size_t>(at[1] + i)];
            offset = offset * step + at[0] + i * steps[0];
        }
    });
    return along;
}

Result<void> gatherElements(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto axis = axisAttribute(c, 0, x.rank());
    if (!axis) return pass(axis.error());
    const auto offsets = elementOffsets(c, x, *axis);
    if (!offsets) return pass(offsets.error());
    auto out = c.out(0, x.type(), c.in(1).shape());
    if (!out) return pass(out.error());
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        for (size_t i = 0; i < offsets->size(); ++i)
            mutableBitsOf<T>(**out)[i] = bitsOf<T>(x)[(*offsets)[i]];
    });
    return {};
}

// The offsets in `data` of the slices that an index tensor of tuples names, after `batch` common axes.
Result<std::vector<int64_t>> sliceOffsets(const OpContext& c, const Tensor& data, size_t batch)
{
    const Tensor& indices = c.in(1);
    if (indices.rank() <= batch || data.rank() <= batch)
        return fail("{} common axes do not fit indices {} and data {}", batch, tensor::toString(indices.shape()),
            tensor::toString(data.shape()));
    const auto tuple = indices.shape().back();
    if (tuple < 0 || static_cast<size_t>(tuple) + batch > data.rank())
        return fail("index tuples of {} do not fit data {}", tuple, tensor::toString(data.shape()));
    for (size_t d = 0; d < batch; ++d)
        if (indices.shape()[d] != data.shape()[d])
            return fail("indices {} and data {} differ along axis {}", tensor::toString(indices.shape()),
                tensor::toString(data.shape()), d);
    const auto numbers = integersOf(c, 1);
    if (!numbers) return pass(numbers.error());
    const auto strides = tensor::stridesOf(data.shape());
    const int64_t tuples = extentProduct(indices.shape(), 0, indices.rank() - 1);
    const int64_t batches = extentProduct(data.shape(), 0, batch);
    const int64_t perBatch = batches > 0 ? tuples / batches : 0;
    const int64_t batchStep = extentProduct(data.shape(), batch, data.rank());
    std::vector<int64_t> offsets(static_cast<size_t>(tuples));
    for (int64_t t = 0; t < tuples; ++t) {
        int64_t offset = perBatch > 0 ? t / perBatch * batchStep : 0;
        for (int64_t k = 0; k < tuple; ++k) {
            const size_t d = batch + static_cast<size_t>(k);
            int64_t i = (*numbers)[static_cast<size_t>(t * tuple + k)];
            if (i < -data.shape()[d] || i >= data.shape()[d])
                return fail("index {} is outside of an axis of {}", i, data.shape()[d]);
            if (i < 0) i += data.shape()[d];
            offset += i * strides[d];
        }
        offsets[static_cast<size_t>(t)] = offset;
    }
    return offsets;
}

Result<void> gatherNd(OpContext& c)
{
    const Tensor& x = c.in(0);
    const int64_t batch = c.node().attributes.integer("batch_dims", 0);
    if (batch < 0 || batch > 64) return fail("batch_dims {} is not possible", batch);
    const auto offsets = sliceOffsets(c, x, static_cast<size_t>(batch));
    if (!offsets) return pass(offsets.error());
    const Shape& indices = c.in(1).shape();
    const size_t used = static_cast<size_t>(batch) + static_cast<size_t>(indices.back());
    Shape shape(indices.begin(), indices.end() - 1);
    shape.insert(shape.end(), x.shape().begin() + static_cast<int64_t>(used), x.shape().end());
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    const size_t element = tensor::elementSize(x.type());
    const size_t row = static_cast<size_t>(extentProduct(x.shape(), used, x.rank())) * element;
    if ((*out)->empty()) return {};
    auto* to = static_cast<std::byte*>((*out)->mutableData());
    for (const int64_t offset : *offsets) {
        std::memcpy(to, static_cast<const std::byte*>(x.data()) + static_cast<size_t>(offset) * element, row);
        to += row;
    }
    return {};
}

enum class Reduction { None, Add, Mul, Min, Max };

Result<Reduction> reductionOf(const OpContext& c)
{
    const auto name = c.node().attributes.get<std::string>("reduction", "none");
    if (name == "none") return Reduction::None;
    if (name == "add") return Reduction::Add;
    if (name == "mul") return Reduction::Mul;
    if (name == "min") return Reduction::Min;
    if (name == "max") return Reduction::Max;
    return fail("reduction \"{}\" is unknown", name);
}

// out[offsets[i] + j] ← updates[i·row + j]
Result<void> scatterRows(
    Tensor& out, const Tensor& updates, const std::vector<int64_t>& offsets, int64_t row, Reduction reduction)
{
    if (reduction == Reduction::None) {
        visitBits(out.type(), [&](auto zero) {
            using T = decltype(zero);
            for (size_t i = 0; i < offsets.size(); ++i)
                std::copy_n(
                    bitsOf<T>(updates) + static_cast<int64_t>(i) * row, row, mutableBitsOf<T>(out) + offsets[i]);
        });
        return {};
    }
    const auto combine = [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* from = updates.as<T>().data();
        T* to = out.mutableAs<T>().data();
        const auto each = [&](auto f) {
            for (size_t i = 0; i < offsets.size(); ++i)
                for (int64_t j = 0; j < row; ++j) {
                    T& target = to[offsets[i] + j];
                    target = static_cast<T>(f(target, from[static_cast<int64_t>(i) * row + j]));
                }
        };
        using Wide = std::conditional_t<std::is_integral_v<T>, uint64_t, T>;
        switch (reduction) {
        case Reduction::Add:
            each([](T a, T b) { return static_cast<Wide>(a) + static_cast<Wide>(b); });
            break;
        case Reduction::Mul:
            each([](T a, T b) { return static_cast<Wide>(a) * static_cast<Wide>(b); });
            break;
        case Reduction::Min:
            each([](T a, T b) { return std::min(a, b); });
            break;
        default:
            each([](T a, T b) { return std::max(a, b); });
        }
        return {};
    };
    return visitNumber(out.type(), combine);
}

// Scatter (until opset 10) is the same without reductions.
Result<void> scatterElements(OpContext& c)
{
    const Tensor& x = c.in(0);
    const Tensor& updates = c.in(2);
    BITLADDER_TRY(sameType(x, updates));
    if (updates.shape() != c.in(1).shape())
        return fail(
            "updates {} and indices {} differ", tensor::toString(updates.shape()), tensor::toString(c.in(1).shape()));
    const auto axis = axisAttribute(c, 0, x.rank());
    if (!axis) return pass(axis.error());
    const auto reduction = reductionOf(c);
    if (!reduction) return pass(reduction.error());
    const auto offsets = elementOffsets(c, x, *axis);
    if (!offsets) return pass(offsets.error());
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    copyTensor(x, **out);
    return scatterRows(**out, updates, *offsets, 1, *reduction);
}

Result<void> scatterNd(OpContext& c)
{
    const Tensor& x = c.in(0);
    const Tensor& updates = c.in(2);
    BITLADDER_TRY(sameType(x, updates));
    const auto reduction = reductionOf(c);
    if (!reduction) return pass(reduction.error());
    const auto offsets = sliceOffsets(c, x, 0);
    if (!offsets) return pass(offsets.error());
    const int64_t row = extentProduct(x.shape(), static_cast<size_t>(c.in(1).shape().back()), x.rank());
    if (updates.count() != static_cast<int64_t>(offsets->size()) * row)
        return fail(
            "updates {} do not fit {} slices of {} elements", tensor::toString(updates.shape()), offsets->size(), row);
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    copyTensor(x, **out);
    return scatterRows(**out, updates, *offsets, row, *reduction);
}

// Writes into a cache along `axis`, from each sample's own write position on.
Result<void> tensorScatter(OpContext& c)
{
    const Tensor& past = c.in(0);
    const Tensor& update = c.in(1);
    BITLADDER_TRY(sameType(past, update));
    const auto axis = axisAttribute(c, -2, past.rank());
    if (!axis) return pass(axis.error());
    if (*axis == 0) return fail("axis 0 is the batch");
    Shape expected = past.shape();
    if (update.rank() == past.rank()) expected[*axis] = update.shape()[*axis];
    if (update.shape() != expected)
        return fail(
            "update {} does not fit the cache {}", tensor::toString(update.shape()), tensor::toString(past.shape()));
    const auto mode = c.node().attributes.get<std::string>("mode", "linear");
    if (mode != "linear" && mode != "circular") return fail("mode \"{}\" is neither linear nor circular", mode);
    std::vector<int64_t> writes(static_cast<size_t>(past.shape()[0]), 0);
    if (c.has(2)) {
        auto given = integersOf(c, 2);
        if (!given) return pass(given.error());
        if (given->size() != writes.size())
            return fail("{} write positions do not fit {} samples", given->size(), writes.size());
        writes = *std::move(given);
    }
    auto out = c.out(0, past.type(), past.shape());
    if (!out) return pass(out.error());
    copyTensor(past, **out);
    const int64_t extent = past.shape()[*axis], steps = update.shape()[*axis];
    const int64_t rows = extentProduct(past.shape(), 1, *axis);
    const size_t row
        = static_cast<size_t>(extentProduct(past.shape(), *axis + 1, past.rank())) * tensor::elementSize(past.type());
    if (update.empty()) return {};
    for (int64_t b = 0; b < past.shape()[0]; ++b)
        for (int64_t o = 0; o < rows; ++o)
            for (int64_t s = 0; s < steps; ++s) {
                const int64_t start = writes[static_cast<size_t>(b)];
                if (start < 0 || start >= std::max<int64_t>(extent, 1))
                    return fail("write position {} is outside of the cache", start);
                int64_t at = start + s;
                if (mode == "circular")
                    at %= extent;
                else if (at >= extent)
                    return fail("write position {} is outside of the cache", at);
                const int64_t to = (b * rows + o) * extent + at, from = (b * rows + o) * steps + s;
                std::memcpy(static_cast<std::byte*>((*out)->mutableData()) + static_cast<size_t>(to) * row,
                    static_cast<const std::byte*>(update.data()) + static_cast<size_t>(from) * row, row);
            }
    return {};
}

Result<void> oneHot(OpContext& c)
{
    const auto depth = scalarOf(c, 1);
    if (!depth) return pass(depth.error());
    const Tensor& indices = c.in(0);
    const Tensor& values = c.in(2);
    if (values.count() != 2) return fail("values must hold off and on");
    if (!(*depth >= 1) || *depth > 1e12) return fail("a depth of {} is not possible", *depth);
    const auto extent = static_cast<int64_t>(*depth);
    const auto axis = axisAttribute(c, -1, indices.rank() + 1);
    if (!axis) return pass(axis.error());
    Shape shape = indices.shape();
    shape.insert(shape.begin() + static_cast<int64_t>(*axis), extent);
    auto out = c.out(0, values.type(), shape);
    if (!out) return pass(out.error());
    const int64_t inner = extentProduct(shape, *axis + 1, shape.size());
    visitBits(values.type(), [&](auto zero) {
        using T = decltype(zero);
        const T off = bitsOf<T>(values)[0], on = bitsOf<T>(values)[1];
        T* to = mutableBitsOf<T>(**out);
        std::fill(to, to + (*out)->count(), off);
        for (int64_t i = 0; i < indices.count(); ++i) {
            const double index = indices.at(i);
            if (!(index >= -static_cast<double>(extent) && index < static_cast<double>(extent))) continue; // all off
            const auto hot = static_cast<int64_t>(index < 0 ? index + static_cast<double>(extent) : index);
            to[(i / inner * extent + hot) * inner + i % inner] = on;
        }
    });
    return {};
}

Result<void> nonZero(OpContext& c)
{
    const Tensor& x = c.in(0);
    std::vector<int64_t> hits;
    for (int64_t i = 0; i < x.count(); ++i)
        if (x.at(i) != 0) hits.push_back(i);
    const auto count = static_cast<int64_t>(hits.size());
    auto out = c.out(0, ElementType::Int64, {static_cast<int64_t>(x.rank()), count});
    if (!out) return pass(out.error());
    const auto strides = tensor::stridesOf(x.shape());
    for (size_t d = 0; d < x.rank(); ++d)
        for (int64_t i = 0; i < count; ++i)
            (*out)->mutableAs<int64_t>()[static_cast<size_t>(static_cast<int64_t>(d) * count + i)]
                = hits[static_cast<size_t>(i)] / strides[d] % x.shape()[d];
    return {};
}

Result<void> compress(OpContext& c)
{
    Tensor x = c.in(0);
    if (c.in(1).type() != ElementType::Bool || c.in(1).rank() != 1) return fail("the condition must be a list of bool");
    size_t axis = 0;
    if (c.node().attributes.find<int64_t>("axis")) {
        const auto given = axisAttribute(c, 0, x.rank());
        if (!given) return pass(given.error());
        axis = *given;
    } else {
        x = x.reshaped({x.count()});
    }
    const auto condition = c.in(1).as<bool>();
    if (static_cast<int64_t>(condition.size()) > x.shape()[axis])
        return fail("{} conditions are more than {} positions", condition.size(), x.shape()[axis]);
    Shape shape = x.shape();
    shape[axis] = std::ranges::count(condition, true);
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    std::vector<std::vector<int64_t>> maps(x.rank());
    for (size_t d = 0; d < x.rank(); ++d)
        for (int64_t i = 0; i < (d == axis ? static_cast<int64_t>(condition.size()) : x.shape()[d]); ++i)
            if (d != axis || condition[static_cast<size_t>(i)]) maps[d].push_back(i);
    gatherAxes(x, **out, maps, nullptr);
    return {};
}

Result<void> reverseSequence(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() < 2) return fail("it needs two axes or more, not {}", tensor::toString(x.shape()));
    const auto batchAxis = axisAttribute(c, 1, x.rank(), "batch_axis"),
               timeAxis = axisAttribute(c, 0, x.rank(), "time_axis");
    if (!batchAxis || !timeAxis || *batchAxis == *timeAxis || *batchAxis > 1 || *timeAxis > 1)
        return fail("batch_axis and time_axis must be 0 and 1");
    const auto lengths = integersOf(c, 1);
    if (!lengths) return pass(lengths.error());
    const int64_t batch = x.shape()[*batchAxis], times = x.shape()[*timeAxis];
    if (static_cast<int64_t>(lengths->size()) != batch)
        return fail("{} lengths do not fit {} samples", lengths->size(), batch);
    auto out = c.out(0, x.type(), x.shape());
    if (!out) return pass(out.error());
    const auto strides = tensor::stridesOf(x.shape());
    const size_t element = tensor::elementSize(x.type());
    const size_t row = static_cast<size_t>(extentProduct(x.shape(), 2, x.rank())) * element;
    if (x.empty()) return {};
    for (int64_t b = 0; b < batch; ++b)
        for (int64_t t = 0; t < times; ++t) {
            const int64_t length = std::clamp<int64_t>((*lengths)[static_cast<size_t>(b)], 0, times);
            const int64_t source = t < length ? length - 1 - t : t;
            const auto offset = [&](int64_t time) {
                return static_cast<size_t>(b * strides[*batchAxis] + time * strides[*timeAxis]) * element;
            };
            std::memcpy(static_cast<std::byte*>((*out)->mutableData()) + offset(t),
                static_cast<const std::byte*>(x.data()) + offset(source), row);
        }
    return {};
}

} // namespace

std::span<const Operator> gatherOperators()
{
    static const Operator kOperators[] = {
        {.name = "Gather", .since = 1, .run = gather, .needs = 2},
        {.name = "GatherElements", .since = 11, .run = gatherElements, .needs = 2},
        {.name = "GatherND", .since = 11, .run = gatherNd, .needs = 2},
        {.name = "Scatter", .since = 9, .run = scatterElements, .until = 10, .needs = 3, .like = 0},
        {.name = "ScatterElements", .since = 11, .run = scatterElements, .needs = 3, .like = 0},
        {.name = "ScatterND", .since = 11, .run = scatterNd, .needs = 3, .like = 0},
        {.name = "TensorScatter", .since = 24, .run = tensorScatter, .needs = 2, .like = 0},
        {.name = "OneHot", .since = 9, .run = oneHot, .shapeInputs = {1}, .needs = 3},
        {.name = "NonZero", .since = 9, .run = nonZero, .shapes = Operator::Shapes::FromData},
        {.name = "Compress", .since = 9, .run = compress, .shapes = Operator::Shapes::FromData, .needs = 2},
        {.name = "ReverseSequence", .since = 10, .run = reverseSequence, .needs = 2},
    };
    return kOperators;
}

} // namespace bitladder::ops
