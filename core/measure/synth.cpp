#include "core/measure/synth.h"

#include <cmath>
#include <random>

namespace bitladder::measure
{

using graph::Graph;
using graph::Node;
using graph::Value;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

namespace
{

class Builder
{
public:
    explicit Builder(std::string_view name, uint64_t seed)
        : m_random(seed)
    {
        m_graph.name = name;
        m_graph.opsets[""] = 13;
    }

    ValueId input(Shape shape)
    {
        const ValueId id = m_graph.addValue({"input", ElementType::Float32, std::move(shape), {}, {}});
        m_graph.inputs.push_back(id);
        return id;
    }

    struct ConvSpec {
        int64_t in, out, kernel, stride = 1, groups = 1;
        float gain = 1; // on the standard deviation of the weights
    };
    ValueId conv(ValueId x, const std::string& name, const ConvSpec& s)
    {
        const ValueId w = normal(name + "_w", {s.out, s.in / s.groups, s.kernel, s.kernel},
            s.gain * std::sqrt(2.0f / static_cast<float>(s.in / s.groups * s.kernel * s.kernel)));
        const ValueId b = normal(name + "_b", {s.out}, 0.05f);
        const ValueId y = add("Conv", name, {x, w, b});
        const int64_t pad = s.kernel / 2;
        set("kernel_shape", std::vector<int64_t> {s.kernel, s.kernel});
        set("strides", std::vector<int64_t> {s.stride, s.stride});
        set("pads", std::vector<int64_t> {pad, pad, pad, pad});
        set("group", s.groups);
        return y;
    }
    ValueId relu(ValueId x, const std::string& name) { return add("Relu", name, {x}); }
    ValueId relu6(ValueId x, const std::string& name)
    {
        if (!m_six) {
            m_zero = constant("zero", Tensor::scalar(0.0f));
            m_six = constant("six", Tensor::scalar(6.0f));
        }
        return add("Clip", name, {x, m_zero, m_six});
    }
    ValueId add(const std::string& op, const std::string& name, std::vector<ValueId> inputs)
    {
        const ValueId y = m_graph.addValue({name + "_out", ElementType::Float32, {}, {}, {}});
        Node node;
        node.name = name;
        node.op = op;
        node.opset = 13;
        node.inputs = std::move(inputs);
        node.outputs = {y};
        m_last = m_graph.addNode(std::move(node));
        return y;
    }
    void set(const std::string& attribute, graph::Attribute value) // of the latest node
    {
        m_graph.edit(m_last, [&](Node& node) { node.attributes.set(attribute, std::move(value)); });
    }

    Graph classifier(ValueId features, int64_t channels)
    {
        const ValueId pooled = add("GlobalAveragePool", "pool", {features});
        const ValueId flat = add("Flatten", "flatten", {pooled});
        const ValueId w = normal("fc_w", {1000, channels}, std::sqrt(1.0f / static_cast<float>(channels)));
        const ValueId b = normal("fc_b", {1000}, 0.05f);
        const ValueId y = add("Gemm", "fc", {flat, w, b});
        set("transB", int64_t {1});
        m_graph.edit(y, [](Value& value) {
            value.name = "output";
            value.shape = Shape {1, 1000};
        });
        m_graph.outputs = {y};
        return std::move(m_graph);
    }

private:
    ValueId constant(const std::string& name, Tensor tensor)
    {
        Value value {name, tensor.type(), tensor.shape(), {}, {}};
        value.constant = std::move(tensor);
        return m_graph.addValue(std::move(value));
    }
    ValueId normal(const std::string& name, Shape shape, float deviation)
    {
        // Box–Muller on our own uniform numbers: the standard library's distributions differ between platforms.
        std::vector<float> values(static_cast<size_t>(*tensor::elementCount(shape)));
        for (float& v : values) {
            const double u = (static_cast<double>(m_random() >> 11) + 1) * 0x1p-53,
                         t = static_cast<double>(m_random() >> 11) * 0x1p-53;
            v = static_cast<float>(std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * t)) * deviation;
        }
        return constant(name, Tensor::of<float>(std::move(shape), values));
    }

    Graph m_graph;
    std::mt19937_64 m_random;
    NodeId m_last;
    ValueId m_zero, m_six;
};

ValueId stem(Builder& b, int64_t out)
{
    const ValueId x = b.input({1, 3, 224, 224});
    return b.relu(b.conv(x, "stem", {3, out, 7, 2}), "stem_relu");
}

ValueId maxPool(Builder& b, ValueId x)
{
    const ValueId y = b.add("MaxPool", "maxpool", {x});
    b.set("kernel_shape", std::vector<int64_t> {3, 3});
    b.set("strides", std::vector<int64_t> {2, 2});
    b.set("pads", std::vector<int64_t> {1, 1, 1, 1});
    return y;
}

// Residual branches end with a small gain, so that values keep their size through the depth as trained ones do.
constexpr float kBranchGain = 0.3f;

Graph resnet18(uint64_t seed)
{
    Builder b("resnet18", seed);
    ValueId x = maxPool(b, stem(b, 64));
    int64_t in = 64;
    for (int stage = 0; stage < 4; ++stage)
        for (int block = 0; block < 2; ++block) {
            const int64_t out = int64_t {64} << stage;
            const int64_t stride = stage > 0 && block == 0 ? 2 : 1;
            const std::string name = fmt::format("layer{}_{}", stage + 1, block);
            const ValueId a = b.relu(b.conv(x, name + "_conv1", {in, out, 3, stride}), name + "_relu1");
            const ValueId branch = b.conv(a, name + "_conv2", {out, out, 3, 1, 1, kBranchGain});
            if (stride != 1 || in != out) x = b.conv(x, name + "_down", {in, out, 1, stride});
            x = b.relu(b.add("Add", name + "_add", {branch, x}), name + "_relu2");
            in = out;
        }
    return b.classifier(x, 512);
}

Graph resnet50(uint64_t seed)
{
    Builder b("resnet50", seed);
    ValueId x = maxPool(b, stem(b, 64));
    int64_t in = 64;
    const int blocks[] = {3, 4, 6, 3};
    for (int stage = 0; stage < 4; ++stage)
        for (int block = 0; block < blocks[stage]; ++block) {
            const int64_t mid = int64_t {64} << stage, out = mid * 4;
            const int64_t stride = stage > 0 && block == 0 ? 2 : 1;
            const std::string name = fmt::format("layer{}_{}", stage + 1, block);
            ValueId a = b.relu(b.conv(x, name + "_conv1", {in, mid, 1}), name + "_relu1");
            a = b.relu(b.conv(a, name + "_conv2", {mid, mid, 3, stride}), name + "_relu2");
            const ValueId branch = b.conv(a, name + "_conv3", {mid, out, 1, 1, 1, kBranchGain});
            if (block == 0) x = b.conv(x, name + "_down", {in, out, 1, stride});
            x = b.relu(b.add("Add", name + "_add", {branch, x}), name + "_relu3");
            in = out;
        }
    return b.classifier(x, 2048);
}

Graph mobilenetV2(uint64_t seed)
{
    Builder b("mobilenetv2", seed);
    ValueId x = b.relu6(b.conv(b.input({1, 3, 224, 224}), "stem", {3, 32, 3, 2}), "stem_relu6");
    // expansion, output channels, repeats, stride (table 2 of the paper)
    const int64_t rows[][4]
        = {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};
    int64_t in = 32;
    int index = 0;
    for (const auto& [expansion, out, repeats, firstStride] : rows)
        for (int64_t i = 0; i < repeats; ++i) {
            const int64_t stride = i == 0 ? firstStride : 1, mid = in * expansion;
            const std::string name = fmt::format("block{}", ++index);
            ValueId y = x;
            if (expansion > 1) y = b.relu6(b.conv(y, name + "_expand", {in, mid, 1}), name + "_relu6a");
            y = b.relu6(b.conv(y, name + "_depthwise", {mid, mid, 3, stride, mid}), name + "_relu6b");
            y = b.conv(y, name + "_project", {mid, out, 1});
            x = stride == 1 && in == out ? b.add("Add", name + "_add", {x, y}) : y;
            in = out;
        }
    x = b.relu6(b.conv(x, "head", {in, 1280, 1}), "head_relu6");
    return b.classifier(x, 1280);
}

} // namespace

Result<Graph> synthesize(std::string_view name, uint64_t seed)
{
    if (name == "resnet18") return resnet18(seed);
    if (name == "resnet50") return resnet50(seed);
    if (name == "mobilenetv2") return mobilenetV2(seed);
    return fail("\"{}\" is not a network that can be made; resnet18, resnet50 and mobilenetv2 are", name);
}

} // namespace bitladder::measure
