#include "app/window/lane.h"

namespace bitladder::app
{

Lane::Lane()
    : m_thread([this](std::stop_token stop) { loop(stop); })
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
