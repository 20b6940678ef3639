// One layer by plain loops, from the definitions of the ONNX operators and the arithmetic contract: the oracle of the
// engine's layers, which shares no code with them.
#pragma once
#include "core/engine/executable.h"
#include "core/quant/quantize.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>

namespace bitladder::test
{

using graph::Graph;
using quant::Quantizer;
using tensor::Shape;
using tensor::Tensor;
using Ints = std::vector<int64_t>;

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

struct Case {
    const char* name;
    const char* op;
    Shape input, weights;
    bool bias = false;
    Ints strides, pads, dilations, outputPadding;
    int64_t group = 1;
    bool transB = false;
    float alpha = 1, beta = 1;
    const char* clamp = ""; // "", "relu", "clip"
};

// The layer with random weights, and its clamp.
inline Graph graphOf(const Case& c, Random& random)
{
    GraphBuilder b;
    const ValueId x = b.input("x", c.input);
    std::vector<ValueId> inputs {x, b.constant("w", random.tensor(c.weights, 0.4))};
    const std::string op = c.op;
    const int64_t channels
        = op == "Conv" ? c.weights[0] : (op == "ConvTranspose" ? c.weights[1] * c.group : c.weights[c.transB ? 0 : 1]);
    if (c.bias) inputs.push_back(b.constant("b", random.tensor({channels})));
    GraphBuilder::AttributeList attributes;
    for (const auto& [name, values] : {std::pair {"strides", &c.strides}, std::pair {"pads", &c.pads},
             std::pair {"dilations", &c.dilations}, std::pair {"output_padding", &c.outputPadding}})
        if (!values->empty()) attributes.emplace_back(name, *values);
    if (c.group != 1) attributes.emplace_back("group", c.group);
    if (op == "Gemm") {
        attributes.emplace_back("transB", int64_t {c.transB});
        attributes.emplace_back("alpha", c.alpha);
        attributes.emplace_back("beta", c.beta);
    }
    ValueId y = b.node(op, "layer", inputs, attributes);
    if (c.clamp == std::string("relu")) y = b.node("Relu", "relu", {y});
    if (c.clamp == std::string("clip"))
        y = b.node("Clip", "clip", {y, b.constant("lo", {}, {-0.5f}), b.constant("hi", {}, {0.75f})});
    return b.graph({y});
}

struct Product {
    int64_t input, weight; // flat indices
};

// The products of every output element in the order of the contract (taps outside, channels inside), from the
// definitions of the ONNX operators. Padding contributes nothing.
struct Sums {
    Shape shape;
    std::vector<int64_t> channel; // by output element
    std::vector<std::vector<Product>> products;
};

inline int64_t flat(const Shape& shape, const Ints& index)
{
    int64_t at = 0;
    for (size_t i = 0; i < shape.size(); ++i)
        at = at * shape[i] + index[i];
    return at;
}

inline bool nextIndex(const Shape& shape, Ints& index)
{
    for (size_t i = shape.size(); i-- > 0;) {
        if (++index[i] < shape[i]) return true;
        index[i] = 0;
    }
    return false;
}

inline Sums sumsOf(const Case& c, const Shape& outShape)
{
    Sums s;
    s.shape = outShape;
    if (*tensor::elementCount(outShape) == 0) return s;
    const std::string op = c.op;
    Ints o(outShape.size(), 0);
    do {
        std::vector<Product> products;
        if (op == "Gemm" || op == "MatMul") {
            const int64_t n = o.back(), depth = c.input.back(), columns = c.weights[c.transB ? 0 : 1];
            int64_t row = 0;
            for (size_t i = 0; i + 1 < o.size(); ++i)
                row = row * outShape[i] + o[i];
            for (int64_t k = 0; k < depth; ++k)
                products.push_back({row * depth + k, c.transB ? n * depth + k : k * columns + n});
            s.channel.push_back(n);
            s.products.push_back(std::move(products));
            continue;
        }
        const size_t rank = c.input.size() - 2;
        const Shape kernel(c.weights.begin() + 2, c.weights.end());
        const auto at = [](const Ints& v, size_t i, int64_t fallback) { return v.empty() ? fallback : v[i]; };
        const bool transposed = op == "ConvTranspose";
        const int64_t outPerGroup = transposed ? c.weights[1] : c.weights[0] / c.group,
                      inPerGroup = c.input[1] / c.group;
        const int64_t group = o[1] / outPerGroup;
        Ints tap(rank, 0);
        do {
            Ints in(rank);
            bool inside = true;
            for (size_t i = 0; i < rank; ++i) {
                const int64_t stride = at(c.strides, i, 1), dilation = at(c.dilations, i, 1), pad = at(c.pads, i, 0);
                if (transposed) { // input p writes to p·stride − pad + tap·dilation
                    const int64_t scaled = o[i + 2] + pad - tap[i] * dilation;
                    inside = inside && scaled >= 0 && scaled % stride == 0;
                    in[i] = scaled / stride;
                } else {
                    in[i] = o[i + 2] * stride - pad + tap[i] * dilation;
                }
                inside = inside && in[i] >= 0 && in[i] < c.input[i + 2];
            }
            if (!inside) continue;
            for (int64_t k = 0; k < inPerGroup; ++k) {
                Ints from {o[0], group * inPerGroup + k},
                    w = transposed ? Ints {group * inPerGroup + k, o[1] % outPerGroup} : Ints {o[1], k};
                from.insert(from.end(), in.begin(), in.end());
                w.insert(w.end(), tap.begin(), tap.end());
                products.push_back({flat(c.input, from), flat(c.weights, w)});
            }
        } while (nextIndex(kernel, tap));
        s.channel.push_back(o[1]);
        s.products.push_back(std::move(products));
    } while (nextIndex(outShape, o));
    return s;
}

// The output channel that a weight belongs to.
inline int64_t channelOfWeight(const Case& c, int64_t index)
{
    int64_t inner = 1;
    for (size_t i = 2; i < c.weights.size(); ++i)
        inner *= c.weights[i];
    const std::string op = c.op;
    if (op == "Conv") return index / (inner * c.weights[1]);
    if (op == "ConvTranspose") {
        const int64_t in = index / (inner * c.weights[1]);
        return in / (c.weights[0] / c.group) * c.weights[1] + index / inner % c.weights[1];
    }
    return c.transB ? index / c.weights[1] : index % c.weights[1];
}

// An exact sum of products of up to 128 bits, rounded to double once.
class ExactSum
{
public:
    void add(Int128 v)
    {
        m_high += v >> 64;
        m_low += static_cast<UInt128>(v) & ~uint64_t {0};
        m_high += static_cast<Int128>(m_low >> 64);
        m_low &= ~uint64_t {0};
    }
    bool fitsInt64() const { return m_high == (static_cast<int64_t>(m_low) < 0 ? -1 : 0); }
    int64_t asInt64() const { return static_cast<int64_t>(m_low); }
    double rounded() const
    {
        const Int128 limit = Int128 {1} << 62;
        if (m_high < limit && m_high >= -limit) return static_cast<double>((m_high << 64) + static_cast<Int128>(m_low));
        // Too long for 128 bits: cut 40 of them off, but remember whether any was set.
        const Int128 cut = (m_high << 24) + static_cast<Int128>(m_low >> 40);
        const bool sticky = (m_low & ((UInt128 {1} << 40) - 1)) != 0;
        return std::ldexp(static_cast<double>(cut | (sticky ? 1 : 0)), 40);
    }

private:
    Int128 m_high = 0;
    UInt128 m_low = 0;
};

template<typename T> T clamped(T v, const std::optional<graph::Clamp>& clamp)
{
    if (!clamp) return v;
    const T lo = static_cast<T>(clamp->lo), hi = static_cast<T>(clamp->hi);
    return v < lo ? lo : (v > hi ? hi : v);
}

// Powers of two that integer kernels take: ±2^k for k up to 14.
inline bool isPowerOfTwo(const quant::NumberFormat& f)
{
    return quant::name(f).starts_with("pow2_") && f.bits <= 5;
}

// Levels drawn by hand that are whole numbers, as those of these tests are where there are any.
inline bool isWholeBook(const quant::QuantSpec& spec)
{
    return quant::name(spec.format).starts_with("book") && !spec.levels.empty();
}

inline bool isInteger(const quant::NumberFormat& f)
{
    return f.family == &quant::kIntegerFamily || f.family == &quant::kTernaryFamily || f.family == &quant::kBinaryFamily
        || isPowerOfTwo(f);
}

inline Tensor tensorOf(const Shape& shape, const std::vector<float>& values)
{
    return Tensor::of<float>(shape, std::span<const float>(values));
}
inline Tensor tensorOf(const Shape& shape, const std::vector<double>& values)
{
    return Tensor::of<double>(shape, std::span<const double>(values));
}

// The float path in T: rounded weights and activations, fma in order, bias, clamp.
template<typename T>
inline Tensor floatReference(const Case& c, const Sums& sums, const engine::LayerInfo& info, const Tensor& x,
    const Tensor& w, const std::vector<double>& bias, const std::optional<graph::Clamp>& clamp)
{
    std::vector<T> in(static_cast<size_t>(x.count())), weights(static_cast<size_t>(w.count()));
    for (size_t i = 0; i < in.size(); ++i)
        in[i] = static_cast<T>(x.as<float>()[i]);
    if (info.activationQuantizer)
        quant::fakeQuantize(std::span<const T>(in), *info.activationQuantizer, 0, std::span<T>(in));
    const float alpha = c.op == std::string("Gemm") ? c.alpha : 1.0f;
    for (size_t i = 0; i < weights.size(); ++i) {
        T v = static_cast<T>(w.as<float>()[i]);
        quant::fakeQuantize(std::span<const T>(&v, 1), info.weightQuantizer,
            static_cast<size_t>(channelOfWeight(c, static_cast<int64_t>(i))), std::span<T>(&v, 1));
        weights[i] = alpha == 1 ? v : v * static_cast<T>(alpha);
    }
    std::vector<T> out;
    for (size_t i = 0; i < sums.products.size(); ++i) {
        T acc = 0;
        for (const auto& p : sums.products[i])
            acc = std::fma(in[static_cast<size_t>(p.input)], weights[static_cast<size_t>(p.weight)], acc);
        out.push_back(clamped(static_cast<T>(acc + static_cast<T>(bias[static_cast<size_t>(sums.channel[i])])), clamp));
    }
    return tensorOf(sums.shape, out);
}

inline Tensor integerReference(const Case& c, const Sums& sums, const engine::LayerInfo& info, const Tensor& x,
    const Tensor& w, const std::vector<double>& bias, const std::optional<graph::Clamp>& clamp)
{
    const Quantizer& a = *info.activationQuantizer;
    std::vector<Int128> in, weights;
    for (const float v : x.as<float>())
        in.push_back(static_cast<Int128>(quant::quantize(static_cast<double>(v), a, 0)) - a.zeroPoint(0));
    for (int64_t i = 0; i < w.count(); ++i) {
        const auto channel = static_cast<size_t>(channelOfWeight(c, i));
        const int64_t code = quant::quantize(w.at(i), info.weightQuantizer, channel);
        if (isPowerOfTwo(info.weights.format)) {
            Int128 power = code == 0 ? 0 : 1;
            for (int64_t k = 1; k < std::abs(code); ++k)
                power *= 2;
            weights.push_back(code < 0 ? -power : power);
        } else if (quant::name(info.weights.format).starts_with("book")) {
            const double level = static_cast<double>(info.weightQuantizer.levels[static_cast<size_t>(code)]);
            if (level != std::nearbyint(level)) qFatal("a level is no whole number");
            weights.push_back(static_cast<Int128>(level));
        } else {
            weights.push_back(static_cast<Int128>(code) - info.weightQuantizer.zeroPoint(channel));
        }
    }
    const double alpha = c.op == std::string("Gemm") ? static_cast<double>(c.alpha) : 1.0;
    const bool big = info.kernel.starts_with("gemm_s64s64");
    // int8 layers add their bias as int32 in units of scale_a·scale_w (a float32 product), but for MatMul and scaled
    // Gemms.
    // Whatever computes the sums, the pair's own kernel says how the bias is rounded.
    const bool bytes = !info.ways.empty() && engine::multipliesBytes(info.ways.front().compute);
    const bool scaled = c.op == std::string("Gemm") && (c.alpha != 1.0f || c.beta != 1.0f);
    const bool integerBias = bytes && c.bias && !scaled && c.op != std::string("MatMul");
    std::vector<float> narrow;
    std::vector<double> wide;
    for (size_t i = 0; i < sums.products.size(); ++i) {
        ExactSum sum;
        for (const auto& p : sums.products[i])
            sum.add(in[static_cast<size_t>(p.input)] * weights[static_cast<size_t>(p.weight)]);
        const auto channel = static_cast<size_t>(sums.channel[i]);
        if (integerBias) {
            const float unit
                = static_cast<float>(a.scales[0]) * static_cast<float>(info.weightQuantizer.scale(channel));
            const double code = std::nearbyint(bias[channel] / static_cast<double>(unit));
            if (std::fabs(code) >= 1073741824.0) qFatal("a bias of this test does not fit; choose others");
            sum.add(static_cast<Int128>(code));
        }
        const double scale = a.scales[0] * (info.weightQuantizer.scale(channel) * alpha);
        const float narrowScale
            = static_cast<float>(a.scales[0]) * static_cast<float>(info.weightQuantizer.scale(channel) * alpha);
        if (big) {
            wide.push_back(clamped(std::fma(sum.rounded(), scale, bias[channel]), clamp));
        } else {
            if (!sum.fitsInt64()) qFatal("a sum does not fit the accumulator of %s", info.kernel.c_str());
            narrow.push_back(clamped(std::fma(static_cast<float>(sum.asInt64()), narrowScale,
                                         integerBias ? 0.0f : static_cast<float>(bias[channel])),
                clamp));
        }
    }
    return big ? tensorOf(sums.shape, wide) : tensorOf(sums.shape, narrow);
}

} // namespace bitladder::test
