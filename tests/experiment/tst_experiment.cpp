// An experiment computes only what is not known: counters say what was really done.
#include "core/experiment/experiment.h"
#include "core/experiment/hybrid.h"
#include "tests/experiment/experiment_test.h"

using namespace bitladder;
using namespace bitladder::experiment;
using quant::intFormat;

class TestExperiment : public QObject
{
    Q_OBJECT

private slots:
    void anEditQuantizesOneLayer()
    {
        const auto digits = test::Digits::open(8);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        auto recipe = digits->recipe(intFormat(8), intFormat(8));
        VERIFY_OK(e.quantize(recipe));
        const auto layers = static_cast<int64_t>(digits->model->layers.size());
        QCOMPARE(e.counters().layersQuantized, layers);
        QCOMPARE(e.counters().calibrations, int64_t {1});
        recipe.layers[1].weights.format = intFormat(4);
        VERIFY_OK(e.quantize(recipe));
        QCOMPARE(e.counters().layersQuantized, layers + 1);
        recipe.layers[1].weights.format = intFormat(8); // undone
        VERIFY_OK(e.quantize(recipe));
        QCOMPARE(e.counters().layersQuantized, layers + 1);
        recipe.layers[1].activations.format = intFormat(4);
        VERIFY_OK(e.quantize(recipe));
        QCOMPARE(e.counters().layersQuantized, layers + 1);
        QCOMPARE(e.counters().calibrations, int64_t {1});
    }

    void anEvaluationIsFoundAgainAfterUndo()
    {
        const auto digits = test::Digits::open(40);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        auto recipe = digits->recipe(intFormat(4), intFormat(8));
        const auto pictures = e.pictures(digits->files);
        QVERIFY(!e.known(recipe, *pictures));
        const auto first = e.evaluate(recipe, *pictures);
        VERIFY_OK(first);
        QCOMPARE(first->images, int64_t {40});
        QCOMPARE(e.counters().picturesRun, int64_t {80}); // float and quantized
        QCOMPARE(pictures->decoded(), int64_t {40});
        auto edited = recipe;
        edited.layers[0].weights.format = quant::binaryFormat();
        const auto other = e.evaluate(edited, *pictures);
        VERIFY_OK(other);
        QCOMPARE(e.counters().picturesRun, int64_t {120}); // the float network is known
        QCOMPARE(pictures->decoded(), int64_t {40});
        QVERIFY(other->agreement.hits < first->agreement.hits);
        const auto again = e.evaluate(recipe, *e.pictures(digits->files));
        VERIFY_OK(again);
        QCOMPARE(again->agreement.hits, first->agreement.hits);
        QCOMPARE(e.counters().picturesRun, int64_t {120});
        // Names, locks, and methods that are off change nothing; another calibration does.
        recipe.layers[0].lock = quant::Lock::Locked;
        recipe.model = "another name";
        recipe.methods.push_back({"gptq", {}, false});
        QVERIFY(e.known(recipe, *pictures));
        e.setCalibrationFiles({digits->files.back().file});
        QVERIFY(!e.known(recipe, *pictures));
        VERIFY_OK(e.evaluate(recipe, *pictures));
        QCOMPARE(e.counters().picturesRun, int64_t {160});
    }

    void aStoppedEvaluationGoesOn()
    {
        const auto digits = test::Digits::open(200);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        const auto recipe = digits->recipe(intFormat(3), intFormat(8));
        const auto pictures = e.pictures(digits->files);
        int calls = 0;
        const auto part = e.evaluate(recipe, *pictures, {}, [&](const analysis::Evaluation&) { return ++calls < 2; });
        VERIFY_OK(part);
        QVERIFY(part->images > 0 && part->images < 200);
        QVERIFY(!e.known(recipe, *pictures));
        const auto whole = e.evaluate(recipe, *pictures);
        VERIFY_OK(whole);
        QCOMPARE(whole->images, int64_t {200});
        QCOMPARE(e.counters().picturesRun, int64_t {400}); // none twice
        QVERIFY(e.known(recipe, *pictures));
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = e.evaluate(digits->recipe(intFormat(2), intFormat(8)), *pictures, {stop.get_token(), {}});
        QVERIFY(!stopped && stopped.error().cancelled());
    }

    // Pictures side by side answer as pictures one after the other do, and as the network with all threads does.
    void parallelIsSerial()
    {
        const auto alone = test::Digits::open(48, 1), together = test::Digits::open(48, 3);
        QVERIFY(alone && together);
        const auto recipe = alone->recipe(intFormat(3), intFormat(4));
        const auto a = alone->experiment->evaluate(recipe, *alone->experiment->pictures(alone->files));
        const auto b = together->experiment->evaluate(recipe, *together->experiment->pictures(together->files));
        VERIFY_OK(a);
        VERIFY_OK(b);
        QCOMPARE(a->divergence, b->divergence);
        for (size_t i = 0; i < a->outcomes.size(); ++i) {
            QCOMPARE(a->outcomes[i].floatTop, b->outcomes[i].floatTop);
            QCOMPARE(a->outcomes[i].chosenTop, b->outcomes[i].chosenTop);
        }
        auto network = together->experiment->quantize(recipe);
        VERIFY_OK(network);
        auto inputs = together->experiment->pictures(together->files)->inputs(5);
        VERIFY_OK(inputs);
        const auto trace = (*network)->run(*inputs);
        VERIFY_OK(trace);
        QCOMPARE(analysis::topOf(trace->outputs.front(), 1).front().index, a->outcomes[5].chosenTop);
    }

    // The ladder stands upright: float64 is without error, float32 has a little, float16 more.
    void float64IsTheTopRung()
    {
        const auto digits = test::Digits::open(8);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        const auto db = [&](quant::NumberFormat format, Reference reference) {
            auto network = e.quantize(digits->recipe(format, format));
            if (!network) return -1.0;
            const auto run = e.compare(**network, {}, reference);
            return run ? run->output.sqnrDb() : -1.0;
        };
        const double wide = db(quant::kFloat64, Reference::Float64), normal = db(quant::kFloat32, Reference::Float64),
                     half = db(quant::kFloat16, Reference::Float64);
        QVERIFY(wide >= normal);
        QVERIFY(wide > 200);
        QVERIFY(normal > 80 && normal < 200);
        QVERIFY(half > 30 && half < normal);
        QVERIFY(db(quant::kFloat32, Reference::File) > normal); // against itself nothing differs
        QCOMPARE(referenceFor(digits->recipe(quant::kFloat64, quant::kFloat32)), Reference::Float64);
        QCOMPARE(referenceFor(digits->recipe(intFormat(40), quant::kFloat32)), Reference::Float64);
        QCOMPARE(referenceFor(digits->recipe(quant::kFloat32, quant::kFloat32)), Reference::File);
    }

    void tapsThatDoNotFitComeInPasses()
    {
        const auto digits = test::Digits::open(8);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        const auto recipe = digits->recipe(intFormat(4), intFormat(8));
        auto network = e.quantize(recipe);
        VERIFY_OK(network);
        const auto whole = e.compare(**network);
        VERIFY_OK(whole);
        Experiment narrow(e.basis());
        narrow.setTapBytes(1);
        narrow.setFeed({{tensor::Tensor::of<float>(e.inputs()[0].shape(), e.inputs()[0].as<float>())}, 0, {}});
        narrow.setFeed(e.feed()); // the taps are forgotten
        const auto parts = narrow.compare(**network);
        VERIFY_OK(parts);
        const auto taps = narrow.taps();
        VERIFY_OK(taps);
        QVERIFY((*taps)->holds(0) && !(*taps)->holds(1));
        QCOMPARE(parts->accumulated.size(), whole->accumulated.size());
        for (size_t i = 0; i < parts->accumulated.size(); ++i) {
            QVERIFY(whole->accumulated[i].count > 0);
            QCOMPARE(parts->accumulated[i].sqnrDb(), whole->accumulated[i].sqnrDb());
            const LayerId layer {static_cast<int32_t>(i)};
            const auto a = e.isolated(recipe, layer), b = narrow.isolated(recipe, layer);
            VERIFY_OK(a);
            VERIFY_OK(b);
            QCOMPARE(a->sqnrDb(), b->sqnrDb());
        }
        const auto runs = e.counters().isolatedRuns;
        VERIFY_OK(e.isolated(recipe, {0}));
        QCOMPARE(e.counters().isolatedRuns, runs); // it was known
    }

    void networksAreTimedInTurns()
    {
        const auto digits = test::Digits::open(8);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        auto a = e.quantize(digits->recipe(intFormat(8), intFormat(8)));
        auto b = e.quantize(digits->recipe(intFormat(4), intFormat(8)));
        VERIFY_OK(a);
        VERIFY_OK(b);
        auto floats = e.floatNetwork();
        VERIFY_OK(floats);
        engine::Executable* const networks[] = {*floats, a->get(), b->get()};
        int alone = 0;
        const auto timings = e.time(networks, 4, {}, [&](const measure::Measure& measure) {
            ++alone;
            return measure({});
        });
        VERIFY_OK(timings);
        QCOMPARE(alone, 1);
        QCOMPARE(timings->size(), size_t {3});
        for (const auto& timing : *timings) {
            QCOMPARE(timing.total.runs, 4);
            QCOMPARE(timing.layers.size(), digits->model->layers.size());
        }
    }

    void hybridsAreMadeOfWhatIsThere()
    {
        const auto digits = test::Digits::open(8);
        QVERIFY(digits);
        Experiment& e = *digits->experiment;
        auto quantized = e.quantize(digits->recipe(intFormat(2), intFormat(3)));
        VERIFY_OK(quantized);
        auto floats = e.floatNetwork();
        VERIFY_OK(floats);
        const auto answer = [&](Parts all) {
            auto network = engine::prepare(
                hybridOf(*(*quantized)->network(), *(*floats)->network(), [&](size_t) { return all; }), e.machine());
            if (!network) qFatal("%s", network.error().message.c_str());
            return (*network)->run(e.inputs())->outputs.front();
        };
        const auto difference = [](const tensor::Tensor& a, const tensor::Tensor& b) {
            return QString::fromStdString(test::difference(a, b));
        };
        const auto whole = (*quantized)->run(e.inputs())->outputs.front();
        const auto none = (*floats)->run(e.inputs())->outputs.front();
        QCOMPARE(difference(answer(Parts::Both), whole), QString());
        QCOMPARE(difference(answer(Parts::None), none), QString());
        QVERIFY(!difference(answer(Parts::Weights), whole).isEmpty());
        QVERIFY(!difference(answer(Parts::Weights), none).isEmpty());
        QVERIFY(!difference(answer(Parts::Activations), answer(Parts::Weights)).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestExperiment)
#include "tst_experiment.moc"
