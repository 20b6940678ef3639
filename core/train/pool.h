// Private to this room: things of which each working thread borrows one.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

namespace bitladder::train
{

template<typename T> class Pool
{
public:
    void add(std::unique_ptr<T> thing)
    {
        const std::scoped_lock lock(m_mutex);
        m_free.push_back(std::move(thing));
    }
    // One that is free; null where all are lent.
    std::unique_ptr<T> take()
    {
        const std::scoped_lock lock(m_mutex);
        if (m_free.empty()) return nullptr;
        auto thing = std::move(m_free.back());
        m_free.pop_back();
        return thing;
    }

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<T>> m_free;
};

} // namespace bitladder::train
