// Access to the thread pool. Work is cut by the caller into pieces whose results do not depend on who runs them, so
// that every number of threads gives the same bits.
#pragma once
#include <cstddef>
#include <functional>

namespace bitladder
{

// A pool of a fixed number of threads (the calling one included). Threads are shared by the process (oneTBB).
class Threads
{
public:
    explicit Threads(int count = 0); // 0: as many as the machine has processors
    int count() const { return m_count; }
    // Runs body(i) for i in [0, pieces); returns when all are done. body must not throw.
    void each(size_t pieces, const std::function<void(size_t)>& body) const;

    static int available();
    // Has every thread that the pool starts from now on do this first; for the life of the process.
    static void beforeWork(std::function<void()> prepare);

private:
    int m_count;
};

} // namespace bitladder
