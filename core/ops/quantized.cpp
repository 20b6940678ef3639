// Integer operators of the default domain. Sums of products are exact (32 bits); scales act in float32.
#include "core/ops/quantized.h"

#include "core/ops/convolution.h"
#include "core/quant/quantize.h"

namespace bitladder::ops
{

Result<Grid> gridOf(const Shape& data, const Tensor& scale, const Tensor* zeroPoint, int64_t axis, int64_t block)
{
    if (tensor::isInteger(scale.type()) || scale.type() == ElementType::Bool)
        return fail("the scale must be a float, not {}", tensor::elementTypeName(scale.type()));
    if (zeroPoint && zeroPoint->count() != scale.count())
        return fail(
            "scale {} and zero point {} differ", tensor::toString(scale.shape()), tensor::toString(zeroPoint->shape()));
    Grid grid;
    if (scale.count() == 1 && block == 0) return grid;
    const auto normalized = tensor::normalizedAxis(axis, data.size());
    if (!normalized) return fail("axis {} does not exist in a tensor of rank {}", axis, data.size());
    const auto d = static_cast<size_t>(*normalized);
    grid.single = false;
    grid.extent = data[d];
    grid.inner = std::max<int64_t>(1, extentProduct(data, d + 1, data.size()));
    grid.block = block;
    Shape expected {data[d]};
    if (block < 0) return fail("block_size {} is not possible", block);
    if (block > 0) {
        expected = data;
        expected[d] = (data[d] + block - 1) / block;
    }
    if (tensor::elementCount(expected) != scale.count())
        return fail("scale {} does not fit {}", tensor::toString(scale.shape()), tensor::toString(data));
    return grid;
}

namespace
{

// A minifloat has no rounding of its own codes: the quotient itself is narrowed.
Result<Tensor> quantizedToMini(const Tensor& x, const Tensor& scale, const Tensor* zeroPoint, const Grid& grid,
    ElementType type, const tensor::Narrowing& narrowing)
{
    auto quotients = Tensor::make(ElementType::Float32, x.shape());
    if (!quotients) return quotients;
    const auto to = quotients->mutableAs<float>();
    for (size_t i = 0; i < to.size(); ++i) {
        const auto g = static_cast<int64_t>(grid.at(static_cast<int64_t>(i)));
        to[i] = static_cast<float>(x.at(static_cast<int64_t>(i))) / static_cast<float>(scale.at(g));
        if (zeroPoint) to[i] += static_cast<float>(zeroPoint->at(g));
    }
    return tensor::converted(*quotients, type, narrowing);
}

} // namespace

Result<Tensor> quantized(const Tensor& x, const Tensor& scale, const Tensor* zeroPoint, const Grid& grid,
    ElementType type, const tensor::Narrowing& narrowing)
{
    if (tensor::isMiniFloat(type)) return quantizedToMini(x, scale, zeroPoint, grid, type, narrowing);
    const auto [low, high] = limitsOf(type);
    if (low == high) return unsupported("{} is not a type to quantize to", tensor::elementTypeName(type));
    auto out = Tensor::make(type, x.shape());
    if (!out) return out;
    auto numbers = x.type() == ElementType::Float64 ? Result<Tensor>(x) : as<float>(x);
    if (!numbers) return numbers;
    const auto limits = std::pair {static_cast<double>(low), static_cast<double>(high)};
    auto done = visitFloat(numbers->type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        std::vector<T> scales;
        std::vector<double> zeros;
        for (int64_t i = 0; i < scale.count(); ++i) {
            scales.push_back(static_cast<T>(scale.at(i)));
            zeros.push_back(zeroPoint ? zeroPoint->at(i) : 0);
        }
        return visitInteger(type, [&](auto like) -> Result<void> {
            using Q = decltype(like);
            Q* to = out->template mutableAs<Q>().data();
            const T* from = numbers->template as<T>().data();
            for (int64_t i = 0; i < x.count(); ++i) {
                const size_t g = grid.at(i);
                const double value = static_cast<double>(std::rint(from[i] / scales[g])) + zeros[g];
                to[i] = std::isnan(value) ? static_cast<Q>(std::clamp(zeros[g], limits.first, limits.second))
                                          : static_cast<Q>(std::clamp(value, limits.first, limits.second));
            }
            return {};
        });
    });
    if (!done) return pass(done.error());
    return out;
}

Result<Tensor> dequantized(const Tensor& x, const Tensor& scale, const Tensor* zeroPoint, const Grid& grid)
{
    if (tensor::isMiniFloat(scale.type())) { // of OCP Microscaling
        auto wide = as<float>(scale);
        if (!wide) return wide;
        return dequantized(x, *wide, zeroPoint, grid);
    }
    auto out = Tensor::make(scale.type(), x.shape());
    if (!out) return out;
    auto done = visitFloat(scale.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        if (tensor::isMiniFloat(x.type())) {
            T* to = out->template mutableAs<T>().data();
            for (int64_t i = 0; i < x.count(); ++i) {
                const auto g = static_cast<int64_t>(grid.at(i));
                to[i] = static_cast<T>(x.at(i) - (zeroPoint ? zeroPoint->at(g) : 0))
                    * scale.as<T>()[static_cast<size_t>(g)];
            }
            return {};
        }
        return visitInteger(x.type(), [&](auto like) -> Result<void> {
            using Q = decltype(like);
            std::vector<int64_t> zeros;
            for (int64_t i = 0; i < scale.count(); ++i)
                zeros.push_back(zeroPoint ? zeroPoint->integerAt(i) : 0);
            const Q* from = x.as<Q>().data();
            T* to = out->template mutableAs<T>().data();
            for (int64_t i = 0; i < x.count(); ++i) {
                const size_t g = grid.at(i);
                const auto difference
                    = static_cast<int64_t>(static_cast<uint64_t>(from[i]) - static_cast<uint64_t>(zeros[g]));
                to[i] = static_cast<T>(difference) * scale.as<T>()[g];
            }
            return {};
        });
    });
    if (!done) return pass(done.error());
    return out;
}

Result<std::vector<uint32_t>> centred(const Tensor& x, const Tensor* zeroPoint, size_t axis)
{
    if (x.type() != ElementType::UInt8 && x.type() != ElementType::Int8)
        return fail("it works on uint8 and int8, not on {}", tensor::elementTypeName(x.type()));
    if (zeroPoint
        && (zeroPoint->type() != x.type()
            || (zeroPoint->count() != 1 && (axis >= x.rank() || zeroPoint->count() != x.shape()[axis]))))
        return fail("zero point {} does not fit {}", tensor::toString(zeroPoint->shape()), tensor::toString(x.shape()));
    std::vector<uint32_t> result(static_cast<size_t>(x.count()));
    const int64_t inner = extentProduct(x.shape(), axis + 1, x.rank());
    const bool perAxis = zeroPoint && zeroPoint->count() > 1;
    const bool isSigned = x.type() == ElementType::Int8;
    const auto* bytes = bitsOf<uint8_t>(x);
    for (int64_t i = 0; i < x.count(); ++i) {
        const int64_t zero = zeroPoint ? zeroPoint->integerAt(perAxis ? i / inner % x.shape()[axis] : 0) : 0;
        const int32_t value = isSigned ? static_cast<int8_t>(bytes[i]) : bytes[i];
        result[static_cast<size_t>(i)] = static_cast<uint32_t>(value - static_cast<int32_t>(zero));
    }
    return result;
}

namespace
{

const Tensor* optional(const OpContext& c, size_t i)
{
    return c.has(i) ? &c.in(i) : nullptr;
}

Result<void> quantizeLinear(OpContext& c)
{
    const Tensor* zeroPoint = optional(c, 2);
    ElementType type = zeroPoint ? zeroPoint->type() : ElementType::UInt8;
    if (const int64_t number = c.node().attributes.integer("output_dtype", 0); number != 0 && !zeroPoint) {
        const auto asked = elementTypeOfNumber(number);
        if (!asked) return pass(asked.error());
        type = *asked;
    }
    const auto grid = gridOf(c.in(0).shape(), c.in(1), zeroPoint, c.node().attributes.integer("axis", 1),
        c.node().attributes.integer("block_size", 0));
    if (!grid) return pass(grid.error());
    const auto narrowing = narrowingOf(c.node().attributes);
    if (!narrowing) return pass(narrowing.error());
    auto result = quantized(c.in(0), c.in(1), zeroPoint, *grid, type, *narrowing);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

Result<void> dequantizeLinear(OpContext& c)
{
    const auto grid = gridOf(c.in(0).shape(), c.in(1), optional(c, 2), c.node().attributes.integer("axis", 1),
        c.node().attributes.integer("block_size", 0));
    if (!grid) return pass(grid.error());
    auto result = dequantized(c.in(0), c.in(1), optional(c, 2), *grid);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

Result<void> dynamicQuantizeLinear(OpContext& c)
{
    auto x = as<float>(c.in(0));
    if (!x) return pass(x.error());
    float low = 0, high = 0;
    for (const float v : x->as<float>()) {
        low = std::min(low, v);
        high = std::max(high, v);
    }
    float scale = (high - low) / 255.0f;
    if (!(scale > 0)) scale = 1; // nothing but zeros
    const float zero = std::clamp(std::rint(-low / scale), 0.0f, 255.0f);
    const auto scaleTensor = Tensor::scalar(scale);
    const auto zeroTensor = Tensor::scalar(saturated<uint8_t>(static_cast<double>(zero)));
    auto result = quantized(*x, scaleTensor, &zeroTensor, Grid {}, ElementType::UInt8);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    if (c.wants(1)) c.setOut(1, scaleTensor);
    if (c.wants(2)) c.setOut(2, zeroTensor);
    return {};
}

// The int32 sums of a convolution; `zero points` at the given inputs.
Result<std::vector<uint32_t>> convolutionSums(
    const OpContext& c, const ConvShape& s, size_t weights, size_t dataZero, size_t weightZero)
{
    const Tensor* zero = optional(c, dataZero);
    if (zero && zero->count() != 1) return fail("the data's zero point must be one number");
    const auto data = centred(c.in(0), zero, 0);
    if (!data) return pass(data.error());
    const auto kernel = centred(c.in(weights), optional(c, weightZero), 0);
    if (!kernel) return pass(kernel.error());
    const auto count = tensor::elementCount(s.output());
    auto probe = count ? Tensor::make(ElementType::Int32, s.output()) : fail("the result is too large");
    if (!probe) return pass(probe.error());
    std::vector<uint32_t> sums(static_cast<size_t>(*count));
    convolve<uint32_t, uint32_t>(c.threads(), s, data->data(), 0, kernel->data(), sums.data());
    return sums;
}

void writeInt32(const std::vector<uint32_t>& sums, Tensor& out)
{
    std::ranges::transform(sums, out.mutableAs<int32_t>().begin(), [](uint32_t v) { return static_cast<int32_t>(v); });
}

Result<void> convInteger(OpContext& c)
{
    const auto s = convShape(c.node(), c.in(0).shape(), c.in(1).shape());
    if (!s) return pass(s.error());
    const auto sums = convolutionSums(c, *s, 1, 2, 3);
    if (!sums) return pass(sums.error());
    auto out = c.out(0, ElementType::Int32, s->output());
    if (!out) return pass(out.error());
    writeInt32(*sums, **out);
    return {};
}

// x, scale, zero, w, scale, zero, y scale, y zero, bias
Result<void> qLinearConv(OpContext& c)
{
    const auto s = convShape(c.node(), c.in(0).shape(), c.in(3).shape());
    if (!s) return pass(s.error());
    auto sums = convolutionSums(c, *s, 3, 2, 5);
    if (!sums) return pass(sums.error());
    const Tensor& weightScale = c.in(4);
    if (c.in(1).count() != 1 || c.in(6).count() != 1 || c.in(7).count() != 1)
        return fail("the data's and the result's scale and zero point must be single numbers");
    if (weightScale.count() != 1 && weightScale.count() != s->outChannels)
        return fail("scale {} does not fit {} channels", tensor::toString(weightScale.shape()), s->outChannels);
    if (c.has(8) && (c.in(8).count() != s->outChannels || c.in(8).type() != ElementType::Int32))
        return fail("the bias must be {} numbers of int32", s->outChannels);
    const ElementType type = c.in(7).type();
    if (type != ElementType::UInt8 && type != ElementType::Int8) return fail("the result must be uint8 or int8");
    auto out = c.out(0, type, s->output());
    if (!out) return pass(out.error());
    const int64_t plane = std::max<int64_t>(1, s->window.outputs());
    auto* to = mutableBitsOf<uint8_t>(**out);
    for (int64_t i = 0; i < (*out)->count(); ++i) {
        const int64_t channel = i / plane % s->outChannels;
        const float factor = quant::rescalingFactor(
            c.in(1).at(0), weightScale.at(weightScale.count() == 1 ? 0 : channel), c.in(6).at(0));
        const uint32_t sum
            = (*sums)[static_cast<size_t>(i)] + (c.has(8) ? static_cast<uint32_t>(c.in(8).integerAt(channel)) : 0);
        to[i] = byteOf(requantized(static_cast<int32_t>(sum), factor, c.in(7).integerAt(0), limitsOf(type)));
    }
    return {};
}

// The int32 sums of a matrix product; A's zero point may be one per row, B's one per column.
Result<std::vector<uint32_t>> productSums(
    const OpContext& c, const ProductShape& p, size_t b, size_t aZero, size_t bZero)
{
    const auto left = centred(c.in(0), optional(c, aZero), c.in(0).rank() > 1 ? c.in(0).rank() - 2 : 0);
    if (!left) return pass(left.error());
    const auto right = centred(c.in(b), optional(c, bZero), c.in(b).rank() - 1);
    if (!right) return pass(right.error());
    auto probe = Tensor::make(ElementType::Int32, p.result);
    if (!probe) return pass(probe.error());
    std::vector<uint32_t> sums(static_cast<size_t>(probe->count()));
    eachMatrix(p, [&](int64_t x, int64_t y, int64_t z) {
        multiply(c.threads(), p.m, p.n, p.k, Strided<uint32_t> {left->data() + x, p.k, 1},
            Strided<uint32_t> {right->data() + y, p.n, 1}, sums.data() + z, p.n);
    });
    return sums;
}

Result<void> matMulInteger(OpContext& c)
{
    const auto p = productShape(c.in(0).shape(), c.in(1).shape());
    if (!p) return pass(p.error());
    const auto sums = productSums(c, *p, 1, 2, 3);
    if (!sums) return pass(sums.error());
    auto out = c.out(0, ElementType::Int32, p->result);
    if (!out) return pass(out.error());
    writeInt32(*sums, **out);
    return {};
}

// a, scale, zero, b, scale, zero, y scale, y zero
Result<void> qLinearMatMul(OpContext& c)
{
    const auto p = productShape(c.in(0).shape(), c.in(3).shape());
    if (!p) return pass(p.error());
    const auto sums = productSums(c, *p, 3, 2, 5);
    if (!sums) return pass(sums.error());
    const Tensor& left = c.in(1);
    const Tensor& right = c.in(4);
    if ((left.count() != 1 && left.count() != p->m) || (right.count() != 1 && right.count() != p->n)
        || c.in(6).count() != 1 || c.in(7).count() != 1)
        return fail("scales {} and {} do not fit a product of {}", tensor::toString(left.shape()),
            tensor::toString(right.shape()), tensor::toString(p->result));
    const ElementType type = c.in(7).type();
    if (type != ElementType::UInt8 && type != ElementType::Int8) return fail("the result must be uint8 or int8");
    auto out = c.out(0, type, p->result);
    if (!out) return pass(out.error());
    auto* to = mutableBitsOf<uint8_t>(**out);
    for (int64_t i = 0; i < (*out)->count(); ++i) {
        const float factor = quant::rescalingFactor(left.at(left.count() == 1 ? 0 : i / p->n % p->m),
            right.at(right.count() == 1 ? 0 : i % p->n), c.in(6).at(0));
        to[i] = byteOf(requantized(
            static_cast<int32_t>((*sums)[static_cast<size_t>(i)]), factor, c.in(7).integerAt(0), limitsOf(type)));
    }
    return {};
}

} // namespace

std::span<const Operator> quantizedOperators()
{
    static const Operator kOperators[] = {
        {.name = "QuantizeLinear", .since = 10, .run = quantizeLinear, .needs = 2},
        {.name = "DequantizeLinear", .since = 10, .run = dequantizeLinear, .needs = 2},
        {.name = "QuantizeLinear", .domain = "com.microsoft", .since = 1, .run = quantizeLinear, .needs = 2},
        {.name = "DequantizeLinear", .domain = "com.microsoft", .since = 1, .run = dequantizeLinear, .needs = 2},
        {.name = "DynamicQuantizeLinear", .since = 11, .run = dynamicQuantizeLinear},
        {.name = "ConvInteger", .since = 10, .run = convInteger, .needs = 2},
        {.name = "MatMulInteger", .since = 10, .run = matMulInteger, .needs = 2},
        {.name = "QLinearConv", .since = 10, .run = qLinearConv, .needs = 8},
        {.name = "QLinearMatMul", .since = 10, .run = qLinearMatMul, .needs = 8},
    };
    return kOperators;
}

} // namespace bitladder::ops
