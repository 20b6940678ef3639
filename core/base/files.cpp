#include "core/base/files.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bitladder
{

namespace
{

std::string reason()
{
    return std::strerror(errno);
}

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0) ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }
    int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

// All mappings that live now.
struct Mappings {
    std::mutex mutex;
    std::set<std::span<const std::byte>, decltype([](auto a, auto b) { return a.data() < b.data(); })> all;
};

Mappings& mappings()
{
    static auto* one = new Mappings; // never destroyed: mappings may live as long as the process
    return *one;
}

} // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path)
{
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return fail("{}: cannot be opened: {}", path.string(), reason());
    struct stat info {
    };
    if (::fstat(fd.get(), &info) != 0) return fail("{}: cannot be examined: {}", path.string(), reason());
    if (!S_ISREG(info.st_mode)) return fail("{}: is not a file", path.string());

    auto file = std::shared_ptr<MappedFile>(new MappedFile);
    file->m_size = static_cast<size_t>(info.st_size);
    if (file->m_size == 0) return std::shared_ptr<const MappedFile>(file);
    void* data = ::mmap(nullptr, file->m_size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (data == MAP_FAILED) {
        file->m_size = 0;
        return fail("{}: cannot be mapped into memory: {}", path.string(), reason());
    }
    file->m_data = static_cast<const std::byte*>(data);
    const std::lock_guard lock(mappings().mutex);
    mappings().all.insert(file->bytes());
    return std::shared_ptr<const MappedFile>(file);
}

MappedFile::~MappedFile()
{
    if (!m_data) return;
    {
        const std::lock_guard lock(mappings().mutex);
        mappings().all.erase(bytes());
    }
    ::munmap(const_cast<std::byte*>(m_data), m_size);
}

void MappedFile::letGoOfPages()
{
    const std::lock_guard lock(mappings().mutex);
    for (const auto bytes : mappings().all)
        ::madvise(const_cast<std::byte*>(bytes.data()), bytes.size(), MADV_DONTNEED); // read-only: nothing is lost
}

namespace
{

Result<void> writeAll(int fd, const std::filesystem::path& path, std::string_view content)
{
    size_t done = 0;
    while (done < content.size()) {
        const ssize_t n = ::write(fd, content.data() + done, content.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return fail("{}: cannot be written: {}", path.string(), n == 0 ? "no space left" : reason());
        done += static_cast<size_t>(n);
    }
    return {};
}

// Devices and pipes.
Result<void> writeInPlace(const std::filesystem::path& path, std::string_view content)
{
    const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (fd.get() < 0) return fail("{}: cannot be written: {}", path.string(), reason());
    return writeAll(fd.get(), path, content);
}

} // namespace

Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view content)
{
    // A link is written through, not replaced by a file.
    std::error_code ignored;
    const auto target
        = std::filesystem::is_symlink(path, ignored) ? std::filesystem::weakly_canonical(path, ignored) : path;
    // A device or a pipe is written to as it is: there is nothing in it to lose, and a file must not take its place.
    const auto kind = std::filesystem::status(target, ignored).type();
    using Type = std::filesystem::file_type;
    if (kind != Type::regular && kind != Type::not_found && kind != Type::none) return writeInPlace(path, content);
    std::string temporary = target.string() + ".XXXXXX";
    Descriptor fd(::mkstemp(temporary.data()));
    if (fd.get() < 0) return fail("{}: cannot be written: {}", path.string(), reason());

    const auto giveUp = [&](const std::string& why) {
        ::unlink(temporary.c_str());
        return fail("{}: cannot be written: {}", path.string(), why);
    };
    if (auto written = writeAll(fd.get(), path, content); !written) {
        ::unlink(temporary.c_str());
        return written;
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(fd.get(), 0666 & ~mask);
    if (::fsync(fd.get()) != 0) return giveUp(reason());
    if (::close(fd.release()) != 0) return giveUp(reason());
    if (::rename(temporary.c_str(), target.c_str()) != 0) return giveUp(reason());
    return {};
}

Result<std::string> readTextFile(const std::filesystem::path& path, size_t maxBytes)
{
    auto file = MappedFile::open(path);
    if (!file) return pass(file.error());
    const auto bytes = (*file)->bytes();
    if (bytes.size() > maxBytes)
        return fail(
            "{}: is {} bytes long, more than the {} expected of such a file", path.string(), bytes.size(), maxBytes);
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::string safeFileName(std::string_view name)
{
    std::string safe(name);
    for (char& c : safe)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
                || c == '-'))
            c = '_';
    return safe;
}

} // namespace bitladder
