#include "core/tensor/memory_limit.h"

#include <limits>
#include <utility>

namespace bitladder::tensor
{

namespace
{

thread_local std::shared_ptr<MemoryLimit::Account> t_current;

} // namespace

size_t allowanceFor(size_t fileBytes)
{
    constexpr size_t kMost = std::numeric_limits<size_t>::max();
    if (fileBytes > (kMost - kFreeBytes) / kPerFileByte) return kMost;
    return kFreeBytes + kPerFileByte * fileBytes;
}

MemoryLimit::MemoryLimit(size_t bytes)
    : m_before(std::move(t_current))
{
    t_current = std::make_shared<Account>();
    t_current->limit = bytes;
}

MemoryLimit::~MemoryLimit()
{
    t_current = std::move(m_before);
}

bool MemoryLimit::Account::take(size_t bytes)
{
    size_t now = used.load(std::memory_order_relaxed);
    do {
        if (bytes > limit || now > limit - bytes) return false;
    } while (!used.compare_exchange_weak(now, now + bytes, std::memory_order_relaxed));
    return true;
}

const std::shared_ptr<MemoryLimit::Account>& MemoryLimit::current()
{
    return t_current;
}

} // namespace bitladder::tensor
