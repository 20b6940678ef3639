// What readers of files want: the fuzzer's bytes as a file. It lives in memory and is gone with this object.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace bitladder::fuzz
{

class MemoryFile
{
public:
    MemoryFile(const uint8_t* data, size_t size)
        : m_file(memfd_create("fuzz", 0))
    {
        while (size > 0) {
            const ssize_t written = write(m_file, data, size);
            if (written <= 0) std::abort();
            data += written;
            size -= static_cast<size_t>(written);
        }
    }
    ~MemoryFile() { close(m_file); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_file); }

private:
    int m_file;
};

// A refusal is one line that says something.
template<typename R> void checkRefusal(const R& result)
{
    if (result) return;
    const std::string& message = result.error().message;
    if (message.empty() || message.find('\n') != std::string::npos) std::abort();
}

} // namespace bitladder::fuzz
