#include "app/window/runner/job_runner.h"

#include "app/window/runner/post_to_receiver.h"

#include <algorithm>

namespace bitladder::app
{

struct JobRunner::Lane {
    Lane(const LaneSpec& lane, MeasuringGate* gate)
        : spec(lane)
        , worker({.policy = lane.policy, .priority = lane.priority, .entry = lane.entry, .gate = gate})
    {
    }
    // Serial numbers grow: jobs below `valid` tell nothing more.
    bool tells(quint64 serial) const { return serial >= valid; }

    LaneSpec spec;
    quint64 valid = 0;
    int jobs = 0; // submitted, and not yet gone
    JobProgress progress;
    Worker worker;
};

// Goes with the job, whether it ran or was dropped: the last that the runner hears of it.
class JobRunner::Ticket
{
public:
    Ticket(JobRunner* runner, LaneId lane)
        : m_runner(runner)
        , m_lane(lane)
    {
    }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket()
    {
        postToReceiver(m_runner, [runner = m_runner, lane = m_lane] { runner->takeDeparture(lane); });
    }

private:
    JobRunner* m_runner;
    LaneId m_lane;
};

Job JobContext::reporting(const QString& text, const std::stop_token& stop) const
{
    return {stop, [context = *this, text](double fraction, std::string_view) { context.report(text, fraction); }};
}

void JobContext::report(const QString& text, double fraction) const
{
    postToReceiver(
        m_runner, [runner = m_runner, lane = m_lane.id, serial = m_serial, progress = JobProgress {text, fraction}] {
            runner->takeProgress(lane, serial, progress);
        });
}

bool JobContext::rest(std::chrono::milliseconds time) const
{
    m_gate->leave();
    std::mutex mutex;
    std::condition_variable_any never;
    {
        std::unique_lock lock(mutex);
        never.wait_for(lock, m_stop, time, [] { return false; });
    }
    m_gate->enter(m_lane.entry, m_stop);
    return !stopped();
}

JobRunner::JobRunner(std::span<const LaneSpec> lanes, MeasuringGate* gate, QObject* parent)
    : QObject(parent)
    , m_gate(gate)
{
    for (const LaneSpec& spec : lanes)
        m_lanes.push_back(std::make_unique<Lane>(spec, gate));
}

JobRunner::~JobRunner()
{
    // All are asked before the first is waited for; what they post meanwhile is dropped with this object.
    for (const auto& lane : m_lanes)
        lane->worker.cancel();
    m_lanes.clear();
}

JobRunner::Lane& JobRunner::laneOf(LaneId id) const
{
    return **std::ranges::find(m_lanes, id, [](const auto& lane) { return lane->spec.id; });
}

void JobRunner::submit(LaneId id, Work work)
{
    Lane& lane = laneOf(id);
    const quint64 serial = ++m_serial;
    if (lane.spec.policy == Policy::NewestWins) {
        lane.valid = serial;
        lane.progress = {};
    }
    ++lane.jobs;
    lane.worker.request([this, spec = lane.spec, serial, work = std::move(work),
                            ticket = std::make_shared<const Ticket>(this, id)](const std::stop_token& stop) {
        auto result = work(JobContext(this, spec, serial, stop, m_gate));
        postToReceiver(this, [this, id = spec.id, serial, result = std::move(result)] { takeEnd(id, serial, result); });
    });
    showProgress();
}

void JobRunner::cancel(LaneId id)
{
    Lane& lane = laneOf(id);
    lane.valid = ++m_serial;
    lane.progress = {};
    lane.worker.cancel();
    showProgress();
}

void JobRunner::stop()
{
    for (const auto& lane : m_lanes)
        cancel(lane->spec.id);
    emit stopped();
}

bool JobRunner::busy() const
{
    return std::ranges::any_of(m_lanes, [](const auto& lane) { return lane->jobs > 0; });
}

bool JobRunner::busy(LaneId lane) const
{
    return laneOf(lane).jobs > 0;
}

void JobRunner::takeProgress(LaneId id, quint64 serial, const JobProgress& progress)
{
    Lane& lane = laneOf(id);
    if (!lane.tells(serial)) return;
    lane.progress = progress;
    showProgress();
}

void JobRunner::takeEnd(LaneId id, quint64 serial, const Result<Completion>& result)
{
    Lane& lane = laneOf(id);
    if (!lane.tells(serial)) return;
    lane.progress = {};
    showProgress();
    if (result) {
        if (*result) (*result)();
        emit succeeded(id);
    } else if (!result.error().cancelled()) {
        emit failed(id, result.error());
    }
}

void JobRunner::takeDeparture(LaneId id)
{
    --laneOf(id).jobs;
}

void JobRunner::showProgress()
{
    const auto reporting
        = std::ranges::find_if(m_lanes, [](const auto& lane) { return !lane->progress.text.isEmpty(); });
    const JobProgress now = reporting == m_lanes.end() ? JobProgress {} : (*reporting)->progress;
    if (now == m_shown) return;
    m_shown = now;
    emit progressChanged(m_shown);
}

} // namespace bitladder::app
