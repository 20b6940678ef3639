// Training from end to end: what is reported is what execution gives, the files give it back, the same seed the same
// network for every number of threads, and what post-training loses comes back.
#include "core/exchange/recipe_file.h"
#include "core/methods/trained.h"
#include "core/train/judge.h"
#include "core/train/tape.h"
#include "tests/experiment/training_test.h"

#include <set>

using namespace bitladder;
using namespace bitladder::test;
namespace fs = std::filesystem;

class TestTraining : public QObject
{
    Q_OBJECT
private slots:
    void nothingStandsOnBothSides()
    {
        const Setup s = spiral("int8", "int8");
        QCOMPARE(s.data.training.count + s.data.validation.count, size_t {600});
        QCOMPARE(s.data.validation.count, size_t {120});
        std::set<std::pair<float, float>> seen;
        for (const auto* set : {&s.data.training, &s.data.validation})
            for (size_t i = 0; i < set->count; ++i) {
                const auto inputs = *set->inputs(i, 0);
                seen.insert({inputs[0].as<float>()[0], inputs[0].as<float>()[1]});
            }
        QCOMPARE(seen.size(), size_t {600});
        // Of each class the share.
        for (int label = 0; label < 3; ++label) {
            const auto kept = std::ranges::count(s.data.validation.labels, label),
                       all = kept + std::ranges::count(s.data.training.labels, label);
            QVERIFY(std::abs(static_cast<double>(kept) - 0.2 * static_cast<double>(all)) <= 1);
        }
    }

    void spiralComesBackAtTwoBits()
    {
        // The coordinates themselves need more than four places each, whatever is learned.
        const Setup s = spiral("int2", "int2", 0, quant::FirstLast::At8);
        const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, settings(60));
        VERIFY_OK(result);
        const double before = result->history[0].validation.labels.rate(), after = bestOf(*result).labels.rate(),
                     reference = result->reference.labels.rate();
        qInfo("before %.3f, after %.3f, float %.3f, epoch %d", before, after, reference, result->best);
        QVERIFY(before < reference - 0.1);
        QVERIFY(after >= reference - 0.02);
    }

    // To the sample, by another executable than the one that judged, and again from the files.
    void whatIsReportedIsWhatIsExecuted()
    {
        for (const auto& [weights, activations] : {std::pair {"int3", "int4"}, {"ternary", "int8"}, {"binary", "int4"},
                 {"int4", "float32"}, {"kmeans2", "int8"}}) {
            const Setup s = spiral(weights, activations);
            const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, settings(6));
            VERIFY_OK(result);
            const auto tops = answers(result->network, s.data.validation);
            QCOMPARE(hits(tops, s.data.validation), bestOf(*result).labels.hits);
            test::TempFolder folder;
            const fs::path file = folder.path() / "trained.onnx";
            VERIFY_OK(experiment::writeTrained(*result->network, file));
            const auto again = model::openModel(file);
            VERIFY_OK(again);
            const auto read = exchange::readRecipe(experiment::recipeBeside(file));
            VERIFY_OK(read);
            const auto recipe = exchange::adopt(*read, engine::fileRecipe(*(*again)->graph));
            VERIFY_OK(recipe);
            const auto network = experiment::startOfTraining(**again, *recipe, s.data.training, 0);
            VERIFY_OK(network);
            QCOMPARE(answers(*network, s.data.validation), tops);
            for (size_t i = 0; i < (*network)->layers.size(); ++i)
                QVERIFY2((*network)->layers[i].weights->codes == result->network->layers[i].weights->codes, weights);
        }
    }

    // The student's own arithmetic is that of execution but for the rounding of float sums.
    void theStudentComputesWhatIsExecuted()
    {
        const fs::path folder = fs::path(BITLADDER_SAMPLES) / "digits";
        const auto model = *model::openModel(folder / "digits.onnx");
        model::InputBinding feed;
        feed.inputs = *model::noiseInputs(*model, 1);
        feed.rules = model->preprocessing;
        experiment::TrainingRequest request;
        request.files = data::readFolder(folder / "pictures")->files;
        const auto data = *experiment::trainingData(model, feed, request);
        for (const auto& [weights, activations] :
            {std::pair {"int8", "int8"}, {"int2", "int2"}, {"binary", "binary"}, {"ternary", "binary01"}}) {
            const auto recipe = recipeOf(*model->graph, weights, activations, quant::FirstLast::SameAsRest);
            const auto start = experiment::startOfTraining(*model, recipe, data.training, 0, 32);
            VERIFY_OK(start);
            train::StudentOptions options;
            options.signLayers = train::StudentOptions::SignLayers::AsTheyAre;
            const auto student = train::Student::make(*start, options, Threads(1));
            VERIFY_OK(student);
            const auto runner = train::Runner::make(*start, Threads(1), {});
            VERIFY_OK(runner);
            train::Tape tape(*student);
            int close = 0;
            for (size_t i = 0; i < 20; ++i) {
                const auto inputs = *data.training.inputs(i, 0);
                VERIFY_OK(tape.forward(inputs));
                const auto mine = tape.value(student->outputs()[0].value).as<float>();
                const auto executed = (*runner)->answer(inputs, student->outputs())->outputs[0];
                double error = 0, size = 0;
                for (size_t k = 0; k < mine.size(); ++k) {
                    error += std::fabs(static_cast<double>(mine[k] - executed[k]));
                    size += std::fabs(static_cast<double>(executed[k]));
                }
                close += error <= 0.02 * size ? 1 : 0;
            }
            qInfo("%s %s: %d of 20 close", weights, activations, close);
            QVERIFY2(close >= 15, weights);
        }
    }

    void theSameForEveryNumberOfThreads()
    {
        std::vector<std::shared_ptr<const engine::QuantizedNetwork>> networks;
        std::vector<double> losses;
        for (const int threads : {1, 2, 3}) {
            const Setup s = spiral("int3", "int3", threads);
            auto asked = settings(3);
            asked.threads = threads;
            const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, asked);
            VERIFY_OK(result);
            networks.push_back(result->network);
            losses.push_back(result->history.back().loss);
        }
        QCOMPARE(losses[0], losses[1]);
        QCOMPARE(losses[0], losses[2]);
        for (size_t i = 0; i < networks[0]->layers.size(); ++i) {
            QVERIFY(networks[0]->layers[i].weights->codes == networks[1]->layers[i].weights->codes);
            QVERIFY(networks[0]->layers[i].weights->quantizer == networks[2]->layers[i].weights->quantizer);
            QVERIFY(networks[0]->layers[i].activations == networks[2]->layers[i].activations);
        }
        auto other = settings(3);
        other.seed = 2;
        const Setup s = spiral("int3", "int3");
        const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, other);
        QVERIFY(result->history.back().loss != losses[0]); // the seed does something
    }

    void distillationNeedsNoLabels()
    {
        Setup s = spiral("int3", "int3");
        std::ranges::fill(s.data.training.labels, -1);
        const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, settings(15));
        VERIFY_OK(result);
        QVERIFY(bestOf(*result).agreement.hits > result->history[0].validation.agreement.hits);
        auto matched = settings(5);
        matched.features = 1;
        const auto features = train::train(s.start, s.model->graph, s.data.training, s.data.validation, matched);
        VERIFY_OK(features);
        QVERIFY(features->history[1].loss != result->history[1].loss);
    }

    void prunedWeightsStayZero()
    {
        Setup s = spiral("int8", "int8");
        s.recipe.methods.push_back({"prune", {{"share", 0.5}}, true});
        auto start = experiment::startOfTraining(*s.model, s.recipe, s.data.training, 0);
        if (!start) QSKIP(start.error().message.c_str());
        auto asked = settings(4);
        asked.student.zeros = train::StudentOptions::Zeros::Keep;
        const auto result = train::train(*start, s.model->graph, s.data.training, s.data.validation, asked);
        VERIFY_OK(result);
        int zeros = 0;
        for (size_t i = 0; i < (*start)->layers.size(); ++i) {
            const auto layers = graph::layersOf(*(*start)->graph);
            const auto before = *engine::layerValues(*(*start)->graph, layers[i]);
            const auto& after = *result->network->layers[i].weights;
            for (size_t c = 0; c < static_cast<size_t>(before.channels); ++c) {
                const auto codes = after.codesOf(c);
                for (size_t k = 0; k < codes.size(); ++k) {
                    if (before.channel32(c)[k] != 0) continue;
                    ++zeros;
                    QCOMPARE(codes[k], int64_t {0});
                }
            }
        }
        QVERIFY(zeros > 300);
    }

    void loweringGoesThroughWiderNumbers()
    {
        const Setup s = spiral("int2", "int3");
        auto asked = settings(9);
        asked.lowering = {8, 4};
        const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, asked);
        VERIFY_OK(result);
        // Only epochs at the widths that were asked for are judged.
        QCOMPARE(result->history.size(), size_t {1 + 3});
        for (const auto& layer : result->network->layers) {
            QCOMPARE(layer.weights->quantizer.format, quant::intFormat(2));
            QCOMPARE(layer.activations->format, quant::intFormat(3));
        }
    }

    void stoppedKeepsTheBest()
    {
        const Setup s = spiral("int2", "int2");
        std::stop_source enough;
        const auto report = [&](const train::TrainProgress& progress) {
            if (progress.history->size() == 3) enough.request_stop();
        };
        const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, settings(1000),
            {}, enough.get_token(), report);
        VERIFY_OK(result);
        QVERIFY(result->network != nullptr);
        QVERIFY(result->history.size() < 6);
        std::stop_source cancel;
        cancel.request_stop();
        Job job;
        job.stop = cancel.get_token();
        const auto none = train::train(s.start, s.model->graph, s.data.training, s.data.validation, settings(3), job);
        QVERIFY(!none && none.error().cancelled());
    }

    void memoryIsKnownBefore()
    {
        const Setup s = spiral("int2", "int2");
        auto asked = settings(1);
        const auto roomy = train::train(s.start, s.model->graph, s.data.training, s.data.validation, asked);
        VERIFY_OK(roomy);
        QCOMPARE(roomy->memory.parts, 8);
        asked.memory = roomy->memory.bytes() - roomy->memory.perPart; // one part fewer
        const auto cut = train::train(s.start, s.model->graph, s.data.training, s.data.validation, asked);
        VERIFY_OK(cut);
        QCOMPARE(cut->memory.parts, 7);
        asked.memory = 1000;
        const auto none = train::train(s.start, s.model->graph, s.data.training, s.data.validation, asked);
        QVERIFY(!none && none.error().kind == Error::Kind::TooLarge);
    }

    // As a step of a recipe, behind what training started from.
    void trainedWeightsAreAMethod()
    {
        const Setup s = spiral("int2", "int2");
        const auto result = train::train(s.start, s.model->graph, s.data.training, s.data.validation, settings(10));
        VERIFY_OK(result);
        const auto choice = methods::keepTrained(*result->network);
        VERIFY_OK(choice);
        quant::Recipe recipe = s.recipe;
        recipe.methods.push_back(*choice);
        const auto again = experiment::startOfTraining(*s.model, recipe, s.data.training, 0);
        VERIFY_OK(again);
        QCOMPARE(answers(*again, s.data.validation), answers(result->network, s.data.validation));
        for (size_t i = 0; i < (*again)->layers.size(); ++i)
            QVERIFY((*again)->layers[i].weights->codes == result->network->layers[i].weights->codes);
        // Another width than the trained one: rounded anew.
        quant::setAll(recipe, quant::intFormat(8), quant::intFormat(8));
        VERIFY_OK(experiment::startOfTraining(*s.model, recipe, s.data.training, 0));
        recipe.methods.back().parameters["number"] += 1;
        const auto gone = experiment::startOfTraining(*s.model, recipe, s.data.training, 0);
        QVERIFY(!gone);
        QVERIFY2(gone.error().message.find("trained weights are not here") != std::string::npos,
            gone.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestTraining)
#include "tst_training.moc"
