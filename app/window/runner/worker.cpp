#include "app/window/runner/worker.h"

#include "core/base/threads.h"

#ifdef __linux__
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace bitladder::app
{

namespace
{

#ifdef __linux__
int niceOf(Priority priority)
{
    return priority == Priority::High ? 5 : priority == Priority::Normal ? 15 : 19;
}
#endif

// On Linux a thread has a nice value of its own, which the threads that it starts inherit; elsewhere all run alike.
// Background threads give way to the thread that paints and answers the hand: on few processors its handlers would else
// wait for a time slice.
void lowerOwnPriority([[maybe_unused]] Priority priority)
{
#ifdef __linux__
    const sched_param none {};
    sched_setscheduler(0, SCHED_BATCH, &none);
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceOf(priority));
#endif
}

} // namespace

Worker::Worker(const Options& options)
    : m_options(options)
    , m_thread([this](const std::stop_token& stop) {
        // The pool's threads serve all workers, and would keep the priority of whichever started them.
        Threads::beforeWork([] { lowerOwnPriority(Priority::Normal); });
        lowerOwnPriority(m_options.priority);
        loop(stop);
    })
{
}

Worker::~Worker()
{
    cancel();
    m_thread.request_stop();
    m_wake.notify_all();
}

void Worker::request(Work work)
{
    std::deque<Work> dropped; // destroyed without the lock
    {
        const std::lock_guard lock(m_mutex);
        if (m_options.policy == Policy::NewestWins) {
            m_current.request_stop();
            dropped.swap(m_waiting);
        }
        m_waiting.push_back(std::move(work));
    }
    m_wake.notify_all();
}

void Worker::cancel()
{
    std::deque<Work> dropped;
    const std::lock_guard lock(m_mutex);
    m_current.request_stop();
    dropped.swap(m_waiting);
}

bool Worker::busy() const
{
    const std::lock_guard lock(m_mutex);
    return m_running || !m_waiting.empty();
}

void Worker::loop(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        Work work;
        std::stop_token token;
        {
            std::unique_lock lock(m_mutex);
            m_running = false;
            m_wake.wait(lock, stop, [this] { return !m_waiting.empty(); });
            if (m_waiting.empty()) return;
            work = std::move(m_waiting.front());
            m_waiting.pop_front();
            m_current = std::stop_source();
            token = m_current.get_token();
            m_running = true;
        }
        if (m_options.entry) m_options.gate->enter(*m_options.entry, token);
        // What was overtaken while it waited for a measurement has nothing to do any more.
        const bool overtaken = m_options.entry == MeasuringGate::Entry::Patient && token.stop_requested();
        if (!overtaken) work(token);
        if (m_options.entry) m_options.gate->leave();
    }
}

} // namespace bitladder::app
