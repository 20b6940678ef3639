#include "app/window/jobs/memory_budget.h"

namespace bitladder::app
{

void MemoryBudget::setBound(size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_bound = bytes;
    share();
}

size_t MemoryBudget::bound() const
{
    const std::lock_guard lock(m_mutex);
    return m_bound;
}

size_t MemoryBudget::held() const
{
    const std::lock_guard lock(m_mutex);
    return m_copy + (m_packs ? m_packs->bytes() : 0);
}

std::shared_ptr<engine::PackCache> MemoryBudget::newPacks()
{
    const std::lock_guard lock(m_mutex);
    m_packs = std::make_shared<engine::PackCache>();
    share();
    return m_packs;
}

bool MemoryBudget::keepCopy(size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    const bool fits = bytes <= m_bound;
    m_copy = fits ? bytes : 0;
    share();
    return fits;
}

void MemoryBudget::share()
{
    if (m_packs) m_packs->setBound(m_bound > m_copy ? m_bound - m_copy : 0);
}

} // namespace bitladder::app
