// The integer microscope against the engine's memory: what it says of an element is what the engine's taps hold.
#include "core/analysis/microscope.h"
#include "core/experiment/experiment.h"
#include "core/model/inputs.h"
#include "core/quant/rounding.h"

#include <QtTest>
#include <cmath>

using namespace bitladder;
using namespace bitladder::analysis;

namespace
{

struct Tapped {
    std::unique_ptr<engine::Executable> network;
    std::vector<tensor::Tensor> inputs, outputs; // the quantized network's, by layer
    std::shared_ptr<const FloatTaps> plain;
};

Result<Tapped> tapped(const char* weights, const char* activations)
{
    const std::filesystem::path sample = std::filesystem::path(BITLADDER_SAMPLES) / "digits";
    auto model = model::openModel(sample / "digits.onnx");
    if (!model) return pass(model.error());
    experiment::Experiment experiment(*model, {});
    model::InputBinding feed;
    const auto sources = model::defaultInputs(**model);
    auto inputs = model::readInputs(**model, sources);
    if (!inputs) return pass(inputs.error());
    feed.inputs = *std::move(inputs);
    feed.rules = sources[0].rules;
    BITLADDER_TRY(feed.take(**model, sample / "pictures" / "7" / "000.png"));
    experiment.setFeed(feed);
    auto recipe = engine::floatRecipe(*(*model)->graph);
    quant::setAll(recipe, *quant::parseFormat(weights), *quant::parseFormat(activations));
    auto network = experiment.quantize(recipe);
    if (!network) return pass(network.error());
    Tapped t;
    t.network = *std::move(network);
    t.inputs.resize(7);
    t.outputs.resize(7);
    auto trace = t.network->run(experiment.inputs(), {}, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
        (tap == engine::Tap::LayerInput ? t.inputs : t.outputs)[static_cast<size_t>(id.index)] = value;
    });
    if (!trace) return pass(trace.error());
    auto taps = experiment.taps();
    if (!taps) return pass(taps.error());
    t.plain = *taps;
    return t;
}

} // namespace

class TestMicroscope : public QObject
{
    Q_OBJECT

private slots:
    void equalsTheEnginesMemory_data()
    {
        QTest::addColumn<QByteArray>("weights");
        QTest::addColumn<QByteArray>("activations");
        for (const auto& [w, a] : {std::pair("int8", "int8"), std::pair("int4", "int8"), std::pair("int8", "int4"),
                 std::pair("binary", "int8"), std::pair("int8", "int16")})
            QTest::addRow("%s %s", w, a) << QByteArray(w) << QByteArray(a);
    }

    // Every channel at several places of every layer: the value is the tapped one.
    void equalsTheEnginesMemory()
    {
        QFETCH(QByteArray, weights);
        QFETCH(QByteArray, activations);
        auto t = tapped(weights, activations);
        QVERIFY2(t, t ? "" : t.error().message.c_str());
        const engine::QuantizedNetwork& network = *t->network->network();
        int compared = 0;
        for (size_t layer = 0; layer < 7; ++layer) {
            const auto extents = microscopeExtents(network, layer);
            QVERIFY2(extents, extents ? "" : extents.error().message.c_str());
            for (int64_t c = 0; c < extents->channels; ++c)
                for (const int64_t row : {int64_t {0}, extents->rows / 3, extents->rows - 1}) {
                    const auto m = microscope(network, {layer, c, row}, t->inputs[layer], t->plain->inputs[layer]);
                    QVERIFY2(m, m ? "" : m.error().message.c_str());
                    const double held = t->outputs[layer].at(c * extents->rows + row);
                    const double most = 1e-6 * std::max(1.0, std::abs(held)); // the tap is float32
                    QVERIFY2(std::abs(m->value - held) <= most,
                        qPrintable(QStringLiteral("layer %1 channel %2 place %3: %4, the engine has %5")
                                       .arg(layer)
                                       .arg(c)
                                       .arg(row)
                                       .arg(m->value, 0, 'g', 9)
                                       .arg(held, 0, 'g', 9)));
                    // The parts of the error add up to it, and the twin is the float network's value.
                    QVERIFY(std::abs(m->budget.total() - (m->value - m->floatValue)) < 1e-9);
                    const double plain = t->plain->outputs[layer].at(c * extents->rows + row);
                    QVERIFY(std::abs(m->floatValue - plain) < 1e-4 * std::max(1.0, std::abs(plain)));
                    int64_t sum = 0;
                    for (const MicroscopeTerm& term : m->terms) {
                        sum += term.product;
                        QCOMPARE(term.sum, sum);
                    }
                    QCOMPARE(sum, m->sumOfProducts);
                    ++compared;
                }
        }
        QVERIFY(compared > 400);
    }

    void aNarrowAccumulatorWraps()
    {
        auto t = tapped("int8", "int8");
        QVERIFY(t.has_value());
        const engine::QuantizedNetwork& network = *t->network->network();
        const auto exact = microscope(network, {5, 3, 20}, t->inputs[5], t->plain->inputs[5]);
        const auto narrow = microscope(network, {5, 3, 20, 10}, t->inputs[5], t->plain->inputs[5]);
        QVERIFY(exact && narrow);
        QVERIFY(exact->partialBits > 10 && exact->budget.accumulator == 0);
        QVERIFY(narrow->partialBits <= 10 && narrow->sum >= -512 && narrow->sum < 512);
        QCOMPARE((narrow->sum - exact->sum) % 1024, int64_t {0});
        QVERIFY(std::abs(narrow->budget.total() - (narrow->value - narrow->floatValue)) < 1e-9);
    }

    // One code more by two: the sum grows by two inputs' codes, and with it, by hand, everything behind it.
    void anEditedCodeIsComputedByHand()
    {
        auto t = tapped("int8", "int8");
        QVERIFY(t.has_value());
        const engine::QuantizedNetwork& network = *t->network->network();
        int changed = 0;
        for (size_t layer = 0; layer < 7; ++layer) {
            const MicroscopeQuestion question {layer, 1, 0};
            const auto plain = microscope(network, question, t->inputs[layer], t->plain->inputs[layer]);
            QVERIFY2(plain, plain ? "" : plain.error().message.c_str());
            for (size_t term = 0; term < plain->terms.size(); term += 7) {
                const MicroscopeTerm& before = plain->terms[term];
                const int64_t code = before.qw > 0 ? before.qw - 2 : before.qw + 2, step = code - before.qw;
                MicroscopeQuestion edit = question;
                edit.weight = {term, code};
                QVERIFY(edit.edited() && !question.edited());
                const auto m = microscope(network, edit, t->inputs[layer], t->plain->inputs[layer]);
                QVERIFY2(m, m ? "" : m.error().message.c_str());
                QCOMPARE(m->terms[term].qw, code);
                const int64_t sum = plain->sum + step * (before.qx - plain->inputZero);
                QCOMPARE(m->sum, sum);
                float scaled = static_cast<float>(sum) * plain->factor;
                if (!plain->biasCode)
                    scaled += static_cast<float>(plain->bias / (plain->output ? plain->output->scale : 1));
                QCOMPARE(m->scaled, scaled);
                if (plain->output) {
                    const auto& o = *plain->output;
                    const int64_t q = std::clamp(static_cast<int64_t>(std::rint(scaled)) + o.zero, o.low, o.high);
                    QCOMPARE(m->output->code, q);
                    QCOMPARE(m->value, static_cast<double>(q - o.zero) * o.scale);
                }
                QVERIFY(std::abs(m->budget.total() - (m->value - m->floatValue)) < 1e-9);
                changed += m->value != plain->value;
            }
        }
        QVERIFY(changed > 10);
        MicroscopeQuestion beyond {5, 0, 0};
        beyond.weight = {0, 128};
        QVERIFY(!microscope(network, beyond, t->inputs[5], t->plain->inputs[5]));
        beyond.weight = {100000, 1};
        QVERIFY(!microscope(network, beyond, t->inputs[5], t->plain->inputs[5]));
    }

    // The same width as the engine's changes nothing; fewer bits have fewer codes; floor rounds the output down.
    void editedWidthAndRounding()
    {
        auto t = tapped("int8", "int8");
        QVERIFY(t.has_value());
        const engine::QuantizedNetwork& network = *t->network->network();
        const auto look = [&](int bits, const char* rounding) {
            MicroscopeQuestion question {3, 2, 5};
            question.weightBits = bits;
            if (rounding) question.rounding = quant::findRounding(rounding);
            return microscope(network, question, t->inputs[3], t->plain->inputs[3]);
        };
        const auto plain = look(0, nullptr), same = look(8, "half-even"), narrow = look(3, nullptr),
                   floored = look(0, "floor");
        QVERIFY(plain && same && narrow && floored);
        QCOMPARE(same->value, plain->value);
        QCOMPARE(same->sum, plain->sum);
        QCOMPARE(narrow->weightHigh, int64_t {3});
        for (const MicroscopeTerm& term : narrow->terms)
            QVERIFY(std::abs(term.qw) <= 3);
        QVERIFY(std::abs(narrow->budget.weights) > std::abs(plain->budget.weights));
        QVERIFY(floored->output.has_value());
        QCOMPARE(floored->output->rounded, static_cast<int64_t>(std::floor(floored->scaled)) + floored->output->zero);
        for (size_t i = 0; i < plain->terms.size(); ++i)
            QVERIFY(floored->terms[i].qx <= plain->terms[i].qx);
        QVERIFY(!look(1, nullptr));
    }

    void refusesWhatHasNoSum()
    {
        auto t = tapped("int8", "float32");
        QVERIFY(t.has_value());
        const auto m = microscope(*t->network->network(), {5, 0, 0}, t->plain->inputs[5], t->plain->inputs[5]);
        QVERIFY(!m && m.error().message.find("not both integers") != std::string::npos);
        auto whole = tapped("int8", "int8");
        QVERIFY(whole.has_value());
        QVERIFY(!microscope(*whole->network->network(), {5, 64, 0}, whole->inputs[5], whole->plain->inputs[5]));
        QVERIFY(!microscope(*whole->network->network(), {5, 0, 0}, whole->inputs[4], whole->plain->inputs[4]));
    }

    void factorsAsWholeNumbers()
    {
        for (const double factor : {0.0072, 1.0, 0.5, 3.3, 1e-6, 0.99999999999}) {
            const DyadicFactor d = dyadicOf(factor);
            QVERIFY(d.m0 >= int64_t {1} << 30 && d.m0 < int64_t {1} << 31);
            QVERIFY(std::abs(std::ldexp(static_cast<double>(d.m0), -d.shift) / factor - 1) < 1e-9);
        }
        QCOMPARE(dyadicOf(0.0072).shift, 38);
    }
};

QTEST_APPLESS_MAIN(TestMicroscope)
#include "tst_microscope.moc"
