#include "app/window/runner/measuring_gate.h"

namespace bitladder::app
{

MeasuringGate& MeasuringGate::ofMachine()
{
    static MeasuringGate gate;
    return gate;
}

void MeasuringGate::enter(Entry entry, const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    if (entry == Entry::Urgent) {
        ++m_urgent;
        if (m_measuring) m_attempt.request_stop();
        m_changed.wait(lock, stop, [this] { return !m_measuring; });
        --m_urgent;
    } else {
        ++m_patient;
        m_changed.notify_all(); // a measurement may be about to give way
        m_changed.wait(lock, stop, [this] { return quiet(); });
        --m_patient;
    }
    ++m_working;
    lock.unlock();
    m_changed.notify_all();
}

void MeasuringGate::leave()
{
    {
        const std::lock_guard lock(m_mutex);
        --m_working;
    }
    m_changed.notify_all();
}

void MeasuringGate::giveWay(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    if (m_measuring && m_measurer == std::this_thread::get_id()) {
        if (m_urgent == 0 && m_patient == 0) return;
        // The attempt goes on afterwards: only an interruption makes it begin anew.
        const std::stop_source attempt = m_attempt;
        m_measuring = false;
        m_changed.notify_all();
        m_changed.wait(lock, stop, [this] { return m_urgent == 0 && m_patient == 0; });
        ++m_wanting;
        m_changed.wait(lock, [this] { return !m_measuring && m_working == 0 && m_urgent == 0; });
        --m_wanting;
        m_measuring = true;
        m_measurer = std::this_thread::get_id();
        m_attempt = attempt;
        return;
    }
    if (quiet()) return;
    --m_working;
    m_changed.notify_all();
    m_changed.wait(lock, stop, [this] { return quiet(); });
    ++m_working;
}

bool MeasuringGate::acquire(std::unique_lock<std::mutex>& lock, const std::stop_token& stop)
{
    --m_working;
    ++m_wanting;
    m_changed.notify_all();
    const bool alone = m_changed.wait(lock, stop, [this] { return !m_measuring && m_working == 0 && m_urgent == 0; });
    --m_wanting;
    if (!alone) {
        ++m_working;
        m_changed.notify_all();
        return false;
    }
    m_measuring = true;
    m_measurer = std::this_thread::get_id();
    m_attempt = std::stop_source();
    return true;
}

Result<void> MeasuringGate::measureAlone(const std::stop_token& stop, const Measure& measure)
{
    while (true) {
        std::stop_source attempt;
        {
            std::unique_lock lock(m_mutex);
            if (!acquire(lock, stop)) return cancelled();
            attempt = m_attempt;
        }
        const std::stop_callback link(stop, [&attempt] { attempt.request_stop(); });
        Result<void> done = measure(attempt.get_token());
        {
            const std::lock_guard lock(m_mutex);
            m_measuring = false;
            ++m_working;
        }
        m_changed.notify_all();
        const bool interrupted = !done && done.error().cancelled() && attempt.stop_requested();
        if (!interrupted || stop.stop_requested()) return done;
    }
}

} // namespace bitladder::app
