// Every job: the newest wins or all wait in a queue, each can be stopped and watched, its failure is told once, and
// nothing else works while one measures.
#include "app/window/runner/job_runner.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QTest>
#include <future>
#include <set>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;
using Completion = JobRunner::Completion;

namespace
{

Result<Completion> untilStopped(const JobContext& context)
{
    while (!context.stopped())
        std::this_thread::yield();
    return cancelled();
}

// A job that has begun, and goes on until the gate is opened.
class Held
{
public:
    JobRunner::Work work(const Completion& completion = {})
    {
        return [this, completion, opened = m_opened](const JobContext&) -> Result<Completion> {
            m_begun.set_value();
            opened.wait();
            return completion;
        };
    }
    void waitUntilItRuns() { m_begun.get_future().wait(); }
    void open() { m_gate.set_value(); }

private:
    std::promise<void> m_begun, m_gate;
    std::shared_future<void> m_opened = m_gate.get_future().share();
};

} // namespace

class TestJobRunner : public QObject
{
    Q_OBJECT

private slots:
    void theTableNamesEachLaneOnce()
    {
        std::set<LaneId> ids;
        for (const LaneSpec& lane : kLanes)
            QVERIFY(ids.insert(lane.id).second);
    }

    void theNewestWins()
    {
        JobRunner runner;
        QStringList done;
        Held first;
        runner.submit(LaneId::Network, first.work([&] { done << QStringLiteral("first"); }));
        first.waitUntilItRuns();
        // Waits behind the first, and is dropped before it has begun.
        runner.submit(LaneId::Network, [&](const JobContext&) -> Result<Completion> {
            return Completion([&] { done << QStringLiteral("second"); });
        });
        runner.submit(LaneId::Network, [&](const JobContext&) -> Result<Completion> {
            return Completion([&] { done << QStringLiteral("third"); });
        });
        QVERIFY(runner.busy(LaneId::Network));
        first.open();
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QCOMPARE(done, QStringList {QStringLiteral("third")});
    }

    // A job that is overtaken is asked to stop.
    void whatIsOvertakenIsStopped()
    {
        JobRunner runner;
        QSignalSpy succeeded(&runner, &JobRunner::succeeded);
        runner.submit(LaneId::Curve, untilStopped);
        runner.submit(LaneId::Curve, [](const JobContext&) -> Result<Completion> { return Completion(); });
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QCOMPARE(succeeded.count(), 1);
    }

    void aQueueDropsNothing()
    {
        JobRunner runner;
        QList<int> done;
        Held first;
        runner.submit(LaneId::Export, first.work([&] { done << 0; }));
        first.waitUntilItRuns();
        for (int i = 1; i < 4; ++i)
            runner.submit(LaneId::Export,
                [&done, i](const JobContext&) -> Result<Completion> { return Completion([&done, i] { done << i; }); });
        first.open();
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QCOMPARE(done, (QList<int> {0, 1, 2, 3}));
    }

    void everyLaneCanBeStopped()
    {
        JobRunner runner;
        QSignalSpy stopped(&runner, &JobRunner::stopped), failed(&runner, &JobRunner::failed),
            succeeded(&runner, &JobRunner::succeeded);
        for (const LaneSpec& lane : kLanes) {
            runner.submit(lane.id, untilStopped);
            QVERIFY(runner.busy(lane.id));
        }
        // What waits in a queue is stopped too.
        bool ran = false;
        runner.submit(LaneId::Export, [&](const JobContext&) -> Result<Completion> {
            ran = true;
            return Completion();
        });
        runner.stop();
        QCOMPARE(stopped.count(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QVERIFY(!ran);
        QCOMPARE(failed.count(), 0);
        QCOMPARE(succeeded.count(), 0);
    }

    // What a job posts is handled before the runner calls itself idle.
    void busyUntilTheCompletionIsDone()
    {
        JobRunner runner;
        std::promise<void> ran;
        bool done = false;
        runner.submit(LaneId::List, [&](const JobContext&) -> Result<Completion> {
            ran.set_value();
            return Completion([&] { done = true; });
        });
        ran.get_future().wait();
        QVERIFY(runner.busy()); // the event loop has not run
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QVERIFY(done);
    }

    void theProgressOfTheFirstLaneOfTheTableIsShown()
    {
        JobRunner runner;
        QSignalSpy changed(&runner, &JobRunner::progressChanged);
        Held network, exporting;
        const auto reports = [](const QString& text, Held& held) -> JobRunner::Work {
            return [text, work = held.work()](const JobContext& context) {
                context.reporting(text).report(0.5, "ignored");
                return work(context);
            };
        };
        runner.submit(LaneId::Network, reports(QStringLiteral("measuring"), network));
        QTRY_COMPARE_WITH_TIMEOUT(runner.progress().text, QStringLiteral("measuring"), kPatience);
        QCOMPARE(runner.progress().fraction, 0.5);
        runner.submit(LaneId::Export, reports(QStringLiteral("exporting"), exporting));
        QTRY_COMPARE_WITH_TIMEOUT(runner.progress().text, QStringLiteral("exporting"), kPatience);
        exporting.open();
        QTRY_COMPARE_WITH_TIMEOUT(runner.progress().text, QStringLiteral("measuring"), kPatience);
        network.open();
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QVERIFY(runner.progress().text.isEmpty()); // a job that ends takes its progress along
        QCOMPARE(changed.count(), 4);
    }

    void failuresAreToldOnce()
    {
        JobRunner runner;
        QStringList told;
        connect(&runner, &JobRunner::failed, this, [&](LaneId lane, const Error& error) {
            QVERIFY(lane == LaneId::Export);
            told << QString::fromStdString(error.message);
        });
        runner.submit(LaneId::Export, [](const JobContext&) -> Result<Completion> { return fail("the disk is full"); });
        runner.submit(LaneId::Export, [](const JobContext&) -> Result<Completion> { return cancelled(); });
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QCOMPARE(told, QStringList {QStringLiteral("the disk is full")});
    }

    // Neither the failure nor the progress nor the completion of a job that was cancelled reaches anybody.
    void aCancelledJobTellsNothing()
    {
        JobRunner runner;
        QSignalSpy failed(&runner, &JobRunner::failed), changed(&runner, &JobRunner::progressChanged);
        std::promise<void> ran;
        runner.submit(LaneId::Open, [&](const JobContext& context) -> Result<Completion> {
            context.report(QStringLiteral("opening"), 0.1);
            ran.set_value();
            return fail("torn file");
        });
        ran.get_future().wait();
        runner.cancel(LaneId::Open); // what was posted waits for the event loop
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QCOMPARE(failed.count(), 0);
        QCOMPARE(changed.count(), 0);
    }

    // While one lane measures, a patient lane waits; its job runs afterwards.
    void nothingElseWorksDuringAMeasurement()
    {
        MeasuringGate gate;
        JobRunner runner(kLanes, &gate);
        std::atomic<int> working = 0;
        std::atomic<bool> disturbed = false;
        std::promise<void> measuring;
        const auto work = [&](const JobContext&) -> Result<Completion> {
            ++working;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            --working;
            return Completion();
        };
        runner.submit(LaneId::Detail, work);
        runner.submit(LaneId::Network, [&](const JobContext& context) -> Result<Completion> {
            auto value = context.measureAlone([&](const std::stop_token&) -> Result<int> {
                measuring.set_value();
                const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
                while (std::chrono::steady_clock::now() < end)
                    disturbed = disturbed || working > 0;
                return 7;
            });
            if (!value || *value != 7) return fail("no value");
            return Completion();
        });
        measuring.get_future().wait();
        QSignalSpy failed(&runner, &JobRunner::failed), succeeded(&runner, &JobRunner::succeeded);
        for (const LaneId lane : {LaneId::Detail, LaneId::Curve, LaneId::Export})
            runner.submit(lane, work);
        QTRY_VERIFY_WITH_TIMEOUT(!runner.busy(), kPatience);
        QVERIFY(!disturbed);
        QCOMPARE(failed.count(), 0);
        QVERIFY(succeeded.count() >= 4);
    }

    void aRunnerThatGoesStopsItsJobs()
    {
        auto runner = std::make_unique<JobRunner>();
        for (const LaneSpec& lane : kLanes)
            runner->submit(lane.id, untilStopped);
        runner.reset(); // returns, and nothing of them comes later
        QCoreApplication::processEvents();
    }

    void lanesOfLowPriorityStandBack()
    {
#ifdef __linux__
        const auto niceOf = [](Priority priority) {
            std::promise<int> nice;
            LatestWinsWorker worker(priority);
            worker.request([&](const std::stop_token&) {
                nice.set_value(getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())));
            });
            return nice.get_future().get();
        };
        QVERIFY(niceOf(Priority::High) < niceOf(Priority::Normal));
        QVERIFY(niceOf(Priority::Normal) < niceOf(Priority::Low));
#else
        QSKIP("threads have no priority of their own here");
#endif
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_job_runner.moc"
