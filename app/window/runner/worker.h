// A worker: one background thread that does one piece of work after the other. All workers give way to the thread of
// the window, and those of lower priority to the others. Results travel back through postToReceiver().
#pragma once
#include "app/window/runner/measuring_gate.h"

#include <deque>

namespace bitladder::app
{

enum class Priority : unsigned char { High, Normal, Low };
// What happens to a request while another one runs. NewestWins: what runs is asked to stop, what waits is dropped.
// Queue: it waits.
enum class Policy : unsigned char { NewestWins, Queue };

class Worker
{
public:
    using Work = std::function<void(const std::stop_token&)>;

    // `entry`: how each piece of work passes the measuring gate; none: it does not, which only work of a moment may do.
    struct Options {
        Policy policy = Policy::NewestWins;
        Priority priority = Priority::Normal;
        std::optional<MeasuringGate::Entry> entry = MeasuringGate::Entry::Patient;
        MeasuringGate* gate = &MeasuringGate::ofMachine();
    };
    explicit Worker(const Options& options);
    ~Worker(); // stops what runs and waits for it
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Thread-safe, as are all that follow. Work that is dropped is destroyed without having been called.
    void request(Work work);
    void cancel(); // what runs and what waits
    bool busy() const;

private:
    void loop(const std::stop_token& stop);

    Options m_options;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Work> m_waiting;
    std::stop_source m_current;
    bool m_running = false;
    std::jthread m_thread; // last: starts when all else is there
};

// A worker on which the newest request wins.
class LatestWinsWorker : public Worker
{
public:
    explicit LatestWinsWorker(
        Priority priority = Priority::Normal, std::optional<MeasuringGate::Entry> entry = MeasuringGate::Entry::Patient)
        : Worker({.policy = Policy::NewestWins, .priority = priority, .entry = entry})
    {
    }
};

} // namespace bitladder::app
