// A lane: one worker thread on which the newest request wins. All lanes give way to the thread of the window, and those of lower
// priority to the others. A request that is overtaken is asked to stop; one that has not begun is dropped. Results travel back through signals of whoever owns the lane.
#pragma once
#include "core/base/job.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace bitladder::app
{

class Lane
{
public:
    using Work = std::function<void(std::stop_token)>;

    enum class Priority : unsigned char { High, Normal, Low };

    explicit Lane(Priority priority = Priority::Normal);
    ~Lane(); // stops what runs and waits for it
    void request(Work work);
    void cancel(); // what runs and what waits
    bool busy() const;

private:
    void loop(const std::stop_token& stop);

    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<Work> m_next;
    std::stop_source m_current;
    bool m_running = false;
    std::jthread m_thread; // last: starts when all else is there
};

} // namespace bitladder::app
