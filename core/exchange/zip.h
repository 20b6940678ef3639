// Zip archives whose members are stored as they are: what NumPy reads as .npz. APPNOTE.TXT of PKWARE, 6.3.10, sections
// 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end). Dates are 1980-01-01, so that equal contents are
// equal files.
#pragma once
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace bitladder::exchange
{

class ZipWriter
{
public:
    // Names are UTF-8, with '/' between folders. Precondition: no name twice.
    void add(std::string_view name, std::string_view bytes);
    // The archive. Fails where it would need more than the 4 GiB, 65535 members or 65535 bytes a name that the plain
    // form has.
    Result<std::string> finish();

private:
    std::string m_members, m_directory;
    size_t m_count = 0;
    bool m_tooLong = false;
};

// Of ISO 3309, reflected, as zip and PNG have it.
uint32_t crc32(std::string_view bytes);

} // namespace bitladder::exchange
