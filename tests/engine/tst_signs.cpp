// A layer that hands on signs: their bytes are those of the floats that an observer sees, also where a bias lies far
// beyond the sums or far below the least of them, and the same answer comes out whether somebody looks on or not.
#include "tests/engine/engine_test.h"

using namespace bitladder;
using engine::Tap;
using tensor::Tensor;

class TestSigns : public QObject
{
    Q_OBJECT

private slots:
    void signsOfWhatIsObserved_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("limit");
        QTest::addColumn<int>("kernel");
        for (const char* format : {"int8", "int4", "int12", "int20", "binary", "ternary"})
            for (const char* limit : {"", "Relu", "below zero"})
                for (const int kernel : {1, 3})
                    QTest::addRow("%s %s %dx%d", format, limit, kernel, kernel)
                        << QString::fromLatin1(format) << QString::fromLatin1(limit) << kernel;
    }

    void signsOfWhatIsObserved()
    {
        QFETCH(QString, format);
        QFETCH(QString, limit);
        QFETCH(int, kernel);
        constexpr int64_t kIn = 5, kOut = 37, kSide = 7;
        constexpr float kBiases[] = {0, -0.0f, 1e-38f, -1e-38f, -1e-42f, 1e-30f, -1e-30f, -1e-6f, 1e-6f, -0.25f, 0.25f,
            1.5f, -1.5f, 3e9f, -3e9f, 1e30f, -1e30f};
        test::Random random(7);
        Tensor weights = random.tensor({kOut, kIn, kernel, kernel}, 0.3);
        auto w = weights.mutableAs<float>();
        std::fill_n(w.begin(), kIn * kernel * kernel, 0.0f); // a channel of nothing but its bias
        Tensor bias = random.tensor({kOut});
        for (size_t c = 0; c < static_cast<size_t>(kOut); ++c)
            if (c % 3 != 2) bias.mutableAs<float>()[c] = kBiases[c % std::size(kBiases)];
        test::GraphBuilder b;
        const std::vector<int64_t> pads(4, kernel / 2);
        ValueId h = b.node("Conv", "first",
            {b.input("x", {1, kIn, kSide, kSide}), b.constant("w1", weights), b.constant("b1", bias)},
            {{"pads", pads}});
        if (limit == QLatin1String("Relu")) h = b.node("Relu", "relu", {h});
        if (limit == QLatin1String("below zero"))
            h = b.node("Clip", "clip", {h, b.constant("lo", {}, {-1.0f}), b.constant("hi", {}, {-0.25f})});
        // No kernel of bits is depthwise: it reads bytes.
        const ValueId y = b.node("Conv", "second", {h, b.constant("w2", random.tensor({kOut, 1, 3, 3}))},
            {{"group", kOut}, {"pads", std::vector<int64_t>(4, 1)}});
        const Tensor in = random.tensor({1, kIn, kSide, kSide});
        const test::Prepared p = test::prepared(b.graph({y}), in);
        auto recipe = engine::floatRecipe(*p.graph);
        recipe.layers[0].weights.format = *quant::parseFormat(format.toStdString());
        recipe.layers[0].activations.format = *quant::parseFormat(format.size() == 5 ? format.toStdString() : "int8");
        recipe.layers[1].weights.format = quant::intFormat(8);
        recipe.layers[1].activations.format = *quant::parseFormat("binary");
        std::optional<Tensor> scalar;
        for (const auto level : kernels::supportedLevels())
            for (const int threads : {1, 3}) {
                auto network = methods::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr});
                VERIFY_OK(network);
                QVERIFY((*network)->layers()[1].kernel.starts_with("depthwise_"));
                std::map<std::pair<int, Tap>, Tensor> taps;
                const auto observed
                    = (*network)->run(std::span(&in, 1), {}, [&](LayerId id, Tap tap, const Tensor& value) {
                          taps[{id.index, tap}] = value;
                      });
                const auto unseen = (*network)->run(std::span(&in, 1));
                VERIFY_OK(observed);
                VERIFY_OK(unseen);
                const auto different = test::difference(observed->outputs[0], unseen->outputs[0]);
                QVERIFY2(different.empty(), different.c_str());
                if (!scalar) scalar = unseen->outputs[0];
                QVERIFY(test::difference(*scalar, unseen->outputs[0]).empty());
                const double step = (*network)->layers()[1].activationQuantizer->scales[0];
                const Tensor &floats = taps.at({0, Tap::LayerOutput}), &signs = taps.at({1, Tap::LayerInput});
                QCOMPARE(floats.count(), signs.count());
                int negative = 0;
                for (int64_t i = 0; i < floats.count(); ++i) {
                    QCOMPARE(signs.at(i), static_cast<double>(static_cast<float>(floats.at(i) < 0 ? -step : step)));
                    negative += floats.at(i) < 0;
                }
                QCOMPARE(negative > 0, limit != QLatin1String("Relu"));
            }
    }
};

QTEST_APPLESS_MAIN(TestSigns)
#include "tst_signs.moc"
