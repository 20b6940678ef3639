#include "core/base/threads.h"

#include <algorithm>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

namespace bitladder
{

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
    // The calling thread's arena is used as it is when it is large enough: making one costs microseconds.
    const auto run = [&] {
        oneapi::tbb::parallel_for(
            oneapi::tbb::blocked_range<size_t>(0, pieces, 1),
            [&](const oneapi::tbb::blocked_range<size_t>& range) {
                for (size_t i = range.begin(); i != range.end(); ++i)
                    body(i);
            },
            oneapi::tbb::simple_partitioner());
    };
    if (m_count == available()) {
        run();
        return;
    }
    oneapi::tbb::task_arena arena(m_count);
    arena.execute(run);
}

} // namespace bitladder
