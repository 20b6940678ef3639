// Private to the engine: where the time of a layer goes, added up over all threads that work on it.
#pragma once
#include "core/engine/executable.h"

#include <atomic>
#include <chrono>

namespace bitladder::engine
{

enum class StepPart : unsigned char { Reformat, Kernel, Epilogue, Other };

// Thread time of the parts of one step. Thread-safe but for reset().
class PartTimes
{
public:
    using Clock = std::chrono::steady_clock;

    void add(StepPart part, Clock::duration time)
    {
        m_ticks[static_cast<size_t>(part)].fetch_add(time.count(), std::memory_order_relaxed);
    }
    double ms(StepPart part) const
    {
        return std::chrono::duration<double, std::milli>(Clock::duration(m_ticks[static_cast<size_t>(part)])).count();
    }
    void reset()
    {
        for (auto& ticks : m_ticks)
            ticks = 0;
    }

private:
    std::atomic<Clock::rep> m_ticks[4] {};
};

// On one thread: what has passed since the last mark, or since the clock was made, belongs to a part.
class PartClock
{
public:
    explicit PartClock(PartTimes& times)
        : m_times(times)
        , m_last(PartTimes::Clock::now())
    {
    }
    void mark(StepPart part)
    {
        const auto now = PartTimes::Clock::now();
        m_times.add(part, now - m_last);
        m_last = now;
    }

private:
    PartTimes& m_times;
    PartTimes::Clock::time_point m_last;
};

// Adds a step of a layer that took `ms`. What `threads` threads reported is shared out over them, the rest of the step
// is waiting: for each other, and for work. A step that reported nothing is all `part`. Thus the parts always add up to
// the total.
void addStep(LayerTime& time, StepPart part, double ms, const PartTimes& reported, int threads);

} // namespace bitladder::engine
