// Runs jobs in the background, each on its lane. Stopping, progress, busy and failures exist here once, for every job.
#pragma once
#include "app/window/runner/lanes.h"
#include "core/base/job.h"

#include <QObject>
#include <QString>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace bitladder::app
{

class JobRunner;

// What a job on its lane gets: when to stop, where to say how far it is, and how to measure. Used on the lane's thread.
class JobContext
{
public:
    JobContext(JobRunner* runner, const LaneSpec& lane, quint64 serial, std::stop_token stop, MeasuringGate* gate)
        : m_runner(runner)
        , m_lane(lane)
        , m_serial(serial)
        , m_stop(std::move(stop))
        , m_gate(gate)
    {
    }

    const std::stop_token& stop() const { return m_stop; }
    bool stopped() const { return m_stop.stop_requested(); }
    // For functions of the core: without progress, and with progress under a text. `stop` in place of the job's own:
    // see measureAlone().
    Job quiet() const { return {m_stop, {}}; }
    Job reporting(const QString& text) const { return reporting(text, m_stop); }
    Job reporting(const QString& text, const std::stop_token& stop) const;
    // `fraction` in 0…1.
    void report(const QString& text, double fraction) const;
    void clearProgress() const { report({}, 1); }
    // See MeasuringGate; jobs that last call it now and then.
    void giveWay() const { m_gate->giveWay(m_stop); }
    // `measure` gets a stop token and returns a Result; so does this.
    template<typename Measure>
    auto measureAlone(Measure measure) const -> std::invoke_result_t<Measure&, const std::stop_token&>
    {
        std::optional<std::invoke_result_t<Measure&, const std::stop_token&>> result;
        auto done = m_gate->measureAlone(m_stop, [&](const std::stop_token& stop) -> Result<void> {
            result.emplace(measure(stop));
            if (!*result) return pass(result->error());
            return {};
        });
        if (!done) return pass(done.error());
        return *std::move(result);
    }
    // Waits, and holds up no measurement meanwhile. False: stopped.
    bool rest(std::chrono::milliseconds time) const;

private:
    JobRunner* m_runner;
    LaneSpec m_lane;
    quint64 m_serial;
    std::stop_token m_stop;
    MeasuringGate* m_gate;
};

struct JobProgress {
    QString text; // empty: nothing is reported
    double fraction = 1; // in 0…1
    friend bool operator==(const JobProgress&, const JobProgress&) = default;
};

// All functions are called from the thread of the runner, in which the signals come too.
class JobRunner : public QObject
{
    Q_OBJECT

public:
    // What is done in the runner's thread when the job has succeeded; may be empty.
    using Completion = std::function<void()>;
    using Work = std::function<Result<Completion>(const JobContext&)>;

    explicit JobRunner(std::span<const LaneSpec> lanes = kLanes, MeasuringGate* gate = &MeasuringGate::ofMachine(),
        QObject* parent = nullptr);
    ~JobRunner() override; // stops all jobs and waits for them

    // Precondition, here and below: the lane is in the table.
    void submit(LaneId lane, Work work);
    // A job that was cancelled, or overtaken by a newer one, tells nothing more: no progress, no failure, no
    // completion.
    void cancel(LaneId lane);
    // Cancels the jobs of all lanes.
    void stop();
    // From the submission until everything that the job has posted to this thread was handled.
    bool busy() const;
    bool busy(LaneId lane) const;
    const JobProgress& progress() const { return m_shown; }

signals:
    // Of the first lane of the table that reports something.
    void progressChanged(const bitladder::app::JobProgress& progress);
    void failed(bitladder::app::LaneId lane, const bitladder::Error& error);
    void succeeded(bitladder::app::LaneId lane);
    void stopped(); // a person did it

private:
    friend class JobContext;
    struct Lane;
    class Ticket;
    Lane& laneOf(LaneId id) const;
    void takeProgress(LaneId lane, quint64 serial, const JobProgress& progress);
    void takeEnd(LaneId lane, quint64 serial, const Result<Completion>& result);
    void takeDeparture(LaneId lane);
    void showProgress();

    MeasuringGate* m_gate;
    std::vector<std::unique_ptr<Lane>> m_lanes; // in the order of the table
    quint64 m_serial = 0;
    JobProgress m_shown;
};

} // namespace bitladder::app
