// Cutting out, padding and repeating.
#include "core/ops/support.h"

#include <numeric>

namespace bitladder::ops
{

namespace
{

std::vector<int64_t> counting(int64_t begin, int64_t count, int64_t step = 1)
{
    std::vector<int64_t> positions(static_cast<size_t>(count));
    for (size_t i = 0; i < positions.size(); ++i)
        positions[i] = begin + static_cast<int64_t>(i) * step;
    return positions;
}

// starts, ends and axes are attributes up to opset 9, inputs (with steps) from 10 on.
Result<void> slice(OpContext& c)
{
    const Tensor& x = c.in(0);
    std::vector<int64_t> lists[4]; // starts, ends, axes, steps
    if (c.node().opset < 10) {
        lists[0] = c.node().attributes.integers("starts");
        lists[1] = c.node().attributes.integers("ends");
        lists[2] = c.node().attributes.integers("axes");
    } else {
        for (size_t i = 0; i < 4; ++i) {
            if (!c.has(i + 1)) {
                if (i < 2) return fail("input {} is missing", i + 1);
                continue;
            }
            auto list = integersOf(c, i + 1);
            if (!list) return pass(list.error());
            lists[i] = *std::move(list);
        }
    }
    auto& [starts, ends, axes, steps] = lists;
    if (axes.empty()) {
        axes.resize(starts.size());
        std::iota(axes.begin(), axes.end(), 0);
    }
    if (steps.empty()) steps.assign(starts.size(), 1);
    if (starts.size() != ends.size() || starts.size() != axes.size() || starts.size() != steps.size())
        return fail("starts, ends, axes and steps differ in length");
    Shape shape = x.shape();
    auto strides = tensor::stridesOf(x.shape());
    std::vector<bool> cut(x.rank(), false);
    int64_t first = 0;
    for (size_t i = 0; i < starts.size(); ++i) {
        const auto axis = tensor::normalizedAxis(axes[i], x.rank());
        if (!axis) return fail("axis {} does not exist in a tensor of rank {}", axes[i], x.rank());
        const auto d = static_cast<size_t>(*axis);
        if (cut[d]) return fail("axis {} is named twice", *axis);
        cut[d] = true;
        const int64_t extent = shape[d], step = steps[i];
        if (step == 0) return fail("the step along axis {} is zero", *axis);
        const auto wrap = [&](int64_t v) { return v < 0 ? (v < -extent ? -1 : v + extent) : v; };
        int64_t start = wrap(starts[i]), end = wrap(ends[i]), count = 0;
        if (step > 0) {
            start = std::clamp<int64_t>(start, 0, extent);
            end = std::clamp<int64_t>(end, 0, extent);
            count = start < end ? (end - start - 1) / step + 1 : 0;
        } else {
            start = std::clamp<int64_t>(start, -1, extent - 1);
            end = std::clamp<int64_t>(end, -1, extent - 1);
            // Negated as late as possible: the step may be the smallest integer there is.
            count = start > end ? static_cast<int64_t>(static_cast<uint64_t>(start - end - 1)
                                      / (uint64_t {0} - static_cast<uint64_t>(step)))
                    + 1
                                : 0;
        }
        if (count > 0) first += start * strides[d];
        shape[d] = count;
        strides[d] = count > 1 ? strides[d] * step : 0;
    }
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    const Walk<2> walk(shape, {strides, tensor::stridesOf(shape)});
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        const T* from = bitsOf<T>(x) + ((*out)->empty() ? 0 : first);
        T* to = mutableBitsOf<T>(**out);
        walk.run([&](const auto& at, int64_t count, const auto& step) {
            for (int64_t i = 0; i < count; ++i)
                to[at[1] + i] = from[at[0] + i * step[0]];
        });
    });
    return {};
}

// Where each position of a padded axis comes from; −1: from nowhere. Negative padding cuts off.
std::vector<int64_t> padded(int64_t extent, int64_t before, int64_t size, const std::string& mode)
{
    std::vector<int64_t> map = counting(-before, size);
    const int64_t period = std::max<int64_t>(1, 2 * (extent - 1));
    for (int64_t& at : map) {
        if (at >= 0 && at < extent) continue;
        if (mode == "constant") {
            at = -1;
        } else if (mode == "edge") {
            at = std::clamp<int64_t>(at, 0, extent - 1);
        } else if (mode == "wrap") {
            at = (at % extent + extent) % extent;
        } else {
            at = (at % period + period) % period;
            if (at >= extent) at = period - at;
        }
    }
    return map;
}

Result<void> pad(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto mode = c.node().attributes.get<std::string>("mode", "constant");
    if (mode != "constant" && mode != "reflect" && mode != "edge" && mode != "wrap")
        return fail("mode \"{}\" is not a way to pad", mode);
    std::vector<int64_t> pads = c.node().attributes.integers(c.node().opset < 2 ? "paddings" : "pads");
    if (c.node().opset >= 11 || !c.node().domain.empty()) {
        if (!c.has(1)) return fail("the padding is missing");
        auto given = integersOf(c, 1);
        if (!given) return pass(given.error());
        pads = *std::move(given);
    }
    std::vector<int64_t> axes(x.rank());
    std::iota(axes.begin(), axes.end(), 0);
    if (c.has(3)) {
        auto given = axesOf(c, 3, x.rank());
        if (!given) return pass(given.error());
        axes = *std::move(given);
    }
    if (pads.size() != 2 * axes.size()) return fail("{} numbers cannot pad {} axes", pads.size(), axes.size());
    constexpr int64_t kMost = int64_t {1} << 40;
    std::vector<int64_t> before(x.rank(), 0);
    Shape shape = x.shape();
    for (size_t i = 0; i < axes.size(); ++i) {
        const auto d = static_cast<size_t>(axes[i]);
        const int64_t extent = x.shape()[d], behind = pads[i + axes.size()];
        before[d] = pads[i];
        if (before[d] < -kMost || before[d] > kMost || behind < -kMost || behind > kMost
            || extent + before[d] + behind < 0)
            return fail("padding an extent of {} by {} and {} is not possible", extent, before[d], behind);
        shape[d] = extent + before[d] + behind;
        if (extent == 0 && shape[d] > 0 && mode != "constant")
            return fail("an empty axis cannot be padded by \"{}\"", mode);
    }
    Tensor value = Tensor::scalar(numberAttribute(c, "value", 0.0f));
    if (c.has(2) && c.in(2).count() > 0) value = c.in(2);
    auto fill = tensor::converted(value, x.type());
    if (!fill) return pass(fill.error());
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    std::vector<std::vector<int64_t>> maps;
    for (size_t d = 0; d < shape.size(); ++d)
        maps.push_back(padded(x.shape()[d], before[d], shape[d], mode));
    gatherAxes(x, **out, maps, fill->data());
    return {};
}

// The part of `shape` that begins at `starts` (which may lie outside, where there are zeros).
Result<void> framed(OpContext& c, const Shape& starts, const Shape& shape)
{
    auto out = c.out(0, c.in(0).type(), shape);
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    std::vector<std::vector<int64_t>> maps;
    for (size_t d = 0; d < shape.size(); ++d)
        maps.push_back(padded(c.in(0).shape()[d], -starts[d], shape[d], "constant"));
    gatherAxes(c.in(0), **out, maps, nullptr);
    return {};
}

Result<void> tile(OpContext& c)
{
    const Tensor& x = c.in(0);
    std::vector<int64_t> repeats(x.rank(), 1);
    if (c.node().opset < 6) { // one axis: inputs tiles and axis
        if (!c.has(2)) return fail("tiles or axis are missing");
        const auto tiles = scalarOf(c, 1), along = scalarOf(c, 2);
        if (!tiles || !along) return fail("tiles and axis must be single numbers");
        const auto axis = tensor::normalizedAxis(saturated<int64_t>(*along), x.rank());
        if (!axis) return fail("axis {} does not exist in a tensor of rank {}", *along, x.rank());
        repeats[static_cast<size_t>(*axis)] = saturated<int64_t>(*tiles);
    } else {
        auto given = integersOf(c, 1);
        if (!given) return pass(given.error());
        repeats = *std::move(given);
        if (repeats.size() != x.rank())
            return fail("{} repeats do not fit {}", repeats.size(), tensor::toString(x.shape()));
    }
    Shape shape = x.shape();
    for (size_t d = 0; d < shape.size(); ++d)
        if (repeats[d] < 0 || __builtin_mul_overflow(shape[d], repeats[d], &shape[d]))
            return fail("{} repeats are not possible", repeats[d]);
    auto out = c.out(0, x.type(), shape); // refuses absurd sizes before the maps are made
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    std::vector<std::vector<int64_t>> maps;
    for (size_t d = 0; d < shape.size(); ++d) {
        maps.push_back(counting(0, shape[d]));
        for (int64_t& at : maps.back())
            at %= x.shape()[d];
    }
    gatherAxes(x, **out, maps, nullptr);
    return {};
}

Result<void> expand(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto wanted = integersOf(c, 1);
    if (!wanted) return pass(wanted.error());
    const auto shape = tensor::elementCount(*wanted) ? tensor::broadcast(x.shape(), *wanted) : std::nullopt;
    if (!shape) return fail("{} cannot be expanded to {}", tensor::toString(x.shape()), tensor::toString(*wanted));
    auto out = c.out(0, x.type(), *shape);
    if (!out) return pass(out.error());
    const Walk<2> walk(*shape, {broadcastStrides(x.shape(), *shape), tensor::stridesOf(*shape)});
    visitBits(x.type(), [&](auto zero) {
        using T = decltype(zero);
        const T* from = bitsOf<T>(x);
        T* to = mutableBitsOf<T>(**out);
        walk.run([&](const auto& at, int64_t count, const auto& step) {
            for (int64_t i = 0; i < count; ++i)
                to[at[1] + i] = from[at[0] + i * step[0]];
        });
    });
    return {};
}

// An experiment of the first ONNX files: border = left, top, right, bottom, or scale = the size to keep after left,
// top.
Result<void> crop(OpContext& c)
{
    const Tensor& x = c.in(0);
    if (x.rank() != 4) return fail("it needs a tensor of rank 4, not {}", tensor::toString(x.shape()));
    const auto border = c.node().attributes.integers("border");
    const auto scale = c.node().attributes.integers("scale");
    if (border.size() != 4 || (!scale.empty() && scale.size() != 2))
        return fail("border must have 4 numbers and scale 2");
    const int64_t height = x.shape()[2], width = x.shape()[3];
    for (const int64_t b : border)
        if (b < 0 || b > std::max(height, width)) return fail("a border of {} is not possible", b);
    const int64_t h = scale.empty() ? height - border[1] - border[3] : scale[0];
    const int64_t w = scale.empty() ? width - border[0] - border[2] : scale[1];
    if (h < 0 || w < 0 || h > height - border[1] || w > width - border[0])
        return fail("{} cannot be cropped this way", tensor::toString(x.shape()));
    return framed(c, {0, 0, border[1], border[0]}, {x.shape()[0], x.shape()[1], h, w});
}

Result<void> centerCropPad(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto wanted = integersOf(c, 1);
    if (!wanted) return pass(wanted.error());
    auto axes = axesOf(c, 2, x.rank());
    if (!axes) return pass(axes.error());
    if (!c.node().attributes.find<std::vector<int64_t>>("axes")) {
        axes->resize(x.rank());
        std::iota(axes->begin(), axes->end(), 0);
    }
    if (axes->size() != wanted->size()) return fail("{} sizes do not fit {} axes", wanted->size(), axes->size());
    Shape starts(x.rank(), 0), shape = x.shape();
    for (size_t i = 0; i < axes->size(); ++i) {
        const auto d = static_cast<size_t>((*axes)[i]);
        const int64_t extent = x.shape()[d], size = (*wanted)[i];
        if (size < 0 || size > (int64_t {1} << 31)) return fail("a size of {} is not possible", size);
        // Odd differences leave one more behind.
        starts[d] = extent >= size ? (extent - size) / 2 : -((size - extent) / 2);
        shape[d] = size;
    }
    return framed(c, starts, shape);
}

} // namespace

std::span<const Operator> sliceOperators()
{
    static const Operator kOperators[] = {
        {.name = "Slice", .since = 1, .run = slice, .shapeInputs = {1, 2, 3, 4}},
        {.name = "Pad", .since = 1, .run = pad, .shapeInputs = {1, 3}},
        {.name = "Pad", .domain = "com.microsoft", .since = 1, .run = pad, .shapeInputs = {1}},
        {.name = "Tile", .since = 1, .run = tile, .shapeInputs = {1, 2}, .needs = 2},
        {.name = "Expand", .since = 8, .run = expand, .shapeInputs = {1}, .needs = 2},
        {.name = "Crop", .since = 1, .run = crop},
        {.name = "CenterCropPad", .since = 18, .run = centerCropPad, .shapeInputs = {1}, .needs = 2},
    };
    return kOperators;
}

} // namespace bitladder::ops
