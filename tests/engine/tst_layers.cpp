// Every layer kind with every pair of formats against plain loops, at every instruction set level and number of
// threads, bit for bit.
#include "core/methods/quantize_network.h"
#include "core/ops/interpreter.h"
#include "tests/engine/engine_test.h"
#include "tests/engine/layer_reference.h"

#include <functional>
#include <map>

using namespace bitladder;
using namespace bitladder::test;

namespace
{

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

} // namespace

class TestLayers : public QObject
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
                    auto network = methods::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
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
                    const bool integers = (isInteger(asked.weights.format) || isWholeBook(asked.weights))
                        && isInteger(asked.activations.format);
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
                    QCOMPARE(info.activationQuantizer.has_value(), !quant::isNativeFloat(asked.activations.format));

                    if (info.kernel.starts_with("gemm_bf16")) {
                        // Pairs of products are added by the processor in an order of its own: 2^-8 of the products'
                        // sum is safe.
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
            auto network = methods::prepare(p.graph, engine::floatRecipe(*p.graph), {});
            VERIFY_OK(network);
            const auto trace = (*network)->run(std::span(&x, 1));
            VERIFY_OK(trace);
            const auto plain = ops::interpret(graph, std::span(&x, 1), Threads(1));
            VERIFY_OK(plain);
            QVERIFY2(distance(plain->front(), trace->outputs[0]) < 1e-5, cases()[i].name);
        }
    }

    // A layer whose reader wants integers stores codes at once: clamp(rint(fma(sum, scale/s, bias/s)) + zero), as
    // kernels.h says.
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
                auto network = methods::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
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
                const Quantizer& a = *one.activationQuantizer;
                const Quantizer& s = *two.activationQuantizer;
                const Tensor& w = *p.graph->constant(p.graph->node(p.graph->order()[0]).input(1));
                const Tensor& bias = *p.graph->constant(p.graph->node(p.graph->order()[0]).input(2));
                // Codes are stored at once for u8, s16 and ternary readers; wider ones and binary planes are converted
                // from floats.
                const bool direct = two.kernel.starts_with("gemm_u8s") || two.kernel.starts_with("gemm_s16s16")
                    || two.kernel.starts_with("gemm_ternary");
                const Tensor& middle = taps.at({1, 0});
                for (int64_t r = 0; r < 4; ++r)
                    for (int64_t n = 0; n < 19; ++n) {
                        Int128 sum = 0;
                        const auto c = static_cast<size_t>(n);
                        for (int64_t k = 0; k < 37; ++k)
                            sum += (static_cast<Int128>(quant::quantize(in.at(r * 37 + k), a, 0)) - a.zeroPoint(0))
                                * quant::quantize(w.at(k * 19 + n), one.weightQuantizer, c);
                        const float scale
                            = static_cast<float>(a.scales[0]) * static_cast<float>(one.weightQuantizer.scale(c));
                        double biasValue = bias.at(n);
                        // Part of the exact sum.
                        if (!one.ways.empty() && engine::multipliesBytes(one.ways.front().compute)) {
                            sum += static_cast<Int128>(std::nearbyint(biasValue / static_cast<double>(scale)));
                            biasValue = 0;
                        }
                        double expected = 0;
                        if (direct && s.format.family != &quant::kBinaryFamily) {
                            const float steps = std::fma(static_cast<float>(static_cast<int64_t>(sum)),
                                scale / static_cast<float>(s.scales[0]), static_cast<float>(biasValue / s.scales[0]));
                            const auto limit = [&](float v, int64_t none) {
                                return std::isinf(v) ? none : quant::quantize(static_cast<double>(v), s, 0);
                            };
                            const auto q = std::clamp<int64_t>(
                                static_cast<int64_t>(std::nearbyint(std::clamp(steps, -1073741824.0f, 1073741824.0f)))
                                    + s.zeroPoints[0],
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
};

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
