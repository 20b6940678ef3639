// Operators of ONNX Runtime's own domain, com.microsoft, that exported and quantized models contain.
#include "core/ops/matrix.h"
#include "core/ops/quantized.h"
#include "core/ops/window.h"
#include "core/quant/quantize.h"

namespace bitladder::ops
{

namespace
{

const Tensor* optional(const OpContext& c, size_t i)
{
    return c.has(i) ? &c.in(i) : nullptr;
}

// Input i with its scale and zero point behind it, as float32.
Result<Tensor> floatOf(const OpContext& c, size_t i)
{
    if (!c.has(i) || !c.has(i + 1)) return fail("input {} or its scale is missing", i);
    auto grid = gridOf(c.in(i).shape(), c.in(i + 1), optional(c, i + 2), 0, 0);
    if (!grid) return pass(grid.error());
    return dequantized(c.in(i), c.in(i + 1), optional(c, i + 2), *grid);
}

// A float result, quantized with the scale and zero point at inputs `scale` and `scale + 1`.
Result<void> finish(OpContext& c, const Tensor& value, size_t scale, ElementType fallback)
{
    if (!c.has(scale) || c.in(scale).count() != 1) return fail("the result's scale must be one number");
    const Tensor* zero = optional(c, scale + 1);
    if (zero && zero->count() != 1) return fail("the result's zero point must be one number");
    auto result = quantized(value, c.in(scale), zero, Grid {}, zero ? zero->type() : fallback);
    if (!result) return pass(result.error());
    c.setOut(0, *std::move(result));
    return {};
}

// a, scale, zero, b, scale, zero, c scale, c zero
Result<void> qLinearAdd(OpContext& c)
{
    const auto a = floatOf(c, 0), b = floatOf(c, 3);
    if (!a) return pass(a.error());
    if (!b) return pass(b.error());
    const Tensor* inputs[] = {&*a, &*b};
    auto value = evaluatePlain("Add", inputs, {}, c.threads());
    if (!value) return pass(value.error());
    return finish(c, *value, 6, c.in(0).type());
}

// Input i minus the zero point at input i + 2, as int32.
Result<Tensor> centredInput(const OpContext& c, size_t i)
{
    const Tensor* zero = optional(c, i + 2);
    if (!c.has(i) || !c.has(i + 1) || c.in(i + 1).count() != 1 || (zero && zero->count() != 1))
        return fail("input {}, its scale or its zero point does not fit", i);
    const auto numbers = centred(c.in(i), zero, 0);
    if (!numbers) return pass(numbers.error());
    auto result = Tensor::make(ElementType::Int32, c.in(i).shape());
    if (!result) return result;
    std::ranges::copy(*numbers, mutableBitsOf<uint32_t>(*result));
    return result;
}

// Checks the scale and the zero point of the result at inputs `scale` and `scale + 1`, and makes room for it.
Result<Tensor*> bytesOut(OpContext& c, size_t scale, Shape shape)
{
    const Tensor* zero = optional(c, scale + 1);
    const ElementType type = zero ? zero->type() : c.in(0).type();
    if (!c.has(scale) || c.in(scale).count() != 1 || (zero && zero->count() != 1)
        || (type != ElementType::UInt8 && type != ElementType::Int8))
        return fail("the result's scale must be one number and its type uint8 or int8");
    return c.out(0, type, std::move(shape));
}

// The zero point is in the value already.
uint8_t roundedByte(float value, std::pair<int64_t, int64_t> limits)
{
    const double inside
        = std::clamp<double>(std::rint(value), static_cast<double>(limits.first), static_cast<double>(limits.second));
    return byteOf(saturated<int64_t>(inside));
}

// As for the sum. The products are exact; the zero point is added before rounding, as ONNX Runtime does.
Result<void> qLinearMul(OpContext& c)
{
    const auto a = centredInput(c, 0), b = centredInput(c, 3);
    if (!a) return pass(a.error());
    if (!b) return pass(b.error());
    const Tensor* inputs[] = {&*a, &*b};
    auto products = evaluatePlain("Mul", inputs, {}, c.threads());
    if (!products) return pass(products.error());
    auto out = bytesOut(c, 6, products->shape());
    if (!out) return pass(out.error());
    const float factor = quant::rescalingFactor(c.in(1).at(0), c.in(4).at(0), c.in(6).at(0));
    const auto zero = static_cast<float>(c.has(7) ? c.in(7).at(0) : 0);
    const auto limits = limitsOf((*out)->type());
    const auto from = products->as<int32_t>();
    auto* to = mutableBitsOf<uint8_t>(**out);
    for (size_t i = 0; i < from.size(); ++i) {
        to[i] = roundedByte(static_cast<float>(from[i]) * factor + zero, limits);
    }
    return {};
}

// x, scale, zero, y scale, y zero: computed in float between.
Result<void> qLinearUnary(OpContext& c, std::string_view op)
{
    const auto x = floatOf(c, 0);
    if (!x) return pass(x.error());
    const Tensor* inputs[] = {&*x};
    auto value = evaluatePlain(std::string(op), inputs, c.node().attributes, c.threads());
    if (!value) return pass(value.error());
    return finish(c, *value, 3, c.in(0).type());
}

// x, scale, zero, y scale, y zero: ONNX Runtime adds the real values up in float32, in order, divides in float32 by
// their number (all of the kernel where the padding counts), and adds the zero point before it rounds.
Result<void> qLinearAveragePool(OpContext& c)
{
    const auto real = floatOf(c, 0);
    if (!real) return pass(real.error());
    // Channels may stand last.
    const bool last = c.node().attributes.integer("channels_last", 0) != 0;
    Shape shape = real->shape();
    if (last && shape.size() > 2) std::rotate(shape.begin() + 1, shape.end() - 1, shape.end());
    const auto w = windowOf(c.node(), shape, nullptr);
    if (!w) return pass(w.error());
    Shape pooled = w->outputShape(shape[0], shape[1]);
    if (last) std::rotate(pooled.begin() + 1, pooled.begin() + 2, pooled.end());
    auto out = bytesOut(c, 3, std::move(pooled));
    if (!out) return pass(out.error());
    const bool countPadding = c.node().attributes.integer("count_include_pad", 0) != 0;
    const int64_t channels = shape[1], step = last ? channels : 1;
    const auto scale = static_cast<float>(c.in(3).at(0)), zero = static_cast<float>(c.has(4) ? c.in(4).at(0) : 0);
    const auto limits = limitsOf((*out)->type());
    const float* from = real->as<float>().data();
    uint8_t* to = mutableBitsOf<uint8_t>(**out);
    c.threads().each(static_cast<size_t>(shape[0] * channels), [&](size_t piece) {
        const auto plane = static_cast<int64_t>(piece);
        const auto first
            = [&](int64_t size) { return last ? plane / channels * channels * size + plane % channels : plane * size; };
        eachOutput(*w, [&](int64_t o, int64_t z, int64_t y, int64_t column) {
            float sum = 0;
            int64_t count = 0;
            eachInside(*w, z, y, column, [&](int64_t i) {
                sum += from[first(w->inputs()) + i * step];
                ++count;
            });
            if (countPadding) count = w->taps();
            const float mean = count > 0 ? sum / static_cast<float>(count) : 0.0f;
            to[first(w->outputs()) + o * step] = roundedByte(mean / scale + zero, limits);
        });
    });
    return {};
}

// x, scale, zero, y scale, y zero: exact sums, the division by their number lies in the factor.
Result<void> qLinearGlobalAveragePool(OpContext& c)
{
    const auto x = centredInput(c, 0);
    if (!x) return pass(x.error());
    const size_t rank = x->rank();
    if (rank < 3) return fail("{} has no plane to average", tensor::toString(x->shape()));
    const bool last = c.node().attributes.integer("channels_last", 0) != 0;
    std::vector<int64_t> axes;
    int64_t size = 1;
    for (size_t d = last ? 1 : 2; d < (last ? rank - 1 : rank); ++d) {
        axes.push_back(static_cast<int64_t>(d));
        size *= x->shape()[d];
    }
    const Tensor axesTensor = Tensor::of<int64_t>({static_cast<int64_t>(axes.size())}, axes);
    const Tensor* inputs[] = {&*x, &axesTensor};
    auto sums = evaluatePlain("ReduceSum", inputs, {}, c.threads());
    if (!sums) return pass(sums.error());
    auto out = bytesOut(c, 3, sums->shape());
    if (!out) return pass(out.error());
    const float factor = static_cast<float>(c.in(1).at(0))
        / (static_cast<float>(c.in(3).at(0)) * static_cast<float>(std::max<int64_t>(size, 1)));
    auto* to = mutableBitsOf<uint8_t>(**out);
    for (int64_t i = 0; i < sums->count(); ++i)
        to[i] = byteOf(requantized(sums->as<int32_t>()[static_cast<size_t>(i)], factor,
            c.has(4) ? c.in(4).integerAt(0) : 0, limitsOf((*out)->type())));
    return {};
}

// y scale, y zero, then x, scale, zero for every part
Result<void> qLinearConcat(OpContext& c)
{
    if (c.inputCount() < 5 || (c.inputCount() - 2) % 3 != 0) return fail("its inputs do not come in threes");
    std::vector<Tensor> parts;
    for (size_t i = 2; i < c.inputCount(); i += 3) {
        auto part = floatOf(c, i);
        if (!part) return pass(part.error());
        parts.push_back(*std::move(part));
    }
    std::vector<const Tensor*> inputs;
    for (const Tensor& part : parts)
        inputs.push_back(&part);
    auto value = evaluatePlain("Concat", inputs, c.node().attributes, c.threads());
    if (!value) return pass(value.error());
    return finish(c, *value, 0, c.in(2).type());
}

// a, scale, zero, b, scale, zero, c (int32), y scale, y zero; without a result scale the result is float
Result<void> qGemm(OpContext& c)
{
    if (!c.has(1) || !c.has(4)) return fail("a scale is missing");
    const Tensor& a = c.in(0);
    const Tensor& b = c.in(3);
    if (a.rank() != 2 || b.rank() != 2)
        return fail("{} and {} are not two matrices", tensor::toString(a.shape()), tensor::toString(b.shape()));
    const bool transA = c.node().attributes.integer("transA", 0) != 0,
               transB = c.node().attributes.integer("transB", 0) != 0;
    const int64_t m = a.shape()[transA ? 1 : 0], k = a.shape()[transA ? 0 : 1], n = b.shape()[transB ? 0 : 1];
    if (b.shape()[transB ? 1 : 0] != k)
        return fail("{} and {} cannot be multiplied", tensor::toString(a.shape()), tensor::toString(b.shape()));
    const auto left = centred(a, optional(c, 2), 0);
    if (!left) return pass(left.error());
    const auto right = centred(b, optional(c, 5), transB ? 0 : 1);
    if (!right) return pass(right.error());
    const Tensor& scales = c.in(4);
    if (c.in(1).count() != 1 || (scales.count() != 1 && scales.count() != n))
        return fail("a scale does not fit {} columns", n);
    const Shape shape {m, n};
    std::vector<int64_t> biasSteps;
    if (c.has(6)) {
        const auto both = tensor::broadcast(shape, c.in(6).shape());
        if (!both || *both != shape || c.in(6).type() != ElementType::Int32)
            return fail("the bias does not fit {}", tensor::toString(shape));
        biasSteps = broadcastStrides(c.in(6).shape(), shape);
    }
    auto place = Tensor::make(ElementType::Int32, shape);
    if (!place) return pass(place.error());
    std::vector<uint32_t> sums(static_cast<size_t>(m * n));
    multiply(c.threads(), m, n, k, Strided<uint32_t> {left->data(), transA ? 1 : k, transA ? m : 1},
        Strided<uint32_t> {right->data(), transB ? 1 : n, transB ? k : 1}, sums.data(), n);
    const bool toFloat = !c.has(7);
    const ElementType type = toFloat ? ElementType::Float32 : (c.has(8) ? c.in(8).type() : a.type());
    if (!toFloat && (c.in(7).count() != 1 || (type != ElementType::UInt8 && type != ElementType::Int8)))
        return fail("the result's scale must be one number and its type uint8 or int8");
    if (c.has(8) && c.in(8).count() != 1) return fail("the result's zero point must be one number");
    auto out = c.out(0, type, shape);
    if (!out) return pass(out.error());
    const float alpha = numberAttribute(c, "alpha", 1);
    for (int64_t i = 0; i < m * n; ++i) {
        const int64_t bias = c.has(6) ? c.in(6).integerAt(i / n * biasSteps[0] + i % n * biasSteps[1]) : 0;
        const auto sum = static_cast<int32_t>(sums[static_cast<size_t>(i)] + static_cast<uint32_t>(bias));
        float factor = alpha * static_cast<float>(c.in(1).at(0))
            * static_cast<float>(scales.at(scales.count() == 1 ? 0 : i % n));
        if (toFloat) {
            (*out)->mutableAs<float>()[static_cast<size_t>(i)] = static_cast<float>(sum) * factor;
            continue;
        }
        factor /= static_cast<float>(c.in(7).at(0));
        mutableBitsOf<uint8_t>(**out)[i]
            = byteOf(requantized(sum, factor, c.has(8) ? c.in(8).integerAt(0) : 0, limitsOf(type)));
    }
    return {};
}

// scale · (A − zero)(B − zero) + bias in float, from int32 sums.
Result<void> scaledProduct(OpContext& c, const Tensor& a, const Tensor* aZero, float aScale, const Tensor& b,
    const Tensor* bZero, const Tensor& bScale, const Tensor* bias)
{
    const auto p = productShape(a.shape(), b.shape());
    if (!p) return pass(p.error());
    std::vector<const Tensor*> inputs {&a, &b, aZero, bZero};
    auto sums = evaluatePlain("MatMulInteger", inputs, {}, c.threads());
    if (!sums) return pass(sums.error());
    if (bScale.count() != 1 && bScale.count() != p->n)
        return fail("scale {} does not fit {} columns", tensor::toString(bScale.shape()), p->n);
    if (bias && bias->count() != p->n)
        return fail("bias {} does not fit {} columns", tensor::toString(bias->shape()), p->n);
    auto out = c.out(0, ElementType::Float32, p->result);
    if (!out) return pass(out.error());
    for (int64_t i = 0; i < (*out)->count(); ++i) {
        const float scale = aScale * static_cast<float>(bScale.at(bScale.count() == 1 ? 0 : i % p->n));
        (*out)->mutableAs<float>()[static_cast<size_t>(i)]
            = static_cast<float>(sums->as<int32_t>()[static_cast<size_t>(i)]) * scale
            + (bias ? static_cast<float>(bias->at(i % p->n)) : 0.0f);
    }
    return {};
}

// A, B, a scale, b scale, a zero, b zero, bias
Result<void> matMulIntegerToFloat(OpContext& c)
{
    const auto scale = scalarOf(c, 2);
    if (!scale) return pass(scale.error());
    return scaledProduct(
        c, c.in(0), optional(c, 4), static_cast<float>(*scale), c.in(1), optional(c, 5), c.in(3), optional(c, 6));
}

// A (float), B, b scale, b zero, bias
Result<void> dynamicQuantizeMatMul(OpContext& c)
{
    Node node;
    node.name = node.op = "DynamicQuantizeLinear";
    node.opset = 11;
    node.outputs = {ValueId {0}, ValueId {1}, ValueId {2}};
    const Tensor* inputs[] = {&c.in(0)};
    auto parts = evaluateNode(node, inputs, c.threads());
    if (!parts) return pass(parts.error());
    return scaledProduct(c, (*parts)[0], &(*parts)[2], static_cast<float>((*parts)[1].at(0)), c.in(1), optional(c, 3),
        c.in(2), optional(c, 4));
}

// A, B packed [N, blocks, bytes], scales, zero points, g_idx, bias
Result<void> matMulNBits(OpContext& c)
{
    const auto& attributes = c.node().attributes;
    const int64_t k = attributes.integer("K", 0), n = attributes.integer("N", 0), bits = attributes.integer("bits", 4);
    const int64_t block = attributes.integer("block_size", 0);
    if (bits != 2 && bits != 4 && bits != 8) return unsupported("{} bits are not supported", bits);
    if (c.has(4) && c.in(4).count() > 0) return unsupported("g_idx is not supported");
    if (k < 1 || n < 1 || block < 16 || k > (int64_t {1} << 31) || n > (int64_t {1} << 31)
        || block > (int64_t {1} << 31))
        return fail("K, N or block_size is not possible");
    const int64_t blocks = (k + block - 1) / block, blob = block * bits / 8, perByte = 8 / bits;
    if (c.in(1).type() != ElementType::UInt8 || c.in(1).count() != n * blocks * blob)
        return fail("packed weights {} do not fit {}×{}", tensor::toString(c.in(1).shape()), k, n);
    if (c.in(2).count() != n * blocks)
        return fail("scales {} do not fit {} blocks", tensor::toString(c.in(2).shape()), n * blocks);
    const int64_t zeroBytes = (blocks * bits + 7) / 8;
    const bool packedZeros = c.has(3) && c.in(3).type() == ElementType::UInt8;
    if (c.has(3) && c.in(3).count() != (packedZeros ? n * zeroBytes : n * blocks))
        return fail("zero points {} do not fit {} blocks", tensor::toString(c.in(3).shape()), n * blocks);
    auto weights = Tensor::make(ElementType::Float32, {n, k});
    if (!weights) return pass(weights.error());
    const auto* packed = bitsOf<uint8_t>(c.in(1));
    const auto field = [&](const uint8_t* bytes, int64_t i) {
        return (bytes[i / perByte] >> (i % perByte * bits)) & ((1 << bits) - 1);
    };
    for (int64_t row = 0; row < n; ++row)
        for (int64_t i = 0; i < k; ++i) {
            const int64_t b = i / block;
            float zero = static_cast<float>(1 << (bits - 1));
            if (packedZeros)
                zero = static_cast<float>(field(bitsOf<uint8_t>(c.in(3)) + row * zeroBytes, b));
            else if (c.has(3))
                zero = static_cast<float>(c.in(3).at(row * blocks + b));
            const auto q = static_cast<float>(field(packed + (row * blocks + b) * blob, i % block));
            weights->mutableAs<float>()[static_cast<size_t>(row * k + i)]
                = (q - zero) * static_cast<float>(c.in(2).at(row * blocks + b));
        }
    auto a = as<float>(c.in(0));
    if (!a) return pass(a.error());
    if (a->rank() < 1 || a->shape().back() != k)
        return fail("data {} does not fit K = {}", tensor::toString(a->shape()), k);
    if (c.has(5) && c.in(5).count() != n)
        return fail("bias {} does not fit {} columns", tensor::toString(c.in(5).shape()), n);
    Shape shape = a->shape();
    shape.back() = n;
    auto out = c.out(0, ElementType::Float32, shape);
    if (!out) return pass(out.error());
    float* to = (*out)->mutableAs<float>().data();
    multiply(c.threads(), a->count() / k, n, k, Strided<float> {a->as<float>().data(), k, 1},
        Strided<float> {weights->as<float>().data(), 1, k}, to, n);
    for (int64_t i = 0; c.has(5) && i < (*out)->count(); ++i)
        to[i] += static_cast<float>(c.in(5).at(i % n));
    return {};
}

Result<Tensor> swappedLast(const Tensor& t, const Threads& threads)
{
    if (t.rank() < 2) return t;
    std::vector<int64_t> perm(t.rank());
    for (size_t i = 0; i < perm.size(); ++i)
        perm[i] = static_cast<int64_t>(i);
    std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
    graph::Attributes attributes;
    attributes.set("perm", perm);
    const Tensor* inputs[] = {&t};
    return evaluatePlain("Transpose", inputs, std::move(attributes), threads);
}

// alpha · op(A) · op(B)
Result<void> fusedMatMul(OpContext& c)
{
    const auto& attributes = c.node().attributes;
    if (attributes.integer("transBatchA", 0) != 0 || attributes.integer("transBatchB", 0) != 0)
        return unsupported("transposed batches are not supported");
    auto a = attributes.integer("transA", 0) != 0 ? swappedLast(c.in(0), c.threads()) : Result<Tensor>(c.in(0));
    auto b = attributes.integer("transB", 0) != 0 ? swappedLast(c.in(1), c.threads()) : Result<Tensor>(c.in(1));
    if (!a) return pass(a.error());
    if (!b) return pass(b.error());
    const Tensor* inputs[] = {&*a, &*b};
    auto value = evaluatePlain("MatMul", inputs, {}, c.threads());
    if (!value) return pass(value.error());
    auto alpha = tensor::converted(Tensor::scalar(numberAttribute(c, "alpha", 1)), value->type());
    if (!alpha) return pass(alpha.error());
    const Tensor* scaled[] = {&*value, &*alpha};
    value = evaluatePlain("Mul", scaled, {}, c.threads());
    if (!value) return pass(value.error());
    c.setOut(0, *std::move(value));
    return {};
}

// Conv, then an addend (input 3), then an activation.
Result<void> fusedConv(OpContext& c)
{
    std::vector<const Tensor*> inputs {&c.in(0), &c.in(1)};
    if (c.has(2)) inputs.push_back(&c.in(2));
    auto value = evaluatePlain("Conv", inputs, c.node().attributes, c.threads());
    if (!value) return pass(value.error());
    if (c.has(3)) {
        const Tensor* sum[] = {&*value, &c.in(3)};
        value = evaluatePlain("Add", sum, {}, c.threads());
        if (!value) return pass(value.error());
    }
    const auto activation = c.node().attributes.get<std::string>("activation", "");
    if (!activation.empty()) {
        const auto parameters = c.node().attributes.get<std::vector<float>>("activation_params", {});
        graph::Attributes attributes;
        std::vector<Tensor> bounds;
        if (activation == "Clip") {
            for (const float bound : parameters)
                bounds.push_back(Tensor::scalar(bound));
        } else if (activation != "Relu" && activation != "Tanh" && activation != "Sigmoid" && activation != "LeakyRelu"
            && activation != "HardSigmoid") {
            return unsupported("activation \"{}\" is not supported", activation);
        } else {
            if (!parameters.empty()) attributes.set("alpha", parameters[0]);
            if (parameters.size() > 1) attributes.set("beta", parameters[1]);
        }
        std::vector<const Tensor*> list {&*value};
        for (const Tensor& bound : bounds)
            list.push_back(&bound);
        auto activated = evaluatePlain(activation, list, std::move(attributes), c.threads());
        if (!activated) return pass(activated.error());
        value = *std::move(activated);
    }
    c.setOut(0, *std::move(value));
    return {};
}

// Normalization of input + skip (+ bias).
Result<void> skipNormalization(OpContext& c, bool simplified)
{
    const size_t biasInput = simplified ? 3 : 4;
    const Tensor* first[] = {&c.in(0), &c.in(1)};
    auto sum = evaluatePlain("Add", first, {}, c.threads());
    if (sum && c.has(biasInput)) {
        const Tensor* second[] = {&*sum, &c.in(biasInput)};
        sum = evaluatePlain("Add", second, {}, c.threads());
    }
    if (!sum) return pass(sum.error());
    graph::Attributes attributes;
    attributes.set("epsilon", numberAttribute(c, "epsilon", 1e-12f));
    std::vector<const Tensor*> inputs {&*sum, &c.in(2)};
    if (!simplified && c.has(3)) inputs.push_back(&c.in(3));
    auto value = evaluatePlain(
        simplified ? "SimplifiedLayerNormalization" : "LayerNormalization", inputs, std::move(attributes), c.threads());
    if (!value) return pass(value.error());
    c.setOut(0, *std::move(value));
    if (c.wants(3)) c.setOut(3, *std::move(sum));
    return {};
}

Operator own(std::string_view name, Result<void> (*run)(OpContext&), int needs)
{
    return {.name = name, .domain = "com.microsoft", .since = 1, .run = run, .needs = needs};
}

} // namespace

std::span<const Operator> contribOperators()
{
    static const Operator kOperators[] = {
        own("QLinearAdd", qLinearAdd, 7),
        own("QLinearMul", qLinearMul, 7),
        own(
            "QLinearLeakyRelu", [](OpContext& c) { return qLinearUnary(c, "LeakyRelu"); }, 4),
        own(
            "QLinearSigmoid", [](OpContext& c) { return qLinearUnary(c, "Sigmoid"); }, 4),
        own(
            "QLinearSoftmax", [](OpContext& c) { return qLinearUnary(c, "Softmax"); }, 4),
        own("QLinearAveragePool", qLinearAveragePool, 4),
        own("QLinearGlobalAveragePool", qLinearGlobalAveragePool, 4),
        own("QLinearConcat", qLinearConcat, 5),
        own("QGemm", qGemm, 5),
        own("MatMulIntegerToFloat", matMulIntegerToFloat, 4),
        own("DynamicQuantizeMatMul", dynamicQuantizeMatMul, 3),
        own("MatMulNBits", matMulNBits, 3),
        own("FusedMatMul", fusedMatMul, 2),
        own("FusedConv", fusedConv, 2),
        own(
            "SkipLayerNormalization", [](OpContext& c) { return skipNormalization(c, false); }, 3),
        own(
            "SkipSimplifiedLayerNormalization", [](OpContext& c) { return skipNormalization(c, true); }, 3),
    };
    return kOperators;
}

} // namespace bitladder::ops
