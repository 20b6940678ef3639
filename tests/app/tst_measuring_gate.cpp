// Nothing else works while something is measured: who waits, who interrupts, and who gives way.
#include "app/window/runner/measuring_gate.h"
#include "tests/support/patience.h"

#include <QTest>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;
using Entry = MeasuringGate::Entry;

namespace
{

constexpr std::chrono::milliseconds kMoment {50}; // in which a thread that may go on would have gone on

bool isReady(const std::future<void>& future, std::chrono::milliseconds time)
{
    return future.wait_for(time) == std::future_status::ready;
}

// Work on a thread of its own, which ends when it is told to.
class Busy
{
public:
    Busy(MeasuringGate& gate, Entry entry)
        : m_thread([this, &gate, entry] {
            gate.enter(entry, {});
            m_inside.set_value();
            m_end.get_future().wait();
            gate.leave();
        })
    {
    }
    ~Busy() { end(); }
    bool isInside() { return isReady(m_entered, kMoment); }
    bool comesInside() { return isReady(m_entered, std::chrono::milliseconds(kPatience)); }
    void end()
    {
        if (m_thread.joinable()) {
            m_end.set_value();
            m_thread.join();
        }
    }

private:
    std::promise<void> m_inside, m_end;
    std::future<void> m_entered = m_inside.get_future();
    std::thread m_thread;
};

} // namespace

class TestMeasuringGate : public QObject
{
    Q_OBJECT

private slots:
    void workersDoNotWaitForEachOther()
    {
        MeasuringGate gate;
        Busy one(gate, Entry::Patient), other(gate, Entry::Urgent);
        QVERIFY(one.comesInside());
        QVERIFY(other.comesInside());
    }

    void aMeasurementWaitsForThoseInside()
    {
        MeasuringGate gate;
        Busy work(gate, Entry::Patient);
        QVERIFY(work.comesInside());
        std::promise<void> measured;
        std::thread measurer([&] {
            gate.enter(Entry::Urgent, {});
            const auto done = gate.measureAlone({}, [&](const std::stop_token&) -> Result<void> {
                measured.set_value();
                return {};
            });
            QVERIFY(done);
            gate.leave();
        });
        auto future = measured.get_future();
        QVERIFY(!isReady(future, kMoment));
        work.end();
        QVERIFY(isReady(future, std::chrono::milliseconds(kPatience)));
        measurer.join();
    }

    void patientWorkWaitsForAMeasurement()
    {
        MeasuringGate gate;
        gate.enter(Entry::Urgent, {});
        std::unique_ptr<Busy> work;
        const auto done = gate.measureAlone({}, [&](const std::stop_token& stop) -> Result<void> {
            work = std::make_unique<Busy>(gate, Entry::Patient);
            const bool entered = work->isInside();
            if (entered || stop.stop_requested()) return fail("patient work came in between");
            return {};
        });
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        gate.leave();
        QVERIFY(work->comesInside());
    }

    // What a person waits for makes the measurement begin anew; it goes on when that work is done.
    void urgentWorkInterruptsAMeasurement()
    {
        MeasuringGate gate;
        gate.enter(Entry::Urgent, {});
        std::unique_ptr<Busy> work;
        std::thread ending;
        int attempts = 0;
        const auto done = gate.measureAlone({}, [&](const std::stop_token& stop) -> Result<void> {
            if (++attempts > 1) return {};
            work = std::make_unique<Busy>(gate, Entry::Urgent);
            while (!stop.stop_requested())
                std::this_thread::yield();
            ending = std::thread([&] {
                work->comesInside();
                work->end();
            });
            return cancelled();
        });
        QVERIFY(done);
        QCOMPARE(attempts, 2);
        gate.leave();
        ending.join();
    }

    void aStoppedMeasurementIsCancelled()
    {
        MeasuringGate gate;
        std::stop_source source;
        gate.enter(Entry::Urgent, source.get_token());
        int attempts = 0;
        auto done = gate.measureAlone(source.get_token(), [&](const std::stop_token& stop) -> Result<void> {
            ++attempts;
            source.request_stop();
            return stop.stop_requested() ? Result<void>(cancelled()) : Result<void>();
        });
        QVERIFY(!done && done.error().cancelled());
        QCOMPARE(attempts, 1);
        // And one that waits for others.
        Busy work(gate, Entry::Patient);
        QVERIFY(work.comesInside());
        done = gate.measureAlone(source.get_token(), [&](const std::stop_token&) -> Result<void> {
            ++attempts;
            return {};
        });
        QVERIFY(!done && done.error().cancelled());
        QCOMPARE(attempts, 1);
        gate.leave();
    }

    void longWorkGivesWayToAMeasurement()
    {
        MeasuringGate gate;
        std::atomic<bool> measured = false;
        gate.enter(Entry::Patient, {});
        std::promise<void> entered;
        std::thread measurer([&] {
            gate.enter(Entry::Urgent, {});
            entered.set_value();
            QVERIFY(gate.measureAlone({}, [&](const std::stop_token&) -> Result<void> {
                measured = true;
                return {};
            }));
            gate.leave();
        });
        entered.get_future().wait();
        while (!measured)
            gate.giveWay({}); // returns at once as long as nobody wants to measure
        gate.leave();
        measurer.join();
    }

    void aLongMeasurementGivesWayBetweenItsParts()
    {
        MeasuringGate gate;
        gate.enter(Entry::Urgent, {});
        int attempts = 0;
        const auto done = gate.measureAlone({}, [&](const std::stop_token& stop) -> Result<void> {
            ++attempts;
            std::promise<void> inside;
            auto entered = inside.get_future();
            std::thread work([&] {
                gate.enter(Entry::Patient, {});
                inside.set_value();
                gate.leave();
            });
            while (!isReady(entered, std::chrono::milliseconds(1)))
                gate.giveWay(stop);
            work.join();
            return {};
        });
        QVERIFY(done);
        QCOMPARE(attempts, 1); // it goes on where it was
        gate.leave();
    }
};

QTEST_APPLESS_MAIN(TestMeasuringGate)
#include "tst_measuring_gate.moc"
