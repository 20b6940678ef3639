// How much memory may be taken by what a file asks for. A few bytes can ask for tensors of any size; so nothing that is
// computed from a file takes more than kFreeBytes + kPerFileByte · (the file's size) before a person agrees to more.
#pragma once
#include <atomic>
#include <cstddef>
#include <memory>

namespace bitladder::tensor
{

constexpr size_t kFreeBytes
    = size_t {1} << 30; // what pictures, activations and generated weights of usual networks need
constexpr size_t kPerFileByte = 64;

size_t allowanceFor(size_t fileBytes);

// Bounds the tensors that this thread makes while the object lives; what is still there afterwards counts no longer.
// Where allowances are nested, the inner one counts.
class MemoryLimit
{
public:
    explicit MemoryLimit(size_t bytes);
    ~MemoryLimit();
    MemoryLimit(const MemoryLimit&) = delete;
    MemoryLimit& operator=(const MemoryLimit&) = delete;

    struct Account {
        size_t limit = 0;
        std::atomic<size_t> used = 0;
        // Takes so many bytes if there are as many left.
        bool take(size_t bytes);
    };
    // Of the calling thread; null where nothing is bounded.
    static const std::shared_ptr<Account>& current();

private:
    std::shared_ptr<Account> m_before;
};

} // namespace bitladder::tensor
