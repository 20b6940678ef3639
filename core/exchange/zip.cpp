#include "core/exchange/zip.h"

#include <array>
#include <limits>

namespace bitladder::exchange
{

namespace
{

constexpr std::array<uint32_t, 256> kTable = [] {
    std::array<uint32_t, 256> table {};
    for (uint32_t i = 0; i < 256; ++i) {
        table[i] = i;
        for (int bit = 0; bit < 8; ++bit)
            table[i] = table[i] & 1 ? table[i] >> 1 ^ 0xedb88320u : table[i] >> 1;
    }
    return table;
}();

// Little endian.
void put(std::string& to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        to += static_cast<char>(value >> (8 * i) & 0xff);
}

} // namespace

uint32_t crc32(std::string_view bytes)
{
    uint32_t crc = ~uint32_t {0};
    for (const char byte : bytes)
        crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ crc >> 8;
    return ~crc;
}

void ZipWriter::add(std::string_view name, std::string_view bytes)
{
    constexpr uint32_t kLocal = 0x04034b50, kEntry = 0x02014b50;
    constexpr uint64_t kUtf8Names = 1 << 11, kVersion = 20, kDate = 1 << 5 | 1; // 1980-01-01
    const uint64_t offset = m_members.size(), size = bytes.size();
    const auto common = [&](std::string& to) {
        put(to, kVersion, 2);
        put(to, kUtf8Names, 2);
        put(to, 0, 2); // stored
        put(to, 0, 2); // time
        put(to, kDate, 2);
        put(to, crc32(bytes), 4);
        put(to, size, 4); // as stored
        put(to, size, 4);
        put(to, name.size(), 2);
        put(to, 0, 2); // nothing extra
    };
    put(m_directory, kEntry, 4);
    put(m_directory, kVersion, 2);
    common(m_directory);
    put(m_directory, 0, 2); // no comment
    put(m_directory, 0, 2); // disk
    put(m_directory, 0, 2); // attributes inside
    put(m_directory, 0, 4); // and outside
    put(m_directory, offset, 4);
    m_directory += name;
    put(m_members, kLocal, 4);
    common(m_members);
    m_members += name;
    m_members += bytes;
    ++m_count;
    m_tooLong = m_tooLong || name.size() > std::numeric_limits<uint16_t>::max()
        || m_members.size() > std::numeric_limits<uint32_t>::max();
}

Result<std::string> ZipWriter::finish()
{
    constexpr uint32_t kEnd = 0x06054b50;
    if (m_tooLong || m_count > std::numeric_limits<uint16_t>::max()
        || m_members.size() + m_directory.size() > std::numeric_limits<uint32_t>::max())
        return unsupported("a plain zip archive holds 4 GiB and 65535 members");
    std::string archive = std::move(m_members);
    const uint64_t start = archive.size(), size = m_directory.size();
    archive += m_directory;
    put(archive, kEnd, 4);
    put(archive, 0, 2); // disk
    put(archive, 0, 2);
    put(archive, m_count, 2);
    put(archive, m_count, 2);
    put(archive, size, 4);
    put(archive, start, 4);
    put(archive, 0, 2); // no comment
    return archive;
}

} // namespace bitladder::exchange
