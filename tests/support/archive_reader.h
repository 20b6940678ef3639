// Reads the members of a zip archive that stores them as they are, with checked sums.
#pragma once
#include "core/exchange/zip.h"

#include <cstdint>
#include <map>
#include <string>

namespace bitladder::test
{

inline uint32_t number(const std::string& bytes, size_t at, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes.at(at + static_cast<size_t>(i)))) << (8 * i);
    return value;
}

// The members by way of the central directory, with checked sums.
inline std::map<std::string, std::string> membersOf(const std::string& zip)
{
    std::map<std::string, std::string> members;
    const size_t end = zip.size() - 22;
    if (number(zip, end, 4) != 0x06054b50) return members;
    size_t at = number(zip, end + 16, 4);
    for (uint32_t i = 0; i < number(zip, end + 10, 2); ++i) {
        if (number(zip, at, 4) != 0x02014b50) return {};
        const uint32_t size = number(zip, at + 20, 4), length = number(zip, at + 28, 2),
                       local = number(zip, at + 42, 4);
        const std::string name = zip.substr(at + 46, length);
        if (number(zip, local, 4) != 0x04034b50 || zip.substr(local + 30, number(zip, local + 26, 2)) != name)
            return {};
        members[name] = zip.substr(local + 30 + length, size);
        if (exchange::crc32(members[name]) != number(zip, at + 16, 4)) return {};
        at += 46 + length;
    }
    return members;
}

} // namespace bitladder::test
