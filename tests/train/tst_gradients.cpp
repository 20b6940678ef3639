// Every gradient against central differences in float64: with loss = Σ r·y for random r, ∂loss/∂x of the row must be
// (loss(x + h) − loss(x − h)) / 2h. Numbers of kinked functions keep away from their kinks.
#include "core/base/noise.h"
#include "core/train/gradient.h"

#include <QtTest>
#include <set>

using namespace bitladder;
using graph::Attributes;
using tensor::Shape;
using tensor::Tensor;
using train::Node;

namespace
{

const Threads kAlone(1);

struct Input {
    Shape shape;
    double low = -1, high = 1; // uniform between
    bool trained = true;
    std::vector<double> values = {}; // given, in place of drawn ones
    bool integer = false; // int64: indices, axes
};

struct Case {
    const char* op;
    std::vector<Input> inputs;
    Attributes attributes = {};
    int opset = 18;
    size_t outputs = 1;
};

Attributes with(std::initializer_list<std::pair<const char*, graph::Attribute>> list)
{
    Attributes attributes;
    for (const auto& [name, value] : list)
        attributes.set(name, value);
    return attributes;
}

using Ints = std::vector<int64_t>;

Input indices(std::vector<double> values, Shape shape)
{
    return {std::move(shape), 0, 0, false, std::move(values), true};
}

std::vector<Case> cases()
{
    std::vector<Case> all;
    // Elementwise; 0 is kept out where there is a kink.
    for (const char* op : {"Relu", "LeakyRelu", "Abs", "Elu"}) {
        all.push_back({op, {{{2, 3}, 0.1, 1}}});
        all.push_back({op, {{{2, 3}, -1, -0.1}}});
    }
    for (const char* op : {"Sigmoid", "Tanh", "Softplus", "Erf", "Exp", "Neg"})
        all.push_back({op, {{{3, 4}, -2, 2}}});
    for (const char* op : {"Log", "Sqrt", "Reciprocal"})
        all.push_back({op, {{{5}, 0.5, 2}}});
    all.push_back({"Gelu", {{{3, 4}, -2, 2}}, {}, 20});
    all.push_back({"Gelu", {{{3, 4}, -2, 2}}, with({{"approximate", std::string("tanh")}}), 20});
    for (const auto& [low, high] : {std::pair {-5.0, -3.2}, {-2.8, 2.8}, {3.2, 5.0}})
        all.push_back({"HardSwish", {{{7}, low, high}}});
    for (const auto& [low, high] : {std::pair {-5.0, -2.6}, {-2.4, 2.4}, {2.6, 5.0}})
        all.push_back({"HardSigmoid", {{{7}, low, high}}});
    for (const auto& [low, high] : {std::pair {-2.0, -0.6}, {-0.4, 0.9}, {1.1, 2.0}})
        all.push_back({"Clip", {{{7}, low, high}, {{}, 0, 0, false, {-0.5}}, {{}, 0, 0, false, {1.0}}}});
    all.push_back({"Clip", {{{7}, -0.4, 0.9}}, with({{"min", -0.5f}, {"max", 1.0f}}), 6});
    // Two numbers, broadcast.
    for (const char* op : {"Add", "Sub", "Mul", "Div", "Pow"})
        for (const auto& [a, b] : std::vector<std::pair<Shape, Shape>> {
                 {{2, 3, 4}, {2, 3, 4}}, {{2, 3, 4}, {3, 1}}, {{4}, {2, 3, 4}}, {{2, 1, 4}, {1, 3, 1}}, {{2, 3}, {}}})
            all.push_back({op, {{a, 0.5, 2}, {b, 0.5, 2}}});
    all.push_back({"PRelu", {{{2, 3, 4}, -1, -0.1}, {{3, 1}, 0.1, 1}}});
    // Movement.
    all.push_back({"Reshape", {{{2, 6}}, indices({3, 4}, {2})}});
    all.push_back({"Flatten", {{{2, 3, 2}}}});
    all.push_back({"Identity", {{{2, 3}}}});
    all.push_back({"Dropout", {{{2, 3}}}});
    all.push_back({"Squeeze", {{{2, 1, 3}}, indices({1}, {1})}});
    all.push_back({"Unsqueeze", {{{2, 3}}, indices({1}, {1})}});
    all.push_back({"Transpose", {{{2, 3, 4}}}, with({{"perm", Ints {2, 0, 1}}})});
    all.push_back({"Transpose", {{{2, 3}}}});
    all.push_back(
        {"Slice", {{{4, 5}}, indices({1, 0}, {2}), indices({4, 5}, {2}), indices({0, 1}, {2}), indices({2, 3}, {2})}});
    all.push_back({"Gather", {{{4, 3}}, indices({2, 0, 2}, {3})}});
    all.push_back({"Expand", {{{3, 1}}, indices({2, 3, 4}, {3})}});
    all.push_back({"Tile", {{{2, 3}}, indices({2, 2}, {2})}});
    all.push_back({"DepthToSpace", {{{1, 4, 2, 3}}}, with({{"blocksize", int64_t {2}}})});
    all.push_back({"SpaceToDepth", {{{1, 2, 4, 2}}}, with({{"blocksize", int64_t {2}}})});
    all.push_back({"Concat", {{{2, 3}}, {{2, 1}}, {{2, 2}}}, with({{"axis", int64_t {1}}})});
    all.push_back({"Split", {{{2, 6}}, indices({2, 4}, {2})}, with({{"axis", int64_t {1}}}), 13, 2});
    all.push_back({"Pad", {{{2, 3}}, indices({1, 0, 0, 2}, {4})}});
    all.push_back({"Pad", {{{2, 3}}, indices({1, 0, 0, 2}, {4}), {{}, 0, 0, false, {3.0}}}});
    all.push_back({"Pad", {{{4, 5}}, indices({1, 2, 0, 1}, {4})}, with({{"mode", std::string("reflect")}})});
    all.push_back({"Resize", {{{1, 2, 2, 3}}, {{0}, 0, 0, false}, {{4}, 0, 0, false, {1, 1, 2, 2}}},
        with({{"mode", std::string("nearest")}, {"nearest_mode", std::string("floor")},
            {"coordinate_transformation_mode", std::string("asymmetric")}})});
    all.push_back({"Upsample", {{{1, 2, 2, 3}}, {{4}, 0, 0, false, {1, 1, 2, 2}}}, {}, 9});
    // Products.
    all.push_back({"MatMul", {{{3, 4}}, {{4, 5}}}});
    all.push_back({"MatMul", {{{2, 3, 4}}, {{4, 5}}}});
    all.push_back({"MatMul", {{{2, 1, 3, 4}}, {{1, 3, 4, 5}}}});
    all.push_back({"MatMul", {{{4}}, {{4, 5}}}});
    all.push_back({"MatMul", {{{3, 4}}, {{4, 5}}, {{5}}}});
    for (int64_t turn = 0; turn < 4; ++turn)
        all.push_back({"Gemm",
            {{turn & 1 ? Shape {4, 3} : Shape {3, 4}}, {turn & 2 ? Shape {5, 4} : Shape {4, 5}},
                {{turn < 2 ? Shape {5} : Shape {3, 1}}}},
            with({{"transA", turn & 1}, {"transB", turn >> 1}, {"alpha", 0.7f}, {"beta", 1.3f}})});
    // Convolutions.
    all.push_back({"Conv", {{{1, 3, 5, 6}}, {{4, 3, 3, 3}}, {{4}}}, with({{"pads", Ints {1, 1, 1, 1}}})});
    all.push_back(
        {"Conv", {{{2, 3, 7, 6}}, {{4, 3, 3, 2}}}, with({{"strides", Ints {2, 3}}, {"pads", Ints {0, 1, 2, 1}}})});
    all.push_back({"Conv", {{{1, 4, 7, 8}}, {{6, 2, 3, 3}}, {{6}}},
        with({{"group", int64_t {2}}, {"dilations", Ints {2, 2}}, {"pads", Ints {2, 1, 0, 2}}})});
    all.push_back({"Conv", {{{1, 4, 5, 5}}, {{4, 1, 3, 3}}},
        with({{"group", int64_t {4}}, {"strides", Ints {2, 2}}, {"pads", Ints {1, 1, 1, 1}}})});
    all.push_back({"Conv", {{{1, 4, 3, 5}}, {{3, 4, 1, 1}}, {{3}}}});
    all.push_back({"Conv", {{{1, 4, 4, 5}}, {{3, 4, 1, 1}}}, with({{"strides", Ints {2, 2}}})});
    all.push_back({"Conv", {{{1, 2, 9}}, {{3, 2, 3}}}, with({{"strides", Ints {2}}})});
    all.push_back({"Conv", {{{1, 2, 3, 4, 3}}, {{2, 2, 2, 2, 2}}}, with({{"pads", Ints {0, 1, 0, 1, 0, 1}}})});
    all.push_back({"Conv", {{{1, 2, 5, 5}}, {{2, 2, 3, 3}}},
        with({{"auto_pad", std::string("SAME_UPPER")}, {"strides", Ints {2, 2}}})});
    all.push_back({"ConvTranspose", {{{1, 3, 4, 3}}, {{3, 2, 3, 3}}, {{2}}}, with({{"strides", Ints {2, 2}}})});
    all.push_back({"ConvTranspose", {{{2, 4, 3, 3}}, {{4, 2, 3, 2}}},
        with({{"group", int64_t {2}}, {"strides", Ints {2, 1}}, {"pads", Ints {1, 0, 1, 1}},
            {"output_padding", Ints {1, 0}}})});
    all.push_back({"ConvTranspose", {{{1, 2, 3, 3}}, {{2, 2, 2, 2}}}, with({{"dilations", Ints {2, 2}}})});
    // Pools and reductions.
    const Attributes pool
        = with({{"kernel_shape", Ints {3, 2}}, {"strides", Ints {2, 2}}, {"pads", Ints {1, 0, 1, 1}}});
    all.push_back({"MaxPool", {{{1, 2, 5, 6}}}, pool});
    all.push_back({"AveragePool", {{{1, 2, 5, 6}}}, pool});
    all.push_back({"AveragePool", {{{1, 2, 5, 6}}},
        with({{"kernel_shape", Ints {3, 2}}, {"pads", Ints {1, 0, 1, 1}}, {"count_include_pad", int64_t {1}},
            {"ceil_mode", int64_t {1}}, {"strides", Ints {2, 2}}})});
    all.push_back({"GlobalAveragePool", {{{2, 3, 2, 4}}}});
    all.push_back({"GlobalMaxPool", {{{2, 3, 2, 4}}}});
    for (const char* op : {"ReduceMean", "ReduceSum"}) {
        all.push_back({op, {{{2, 3, 4}}, indices({-1, 1}, {2})}, with({{"keepdims", int64_t {0}}})});
        all.push_back({op, {{{2, 3, 4}}}});
        all.push_back({op, {{{2, 3, 4}}}, with({{"axes", Ints {1}}}), 11});
    }
    // Normalizations.
    for (const char* op : {"Softmax", "LogSoftmax"}) {
        all.push_back({op, {{{2, 3, 4}}}, with({{"axis", int64_t {1}}})});
        all.push_back({op, {{{2, 3, 4}}}, {}, 11});
    }
    all.push_back({"LayerNormalization", {{{3, 4}}, {{4}, 0.5, 2}, {{4}}}});
    all.push_back({"LayerNormalization", {{{2, 3, 4}}, {{3, 4}, 0.5, 2}}, with({{"axis", int64_t {1}}})});
    all.push_back(
        {"BatchNormalization", {{{2, 3, 2, 2}}, {{3}, 0.5, 2}, {{3}}, {{3}, -1, 1, false}, {{3}, 0.5, 2, false}}});
    return all;
}

Tensor draw(const Input& input, Noise& noise)
{
    const auto count = static_cast<size_t>(*tensor::elementCount(input.shape));
    std::vector<double> values = input.values;
    while (values.size() < count)
        values.push_back(input.low + (input.high - input.low) * static_cast<double>(noise.unit()));
    if (!input.integer) return Tensor::of<double>(input.shape, values);
    return Tensor::of<int64_t>(input.shape, std::vector<int64_t>(values.begin(), values.end()));
}

double lossOf(const Node& node, std::span<const Tensor> inputs, const std::vector<std::vector<double>>& r)
{
    std::vector<const Tensor*> pointers;
    for (const Tensor& t : inputs)
        pointers.push_back(t.shape() == Shape {0} && node.op == "Resize" ? nullptr : &t);
    const auto outputs = ops::evaluateNode(node, pointers, kAlone);
    if (!outputs) qFatal("%s", outputs.error().message.c_str());
    double loss = 0;
    for (size_t o = 0; o < r.size(); ++o)
        for (size_t i = 0; i < r[o].size(); ++i)
            loss += r[o][i] * (*outputs)[o].as<double>()[i];
    return loss;
}

} // namespace

class TestGradients : public QObject
{
    Q_OBJECT
private slots:
    void agreeWithCentralDifferences_data()
    {
        QTest::addColumn<int>("index");
        int i = 0;
        for (const Case& c : cases()) {
            QTest::addRow("%d %s", i, c.op) << i;
            ++i;
        }
    }
    void agreeWithCentralDifferences()
    {
        QFETCH(int, index);
        const Case c = cases()[static_cast<size_t>(index)];
        Noise noise(static_cast<uint32_t>(index) + 1);
        Node node;
        node.name = "n";
        node.op = c.op;
        node.opset = c.opset;
        node.attributes = c.attributes;
        std::vector<Tensor> inputs;
        for (const Input& input : c.inputs) {
            node.inputs.push_back(ValueId {static_cast<int32_t>(inputs.size())});
            inputs.push_back(draw(input, noise));
        }
        for (size_t o = 0; o < c.outputs; ++o)
            node.outputs.push_back(ValueId {static_cast<int32_t>(100 + o)});
        std::vector<const Tensor*> pointers;
        std::vector<bool> wanted;
        for (size_t i = 0; i < inputs.size(); ++i) {
            pointers.push_back(inputs[i].shape() == Shape {0} ? nullptr : &inputs[i]);
            wanted.push_back(c.inputs[i].trained && !c.inputs[i].integer);
        }
        const auto outputs = ops::evaluateNode(node, pointers, kAlone);
        QVERIFY2(outputs, outputs ? "" : outputs.error().message.c_str());
        std::vector<std::vector<double>> r(c.outputs);
        std::vector<Tensor> seeds;
        for (size_t o = 0; o < c.outputs; ++o) {
            for (int64_t i = 0; i < (*outputs)[o].count(); ++i)
                r[o].push_back(static_cast<double>(noise.symmetric()));
            seeds.push_back(Tensor::of<double>((*outputs)[o].shape(), r[o]));
        }
        std::vector<const Tensor*> seedPointers;
        for (const Tensor& seed : seeds)
            seedPointers.push_back(&seed);
        const auto gradients
            = train::inputGradients(node, pointers, {outputs->data(), c.outputs}, seedPointers, wanted, kAlone);
        QVERIFY2(gradients, gradients ? "" : gradients.error().message.c_str());
        constexpr double kStep = 1e-5;
        for (size_t i = 0; i < inputs.size(); ++i) {
            if (!wanted[i]) continue;
            const std::vector<double> values(inputs[i].as<double>().begin(), inputs[i].as<double>().end());
            for (size_t j = 0; j < values.size(); ++j) {
                std::vector<Tensor> changed = inputs;
                auto moved = values;
                moved[j] = values[j] + kStep;
                changed[i] = Tensor::of<double>(inputs[i].shape(), moved);
                const double above = lossOf(node, changed, r);
                moved[j] = values[j] - kStep;
                changed[i] = Tensor::of<double>(inputs[i].shape(), moved);
                const double slope = (above - lossOf(node, changed, r)) / (2 * kStep);
                const double given = (*gradients)[i].as<double>()[j];
                QVERIFY2(std::fabs(given - slope) <= 1e-7 * std::max(1.0, std::fabs(slope)),
                    qPrintable(QStringLiteral("input %1, element %2: %3, differences say %4")
                                   .arg(i)
                                   .arg(j)
                                   .arg(given, 0, 'g', 12)
                                   .arg(slope, 0, 'g', 12)));
            }
        }
    }

    // A row that nobody tests does not exist.
    void everyRowIsTested()
    {
        std::set<std::string_view> tested;
        for (const Case& c : cases())
            tested.insert(c.op);
        for (const train::Gradient* row : train::allGradients())
            QVERIFY2(tested.contains(row->op), row->op.data());
    }

    // float32 takes other products than float64: the same gradients but for its rounding.
    void float32IsFloat64ButForRounding()
    {
        for (const Case& c : cases()) {
            if (std::string_view(c.op) != "Conv" && std::string_view(c.op) != "Gemm"
                && std::string_view(c.op) != "MatMul" && std::string_view(c.op) != "ConvTranspose")
                continue;
            Noise noise(7);
            Node node;
            node.name = "n";
            node.op = c.op;
            node.opset = c.opset;
            node.attributes = c.attributes;
            node.outputs.push_back(ValueId {100});
            std::vector<Tensor> wide, narrow;
            for (const Input& input : c.inputs) {
                node.inputs.push_back(ValueId {static_cast<int32_t>(wide.size())});
                narrow.push_back(*tensor::converted(draw(input, noise), tensor::ElementType::Float32));
                wide.push_back(*tensor::converted(narrow.back(), tensor::ElementType::Float64));
            }
            const auto gradientsOf = [&](const std::vector<Tensor>& inputs) {
                std::vector<const Tensor*> pointers;
                for (const Tensor& t : inputs)
                    pointers.push_back(&t);
                auto outputs = ops::evaluateNode(node, pointers, kAlone);
                const Tensor* seed = &(*outputs)[0]; // as good as any
                return train::inputGradients(
                    node, pointers, {outputs->data(), 1}, {&seed, 1}, std::vector<bool>(inputs.size(), true), kAlone);
            };
            const auto a = gradientsOf(wide), b = gradientsOf(narrow);
            QVERIFY(a && b);
            for (size_t i = 0; i < a->size(); ++i)
                for (int64_t j = 0; j < (*a)[i].count(); ++j)
                    QVERIFY(std::fabs((*a)[i].at(j) - (*b)[i].at(j)) < 2e-5 * std::max(1.0, std::fabs((*a)[i].at(j))));
        }
    }

    void whatHasNoGradientIsNamed()
    {
        Node node;
        node.name = "best";
        node.op = "ArgMax";
        const auto none = train::inputGradients(node, {}, {}, {}, {}, kAlone);
        QVERIFY(!none);
        QVERIFY(none.error().message.find("best (ArgMax)") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestGradients)
#include "tst_gradients.moc"
