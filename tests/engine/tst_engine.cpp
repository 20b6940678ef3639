// Prepare and run against plain loops: every layer kind with every pair of formats, at every instruction set level and number
// of threads, bit for bit.
#include "core/engine/executable.h"
#include "core/engine/geometry.h"
#include "core/engine/interpreter.h"
#include "core/engine/part_times.h"
#include "core/engine/simplify.h"
#include "core/onnx/reader.h"
#include "core/quant/estimate.h"
#include "core/quant/quantize.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <functional>

using namespace bitladder;
using graph::Graph;
using quant::Family;
using quant::QuantParams;
using quant::QuantSpec;
using tensor::Shape;
using tensor::Tensor;
using test::GraphBuilder;
using Ints = std::vector<int64_t>;

namespace
{

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

// --- layers --------------------------------------------------------------------------------------------------------------------

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

const std::vector<Case>& cases()
{
    static const std::vector<Case> kCases {
        {"conv 3x3", "Conv", {1, 3, 6, 5}, {7, 3, 3, 3}, true},
        {"conv padded", "Conv", {2, 5, 5, 4}, {4, 5, 3, 3}, true, {1, 1}, {1, 1, 1, 1}, {}, {}, 1, false, 1, 1, "relu"},
        {"conv strided", "Conv", {1, 4, 9, 8}, {17, 4, 3, 2}, false, {2, 3}, {0, 1, 2, 0}, {}, {}, 1, false, 1, 1,
            "clip"},
        {"conv dilated", "Conv", {1, 2, 9, 9}, {3, 2, 3, 3}, true, {1, 2}, {2, 2, 2, 2}, {2, 3}},
        {"conv 1x1", "Conv", {1, 13, 3, 3}, {1, 13, 1, 1}, true},
        {"conv 1 channel", "Conv", {1, 1, 4, 4}, {1, 1, 2, 2}},
        {"conv in groups", "Conv", {1, 6, 5, 5}, {9, 2, 3, 3}, true, {}, {1, 0, 1, 0}, {}, {}, 3},
        {"conv in groups of 64", "Conv", {1, 128, 3, 2}, {6, 64, 2, 2}, true, {}, {1, 1, 0, 0}, {}, {}, 2},
        {"conv 131 channels", "Conv", {1, 131, 2, 2}, {5, 131, 2, 1}, true, {}, {0, 1, 0, 1}},
        {"conv 1-D", "Conv", {2, 3, 11}, {5, 3, 4}, true, {2}, {1, 2}},
        {"conv 3-D", "Conv", {1, 2, 3, 4, 3}, {3, 2, 2, 2, 2}, true, {1, 2, 1}, {1, 0, 0, 0, 1, 0}},
        {"conv of no pictures", "Conv", {0, 3, 5, 5}, {2, 3, 3, 3}, true},
        {"depthwise", "Conv", {1, 19, 6, 5}, {19, 1, 3, 3}, true, {1, 1}, {1, 1, 1, 1}, {}, {}, 19, false, 1, 1,
            "relu"},
        {"depthwise few channels", "Conv", {2, 16, 7, 9}, {16, 1, 3, 3}, true, {1, 1}, {1, 1, 1, 1}, {}, {}, 16, false,
            1, 1, "relu"},
        {"depthwise 24 channels", "Conv", {1, 24, 5, 13}, {24, 1, 2, 3}, true, {1, 1}, {2, 0, 1, 3}, {2, 2}, {}, 24},
        {"depthwise 1-D", "Conv", {1, 8, 21}, {8, 1, 5}, false, {1}, {0, 2}, {}, {}, 8},
        {"depthwise strided", "Conv", {2, 4, 7, 7}, {4, 1, 3, 3}, false, {2, 2}, {0, 0, 1, 1}, {2, 2}, {}, 4},
        {"depthwise multiplied", "Conv", {1, 3, 5, 5}, {6, 1, 3, 3}, true, {}, {}, {}, {}, 3},
        {"transposed", "ConvTranspose", {1, 4, 3, 4}, {4, 5, 3, 3}, true, {2, 2}, {1, 1, 1, 1}},
        {"transposed, all of it", "ConvTranspose", {2, 6, 3, 2}, {6, 2, 2, 3}, true, {3, 2}, {1, 0, 0, 1}, {2, 1},
            {1, 0}, 2, false, 1, 1, "relu"},
        {"transposed 1-D", "ConvTranspose", {1, 3, 4}, {3, 2, 3}, false, {2}},
        {"gemm", "Gemm", {3, 17}, {17, 5}, true},
        {"gemm transposed", "Gemm", {1, 70}, {33, 70}, true, {}, {}, {}, {}, 1, true, 1, 1, "relu"},
        {"gemm scaled", "Gemm", {5, 8}, {8, 16}, true, {}, {}, {}, {}, 1, false, 0.75f, -2.5f},
        {"matmul", "MatMul", {7, 1}, {1, 1}},
        {"matmul rank 3", "MatMul", {2, 3, 31}, {31, 18}},
        {"matmul of nothing", "MatMul", {0, 4}, {4, 3}},
    };
    return kCases;
}

Graph graphOf(const Case& c, test::Random& random)
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

// --- the reference ---------------------------------------------------------------------------------------------------------------

struct Product {
    int64_t input, weight; // flat indices
};

// The products of every output element in the order of the contract (taps outside, channels inside), from the definitions of
// the ONNX operators. Padding contributes nothing.
struct Sums {
    Shape shape;
    std::vector<int64_t> channel; // by output element
    std::vector<std::vector<Product>> products;
};

int64_t flat(const Shape& shape, const Ints& index)
{
    int64_t at = 0;
    for (size_t i = 0; i < shape.size(); ++i)
        at = at * shape[i] + index[i];
    return at;
}

bool nextIndex(const Shape& shape, Ints& index)
{
    for (size_t i = shape.size(); i-- > 0;) {
        if (++index[i] < shape[i]) return true;
        index[i] = 0;
    }
    return false;
}

Sums sumsOf(const Case& c, const Shape& outShape)
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
int64_t channelOfWeight(const Case& c, int64_t index)
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

bool isInteger(const quant::NumberFormat& f)
{
    return f.family == Family::Int || f.family == Family::Ternary || f.family == Family::Binary;
}

Tensor tensorOf(const Shape& shape, const std::vector<float>& values)
{
    return Tensor::of<float>(shape, std::span<const float>(values));
}
Tensor tensorOf(const Shape& shape, const std::vector<double>& values)
{
    return Tensor::of<double>(shape, std::span<const double>(values));
}

// The float path in T: rounded weights and activations, fma in order, bias, clamp.
template<typename T>
Tensor floatReference(const Case& c, const Sums& sums, const engine::LayerInfo& info, const Tensor& x, const Tensor& w,
    const std::vector<double>& bias, const std::optional<graph::Clamp>& clamp)
{
    std::vector<T> in(static_cast<size_t>(x.count())), weights(static_cast<size_t>(w.count()));
    for (size_t i = 0; i < in.size(); ++i)
        in[i] = static_cast<T>(x.as<float>()[i]);
    if (info.activationParams) quant::fakeQuantize(std::span<const T>(in), *info.activationParams, 0, std::span<T>(in));
    const float alpha = c.op == std::string("Gemm") ? c.alpha : 1.0f;
    for (size_t i = 0; i < weights.size(); ++i) {
        T v = static_cast<T>(w.as<float>()[i]);
        quant::fakeQuantize(std::span<const T>(&v, 1), info.weightParams,
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

Tensor integerReference(const Case& c, const Sums& sums, const engine::LayerInfo& info, const Tensor& x,
    const Tensor& w, const std::vector<double>& bias, const std::optional<graph::Clamp>& clamp)
{
    const QuantParams& a = *info.activationParams;
    std::vector<Int128> in, weights;
    for (const float v : x.as<float>())
        in.push_back(static_cast<Int128>(quant::quantize(static_cast<double>(v), a, 0)) - a.zero(0));
    for (int64_t i = 0; i < w.count(); ++i) {
        const auto channel = static_cast<size_t>(channelOfWeight(c, i));
        weights.push_back(static_cast<Int128>(quant::quantize(w.at(i), info.weightParams, channel))
            - info.weightParams.zero(channel));
    }
    const double alpha = c.op == std::string("Gemm") ? static_cast<double>(c.alpha) : 1.0;
    const bool big = info.kernel.starts_with("gemm_s64s64");
    // int8 layers add their bias as int32 in units of scale_a·scale_w (a float32 product), but for MatMul and scaled Gemms.
    const bool bytes = info.kernel.starts_with("gemm_u8s") || info.kernel.starts_with("depthwise_u8");
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
            const float unit = static_cast<float>(a.scales[0]) * static_cast<float>(info.weightParams.scale(channel));
            const double code = std::nearbyint(bias[channel] / static_cast<double>(unit));
            if (std::fabs(code) >= 1073741824.0) qFatal("a bias of this test does not fit; choose others");
            sum.add(static_cast<Int128>(code));
        }
        const double scale = a.scales[0] * (info.weightParams.scale(channel) * alpha);
        const float narrowScale
            = static_cast<float>(a.scales[0]) * static_cast<float>(info.weightParams.scale(channel) * alpha);
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

struct Pair {
    const char* weights;
    const char* activations;
    const char* variant = ""; // of tensor, affine (weights), symmetric (activations)
};

const std::vector<Pair>& pairs()
{
    static const std::vector<Pair> kPairs {{"float32", "float32"}, {"float64", "float64"}, {"float32", "float64"},
        {"float16", "float16"}, {"bfloat16", "bfloat16"}, {"bfloat16", "float32"}, {"e4m3", "e5m2"},
        {"e4m3", "float32"}, {"e11m30", "e11m30"}, {"int8", "float32"}, {"int4", "float16"}, {"float32", "int8"},
        {"binary", "float32"}, {"float32", "ternary"}, {"int8", "int8"}, {"int8", "int8", "tensor"},
        {"int8", "int8", "affine"}, {"int8", "int8", "symmetric"}, {"int8", "int8", "tensor affine symmetric"},
        {"int7", "int7", "affine"}, {"int4", "int8"}, {"int3", "int5"}, {"int2", "int2"}, {"int2", "int2", "affine"},
        {"int9", "int9"}, {"int12", "int10", "affine"}, {"int16", "int16"}, {"int16", "int16", "affine"},
        {"int16", "int8"}, {"int5", "int13"}, {"int17", "int17"}, {"int24", "int20", "affine"}, {"int31", "int31"},
        {"int32", "int32"}, {"int32", "int32", "affine"}, {"int8", "int32"}, {"int33", "int33"}, {"int40", "int50"},
        {"int63", "int63", "affine"}, {"int64", "int64"}, {"int64", "int64", "affine"}, {"int64", "int8"},
        {"int2", "int64"}, {"ternary", "ternary"}, {"binary", "binary"}, {"binary", "ternary"}, {"ternary", "binary"},
        {"binary", "int8"}, {"ternary", "int4"}, {"int8", "binary"}, {"int6", "ternary"}, {"binary", "int16"},
        {"binary", "int64"}, {"int20", "binary"}, {"binary", "binary", "tensor"}};
    return kPairs;
}

quant::LayerRecipe recipeOf(const Pair& pair)
{
    quant::LayerRecipe recipe;
    recipe.layer = "layer";
    recipe.weights = quant::defaultWeightSpec(*quant::parseFormat(pair.weights));
    recipe.activations = quant::defaultActivationSpec(*quant::parseFormat(pair.activations));
    const std::string variant = pair.variant;
    if (variant.find("tensor") != std::string::npos) recipe.weights.granularity = quant::Granularity::Tensor;
    if (variant.find("affine") != std::string::npos) recipe.weights.symmetry = quant::Symmetry::Asymmetric;
    if (variant.find("symmetric") != std::string::npos) recipe.activations.symmetry = quant::Symmetry::Symmetric;
    return recipe;
}

double largest(const Tensor& t)
{
    double result = 1e-30;
    for (int64_t i = 0; i < t.count(); ++i)
        result = std::max(result, std::fabs(t.at(i)));
    return result;
}

double distance(const Tensor& a, const Tensor& b)
{
    double d = a.shape() == b.shape() ? 0 : 1e9;
    for (int64_t i = 0; d < 1e9 && i < a.count(); ++i)
        d = std::max(d, std::fabs(a.at(i) - b.at(i)));
    return d / largest(a);
}

struct Prepared {
    std::shared_ptr<const Graph> graph;
    engine::Calibration calibration;
};

Prepared prepared(const Graph& original, const Tensor& x)
{
    Prepared p;
    auto simplified = engine::simplify(original);
    if (!simplified) qFatal("%s", simplified.error().message.c_str());
    if (!simplified->issues.empty()) qFatal("%s", simplified->issues[0].text.c_str());
    p.graph = std::make_shared<const Graph>(*std::move(simplified));
    auto network = engine::prepare(p.graph, engine::floatRecipe(*p.graph), {});
    if (!network) qFatal("%s", network.error().message.c_str());
    if (auto done = engine::calibrate(**network, std::span(&x, 1), p.calibration); !done)
        qFatal("%s", done.error().message.c_str());
    return p;
}

// A little network with everything that passes integer codes on: chains, pooling, concatenation, a sum.
Graph smallNetwork(test::Random& random)
{
    GraphBuilder b;
    const auto conv = [&](const std::string& name, ValueId x, int64_t in, int64_t out, int64_t group = 1) {
        return b.node("Relu", name + "_relu",
            {b.node("Conv", name,
                {x, b.constant(name + "_w", random.tensor({out, in / group, 3, 3}, 0.3)),
                    b.constant(name + "_b", random.tensor({out}, 0.2))},
                {{"pads", Ints {1, 1, 1, 1}}, {"group", group}})});
    };
    const ValueId x = b.input("x", {1, 3, 12, 12});
    const ValueId a = conv("a", x, 3, 8);
    const ValueId left = conv("left", a, 8, 8), right = conv("right", a, 8, 8, 8);
    const ValueId sum = b.node("Relu", "sumRelu", {b.node("Add", "sum", {left, a})});
    const ValueId both = b.node("Concat", "both", {sum, right}, {{"axis", int64_t {1}}});
    const ValueId pooled = b.node("MaxPool", "pool", {both}, {{"kernel_shape", Ints {2, 2}}, {"strides", Ints {2, 2}}});
    const ValueId c = conv("c", pooled, 16, 6);
    const ValueId mean = b.node("GlobalAveragePool", "mean", {c});
    return b.graph({b.node("Gemm", "fc",
        {b.node("Flatten", "flat", {mean}), b.constant("fc_w", random.tensor({5, 6})),
            b.constant("fc_b", random.tensor({5}))},
        {{"transB", int64_t {1}}})});
}

} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

private slots:
    void layers_data()
    {
        QTest::addColumn<int>("layer");
        for (size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << static_cast<int>(i);
    }
    void layers()
    {
        QFETCH(int, layer);
        const Case& c = cases()[static_cast<size_t>(layer)];
        test::Random random(static_cast<uint64_t>(1000 + layer));
        const Graph graph = graphOf(c, random);
        const Tensor x = random.tensor(c.input);
        const bool nothing = x.count() == 0;
        Prepared p = prepared(graph, x);
        if (nothing) p.calibration.inputs["layer"].add(std::span<const float>(std::vector<float> {-1, 1}));
        const auto& node = p.graph->node(p.graph->order()[0]);
        QCOMPARE(p.graph->order().size(), size_t {1});
        const Tensor& w = *p.graph->constant(node.input(1));
        std::vector<double> bias(1000, 0.0);
        if (const Tensor* b = p.graph->constant(node.input(2)))
            for (int64_t i = 0; i < b->count(); ++i)
                bias[static_cast<size_t>(i)]
                    = (c.op == std::string("Gemm") ? static_cast<double>(c.beta) : 1.0) * b->at(i);
        const Sums sums = sumsOf(c, *p.graph->value(p.graph->outputs[0]).shape);

        for (const Pair& pair : pairs()) {
            const std::string label = fmt::format("{} × {} {}", pair.weights, pair.activations, pair.variant);
            quant::Recipe recipe;
            recipe.layers = {recipeOf(pair)};
            const auto& asked = recipe.layers[0];
            std::optional<Tensor> atScalar;
            for (const auto level : kernels::supportedLevels()) {
                for (const int threads : {1, 2, 3}) {
                    auto network = engine::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
                    QVERIFY2(network.has_value(), network ? "" : (label + ": " + network.error().message).c_str());
                    auto trace = (*network)->run(std::span(&x, 1));
                    QVERIFY2(trace.has_value(), trace ? "" : (label + ": " + trace.error().message).c_str());
                    const auto& info = (*network)->layers()[0];
                    const Tensor& got = trace->outputs[0];
                    const auto where = [&](const std::string& text) {
                        return fmt::format(
                            "{}, {}, {} threads, {}: {}", label, kernels::levelName(level), threads, info.kernel, text);
                    };

                    // What the design says of every pair.
                    const bool integers = isInteger(asked.weights.format) && isInteger(asked.activations.format);
                    const bool sixtyFive = asked.weights.format == quant::intFormat(64)
                        && asked.weights.symmetry == quant::Symmetry::Asymmetric;
                    const bool bfloats
                        = asked.weights.format == quant::kBFloat16 && asked.activations.format == quant::kBFloat16;
                    const bool native
                        = quant::isNativeFloat(asked.weights.format) && quant::isNativeFloat(asked.activations.format);
                    const bool executed
                        = (integers && !sixtyFive) || native || (bfloats && info.kernel.starts_with("gemm_bf16"));
                    QVERIFY2((info.execution == engine::Execution::Executed) == executed,
                        where("executed or simulated").c_str());
                    if (!executed) QVERIFY2(!info.note.empty(), where("no note").c_str());
                    QVERIFY(info.level <= level);
                    QCOMPARE(info.activationParams.has_value(), !quant::isNativeFloat(asked.activations.format));

                    if (info.kernel.starts_with("gemm_bf16")) {
                        // Pairs of products are added by the processor in an order of its own: 2^-8 of the products' sum is safe.
                        auto reference = floatReference<float>(c, sums, info, x, w, bias, node.clamp);
                        const double d = distance(reference, got);
                        QVERIFY2(d < 4e-3, where(fmt::format("off by {}", d)).c_str());
                        continue;
                    }
                    if (!atScalar) {
                        const bool wide = got.type() == tensor::ElementType::Float64;
                        const Tensor reference = integers && !sixtyFive
                            ? integerReference(c, sums, info, x, w, bias, node.clamp)
                            : wide ? floatReference<double>(c, sums, info, x, w, bias, node.clamp)
                                   : floatReference<float>(c, sums, info, x, w, bias, node.clamp);
                        if (nothing && reference.type() != got.type()) {
                            QVERIFY(got.shape() == reference.shape());
                        } else {
                            const std::string different = test::difference(reference, got);
                            QVERIFY2(different.empty(), where(different).c_str());
                        }
                        atScalar = got;
                    }
                    const std::string different = test::difference(*atScalar, got);
                    QVERIFY2(different.empty(), where("differs from the scalar level: " + different).c_str());
                }
            }
        }
    }

    void float32AgreesWithTheInterpreter()
    {
        for (size_t i = 0; i < cases().size(); ++i) {
            test::Random random(2000 + i);
            const Graph graph = graphOf(cases()[i], random);
            const Tensor x = random.tensor(cases()[i].input);
            const Prepared p = prepared(graph, x);
            auto network = engine::prepare(p.graph, engine::floatRecipe(*p.graph), {});
            VERIFY_OK(network);
            const auto trace = (*network)->run(std::span(&x, 1));
            VERIFY_OK(trace);
            const auto plain = engine::interpret(graph, std::span(&x, 1), Threads(1));
            VERIFY_OK(plain);
            QVERIFY2(distance(plain->front(), trace->outputs[0]) < 1e-5, cases()[i].name);
        }
    }

    // A layer whose reader wants integers stores codes at once: clamp(rint(fma(sum, scale/s, bias/s)) + zero), as kernels.h says.
    void requantization_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<float>("lo");
        QTest::addColumn<float>("hi");
        QTest::addColumn<bool>("symmetric");
        constexpr float kInfinity = std::numeric_limits<float>::infinity();
        for (const char* first : {"int8", "int4", "int12", "int20", "binary", "ternary"})
            for (const char* second : {"int8", "int3", "int11", "int16", "ternary", "int18", "binary"}) {
                const auto add = [&](const char* activation, float lo, float hi) {
                    QTest::addRow("%s to %s%s", first, second, activation)
                        << first << second << lo << hi << (lo == 0.0f && first[3] == '8');
                };
                add("", -kInfinity, kInfinity);
                add(" relu", 0, kInfinity);
                add(" clip", -0.5f, 1.25f);
            }
    }
    void requantization()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(float, lo);
        QFETCH(float, hi);
        QFETCH(bool, symmetric);
        test::Random random(5);
        GraphBuilder b;
        const ValueId x = b.input("x", {4, 37});
        ValueId h = b.node("Gemm", "first",
            {x, b.constant("w1", random.tensor({37, 19}, 0.3)), b.constant("b1", random.tensor({19}))});
        if (std::isfinite(hi))
            h = b.node("Clip", "clip", {h, b.constant("lo", {}, {lo}), b.constant("hi", {}, {hi})});
        else if (std::isfinite(lo))
            h = b.node("Relu", "relu", {h});
        const ValueId y = b.node(
            "Gemm", "second", {h, b.constant("w2", random.tensor({19, 7}, 0.3)), b.constant("b2", random.tensor({7}))});
        const Tensor in = random.tensor({4, 37});
        const Prepared p = prepared(b.graph({y}), in);
        auto recipe = engine::floatRecipe(*p.graph);
        recipe.layers[0].weights.format = recipe.layers[0].activations.format
            = *quant::parseFormat(first.toStdString());
        recipe.layers[1].weights.format = recipe.layers[1].activations.format
            = *quant::parseFormat(second.toStdString());
        if (symmetric) recipe.layers[1].activations.symmetry = quant::Symmetry::Symmetric;
        std::optional<Tensor> scalar;
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 3}) {
                auto network = engine::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
                VERIFY_OK(network);
                std::map<std::pair<int, int>, Tensor> taps;
                const auto trace
                    = (*network)->run(std::span(&in, 1), {}, [&](LayerId id, engine::Tap tap, const Tensor& value) {
                          taps[{id.index, static_cast<int>(tap)}] = value;
                      });
                // Bit planes cannot be tapped as floats by every layer pair; where they can, the values are checked.
                VERIFY_OK(trace);
                if (!scalar) scalar = trace->outputs[0];
                const auto different = test::difference(*scalar, trace->outputs[0]);
                QVERIFY2(different.empty(), different.c_str());
                const auto& one = (*network)->layers()[0];
                const auto& two = (*network)->layers()[1];
                const QuantParams& a = *one.activationParams;
                const QuantParams& s = *two.activationParams;
                const Tensor& w = *p.graph->constant(p.graph->node(p.graph->order()[0]).input(1));
                const Tensor& bias = *p.graph->constant(p.graph->node(p.graph->order()[0]).input(2));
                // Codes are stored at once for u8 and s16 readers; wider ones, binary and ternary planes are converted from floats.
                const bool direct = two.kernel.starts_with("gemm_u8s") || two.kernel.starts_with("gemm_s16s16");
                const Tensor& middle = taps.at({1, 0});
                for (int64_t r = 0; r < 4; ++r)
                    for (int64_t n = 0; n < 19; ++n) {
                        Int128 sum = 0;
                        const auto c = static_cast<size_t>(n);
                        for (int64_t k = 0; k < 37; ++k)
                            sum += (static_cast<Int128>(quant::quantize(in.at(r * 37 + k), a, 0)) - a.zero(0))
                                * quant::quantize(w.at(k * 19 + n), one.weightParams, c);
                        const float scale
                            = static_cast<float>(a.scales[0]) * static_cast<float>(one.weightParams.scale(c));
                        double biasValue = bias.at(n);
                        if (one.kernel.starts_with("gemm_u8s")) { // part of the exact sum
                            sum += static_cast<Int128>(std::nearbyint(biasValue / static_cast<double>(scale)));
                            biasValue = 0;
                        }
                        double expected = 0;
                        if (direct && s.format.family != Family::Binary) {
                            const float steps = std::fma(static_cast<float>(static_cast<int64_t>(sum)),
                                scale / static_cast<float>(s.scales[0]), static_cast<float>(biasValue / s.scales[0]));
                            const auto limit = [&](float v, int64_t none) {
                                return std::isinf(v) ? none : quant::quantize(static_cast<double>(v), s, 0);
                            };
                            const auto q = std::clamp<int64_t>(
                                static_cast<int64_t>(std::nearbyint(std::clamp(steps, -1073741824.0f, 1073741824.0f)))
                                    + s.zeros[0],
                                limit(lo, s.qmin), limit(hi, s.qmax));
                            expected = quant::dequantize(q, s, 0);
                        } else {
                            const float v = std::clamp(std::fma(static_cast<float>(static_cast<int64_t>(sum)), scale,
                                                           static_cast<float>(biasValue)),
                                lo, hi);
                            expected = quant::dequantize(quant::quantize(static_cast<double>(v), s, 0), s, 0);
                        }
                        // Values above 16 bits are doubles; a tap hands them out as float32.
                        expected = static_cast<double>(static_cast<float>(expected));
                        QVERIFY2(middle.at(r * 19 + n) == expected,
                            qPrintable(QString("row %1 column %2: %3 instead of %4, %5")
                                           .arg(r)
                                           .arg(n)
                                           .arg(middle.at(r * 19 + n), 0, 'g', 17)
                                           .arg(expected, 0, 'g', 17)
                                           .arg(one.kernel.c_str())));
                    }
            }
    }

    // The whole path through pooling, concatenation and sums: all levels and threads agree, and more bits never hurt much.
    void networks_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<double>("limit");
        const auto add
            = [](const char* w, const char* a, double limit) { QTest::addRow("%s %s", w, a) << w << a << limit; };
        add("float32", "float32", 1e-6);
        add("float64", "float64", 1e-6);
        add("float16", "float16", 3e-3);
        add("int64", "int64", 1e-6);
        add("int40", "int40", 1e-6);
        add("int24", "int24", 1e-5);
        add("int16", "int16", 1e-3);
        add("int12", "int12", 5e-3);
        add("int8", "int8", 0.1);
        add("int8", "int16", 0.1);
        add("int4", "int8", 0.8);
        add("float32", "int8", 0.1);
        add("int8", "float32", 0.1);
        add("e4m3", "e4m3", 0.4);
        add("ternary", "int8", 10);
        add("ternary", "ternary", 10);
        add("binary", "binary", 10);
    }
    void networks()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QFETCH(double, limit);
        test::Random random(6);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        auto recipe = engine::floatRecipe(*p.graph);
        quant::setAll(
            recipe, *quant::parseFormat(weights.toStdString()), *quant::parseFormat(activations.toStdString()));
        const auto plain = engine::interpret(graph, std::span(&x, 1), Threads(1));
        VERIFY_OK(plain);
        std::optional<Tensor> scalar;
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 2, 3}) {
                auto network = engine::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
                VERIFY_OK(network);
                for (int round = 0; round < 2; ++round) { // nothing is left over from the run before
                    const auto trace = (*network)->run(std::span(&x, 1));
                    VERIFY_OK(trace);
                    if (!scalar) scalar = trace->outputs[0];
                    const auto different = test::difference(*scalar, trace->outputs[0]);
                    QVERIFY2(different.empty(),
                        fmt::format("{}, {} threads: {}", kernels::levelName(level), threads, different).c_str());
                }
            }
        const double d = distance(plain->front(), *scalar);
        QVERIFY2(d < limit, qPrintable(QString("off by %1").arg(d)));
    }

    void mixedRecipes()
    {
        test::Random random(7);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        for (int round = 0; round < 40; ++round) {
            auto recipe = engine::floatRecipe(*p.graph);
            std::string text;
            for (auto& layer : recipe.layers) {
                const auto& pair
                    = pairs()[static_cast<size_t>(random.integer(0, static_cast<int64_t>(pairs().size()) - 1))];
                if (pair.weights == std::string("bfloat16")) continue; // its sums depend on the level
                const std::string name = layer.layer;
                layer = recipeOf(pair);
                layer.layer = name;
                text += fmt::format("{}: {} {} {}; ", name, pair.weights, pair.activations, pair.variant);
            }
            std::optional<Tensor> scalar;
            for (const auto level : kernels::supportedLevels()) {
                auto network = engine::prepare(p.graph, recipe, p.calibration, {level, 1 + round % 3, nullptr});
                QVERIFY2(network.has_value(), network ? "" : (text + network.error().message).c_str());
                const auto trace = (*network)->run(std::span(&x, 1));
                QVERIFY2(trace.has_value(), trace ? "" : (text + trace.error().message).c_str());
                if (!scalar) scalar = trace->outputs[0];
                const auto different = test::difference(*scalar, trace->outputs[0]);
                QVERIFY2(different.empty(), (text + different).c_str());
            }
        }
    }

    // What the threads report and what is left make up a layer's time, whatever the clock says.
    void parts()
    {
        using namespace std::chrono_literals;
        engine::PartTimes reported;
        reported.add(engine::StepPart::Kernel, 6ms);
        reported.add(engine::StepPart::Kernel, 4ms);
        reported.add(engine::StepPart::Reformat, 1ms);
        reported.add(engine::StepPart::Epilogue, 3ms);
        engine::LayerTime time;
        engine::addStep(time, engine::StepPart::Kernel, 9, reported, 2);
        QCOMPARE(time.kernelMs, 5.0);
        QCOMPARE(time.reformatMs, 0.5);
        QCOMPARE(time.epilogueMs, 1.5);
        QCOMPARE(time.waitingMs, 2.0);
        QCOMPARE(time.totalMs, 9.0);
        reported.reset();
        engine::addStep(time, engine::StepPart::Reformat, 3, reported, 2); // a step that reports nothing
        QCOMPARE(time.reformatMs, 3.5);
        QCOMPARE(time.totalMs, 12.0);

        // In real runs: every kind of layer, no part below nothing.
        test::Random random(9);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        for (const char* format : {"float32", "int8", "binary"})
            for (const int threads : {1, 2}) {
                auto recipe = engine::floatRecipe(*p.graph);
                quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
                auto network = engine::prepare(p.graph, recipe, p.calibration,
                    {kernels::bestLevel(), threads, nullptr, engine::FloatConvolution::Winograd4});
                VERIFY_OK(network);
                const auto trace = (*network)->run(std::span(&x, 1));
                VERIFY_OK(trace);
                double all = trace->otherMs, epilogues = 0;
                for (const auto& layer : trace->layers) {
                    const double sum = layer.reformatMs + layer.kernelMs + layer.epilogueMs + layer.waitingMs;
                    QVERIFY(std::fabs(sum - layer.totalMs) < 1e-9);
                    QVERIFY(layer.reformatMs >= 0 && layer.kernelMs > 0 && layer.epilogueMs >= 0);
                    QVERIFY2(layer.waitingMs > -1e-9, fmt::format("{}", layer.waitingMs).c_str());
                    all += layer.totalMs;
                    epilogues += layer.epilogueMs;
                }
                QVERIFY(all <= trace->totalMs + 1e-9);
                QVERIFY(epilogues > 0); // the sum behind a layer
            }
    }

    void cachedWeightsGiveTheSame()
    {
        test::Random random(8);
        const Graph graph = smallNetwork(random);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(graph, x);
        const auto cache = std::make_shared<engine::PackCache>();
        for (const char* format : {"int8", "int4", "int8", "binary", "int16", "int8"}) {
            auto recipe = engine::floatRecipe(*p.graph);
            quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
            auto fresh = engine::prepare(p.graph, recipe, p.calibration);
            auto kept = engine::prepare(p.graph, recipe, p.calibration, {kernels::bestLevel(), 0, cache});
            VERIFY_OK(fresh);
            VERIFY_OK(kept);
            const auto a = (*fresh)->run(std::span(&x, 1)), b = (*kept)->run(std::span(&x, 1));
            VERIFY_OK(a);
            VERIFY_OK(b);
            QCOMPARE(test::difference(a->outputs[0], b->outputs[0]), std::string());
        }
    }

    void kernelNames_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<QString>("kernel");
        const auto add
            = [](const char* w, const char* a, const char* k) { QTest::addRow("%s %s", w, a) << w << a << k; };
        add("float32", "float32", "gemm_f32_");
        add("float64", "float64", "gemm_f64_");
        add("float16", "float16", "gemm_f32_");
        add("e11m20", "e11m20", "gemm_f64_");
        add("int8", "int8", "gemm_u8s8_");
        add("int5", "int8", "gemm_u8s8_");
        add("int4", "int8", "gemm_u8s4_");
        add("int3", "int4", "gemm_u8s4_");
        add("int2", "int8", "gemm_u8s2_");
        add("ternary", "int8", "gemm_u8s2_");
        add("binary", "int8", "gemm_u8s1_");
        add("int9", "int9", "gemm_s16s16_");
        add("int12", "int12", "gemm_s16s16_");
        add("int16", "int16", "gemm_s16s16_wide_");
        add("int17", "int17", "gemm_s32s32_");
        add("int28", "int28", "gemm_s32s32_");
        add("int33", "int33", "gemm_s64s64_");
        add("int64", "int64", "gemm_s64s64_");
        add("ternary", "ternary", "gemm_ternary_");
        add("binary", "ternary", "gemm_ternary_");
        add("binary", "binary", "gemm_binary_");
        add("int8", "float32", "gemm_f32_");
    }
    void kernelNames()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QFETCH(QString, kernel);
        test::Random random(9);
        GraphBuilder b;
        const ValueId x = b.input("x", {2, 32});
        const Graph graph = b.graph({b.node("Gemm", "layer", {x, b.constant("w", random.tensor({32, 4}))})});
        const Prepared p = prepared(graph, random.tensor({2, 32}));
        auto recipe = engine::floatRecipe(*p.graph);
        quant::setAll(
            recipe, *quant::parseFormat(weights.toStdString()), *quant::parseFormat(activations.toStdString()));
        for (const auto level : kernels::supportedLevels()) {
            auto network = engine::prepare(p.graph, recipe, p.calibration, {level, 1, nullptr});
            VERIFY_OK(network);
            const auto& info = (*network)->layers()[0];
            // A level may have a quicker way for weights that do not need all 8 bits.
            const bool seven = weights == "int5" && kernels::table(level).gemmU8S7.run;
            const std::string expected = seven ? "gemm_u8s7_" : kernel.toStdString();
            QVERIFY2(info.kernel.starts_with(expected), info.kernel.c_str());
            QVERIFY2(info.kernel.find(kernels::levelName(info.level)) != std::string::npos
                    || info.kernel.find("avxvnni") != std::string::npos,
                info.kernel.c_str());
            if (level == kernels::Level::Scalar) QVERIFY(info.kernel.ends_with("_scalar"));
            QCOMPARE(info.macs, int64_t {2 * 32 * 4});
            QVERIFY(info.residentBytes > 0);
        }
    }

    void sizes()
    {
        test::Random random(10);
        GraphBuilder b;
        const ValueId x = b.input("x", {1, 64});
        const Graph graph = b.graph({b.node(
            "Gemm", "layer", {x, b.constant("w", random.tensor({64, 100})), b.constant("b", random.tensor({100}))})});
        const Prepared p = prepared(graph, random.tensor({1, 64}));
        auto recipe = engine::floatRecipe(*p.graph);
        for (const auto& [format, bits] : {std::pair {"float32", 32.0}, std::pair {"int8", 8.0},
                 std::pair {"int3", 3.0}, std::pair {"binary", 1.0}, std::pair {"ternary", std::log2(3.0)}}) {
            quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
            auto network = engine::prepare(p.graph, recipe, p.calibration);
            VERIFY_OK(network);
            QCOMPARE((*network)->sizes().floatBytes, 6500.0 * 4);
            QCOMPARE((*network)->sizes().theoreticalBytes, 6400 * bits / 8 + 400);
            QVERIFY((*network)->sizes().residentBytes >= 6400 * std::floor(bits) / 8);
        }
    }

    void wrongInputs()
    {
        test::Random random(11);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(smallNetwork(random), x);
        auto network = engine::prepare(p.graph, engine::floatRecipe(*p.graph), {});
        VERIFY_OK(network);
        VERIFY_FAILS((*network)->run({}), {"1 inputs", "0 were given"});
        const Tensor small = random.tensor({1, 3, 12, 11});
        VERIFY_FAILS((*network)->run(std::span(&small, 1)), {"input x", "1×3×12×12", "1×3×12×11"});
        const Tensor wide = *tensor::converted(x, tensor::ElementType::Float64);
        VERIFY_FAILS((*network)->run(std::span(&wide, 1)), {"input x", "float32", "float64"});
        VERIFY_OK((*network)->run(std::span(&x, 1)));
    }

    void taps()
    {
        test::Random random(12);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(smallNetwork(random), x);
        for (const char* format : {"float32", "int8", "int16", "int33", "binary", "ternary"}) {
            auto recipe = engine::floatRecipe(*p.graph);
            quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
            auto network = engine::prepare(p.graph, recipe, p.calibration);
            VERIFY_OK(network);
            std::vector<std::pair<int, engine::Tap>> order;
            std::map<int, Tensor> outputs;
            const auto plain = (*network)->run(std::span(&x, 1));
            VERIFY_OK(plain);
            const auto trace
                = (*network)->run(std::span(&x, 1), {}, [&](LayerId id, engine::Tap tap, const Tensor& value) {
                      order.emplace_back(id.index, tap);
                      const auto layer = graph::layersOf(*p.graph)[static_cast<size_t>(id.index)];
                      const auto& shape
                          = *p.graph->value(tap == engine::Tap::LayerInput ? layer.input : layer.output).shape;
                      if (value.shape() != shape) qFatal("a tap of another shape");
                      if (tap == engine::Tap::LayerOutput) outputs[id.index] = value;
                  });
            QVERIFY2(trace.has_value(), trace ? "" : (std::string(format) + ": " + trace.error().message).c_str());
            QCOMPARE(order.size(), size_t {10});
            for (size_t i = 0; i < order.size(); i += 2) {
                QVERIFY(order[i].second == engine::Tap::LayerInput && order[i + 1].second == engine::Tap::LayerOutput);
                QCOMPARE(order[i].first, order[i + 1].first);
            }
            QCOMPARE(trace->layers.size(), size_t {5});
            // Looking on changes nothing, and the last layer's output is the answer.
            QCOMPARE(test::difference(plain->outputs[0], trace->outputs[0]), std::string());
            QCOMPARE(test::difference(outputs.at(4), trace->outputs[0]), std::string());
        }
    }

    void stopping()
    {
        test::Random random(13);
        const Tensor x = random.tensor({1, 3, 12, 12});
        const Prepared p = prepared(smallNetwork(random), x);
        std::stop_source source;
        Job job;
        job.stop = source.get_token();
        auto network = engine::prepare(p.graph, engine::floatRecipe(*p.graph), {}, {}, job);
        VERIFY_OK(network);
        VERIFY_OK((*network)->run(std::span(&x, 1), job));
        // In the middle of a run.
        auto trace = (*network)->run(
            std::span(&x, 1), job, [&](LayerId, engine::Tap, const Tensor&) { source.request_stop(); });
        QVERIFY(!trace && trace.error().cancelled());
        const auto again = engine::prepare(p.graph, engine::floatRecipe(*p.graph), {}, {}, job);
        QVERIFY(!again && again.error().cancelled());
        engine::Calibration calibration;
        const auto calibrated = engine::calibrate(**network, std::span(&x, 1), calibration, job);
        QVERIFY(!calibrated && calibrated.error().cancelled());
        QCOMPARE(calibration.pictures, 0);
        VERIFY_OK((*network)->run(std::span(&x, 1))); // and it still works
    }

    void everyWidthOfTheDial()
    {
        const std::string file = BITLADDER_SAMPLES "/digits/digits.onnx";
        if (!std::filesystem::exists(file)) QSKIP("samples/digits/digits.onnx is not there yet");
        const auto original = onnx::readModel(file);
        VERIFY_OK(original);
        const auto shape = *engine::inputShape(*original, original->inputs[0], {});
        test::Random random(14);
        const Tensor x = random.tensor(shape);
        const Prepared p = prepared(*original, x);
        for (int bits = 64; bits >= 1; --bits) {
            auto recipe = engine::floatRecipe(*p.graph);
            quant::setAll(recipe, quant::dialFormat(bits), quant::dialFormat(bits));
            auto network = engine::prepare(p.graph, recipe, p.calibration);
            QVERIFY2(
                network.has_value(), network ? "" : fmt::format("{} bits: {}", bits, network.error().message).c_str());
            const auto trace = (*network)->run(std::span(&x, 1));
            QVERIFY2(trace.has_value(), trace ? "" : fmt::format("{} bits: {}", bits, trace.error().message).c_str());
            for (int64_t i = 0; i < trace->outputs[0].count(); ++i)
                QVERIFY(std::isfinite(trace->outputs[0].at(i)));
            const auto plain = engine::interpret(*p.graph, std::span(&x, 1), Threads(1));
            VERIFY_OK(plain);
            const double d = distance(plain->front(), trace->outputs[0]);
            if (bits >= 24) QVERIFY2(d < 1e-4, fmt::format("{} bits: off by {}", bits, d).c_str());
            if (bits == 8) QVERIFY2(d < 0.2, fmt::format("off by {}", d).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
