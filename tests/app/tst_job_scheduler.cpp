// The life of an edit behind the window: results belong to the present revision, the latest edit wins, what is shown
// equals a fresh computation, and a failure leaves everything as it was.
#include "app/window/jobs/layer_study.h"
#include "app/window/jobs/memory_budget.h"
#include "app/window/jobs/network/answer_pace.h"
#include "core/ops/simplify.h"
#include "tests/app/app_test.h"
#include "tests/support/graph_builder.h"

#include <QElapsedTimer>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

std::filesystem::path aDigit()
{
    return app::test::samples() / "digits" / "pictures" / "0" / "000.png";
}

} // namespace

class TestJobScheduler : public QObject
{
    Q_OBJECT

private slots:
    // One answer that other work held up must not keep all that follow from being finished.
    void paceOfAnswers()
    {
        AnswerPace pace;
        QVERIFY(!pace.quick()); // nothing is known
        pace.took(300);
        QVERIFY(!pace.quick());
        pace.took(12);
        QVERIFY(pace.quick());
        pace.took(5000);
        QVERIFY(pace.quick());
        for (int i = 0; i < 3; ++i)
            pace.took(5000);
        QVERIFY(!pace.quick()); // it really is slow
    }

    void initTestCase() { QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened"); }

    // More memory for models is what a person agrees to: without it the size of the file decides.
    void modelsTakeTheMemoryThatIsAllowed()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        JobScheduler& jobs = desk.jobs;
        QSignalSpy opened(&jobs, &JobScheduler::modelOpened);
        jobs.openModel({app::test::samples() / "digits" / "digits.onnx", {}});
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 20000);
        const size_t byFile = document.model()->graph->memory;
        QCOMPARE(byFile, document.model()->original->memory);
        jobs.setModelMemory(byFile + 1);
        jobs.openModel({app::test::samples() / "digits" / "digits.onnx", {}});
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 2, 20000);
        QCOMPARE(document.model()->graph->memory, byFile + 1);
    }

    // The ranges of the channels follow a fader as the histogram does: a shared limit first from a sample, those of the
    // channels always of all their weights; and a newer edit stops both.
    void rangesOfALargeLayer()
    {
        constexpr int kChannels = 300, kLength = 1000;
        std::vector<float> values(size_t {kChannels} * kLength);
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = std::sin(static_cast<float>(i)) * static_cast<float>(i / kLength + 1);
        bitladder::test::GraphBuilder b;
        const auto x = b.input("x", {1, kLength});
        const auto w = b.constant("w", {kChannels, kLength}, values);
        auto model = std::make_shared<model::Model>();
        auto known = ops::simplify(b.graph({b.node("Gemm", "g", {x, w}, {{"transB", int64_t {1}}})}));
        VERIFY_OK(known);
        model->graph = std::make_shared<const graph::Graph>(*std::move(known));
        model->layers = graph::layersOf(*model->graph);
        MemoryBudget memory;
        LayerStudy study(&memory);
        LayerTask task;
        task.model = model;
        task.question = {0, Part::Weights, Channels::Ranges, 0};
        task.recipe.weights = quant::defaultWeightSpec(quant::intFormat(4));
        std::stop_source stopped;
        stopped.request_stop();
        for (const auto granularity : {quant::Granularity::Tensor, quant::Granularity::Channel}) {
            task.recipe.weights.granularity = granularity;
            const bool shared = granularity == quant::Granularity::Tensor;
            QCOMPARE(study.samples(task), shared);
            QVERIFY(!study.picture(task, analysis::Extent::All, {stopped.get_token(), {}}));
            const auto first = study.picture(task, analysis::Extent::Sample, {});
            const auto whole = study.picture(task, analysis::Extent::All, {});
            QCOMPARE(first->limitsSample > 0, shared);
            QCOMPARE(whole->limitsSample, int64_t {0});
            QCOMPARE(first->ranges.size(), size_t {kChannels});
            for (size_t c = 0; c < kChannels; ++c) {
                const auto &a = first->ranges[c], &all = whole->ranges[c];
                QCOMPARE(a.low, all.low);
                QCOMPARE(a.high, all.high);
                QVERIFY(all.clip.high > 0 && std::fabs(a.clip.high / all.clip.high - 1) < (shared ? 0.2 : 1e-12));
            }
        }
    }

    void opensInTheBackground()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        JobScheduler& jobs = desk.jobs;
        QSignalSpy opened(&jobs, &JobScheduler::modelOpened);
        jobs.openModel({app::test::samples() / "digits" / "digits.onnx", {}});
        QVERIFY(!document.model()); // the call itself does not wait
        QVERIFY(opened.wait(kPatience));
        QVERIFY(document.model());
        QCOMPARE(document.recipe().layers.size(), document.model()->layers.size());
        QCOMPARE(document.recipe().layers[0].weights.format, quant::intFormat(8));
    }

    void theBaselineRecipeIsMeasuredWithTheSamePicture()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        ResultStore& results = desk.results;
        JobScheduler& jobs = desk.jobs;
        app::test::Latest<BaselineResult> baseline(results);
        app::test::Latest<NetworkResult> network(results);
        app::test::Latest<IsolatedResult> isolated(results);
        app::test::openDigits(document);
        document.setCurrentFile(0);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QCOMPARE(baseline.count, 0); // there is no A
        const double ofA = network.value->output.sqnrDb();
        const double layerOfA = isolated.value->layers[1]->sqnrDb();
        document.makeBaseline();
        QTRY_VERIFY_WITH_TIMEOUT(baseline.value && !jobs.busy(), kPatience);
        QCOMPARE(baseline.value->outputDb, ofA);
        QCOMPARE(baseline.value->isolatedDb[1], layerOfA);
        document.setWidth({1}, Part::Weights, 2, EditPhase::End);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy() && baseline.value->revision == document.revision(), kPatience);
        QCOMPARE(baseline.value->outputDb, ofA); // what is edited does not move A
        QVERIFY(network.value->output.sqnrDb() < ofA);
        document.swapBaseline();
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy() && baseline.value->revision == document.revision(), kPatience);
        QCOMPARE(network.value->output.sqnrDb(), ofA);
        QVERIFY(baseline.value->outputDb < ofA);
    }

    void aFailureKeepsTheModel()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        JobScheduler& jobs = desk.jobs;
        app::test::openDigits(document);
        document.setWidth({0}, Part::Weights, 4, EditPhase::End);
        const auto model = document.model();
        const auto recipe = document.recipe();
        const bitladder::test::TempFolder folder;
        for (const std::string& content : {std::string(), std::string("not a model"), std::string(1000, '\xff')}) {
            QSignalSpy failed(&jobs, &JobScheduler::failed);
            jobs.openModel({folder.write("broken.onnx", content), {}});
            QVERIFY(failed.wait(kPatience));
            const QString message = failed.first().first().toString();
            QVERIFY2(message.contains(QStringLiteral("broken.onnx")), qPrintable(message));
            QVERIFY(document.model() == model);
            QVERIFY(document.recipe() == recipe);
            QVERIFY(document.undoStack()->canUndo());
        }
    }

    void aRecipeForAnotherModelIsNamed()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        JobScheduler& jobs = desk.jobs;
        QSignalSpy failed(&jobs, &JobScheduler::failed), opened(&jobs, &JobScheduler::modelOpened);
        jobs.openModel(
            {app::test::samples() / "spiral" / "spiral.onnx", app::test::samples() / "digits" / "recipe.json"});
        QVERIFY(opened.wait(kPatience));
        QCOMPARE(failed.count(), 1);
        QVERIFY(document.model());
    }

    void allResultsBelongToThePresent()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        ResultStore& results = desk.results;
        JobScheduler& jobs = desk.jobs;
        app::test::Latest<NetworkResult> network(results);
        app::test::Latest<IsolatedResult> isolated(results);
        app::test::Latest<TimingResult> timing(results);
        app::test::openDigits(document);
        document.setPicture({aDigit(), {}, 0});
        QTRY_VERIFY_WITH_TIMEOUT(timing.value, kPatience);
        QCOMPARE(network.value->revision, document.revision());
        QCOMPARE(isolated.value->revision, document.revision());
        QCOMPARE(timing.value->revision, document.revision());
        const size_t layers = document.model()->layers.size();
        QCOMPARE(network.value->layers.size(), layers);
        QCOMPARE(timing.value->quantizedTiming.layers.size(), layers);
        for (const auto& stats : isolated.value->layers)
            QVERIFY(stats && stats->sqnrDb() > 20); // int8
        QVERIFY(!network.value->noise);
        QVERIFY(network.value->output.sqnrDb() > 20);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
    }

    void theLatestEditWins()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        ResultStore& results = desk.results;
        JobScheduler& jobs = desk.jobs;
        app::test::Latest<NetworkResult> network(results);
        app::test::Latest<LayerResult> layer(results);
        QList<quint64> late;
        results.watch<NetworkResult>(&results, [&](const auto& result) {
            if (result->revision != document.revision()) late << result->revision;
        });
        app::test::openDigits(document);
        document.setPicture({aDigit(), {}, 0});
        jobs.askLayer({2, Part::Weights, Channels::Together, 0});
        bitladder::test::Random random(7);
        // A thousand edits in a second: each at its millisecond, with the event loop running in between. Where the
        // machine is slower (sanitizers) they follow each other without a rest.
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 1000; ++i) {
            document.setWidth({static_cast<int>(random.integer(0, 6))},
                random.integer(0, 1) == 0 ? Part::Weights : Part::Activations, static_cast<int>(random.integer(1, 64)),
                EditPhase::End);
            do
                QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
            while (clock.elapsed() <= i);
        }
        qInfo("1000 edits in %lld ms, %d answers meanwhile", static_cast<long long>(clock.elapsed()), network.count);
        QTRY_VERIFY_WITH_TIMEOUT(network.value && network.value->revision == document.revision(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(layer.value && layer.value->revision == document.revision(), kPatience);
        QVERIFY2(late.isEmpty(), "a result of an older revision was handed out");

        // A fresh computation of the final state gives the same numbers.
        app::test::Desk fresh;
        Document& again = fresh.document;
        app::test::Latest<NetworkResult> expected(fresh.results);
        again.setModel(app::test::digits(), document.recipe());
        again.setPicture({aDigit(), {}, 0});
        QTRY_VERIFY_WITH_TIMEOUT(expected.value && expected.value->revision == again.revision(), kPatience);
        QCOMPARE(network.value->answers.size(), expected.value->answers.size());
        const auto different = bitladder::test::difference(expected.value->answers[0], network.value->answers[0]);
        QVERIFY2(different.empty(), different.c_str());
        QCOMPARE(network.value->output.sqnrDb(), expected.value->output.sqnrDb());
        for (size_t i = 0; i < expected.value->accumulated.size(); ++i)
            QCOMPARE(network.value->accumulated[i].sqnrDb(), expected.value->accumulated[i].sqnrDb());
    }

    void theDistributionIsOfTheAskedLayer()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        ResultStore& results = desk.results;
        JobScheduler& jobs = desk.jobs;
        app::test::Latest<LayerResult> layer(results);
        app::test::Latest<CurveResult> curve(results);
        app::test::openDigits(document);
        const LayerQuestion question {3, Part::Weights, Channels::One, 2};
        jobs.askLayer(question);
        QTRY_VERIFY_WITH_TIMEOUT(layer.value && layer.value->question == question, kPatience);
        double counted = 0;
        for (const double n : layer.value->distribution.original)
            counted += n;
        const auto& info = document.model()->layers[3];
        QCOMPARE(static_cast<int64_t>(counted), tensor::elementCount(info.weightShape).value() / info.channels);
        // The curve is complete in the end and falls with the width.
        QTRY_VERIFY_WITH_TIMEOUT(curve.value && curve.value->layer == 3
                && !std::isnan(curve.value->series[0].sqnrDb.back()) && !std::isnan(curve.value->series[1].sqnrDb[0]),
            kPatience);
        const auto at = [&](int bits) { return curve.value->series[0].sqnrDb[static_cast<size_t>(64 - bits)]; };
        QVERIFY(at(16) > at(8) && at(8) > at(4) && at(4) > at(2));
    }

    // The curve is last: the layer's picture is there before, whichever layer is asked for, and its lane stands back
    // for the others.
    void theCurveComesAfterThePicture()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        ResultStore& results = desk.results;
        JobScheduler& jobs = desk.jobs;
        app::test::Latest<LayerResult> layer(results);
        int curves = 0, early = 0;
        results.watch<CurveResult>(this, [&](const auto& result) {
            ++curves;
            early += !layer.value || layer.value->question.layer != result->layer;
        });
        app::test::openDigits(document);
        for (int i = 0; i < 5; ++i) {
            jobs.askLayer({i, Part::Weights, Channels::Together, 0});
            const int before = curves;
            QTRY_VERIFY_WITH_TIMEOUT(curves > before && !jobs.busy(), kPatience);
        }
        QCOMPARE(early, 0);
    }

    // Stopped between two runs, everything that was shown stays, nothing follows, and Measure computes what was left
    // out.
    void stopLeavesWhatIsThere()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        JobScheduler& jobs = desk.jobs;
        const app::test::Latest<NetworkResult> network(desk.results);
        app::test::openDigits(document);
        jobs.askLayer({2, Part::Weights, Channels::Together, 0});
        QTRY_VERIFY_WITH_TIMEOUT(network.value && !jobs.busy(), kPatience);
        const Results before = desk.results.results();
        QVERIFY(before.network && before.isolated && before.timing);
        const int runs = network.count;
        QSignalSpy stopped(&jobs, &JobScheduler::stopped), failed(&jobs, &JobScheduler::failed);
        document.setWidth({2}, Part::Weights, 4, EditPhase::End);
        QVERIFY(jobs.busy());
        jobs.stop();
        QCOMPARE(stopped.count(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QCOMPARE(failed.count(), 0);
        const Results after = desk.results.results();
        QVERIFY(after.isolated == before.isolated && after.timing == before.timing);
        QVERIFY(desk.results.isStale<TimingResult>());
        QCOMPARE(document.recipe().layers[2].weights.format.bits, 4); // the edit stays
        jobs.measureAgain();
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QVERIFY(network.count > runs);
        QVERIFY(!desk.results.isStale<NetworkResult>() && !desk.results.isStale<TimingResult>());
        QVERIFY(!desk.results.isStale<LayerResult>());
    }

    // A second export waits for the first, and both are written. Without a run there is nothing to write, which is
    // said.
    void exportsAreWrittenOneAfterTheOther()
    {
        app::test::Desk desk;
        JobScheduler& jobs = desk.jobs;
        const bitladder::test::TempFolder folder;
        const auto table = folder.path() / "layers.csv", model = folder.path() / "digits-qdq.onnx";
        QSignalSpy exported(&jobs, &JobScheduler::exported), failed(&jobs, &JobScheduler::failed);
        app::test::openDigits(desk.document);
        jobs.exportTo(table, *exchange::findExchangeFormat("csv"));
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QCOMPARE(failed.count(), 1);
        QVERIFY(!std::filesystem::exists(table));
        QStringList texts;
        connect(&jobs.runner(), &JobRunner::progressChanged, this,
            [&](const JobProgress& progress) { texts << progress.text; });
        jobs.exportTo(table, *exchange::findExchangeFormat("csv"));
        jobs.exportTo(model, *exchange::findExchangeFormat("qdq"));
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(exported.count(), 2);
        QVERIFY(exported[0][0].toString().endsWith(QStringLiteral("layers.csv")));
        QVERIFY(std::filesystem::file_size(table) > 0 && std::filesystem::file_size(model) > 0);
        // Both could be watched.
        QVERIFY(texts.contains(QStringLiteral("exporting layers.csv")));
        QVERIFY(texts.contains(QStringLiteral("exporting digits-qdq.onnx")));
    }

    // Times are taken while nothing else of ours works: here this test does, and each measurement waits for it.
    void timesAreTakenAlone_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"network", "export", "kernels"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void timesAreTakenAlone()
    {
        QFETCH(QString, what);
        app::test::Desk desk;
        Document& document = desk.document;
        const bitladder::test::TempFolder folder;
        const auto table = folder.path() / "layers.csv";
        const app::test::Latest<TimingResult> timing(desk.results);
        const app::test::Latest<KernelResult> kernels(desk.results);
        app::test::openDigits(document);
        QTRY_VERIFY_WITH_TIMEOUT(timing.value && !desk.jobs.busy(), kPatience);
        const int before = timing.count;
        auto& gate = MeasuringGate::ofMachine();
        gate.enter(MeasuringGate::Entry::Urgent, {});
        std::function<bool()> measured;
        if (what == QLatin1String("network")) {
            desk.jobs.measureAgain();
            measured = [&] { return timing.count > before; };
        } else if (what == QLatin1String("export")) {
            desk.jobs.exportTo(table, *exchange::findExchangeFormat("csv"));
            measured = [&] { return std::filesystem::exists(table); };
        } else {
            desk.jobs.askKernels(2);
            measured = [&] { return kernels.value != nullptr; };
        }
        constexpr int kMuchLongerThanItTakes = 400; // ms
        const bool early = QTest::qWaitFor(measured, kMuchLongerThanItTakes);
        gate.leave();
        QVERIFY(!early);
        QTRY_VERIFY_WITH_TIMEOUT(measured(), kPatience);
    }

    void anExportIsStopped()
    {
        app::test::Desk desk;
        JobScheduler& jobs = desk.jobs;
        const bitladder::test::TempFolder folder;
        const auto table = folder.path() / "layers.csv";
        app::test::openDigits(desk.document);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QSignalSpy exported(&jobs, &JobScheduler::exported), failed(&jobs, &JobScheduler::failed);
        jobs.exportTo(table, *exchange::findExchangeFormat("csv"));
        jobs.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QCOMPARE(exported.count(), 0);
        QCOMPARE(failed.count(), 0);
    }

    void theFolderIsEvaluated()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        ResultStore& results = desk.results;
        JobScheduler& jobs = desk.jobs;
        app::test::Latest<FolderProgress> folder(results);
        app::test::openDigits(document);
        auto read = data::readFolder(app::test::samples() / "digits" / "pictures");
        VERIFY_OK(read);
        read->files.resize(24);
        document.setFiles(read->files, read->names, read->path);
        QTRY_VERIFY_WITH_TIMEOUT(folder.value && folder.value->finished, kPatience);
        QCOMPARE(folder.value->evaluation.images, int64_t {24});
        QCOMPARE(folder.value->evaluation.labelled, int64_t {24});
        QVERIFY(folder.value->evaluation.agreement.rate() > 0.9);
        QCOMPARE(folder.value->evaluation.outcomes.size(), size_t {24});
        const auto changed = std::ranges::count_if(folder.value->evaluation.outcomes, &analysis::Outcome::changed);
        QCOMPARE(24 - changed, folder.value->evaluation.agreement.hits);

        // Another picture of the same folder does not ask the folder again: its answers come at once, finished.
        const int before = folder.count;
        document.setCurrentFile(7);
        QTRY_VERIFY_WITH_TIMEOUT(folder.value->revision == document.revision(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);
        QCOMPARE(folder.count, before + 1);
        QVERIFY(folder.value->finished);
        QCOMPARE(folder.value->evaluation.images, int64_t {24});
    }

    // The folder's answers of A stand beside those of B, and change places with them without being computed again.
    void theFolderIsComparedWithA()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        ResultStore& results = desk.results;
        JobScheduler& jobs = desk.jobs;
        app::test::Latest<FolderProgress> folder(results);
        app::test::openDigits(document);
        auto read = data::readFolder(app::test::samples() / "digits" / "pictures");
        VERIFY_OK(read);
        read->files.resize(24);
        document.setFiles(read->files, read->names, read->path);
        document.makeBaseline();
        document.setWidth({0, 1, 2}, Part::Weights, 1, EditPhase::End);
        const auto ready = [&] {
            return folder.value && folder.value->finished && folder.value->revision == document.revision()
                && !jobs.busy();
        };
        QTRY_VERIFY_WITH_TIMEOUT(ready(), kPatience);
        QVERIFY(folder.value->baseline);
        QCOMPARE(*folder.value->baselineRecipe, *document.baseline());
        const analysis::Evaluation a = *folder.value->baseline, b = folder.value->evaluation;
        QCOMPARE(a.images, int64_t {24});
        QVERIFY(a.agreement.hits > b.agreement.hits); // int8 against binary weights
        const auto equal = analysis::equalAnswers(a, b);
        QCOMPARE(equal.total, int64_t {24});
        QVERIFY(equal.hits < 24);
        const int before = folder.count;
        document.swapBaseline();
        QTRY_VERIFY_WITH_TIMEOUT(ready(), kPatience);
        QCOMPARE(folder.count, before + 1);
        QCOMPARE(folder.value->baseline->agreement.hits, b.agreement.hits);
        QCOMPARE(folder.value->evaluation.agreement.hits, a.agreement.hits);
        document.dropBaseline();
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy() && !folder.value->baseline, kPatience);
    }

    // Whatever is looked at and edited, no more than the bound is kept, and the results are those of an unbounded jobs.
    void theMemoryBoundIsObeyed()
    {
        size_t most[2] = {};
        std::vector<double> counts[2];
        double output[2] = {};
        constexpr size_t kBound = 20'000;
        for (const int bounded : {0, 1}) {
            app::test::Desk desk;
            Document& document = desk.document;
            ResultStore& results = desk.results;
            JobScheduler& jobs = desk.jobs;
            app::test::Latest<LayerResult> layer(results);
            app::test::Latest<NetworkResult> network(results);
            if (bounded) jobs.setMemoryBound(kBound);
            const auto look = [&](const auto&...) { most[bounded] = std::max(most[bounded], jobs.heldBytes()); };
            results.watch<LayerResult>(this, look);
            results.watch<NetworkResult>(this, look);
            app::test::openDigits(document);
            document.setPicture({aDigit(), {}, 0});
            for (int i = 0; i < static_cast<int>(document.model()->layers.size()); ++i) {
                const LayerQuestion question {i, Part::Weights, Channels::Together, 0};
                jobs.askLayer(question);
                document.setWidth({i}, Part::Weights, 3 + i, EditPhase::End);
                QTRY_VERIFY_WITH_TIMEOUT(layer.value && layer.value->question == question
                        && layer.value->revision == document.revision() && !jobs.busy(),
                    kPatience);
                counts[bounded].insert(counts[bounded].end(), layer.value->distribution.quantized.begin(),
                    layer.value->distribution.quantized.end());
            }
            look();
            output[bounded] = network.value->output.sqnrDb();
            // A bound that becomes narrower holds at once.
            if (bounded) continue;
            jobs.setMemoryBound(kBound);
            QVERIFY(jobs.heldBytes() <= kBound);
        }
        QVERIFY2(most[0] > 2 * kBound, qPrintable(QString::number(most[0])));
        QVERIFY2(most[1] <= kBound && most[1] > 0, qPrintable(QString::number(most[1])));
        QCOMPARE(counts[0], counts[1]);
        QCOMPARE(output[0], output[1]);
    }

    void aPictureThatCannotBeReadIsNamed()
    {
        app::test::Desk desk;
        Document& document = desk.document;
        JobScheduler& jobs = desk.jobs;
        app::test::openDigits(document);
        const bitladder::test::TempFolder folder;
        QSignalSpy failed(&jobs, &JobScheduler::failed);
        document.setPicture({folder.write("torn.png", "no picture"), {}, 0});
        QTRY_VERIFY_WITH_TIMEOUT(failed.count() > 0, kPatience);
        QVERIFY(failed.last().first().toString().contains(QStringLiteral("torn.png")));
        QVERIFY(document.model());
    }
};

QTEST_MAIN(TestJobScheduler)
#include "tst_job_scheduler.moc"
