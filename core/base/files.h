// Files: mapped for reading, written so that a crash or a full disk never destroys what was there.
#pragma once
#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bitladder
{

// A read-only memory mapping. Shared: tensors keep the mapping alive that they point into.
class MappedFile
{
public:
    static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

    // Takes the pages of all mapped files out of this process. Whoever reads them again gets them from the system's
    // cache; until then they do not count as this program's memory. For a pause in the work: a model's weights are
    // packed by then.
    static void letGoOfPages();

private:
    MappedFile() = default;
    const std::byte* m_data = nullptr;
    size_t m_size = 0;
};

// Writes to a new file beside `path`, flushes it to the disk and renames it. On any failure the old file is untouched,
// the new one is removed, and the error says why (no space left, no permission, …).
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view content);

Result<std::string> readTextFile(const std::filesystem::path& path, size_t maxBytes);

// A file name made of letters, digits, '.', '_' and '-' only.
std::string safeFileName(std::string_view name);

} // namespace bitladder
