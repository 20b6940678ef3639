// Bounds the memory of two caches that make the next edit quick: packed weights of earlier recipes, and the selected
// layer's weights as floats. Together they never hold more than the bound, in bytes. What a running job needs is not
// counted. Thread-safe.
#pragma once
#include "core/engine/executable.h"

namespace bitladder::app
{

class MemoryBudget
{
public:
    static constexpr size_t kDefaultBound = size_t {1} << 30;

    void setBound(size_t bytes);
    size_t bound() const;
    size_t held() const;

    // A new, empty cache for another graph; the one before is let go.
    std::shared_ptr<engine::PackCache> newPacks();
    // Asks to keep a copy of so many bytes (in place of the one before); the packed weights make room. False: it is
    // larger than the bound and must not be kept.
    bool keepCopy(size_t bytes);

private:
    void share();

    mutable std::mutex m_mutex;
    size_t m_bound = kDefaultBound, m_copy = 0;
    std::shared_ptr<engine::PackCache> m_packs;
};

} // namespace bitladder::app
