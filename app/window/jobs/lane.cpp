#include "app/window/jobs/lane.h"

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

// On Linux a thread has a nice value of its own, which the threads that it starts inherit; elsewhere all run alike. What
// computes gives way to the thread that paints and answers the hand: on few processors its handlers would else wait for
// a time slice in the middle.
void lowerOwnPriority(Lane::Priority priority)
{
#ifdef __linux__
    constexpr int kNice[] = {5, 15, 19}; // by priority
    const sched_param none {};
    sched_setscheduler(0, SCHED_BATCH, &none);
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice[static_cast<size_t>(priority)]);
#endif
}

} // namespace

Lane::Lane(Priority priority)
    : m_thread([this, priority](std::stop_token stop) {
        // The pool's threads serve all lanes, and would keep the priority of whichever started them.
        Threads::beforeWork([] { lowerOwnPriority(Priority::Normal); });
        lowerOwnPriority(priority);
        loop(stop);
    })
{
}

Lane::~Lane()
{
    cancel();
    m_thread.request_stop();
    m_wake.notify_all();
}

void Lane::request(Work work)
{
    {
        const std::lock_guard lock(m_mutex);
        m_current.request_stop();
        m_next = std::move(work);
    }
    m_wake.notify_all();
}

void Lane::cancel()
{
    const std::lock_guard lock(m_mutex);
    m_current.request_stop();
    m_next.reset();
}

bool Lane::busy() const
{
    const std::lock_guard lock(m_mutex);
    return m_running || m_next.has_value();
}

void Lane::loop(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        Work work;
        std::stop_token token;
        {
            std::unique_lock lock(m_mutex);
            m_running = false;
            m_wake.wait(lock, stop, [this] { return m_next.has_value(); });
            if (!m_next) return;
            work = std::move(*m_next);
            m_next.reset();
            m_current = std::stop_source();
            token = m_current.get_token();
            m_running = true;
        }
        work(token);
    }
}

} // namespace bitladder::app
