// The way back through a whole network against differences of the loss: pictures that lie channels-last meet operators
// that want them otherwise, sums, limits and paths that join. In float32, so that differences say it to a percent; each
// operator's gradient has its test in float64.
#include "core/base/noise.h"
#include "core/engine/layer_values.h"
#include "core/methods/quantize_network.h"
#include "core/ops/simplify.h"
#include "core/train/tape.h"
#include "tests/support/graph_builder.h"

#include <QtTest>

using namespace bitladder;
using tensor::Shape;
using tensor::Tensor;
using train::Student;
using train::Tape;

namespace
{

using Ints = std::vector<int64_t>;
const Threads kAlone(1);

std::vector<float> drawn(int64_t count, Noise& noise, float size)
{
    std::vector<float> values(static_cast<size_t>(count));
    for (float& v : values)
        v = size * noise.symmetric();
    return values;
}

std::shared_ptr<graph::Graph> network()
{
    test::GraphBuilder b;
    Noise noise(3);
    const auto conv
        = [&](const std::string& name, ValueId x, Shape weights, int64_t pad, int64_t stride, int64_t group) {
              const int64_t count = weights[0] * weights[1] * weights[2] * weights[3];
              const auto size = 1.7f / std::sqrt(static_cast<float>(count / weights[0]));
              return b.node("Conv", name,
                  {x, b.constant(name + ".w", weights, drawn(count, noise, size)),
                      b.constant(name + ".b", {weights[0]}, drawn(weights[0], noise, 0.2f))},
                  {{"pads", Ints {pad, pad, pad, pad}}, {"strides", Ints {stride, stride}}, {"group", group}});
          };
    const auto x = b.input("x", {1, 3, 13, 12});
    const auto stem = conv("stem", x, {20, 3, 3, 3}, 1, 1, 1);
    const auto first = b.node("Relu", "relu1", {stem});
    const auto inside = conv("winograd", first, {20, 20, 3, 3}, 1, 1, 1);
    const auto sum = b.node("Add", "sum", {first, inside});
    const auto second = b.node("Relu", "relu2", {sum});
    const auto deep = conv("depthwise", second, {20, 1, 3, 3}, 1, 2, 20);
    const auto wide = conv("pointwise", b.node("Sigmoid", "gate", {deep}), {24, 20, 1, 1}, 0, 1, 1);
    const auto twice = b.node("Add", "twice", {wide, wide});
    // What wants pictures in the order of the graph, and a convolution behind it again.
    const auto pooled = b.node("MaxPool", "pool", {twice}, {{"kernel_shape", Ints {2, 2}}, {"strides", Ints {1, 1}}});
    const auto scaled = b.node("Mul", "scaled", {pooled, b.constant("scales", {24, 1, 1}, drawn(24, noise, 2))});
    const auto grouped = conv("grouped", scaled, {18, 12, 3, 3}, 1, 1, 2);
    const auto last = conv("last", b.node("Add", "both", {grouped, grouped}), {16, 18, 3, 3}, 1, 1, 1);
    const auto mean = b.node("Flatten", "flat", {b.node("GlobalAveragePool", "mean", {last})});
    const auto scores = b.node("Gemm", "head",
        {mean, b.constant("head.w", {5, 16}, drawn(80, noise, 1)), b.constant("head.b", {5}, drawn(5, noise, 1))},
        {{"transB", int64_t {1}}});
    auto simplified = ops::simplify(b.graph({scores}));
    if (!simplified) qFatal("%s", simplified.error().message.c_str());
    auto graph = std::make_shared<graph::Graph>(*std::move(simplified));
    // Limits within a layer, as passes put them there.
    for (const NodeId id : std::vector(graph->order()))
        if (graph->node(id).name == "pointwise")
            graph->edit(id, [](graph::Node& node) { node.clamp = graph::Clamp {-0.4f, 0.9f}; });
    return graph;
}

Student studentOf(const quant::Recipe& recipe, const std::shared_ptr<graph::Graph>& graph)
{
    auto network = methods::quantizeNetwork(graph, recipe, {}, {}, {});
    if (!network) qFatal("%s", network.error().message.c_str());
    auto student = Student::make(*network, {}, kAlone);
    if (!student) qFatal("%s", student.error().message.c_str());
    return *std::move(student);
}

struct Question {
    std::vector<Tensor> inputs;
    std::vector<float> r; // loss = Σ r · outputs
};

double lossOf(Tape& tape, const Student& student, const Question& q)
{
    if (const auto done = tape.forward(q.inputs); !done) qFatal("%s", done.error().message.c_str());
    const auto y = tape.value(student.outputs()[0].value).as<float>();
    double loss = 0;
    for (size_t i = 0; i < y.size(); ++i)
        loss += static_cast<double>(q.r[i]) * static_cast<double>(y[i]);
    return loss;
}

train::StudentGradient gradientOf(Tape& tape, const Student& student, const Question& q)
{
    std::vector<size_t> all;
    for (size_t i = 0; i < student.layers().size(); ++i)
        all.push_back(i);
    auto gradient = student.emptyGradient(all);
    lossOf(tape, student, q);
    const train::Seed seeds[] = {{student.outputs()[0].value, Tensor::of<float>({1, 5}, q.r)}};
    if (const auto done = tape.backward(seeds, gradient); !done) qFatal("%s", done.error().message.c_str());
    tape.collect(gradient);
    return gradient;
}

Question question(uint32_t seed)
{
    Noise noise(seed);
    return {{Tensor::of<float>({1, 3, 13, 12}, drawn(3 * 13 * 12, noise, 1))}, drawn(5, noise, 1)};
}

} // namespace

class TestTape : public QObject
{
    Q_OBJECT
private slots:
    void agreesWithDifferences()
    {
        const auto graph = network();
        Student student = studentOf(engine::floatRecipe(*graph), graph);
        QCOMPARE(student.layers().size(), size_t {7});
        Tape tape(student);
        const Question q = question(1);
        const auto gradient = gradientOf(tape, student, q);
        Noise noise(9);
        int compared = 0;
        for (size_t l = 0; l < student.layers().size(); ++l) {
            auto& layer = student.layers()[l];
            QVERIFY(layer.learns);
            double size = 0;
            for (const float g : gradient[l].weights)
                size = std::max(size, std::fabs(static_cast<double>(g)));
            QVERIFY(size > 0);
            const auto slope = [&](float& value) {
                constexpr float kStep = 2e-3f;
                const float before = value;
                value = before + kStep;
                student.refresh(kAlone);
                const double above = lossOf(tape, student, q);
                value = before - kStep;
                student.refresh(kAlone);
                const double below = lossOf(tape, student, q);
                value = before;
                return (above - below) / (2 * static_cast<double>(kStep));
            };
            for (int i = 0; i < 12; ++i) {
                const auto at = static_cast<size_t>(
                    static_cast<double>(noise.unit()) * 0.999 * static_cast<double>(layer.latent.size()));
                const double given
                    = static_cast<double>(gradient[l].weights[at]); // in the file's order; latent ones have another
                const double wanted = slope(layer.latent[static_cast<size_t>(layer.place[at])]);
                QVERIFY2(std::fabs(given - wanted) <= 0.02 * size + 2e-3,
                    qPrintable(QStringLiteral("%1, weight %2: %3, differences say %4")
                                   .arg(QString::fromStdString(layer.layer.name))
                                   .arg(at)
                                   .arg(given)
                                   .arg(wanted)));
                ++compared;
            }
            double most = 0;
            for (const float g : gradient[l].bias)
                most = std::max(most, std::fabs(static_cast<double>(g)));
            for (size_t c = 0; c < layer.bias.size(); c += 3) {
                const double given = static_cast<double>(gradient[l].bias[c]), wanted = slope(layer.bias[c]);
                QVERIFY2(std::fabs(given - wanted) <= 0.03 * most + 2e-3,
                    qPrintable(QStringLiteral("%1, bias %2: %3, differences say %4")
                                   .arg(QString::fromStdString(layer.layer.name))
                                   .arg(c)
                                   .arg(given)
                                   .arg(wanted)));
            }
        }
        QCOMPARE(compared, 84);
    }

    // With everything rounded: another tape, and the same one after other samples, say the same to the bit.
    void isTheSameEveryTime()
    {
        const auto graph = network();
        quant::Recipe recipe = engine::floatRecipe(*graph);
        quant::apply(recipe, {"", quant::intFormat(3), {}}, quant::FirstLast::SameAsRest);
        Student student = studentOf(recipe, graph);
        Tape a(student), b(student);
        const Question q = question(1), other = question(2);
        const auto first = gradientOf(a, student, q);
        gradientOf(b, student, other);
        const auto second = gradientOf(b, student, q), third = gradientOf(a, student, q);
        for (size_t l = 0; l < first.size(); ++l) {
            QCOMPARE(second[l].weights, first[l].weights);
            QCOMPARE(third[l].weights, first[l].weights);
            QCOMPARE(third[l].bias, first[l].bias);
            QCOMPARE(third[l].activationStep, first[l].activationStep);
        }
        QVERIFY(a.bytes() > 0);
    }

    // What a tape gives out lies as the graph says.
    void valuesLieAsTheGraphSays()
    {
        const auto graph = network();
        Student student = studentOf(engine::floatRecipe(*graph), graph);
        Tape tape(student);
        const Question q = question(4);
        QVERIFY(tape.forward(q.inputs));
        std::vector<Tensor> values(graph->valueCount());
        values[static_cast<size_t>(graph->inputs[0].index)] = q.inputs[0];
        for (const NodeId id : graph->order()) {
            const graph::Node& node = graph->node(id);
            std::vector<const Tensor*> inputs;
            for (const ValueId input : node.inputs) {
                const Tensor* constant = graph->constant(input);
                inputs.push_back(constant ? constant : &values[static_cast<size_t>(input.index)]);
            }
            auto outputs = ops::evaluateNode(node, inputs, kAlone);
            QVERIFY(outputs);
            if (node.clamp)
                for (float& v : outputs->front().mutableAs<float>())
                    v = std::clamp(v, node.clamp->lo, node.clamp->hi);
            const Tensor& mine = tape.value(node.outputs[0]);
            QCOMPARE(mine.shape(), outputs->front().shape());
            for (int64_t i = 0; i < mine.count(); ++i)
                QVERIFY2(std::fabs(mine.at(i) - outputs->front().at(i)) < 1e-4, node.name.c_str());
            values[static_cast<size_t>(node.outputs[0].index)] = outputs->front();
        }
    }
};

QTEST_APPLESS_MAIN(TestTape)
#include "tst_tape.moc"
