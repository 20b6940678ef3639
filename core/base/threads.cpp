#include "core/base/threads.h"

#include "core/base/thread_order.h"

#include <algorithm>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_scheduler_observer.h>
#include <utility>

namespace bitladder
{

namespace
{

class Preparation final : public oneapi::tbb::task_scheduler_observer
{
public:
    explicit Preparation(std::function<void()> prepare)
        : m_prepare(std::move(prepare))
    {
        observe(true);
    }
    // A thread comes here each time that it joins a loop.
    void on_scheduler_entry(bool isWorker) override
    {
        // Aligned as the section behind it: mold 1.10 puts a .tbss of one byte in front of the pages that become
        // read-only, and where those begin at a page, the program does not start.
        alignas(void*) thread_local bool prepared = false;
        if (isWorker && !std::exchange(prepared, true)) m_prepare();
    }

private:
    std::function<void()> m_prepare;
};

} // namespace

void Threads::beforeWork(std::function<void()> prepare)
{
    static const Preparation preparation(std::move(prepare));
}

int Threads::available()
{
    return std::max(1, oneapi::tbb::info::default_concurrency());
}

Threads::Threads(int count)
    : m_count(count > 0 ? std::min(count, 256) : available())
{
}

void Threads::each(size_t pieces, const std::function<void(size_t)>& body) const
{
    if (m_count == 1 || pieces <= 1) {
        for (size_t i = 0; i < pieces; ++i)
            body(i);
        return;
    }
    // What the loop guarantees: what the caller did before is seen by every piece, and what the pieces did by the
    // caller afterwards; nothing between the pieces. Two places, because one would also order a piece that ends before
    // one that begins, and hide a race between the two.
    char begun = 0, ended = 0;
    // The calling thread's arena is used as it is when it is large enough: making one costs microseconds.
    const auto run = [&] {
        oneapi::tbb::parallel_for(
            oneapi::tbb::blocked_range<size_t>(0, pieces, 1),
            [&](const oneapi::tbb::blocked_range<size_t>& range) {
                happensAfter(&begun);
                for (size_t i = range.begin(); i != range.end(); ++i)
                    body(i);
                happensBefore(&ended);
            },
            oneapi::tbb::simple_partitioner());
    };
    happensBefore(&begun);
    if (m_count == available())
        run();
    else
        oneapi::tbb::task_arena(m_count).execute(run);
    happensAfter(&ended);
}

} // namespace bitladder
