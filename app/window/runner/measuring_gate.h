// Keeps time measurements free from the program's own work. Every background worker enters the gate before it works and
// leaves it afterwards. A measurement waits until nobody else works. Work that comes during a measurement waits for its
// end; urgent work interrupts it, and the measurement begins anew afterwards. Thread-safe.
#pragma once
#include "core/base/result.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace bitladder::app
{

class MeasuringGate
{
public:
    // Urgent work is work that a person waits for. Patient work waits until measurements are over, those that are asked
    // for included.
    enum class Entry : unsigned char { Urgent, Patient };

    // The gate of this process: what is measured is the machine, of which there is one.
    static MeasuringGate& ofMachine();

    // Returns when the caller may work, or at once when `stop` is requested. Each call needs its leave().
    void enter(Entry entry, const std::stop_token& stop);
    void leave();

    // For work that lasts: lets a waiting measurement go first. In a measurement: lets those go first that wait for it.
    // Precondition: the calling thread is inside the gate.
    void giveWay(const std::stop_token& stop);

    // Calls `measure` while nobody else is inside, again after each interruption, with a token that an interruption and
    // `stop` request. Returns what the last call returned; cancelled when `stop` is requested before. Precondition: as
    // giveWay().
    using Measure = std::function<Result<void>(const std::stop_token& stop)>;
    Result<void> measureAlone(const std::stop_token& stop, const Measure& measure);

private:
    bool quiet() const { return !m_measuring && m_wanting == 0; }
    bool acquire(std::unique_lock<std::mutex>& lock, const std::stop_token& stop); // false: stopped

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_working = 0; // inside, and not measuring
    int m_urgent = 0, m_patient = 0; // waiting to enter
    int m_wanting = 0; // waiting to measure
    bool m_measuring = false;
    std::thread::id m_measurer;
    std::stop_source m_attempt; // of the measurement that runs
};

} // namespace bitladder::app
